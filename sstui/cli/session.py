"""What a command that looks at instances works with: settings, watch list, accounts, watcher."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cached_property

from sstui.cli.accounts import Accounts
from sstui.cli.options import Options
from sstui.config.paths import Paths
from sstui.config.settings import Settings, load_settings
from sstui.config.watchlist import Bookmark, WatchList
from sstui.insight.records import Observation
from sstui.monitor.reduce import Rules, reduce
from sstui.monitor.state import Fleet, Snapshot
from sstui.watcher import Watcher

PATIENCE = 20.0  # seconds; the client's own limit for a call is 15, and its words are better


class Session:
    """One call of the program. Raises `ConfigurationError` for settings that cannot be used."""

    def __init__(self, options: Options, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.paths = Paths.from_environ(environ)
        self.settings: Settings = load_settings(self.paths, environ, options.as_mapping())
        self.accounts = Accounts(self.settings, environ)
        self.watch_list = WatchList(self.settings.watchlist)

    @cached_property
    def watcher(self) -> Watcher:
        """Not started yet."""
        return Watcher(
            self.watch_list,
            self.settings.poll,
            self.accounts.connect,
            describe=self.accounts.describe,
        )

    def look(self, bookmark: Bookmark) -> Fleet:
        """What one look tells: a fleet of one. Raises what went wrong with it."""
        account = self.accounts.describe(bookmark.profile)
        look = asyncio.run(self._look(bookmark))
        if look.error is not None:
            raise look.error
        snapshot, _ = reduce(Snapshot(bookmark), look, Rules(protected=account.protected))
        return Fleet((snapshot,), (account,), now=look.at, wall=look.time)

    async def _look(self, bookmark: Bookmark) -> Observation:
        try:
            return await self.watcher.look_once(bookmark, PATIENCE)
        finally:
            await self.watcher.close()
