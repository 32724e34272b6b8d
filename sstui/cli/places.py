"""Which files this call reads: what was given, else where they are by default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sstui.cli.options import Options
from sstui.config.files import parse_toml, read_text
from sstui.config.paths import Paths, expand
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Members
from sstui.config.watchlist import WatchList


def watch_list(options: Options, environ: Mapping[str, str] = os.environ) -> WatchList:
    """``--watch-list``, else ``watchlist`` of the settings, else the default place.

    Reads the one key by itself: `list` needs nothing else of the settings.
    """
    paths = Paths.from_environ(environ)
    members = Members(paths.queries_file)
    if options.watch_list is not None:
        return WatchList(Path.cwd() / options.watch_list, members)
    settings = Path.cwd() / (options.config or paths.config_file)
    text = read_text(settings)
    if text is None and options.config is not None:
        raise ConfigurationError(f"no such file: {settings}", where="--config")
    given = parse_toml(text or "", settings).get("watchlist")
    if isinstance(given, str) and given:
        return WatchList(expand(given, environ, settings.parent), members)
    return WatchList(paths.watchlist_file, members)
