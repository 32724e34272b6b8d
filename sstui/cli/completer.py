"""What a shell asks while a word is being typed: names of instances, groups, profiles, themes.

It has to feel instant, so that it stands before the command line: neither Click (30 ms) nor the
model of the settings is loaded. A file that cannot be read has no names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from sstui.config.files import parse_toml, read_text
from sstui.config.paths import Paths, expand
from sstui.config.problems import ConfigurationError


def answer(arguments: Sequence[str]) -> None:
    """Print the words of a kind (``names``, ``groups``, ``profiles``, ``themes``), one a line.

    ``arguments`` are the kind and the words of the command line so far, for its ``--config`` and
    ``--watch-list``.
    """
    kind, *typed = arguments or [""]
    if kind in WORDS:
        try:
            words = "".join(f"{word}\n" for word in WORDS[kind](_Files(typed, os.environ)))
        except ConfigurationError:
            return
        os.write(sys.stdout.fileno(), words.encode("utf-8", "surrogateescape"))


class _Files:
    """The files that the command line being typed would read."""

    def __init__(self, typed: Sequence[str], environ: Mapping[str, str]) -> None:
        self.paths = Paths.from_environ(environ)
        self._environ = environ
        self._watch_list = _option("--watch-list", typed)
        self._config = _option("--config", typed)

    def settings(self) -> dict[str, object]:
        path = self._settings_file()
        return parse_toml(read_text(path) or "", path)

    def watch_list(self) -> Path:
        given: object = self._watch_list
        folder = Path.cwd()
        if given is None:
            given, folder = self.settings().get("watchlist"), self._settings_file().parent
        if isinstance(given, str) and given:
            return expand(given, self._environ, folder)
        return self.paths.watchlist_file

    def _settings_file(self) -> Path:
        if self._config is None:
            return self.paths.config_file
        return expand(self._config, self._environ, Path.cwd())


def _option(name: str, typed: Sequence[str]) -> str | None:
    """The value that was typed last for an option."""
    given = [value for option, value in pairwise(typed) if option == name]
    return given[-1] if given else None


def _names(files: _Files) -> Iterable[str]:
    """The watch list's, and what its queries matched last."""
    from sstui.config.queries import Members, derived
    from sstui.config.watchlist_reading import read_watchlist

    path = files.watch_list()
    listed = read_watchlist(read_text(path) or "", path)
    made = derived(listed.queries, Members(files.paths.queries_file).known, listed.bookmarks)
    return [bookmark.name for bookmark in (*listed.bookmarks, *made)]


def _groups(files: _Files) -> Iterable[str]:
    from sstui.config.watchlist_reading import read_watchlist

    path = files.watch_list()
    listed = read_watchlist(read_text(path) or "", path)
    groups = [bookmark.group for bookmark in listed.bookmarks if bookmark.group]
    return dict.fromkeys([*groups, *(query.name for query in listed.queries)])


def _profiles(files: _Files) -> Iterable[str]:
    profiles = files.settings().get("profiles")
    return dict.fromkeys([*(profiles if isinstance(profiles, dict) else ()), "default"])


def _themes(files: _Files) -> Iterable[str]:
    from sstui.config.themes import theme_names

    return theme_names(files.paths)


WORDS = {"names": _names, "groups": _groups, "profiles": _profiles, "themes": _themes}
