"""``config.toml`` as written: read, and no secret in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sstui.config.files import parse_toml, read_text
from sstui.config.problems import ConfigurationError
from sstui.config.secret_keys import REMEDY, is_secret_key
from sstui.config.toml_lines import Key, line_of, written


class SettingsFile(NamedTuple):
    """The file, its text for line numbers ("" when there is none), and its tables."""

    path: Path
    text: str
    table: Mapping[str, object]

    def problem(self, key: Key, what: str, remedy: str) -> ConfigurationError:
        line = line_of(self.text, key)
        return ConfigurationError(what, where=self.path, line=line, key=written(key), remedy=remedy)


def read_settings_file(path: Path) -> SettingsFile | None:
    """The file, whose keys are not judged yet; None when there is none.

    Raises `ConfigurationError` for what is no TOML, and for secrets.
    """
    text = read_text(path)
    if text is None:
        return None
    file = SettingsFile(path, text, parse_toml(text, path))
    _refuse_secrets(file, file.table, ())
    return file


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
