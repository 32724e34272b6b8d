"""``config.toml`` as written: read, no secret in it, no key that is not known, paths in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sstui.config.files import parse_toml, read_text
from sstui.config.paths import expand
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.secret_keys import REMEDY, is_secret_key
from sstui.config.settings_model import known_keys
from sstui.config.toml_lines import Key, line_of, written


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file, its text for line numbers ("" when there is none), and its tables."""

    path: Path
    text: str
    table: Mapping[str, object]

    def problem(self, key: Key, what: str, remedy: str) -> ConfigurationError:
        line = line_of(self.text, key)
        return ConfigurationError(what, where=self.path, line=line, key=written(key), remedy=remedy)


def read_settings_file(path: Path, environ: Mapping[str, str]) -> SettingsFile | None:
    """The file with its paths made absolute; None when there is none.

    Raises `ConfigurationError` for what is no TOML, for secrets and for unknown keys.
    """
    text = read_text(path)
    if text is None:
        return None
    file = SettingsFile(path, text, parse_toml(text, path))
    _refuse_secrets(file, file.table, ())
    _refuse_unknown(file, (), file.table)
    profiles = file.table.get("profiles")
    if isinstance(profiles, dict):
        for name, table in profiles.items():
            _refuse_unknown(file, ("profiles", name), table)
    return SettingsFile(path, text, _placed(file.table, path.parent, environ))


def _refuse_secrets(file: SettingsFile, value: object, at: Key) -> None:
    """Names of profiles and of commands in ``[keys]`` are free; every other key is looked at."""
    if isinstance(value, Mapping) and at != ("keys",):
        for key, inner in value.items():
            if is_secret_key(key) and at != ("profiles",):
                raise file.problem((*at, key), "config.toml holds no secret", REMEDY)
            _refuse_secrets(file, inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_secrets(file, inner, (*at, index))


def _refuse_unknown(file: SettingsFile, at: Key, table: object) -> None:
    known = known_keys(at)
    for key in table if isinstance(table, Mapping) else ():
        if key not in known:
            raise file.problem((*at, key), "unknown key", did_you_mean(key, known))


def _placed(
    table: Mapping[str, object], folder: Path, environ: Mapping[str, str]
) -> Mapping[str, object]:
    """Paths start at the file's folder, ``~`` is the home; each profile is told its name."""
    placed = dict(table)
    if isinstance(table.get("watchlist"), str):
        placed["watchlist"] = expand(str(table["watchlist"]), environ, folder)
    profiles = table.get("profiles")
    if isinstance(profiles, dict):
        placed["profiles"] = {
            name: _placed_profile(name, profile, folder, environ)
            for name, profile in profiles.items()
        }
    return placed


def _placed_profile(name: str, profile: object, folder: Path, environ: Mapping[str, str]) -> object:
    if not isinstance(profile, dict):
        return profile
    placed = {**profile, "name": name}
    bundle, source = profile.get("ca_bundle"), profile.get("source")
    if isinstance(bundle, str):
        placed["ca_bundle"] = str(expand(bundle, environ, folder))
    if isinstance(source, str) and source.startswith("sdk-file:"):
        path, mark, section = source.removeprefix("sdk-file:").rpartition("#")
        placed["source"] = f"sdk-file:{expand(path, environ, folder)}{mark}{section}"
    return placed
