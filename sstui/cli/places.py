"""Which files this call reads: what was given, else where they are by default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sstui.cli.options import Options
from sstui.config.files import parse_toml, read_text
from sstui.config.paths import Paths, expand
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Members, derived
from sstui.config.watchlist_reading import read_watchlist

if TYPE_CHECKING:
    from sstui.config.bookmarks import Bookmark
    from sstui.config.watchlist import WatchList


def watch_list(options: Options, environ: Mapping[str, str] = os.environ) -> WatchList:
    """The one to change, and to read again."""
    from sstui.config.watchlist import WatchList

    paths = Paths.from_environ(environ)
    return WatchList(_watch_list_file(options, paths, environ), Members(paths.queries_file))


def bookmarks(options: Options, environ: Mapping[str, str] = os.environ) -> tuple[Bookmark, ...]:
    """What `WatchList.load` says, without what changes the file (6 ms)."""
    paths = Paths.from_environ(environ)
    file = _watch_list_file(options, paths, environ)
    listed = read_watchlist(read_text(file) or "", file)
    if not listed.queries:
        return listed.bookmarks
    known = Members(paths.queries_file).known
    return (*listed.bookmarks, *derived(listed.queries, known, listed.bookmarks))


def _watch_list_file(options: Options, paths: Paths, environ: Mapping[str, str]) -> Path:
    """``--watch-list``, else ``watchlist`` of the settings, else the default place.

    Reads the one key by itself: `list` needs nothing else of the settings, and their model costs
    pydantic's import, which is half of the time that the command takes.
    """
    if options.watch_list is not None:
        return Path.cwd() / options.watch_list
    settings = Path.cwd() / (options.config or paths.config_file)
    text = read_text(settings)
    if text is None and options.config is not None:
        raise ConfigurationError(f"no such file: {settings}", where="--config")
    given = parse_toml(text or "", settings).get("watchlist")
    if isinstance(given, str) and given:
        return expand(given, environ, settings.parent)
    return paths.watchlist_file
