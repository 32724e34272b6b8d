"""What is watched: the list, each edit of which is written into its file and followed at once, how
often each is looked at, and the looks that a person asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sstui.config.bookmarks import Bookmark
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Query
from sstui.config.watchlist import WatchList
from sstui.config.watchlist_changes import Changes
from sstui.monitor.accounts import Accounts
from sstui.monitor.clock import Clock
from sstui.monitor.store import Store
from sstui.monitor.supervise import Loops

if TYPE_CHECKING:
    from sstui.insight.records import Observation
    from sstui.monitor.discovering import Progress
    from sstui.monitor.frames import Told
    from sstui.monitor.queries import QueryWatch
    from sstui.servicestage.discovery import Discovery
    from sstui.servicestage.refs import InstanceRef


class Watching:
    """What the watch list's file names is what ``store`` holds and, once it runs, what ``accounts``
    look at; its queries are kept true by ``loops``. A file that cannot be read changes nothing and
    is told in `problem`."""

    def __init__(
        self, watchlist: WatchList, store: Store, accounts: Accounts, clock: Clock, loops: Loops
    ) -> None:
        self.problem: ConfigurationError | None = None  # what is wrong with the watch list's file
        self._watchlist = watchlist
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._loops = loops
        self._queries: QueryWatch | None = None
        self._running = False

    # The list.

    def watch(self, bookmark: Bookmark) -> Bookmark:
        """Write a bookmark into the file and begin to look. Raises `ConfigurationError`."""
        added = self._watchlist.add(bookmark)
        self._load()
        return added

    def watch_all(self, bookmarks: Sequence[Bookmark]) -> tuple[Bookmark, ...]:
        """The same for several, as one change: all or none."""
        added = self._watchlist.add_all(bookmarks)
        self._load()
        return added

    def unwatch(self, name: str) -> Bookmark:
        """Take it out of the file. Raises `ConfigurationError`, `UnknownName`."""
        removed = self._watchlist.remove(name)
        self._load()
        return removed

    def edit(self, name: str, /, **changes: object) -> Bookmark:
        """Change fields of a bookmark in the file. Raises `ConfigurationError`, `UnknownName`."""
        edited = self._watchlist.edit(name, **cast(Changes, changes))
        self._load()
        return edited

    def watch_query(self, query: Query) -> Query:
        """Write a query into the file: what it matches comes onto the list by itself. Raises
        `ConfigurationError`."""
        added = self._watchlist.add_query(query)
        self._load()
        return added

    def unwatch_query(self, name: str) -> Query:
        """Take it out of the file, and what it made off the list. Raises `ConfigurationError`,
        `UnknownName`."""
        removed = self._watchlist.remove_query(name)
        self._load()
        return removed

    @property
    def queries(self) -> tuple[Query, ...]:
        """Those of the file."""
        return self._watchlist.queries

    def replace(self, name: str) -> Bookmark | None:
        """Watch what the component of a gone instance has in its place, under the same name, with
        the same group and note; None where nothing is known to be there. Raises
        `ConfigurationError`, `UnknownName`."""
        gone = next((each for each in self._store.snapshots.values() if each.name == name), None)
        if gone is None or gone.replacement is None:
            return None
        return self.edit(name, ref=replace(gone.ref, instance=gone.replacement[0]))

    def undo(self) -> str | None:
        """Take back the last change that was made here, and say which; None: there was none."""
        words = self._watchlist.undo()
        self._load()
        return words

    def reload(self) -> bool:
        """Follow the file where somebody else changed it; whether that changed anything."""
        return self._watchlist.changed() and self._load()

    # Looks.

    def refresh(self, ref: InstanceRef | None = None) -> None:
        """A person asks: look now, at this one or at all. The budget still holds."""
        self._accounts.refresh(ref)
        if ref is None and self._queries is not None:
            self._queries.refresh()

    def focus(self, ref: InstanceRef | None) -> None:
        """This one is under the cursor: look at it more often."""
        self._accounts.focus(ref)

    def visited(self, ref: InstanceRef) -> None:
        """What changed there has been seen: ends its mark ``Δ``."""
        self._store.visited(ref)

    def pace(self, ref: InstanceRef) -> float:
        """Seconds between two looks as in force; 0 = off, or not watched."""
        return self._accounts.pace(ref)

    def slower(self, ref: InstanceRef) -> None:
        """Look less often at this one, while this process runs."""
        self._accounts.slower(ref)

    def faster(self, ref: InstanceRef) -> None:
        """Look more often at this one, while this process runs."""
        self._accounts.faster(ref)

    async def look_once(self, bookmark: Bookmark, within: float) -> Observation:
        """One look at one bookmark, for one-shot commands: needs no `start`, watches nothing.

        Every `ServiceStageError` is in the observation, a look that took longer than ``within``
        seconds is `Unreachable` there.
        """
        from sstui.monitor.within import look_within  # with all that asking needs

        caller = self._accounts[bookmark.profile].caller
        return await look_within(caller, self._clock, bookmark.ref, within)

    async def discover(self, profile: str, progress: Progress = lambda reading: None) -> Discovery:
        """All that the account of ``profile`` has, read because a person asked: needs no `start`.
        Raises `ServiceStageError`."""
        # Imported here: it reads bodies, which the first paint does not pay for.
        from sstui.monitor.discovering import IN_FLIGHT, discover

        poller = self._accounts[profile]
        with poller.lending(IN_FLIGHT):
            return await discover(poller.caller, self._clock, progress)

    # How the list is followed.

    def _load(self) -> bool:
        try:
            bookmarks = self._watchlist.load()
        except ConfigurationError as error:
            self._say(error)
            return False
        self._say(None)
        return self._reconcile(bookmarks)

    def _say(self, problem: ConfigurationError | None) -> None:
        if str(problem) != str(self.problem):
            self.problem = problem
            self._store.touched()

    def _reconcile(self, bookmarks: Sequence[Bookmark]) -> bool:
        """Watch exactly these; what is known of those that stay, stays."""
        changed = self._store.keep(bookmarks, self._clock.monotonic())
        if self._running:
            self._look_at(bookmarks)
        else:
            self._accounts.outline(bookmarks)
        return changed

    def _look_at(self, bookmarks: Sequence[Bookmark]) -> None:
        queries = self._watchlist.queries
        self._accounts.watch(bookmarks, {query.profile for query in queries})
        if queries or self._queries is not None:
            self._answer(queries)

    def _answer(self, queries: Sequence[Query]) -> None:
        """Keep what these match true; without any ever, nothing of it is loaded."""
        if self._queries is None:
            from sstui.monitor.queries import QueryWatch

            self._queries = QueryWatch(
                self._watchlist,
                self._clock,
                self._accounts.__getitem__,
                lambda: self._store.snapshots,
                self._load,
            )
            self._loops.run("answering queries", self._queries.run)
        self._queries.keep(queries)

    def _overviewed(self, profile: str, told: Told, application: str) -> None:
        if self._queries is not None:
            self._queries.heard(profile, told, application)
