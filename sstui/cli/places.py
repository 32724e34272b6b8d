"""Which files this call reads: what was given, else where they are by default.

Without pydantic: `list` needs the place of the watch list and nothing else of the settings.
"""

from __future__ import annotations

import os

from sstui.cli.options import Options
from sstui.config.files import parse_toml, read_text
from sstui.config.paths import Paths, expand
from sstui.config.problems import ConfigurationError
from sstui.config.watchlist import WatchList


def paths() -> Paths:
    return Paths.from_environ(os.environ)


def watch_list(options: Options) -> WatchList:
    """``--watch-list``, else ``watchlist`` of the settings, else the default place."""
    places = paths()
    if options.watch_list is not None:
        return WatchList(options.watch_list.absolute())
    settings = (options.config or places.config_file).absolute()
    text = read_text(settings)
    if text is None and options.config is not None:
        raise ConfigurationError("there is no such file", where=settings)
    given = parse_toml(text or "", settings).get("watchlist")
    if isinstance(given, str) and given:
        return WatchList(expand(given, os.environ, settings.parent))
    return WatchList(places.watchlist_file)
