"""Settings: option > environment > `config.toml` > default, merged and then checked as one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sstui.config.paths import Paths, expand
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.profile_model import DEFAULT_PROFILE, Profile
from sstui.config.settings_file import SettingsFile, read_settings_file
from sstui.config.settings_kinds import Mistake, Refused
from sstui.config.settings_model import (
    HistorySettings,
    PollSettings,
    Settings,
)
from sstui.config.settings_table import read_table
from sstui.config.themes import theme_names

__all__ = [
    "HistorySettings",
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


class Override(NamedTuple):
    """What goes before the file: an option or a variable, by name in ``origin``."""

    key: str
    value: object
    origin: str


def load_settings(
    paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> Settings:
    """What is in force.

    ``options`` are those of the command line by name: ``theme signs mouse color profile
    watch_list config``; None counts as not given. The first mistake is a `ConfigurationError`.
    """
    file = settings_file(paths, environ, options)
    settings, problems = judge(file, paths, environ, overrides(environ, options))
    if settings is None or problems:
        raise problems[0]
    return settings


def settings_file(
    paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> SettingsFile:
    """The user's file; the default one may be missing, one that an option names may not."""
    chosen = options.get("config")
    path = paths.config_file if chosen is None else expand(str(chosen), environ, Path.cwd())
    file = read_settings_file(path)
    if file is None and chosen is not None:
        raise ConfigurationError(f"no such file: {path}", where="--config", remedy="correct it")
    return file or SettingsFile(path, "", {})


def overrides(environ: Mapping[str, str], options: Mapping[str, object]) -> list[Override]:
    """What goes before the file; a later one goes before an earlier."""
    found: list[Override] = []
    if environ.get("NO_COLOR"):
        found.append(Override("color", False, "NO_COLOR"))
    if environ.get("SSTUI_PROFILE"):
        found.append(Override("profile", environ["SSTUI_PROFILE"], "SSTUI_PROFILE"))
    for key, option in _OPTIONS.items():
        if options.get(key) is not None:
            found.append(Override(key, options[key], option))
    watch_list = options.get("watch_list")
    if watch_list is not None:
        path = expand(str(watch_list), environ, Path.cwd())
        found.append(Override("watchlist", path, "--watch-list"))
    return found


def judge(
    file: SettingsFile, paths: Paths, environ: Mapping[str, str], above: list[Override]
) -> tuple[Settings | None, list[ConfigurationError]]:
    """The settings of a file with what goes ``above`` it, and every mistake in them; None where
    they cannot be used at all."""
    values: dict[str, object] = {"watchlist": paths.watchlist_file, **file.table}
    origins = dict.fromkeys(file.table, str(file.path))
    given: dict[str, object] = {"config_file": file.path, "origins": origins}
    for key, value, origin in above:
        (given if key == "color" else values)[key] = value
        origins[key] = origin
        if key == "profile":
            given["chosen_profile"] = value
    folder = file.path.parent
    try:
        settings = read_table(
            Settings, values, lambda written: expand(written, environ, folder), **given
        )
    except Refused as error:
        return None, [_located(file, origins, mistake) for mistake in error.mistakes]
    known = {"theme": theme_names(paths), "profile": [*settings.profiles, DEFAULT_PROFILE]}
    wrong = [
        Mistake((key,), f"no such {key}: {name!r}", did_you_mean(name, names))
        for key, names in known.items()
        if (name := getattr(settings, key)) not in names
    ]
    return settings, [_located(file, origins, mistake) for mistake in wrong]


def _located(
    file: SettingsFile, origins: Mapping[str, str], mistake: Mistake
) -> ConfigurationError:
    """A mistake with its place: the line of the file, else the option or variable."""
    origin = origins.get(str(mistake.key[0]), "")
    if origin and origin != str(file.path):
        return ConfigurationError(mistake.what, where=origin, remedy=mistake.remedy)
    return file.problem(mistake.key, mistake.what, mistake.remedy)
