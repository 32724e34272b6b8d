"""Settings: option > environment > `config.toml` > default, merged and then checked as one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from sstui.config.paths import Paths, expand
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.profile_model import DEFAULT_PROFILE, Profile
from sstui.config.settings_file import SettingsFile, read_settings_file
from sstui.config.settings_model import (
    CommandSettings,
    HistorySettings,
    HookSettings,
    PollSettings,
    Settings,
)
from sstui.config.settings_problems import first_problem
from sstui.config.themes import theme_names

__all__ = [
    "CommandSettings",
    "HistorySettings",
    "HookSettings",
    "PollSettings",
    "Profile",
    "Settings",
    "load_settings",
]

# Which option sets each key; `mouse` and `color` can only be taken away by theirs.
_OPTIONS = {
    "theme": "--theme",
    "signs": "--signs",
    "mouse": "--no-mouse",
    "color": "--no-color",
    "profile": "--profile",
}


def load_settings(
    paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> Settings:
    """What is in force.

    ``options`` are those of the command line by name: ``theme signs mouse color profile
    watch_list config``; None counts as not given. The first mistake is a `ConfigurationError`.
    """
    file = _file(paths, environ, options)
    values: dict[str, object] = {"watchlist": paths.watchlist_file, **file.table}
    origins = dict.fromkeys(file.table, str(file.path))
    for key, value, origin in _overrides(environ, options):
        values[key], origins[key] = value, origin
        if key == "profile":
            values["chosen_profile"] = value
    try:
        settings = Settings.model_validate({**values, "config_file": file.path, "origins": origins})
    except ValidationError as error:
        raise first_problem(error, file, origins) from error
    _check_names(settings, file, theme_names(paths))
    return settings


def _file(paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]) -> SettingsFile:
    """The user's file; the default one may be missing, one that an option names may not."""
    chosen = options.get("config")
    path = paths.config_file if chosen is None else expand(str(chosen), environ, Path.cwd())
    file = read_settings_file(path, environ)
    if file is None and chosen is not None:
        raise ConfigurationError(f"no such file: {path}", where="--config", remedy="correct it")
    return file or SettingsFile(path, "", {})


def _overrides(
    environ: Mapping[str, str], options: Mapping[str, object]
) -> list[tuple[str, object, str]]:
    """Key, value and origin of what goes before the file; a later one goes before an earlier."""
    found: list[tuple[str, object, str]] = []
    if environ.get("NO_COLOR"):
        found.append(("color", False, "NO_COLOR"))
    if environ.get("SSTUI_PROFILE"):
        found.append(("profile", environ["SSTUI_PROFILE"], "SSTUI_PROFILE"))
    for key, option in _OPTIONS.items():
        if options.get(key) is not None:
            found.append((key, options[key], option))
    watch_list = options.get("watch_list")
    if watch_list is not None:
        path = expand(str(watch_list), environ, Path.cwd())
        found.append(("watchlist", path, "--watch-list"))
    return found


def _check_names(settings: Settings, file: SettingsFile, themes: list[str]) -> None:
    """The theme and the profile in force must exist."""
    known = {"theme": themes, "profile": [*settings.profiles, DEFAULT_PROFILE]}
    for key, names in known.items():
        name = getattr(settings, key)
        if name not in names:
            what, remedy = f"no such {key}: {name!r}", did_you_mean(name, names)
            origin = settings.origin(key)
            if origin == str(file.path):
                raise file.problem((key,), what, remedy)
            raise ConfigurationError(what, where=origin, remedy=remedy)
