"""Settings and themes while sstui runs: read again when one of their files is another one.

A look is a ``stat`` of each, links followed: it works for a file that is linked from a checkout,
on a home in the network, and for editors that replace a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sstui.config.files import Stamp, stamp
from sstui.config.keymap import build_keymap
from sstui.config.paths import Paths
from sstui.config.settings import load_settings, settings_file
from sstui.config.settings_model import Settings
from sstui.config.theme_style import Theme
from sstui.config.themes import load_themes


class Configured(NamedTuple):
    """What is in force, and a line for each theme and key that is not."""

    settings: Settings
    themes: Mapping[str, Theme]
    problems: tuple[str, ...]


class LiveSettings:
    """Of one start: ``options`` and variables go before the file each time."""

    def __init__(
        self, paths: Paths, environ: Mapping[str, str], options: Mapping[str, object], file: Path
    ) -> None:
        self._paths = paths
        self._environ = environ
        self._options = options
        self._file = file  # the settings' own, which an option may name
        self._seen = self._stamps()

    def changed(self) -> bool:
        """Whether a file is another one than at the last call."""
        before, self._seen = self._seen, self._stamps()
        return self._seen != before

    def _stamps(self) -> dict[Path, Stamp | None]:
        themes = self._paths.themes_dir.glob("*.toml")
        return {path: stamp(path) for path in (self._file, *themes)}

    def read(self) -> Configured:
        """Raises `ConfigurationError` for settings that cannot be used."""
        return self.complete(load_settings(self._paths, self._environ, self._options))

    def complete(self, settings: Settings) -> Configured:
        """With the themes, and what is wrong with those and the keys."""
        themes, broken = load_themes(self._paths)
        problems = [str(problem) for problem in broken]
        if build_keymap(settings.keys, settings.commands).problems:
            from sstui.config.settings_check import key_problems

            file = settings_file(self._paths, self._environ, self._options)
            problems += map(str, key_problems(file, settings))
        return Configured(settings, themes, tuple(problems))
