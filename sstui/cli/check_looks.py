"""The looks that `check` makes: one at each, by the same callers as the dashboard's.

Not through a `Watcher`: what it needs to go on for weeks would be a fifth of the command's time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from sstui.cli import logs, places
from sstui.cli.accounts import Accounts
from sstui.cli.check_cached import Seen, Wanted
from sstui.cli.options import Options
from sstui.config.bookmarks import Bookmark
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.settings import load_settings
from sstui.insight.records import Observation
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.clock import SystemClock
from sstui.monitor.history_file import HistoryError
from sstui.monitor.ledger import Ledger
from sstui.monitor.loop import run
from sstui.monitor.one_look import Before, look_at_each, remembered
from sstui.monitor.state import Fleet, Snapshot
from sstui.monitor.status_file import status_of
from sstui.monitor.within import look_within
from sstui.servicestage.refs import InstanceRef


def look_at(options: Options, wanted: Wanted, within: float) -> Seen:
    """All within so many seconds. Raises `ConfigurationError`, and what `Wanted.of` does."""
    looks = _Looks(options)
    chosen = wanted.of(places.bookmarks(options))
    fleet = run(looks.at(chosen, within))
    instances = status_of(fleet, running=True).instances
    return Seen(instances, f"{len(chosen)} looked at", tuple(looks.advice(fleet)))


class _Looks:
    """Of one call of the program."""

    def __init__(self, options: Options) -> None:
        paths = Paths.from_environ(os.environ)
        logs.begin(paths.log_file, options.verbose)
        settings = load_settings(paths, os.environ, options.as_mapping())
        self._accounts = Accounts(settings, os.environ)
        self._clock = SystemClock()
        self._ledger = Ledger(paths.shared_db, self._clock)
        self._budget = settings.poll.budget
        self._history = paths.history_db
        self._forgotten = ""  # why the history tells nothing
        self._callers: dict[str, Caller] = {}

    async def at(self, chosen: Sequence[Bookmark], within: float) -> Fleet:
        known = self._remembered(chosen)
        protected: dict[str, bool] = {}
        before = Before(known, self._ledger.expectations, protected.__getitem__)
        for profile in {each.profile for each in chosen}:
            protected[profile] = self._protected(profile)
            connect = self._accounts.connect
            caller = Caller(profile, connect, self._clock, self._budget, self._ledger)
            self._callers[profile] = caller
        try:
            snapshots = await look_at_each(chosen, self._look, before, self._clock, within)
        finally:
            for caller in self._callers.values():
                await caller.aclose()
            self._ledger.close()
        return Fleet(snapshots, now=self._clock.monotonic(), wall=self._clock.now())

    def _remembered(self, chosen: Sequence[Bookmark]) -> Mapping[InstanceRef, Snapshot]:
        try:
            return remembered(self._history, chosen, self._clock)
        except HistoryError as error:
            self._forgotten = f"{self._history}: {error}: what it knew of them is left out"
            return {}

    async def _look(self, bookmark: Bookmark, within: float) -> Observation:
        # A cron job is no person: the last tenth of the budget is not for it.
        caller = self._callers[bookmark.profile]
        return await look_within(caller, self._clock, bookmark.ref, within, Purpose.ROUTINE)

    def _protected(self, profile: str) -> bool:
        with suppress(ConfigurationError):  # the look itself has said it
            return self._accounts.profile(profile).protected
        return False

    def advice(self, fleet: Fleet) -> Iterator[str]:
        """What is not as it should be with our files; each error once, in full, and its remedy."""
        yield from filter(None, (self._ledger.problem, self._forgotten))
        errors = (each.error for each in fleet.snapshots if each.error is not None)
        for message, remedy in dict.fromkeys((str(error), error.remedy) for error in errors):
            yield from (message, remedy)
