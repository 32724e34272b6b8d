"""The one object that a screen or a command is given: what is watched, and what is known of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sstui.config.watchlist import WatchList
from sstui.insight.maintenance import Window
from sstui.monitor.accounts import Accounts
from sstui.monitor.attention import Attentions
from sstui.monitor.baselines import Baselines
from sstui.monitor.bell import Bell, Ring
from sstui.monitor.clock import Clock, SystemClock
from sstui.monitor.drifting import Drifting
from sstui.monitor.history import History
from sstui.monitor.ledger import Ledger
from sstui.monitor.recorder import HistoryRecorder
from sstui.monitor.state import AccountState, Fleet, Snapshot
from sstui.monitor.store import Callback, Listener, Store
from sstui.monitor.supervise import Loops
from sstui.monitor.watching import Watching
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings
    from sstui.monitor.caller import Connect
    from sstui.monitor.following import Following
    from sstui.monitor.hooks import Hooks
    from sstui.monitor.status_file import Status
    from sstui.monitor.status_writer import StatusWriter

FILE_LOOK = 5.0  # seconds between two looks at the watch list's file
CLOSE_WITHIN = 1.0
_WRITE_WITHIN = 0.2
_JUMP = 2.0  # a sleep that took so much longer was a suspended machine


class Watcher(Watching):
    """Watches what the watch list names. An async context manager; everything that shows
    something asks `fleet` and hears of changes by `subscribe`.

    ``connect(profile, on_request)`` makes the source of one account when it is first needed; it
    hands ``on_request`` to the client, which calls it before each HTTP request. It may raise
    `ConfigurationError`, which the account then shows. ``describe(profile)`` says what settings
    know of an account before any call. ``history`` is what is remembered from run to run; without
    it nothing is. ``ledger`` counts the requests of all processes of this machine; without it those
    of this one alone. Both are closed with the watcher. ``status_file`` is kept up to date for
    other programs, ``baselines`` are what was pinned, ``windows`` those of maintenance; ``hooks``
    are told of what happens. Not for several threads.
    """

    def __init__(
        self,
        watchlist: WatchList,
        poll: PollSettings,
        connect: Connect,
        *,
        clock: Clock | None = None,
        describe: Callable[[str], AccountState] | None = None,
        rng: random.Random | None = None,
        history: History | None = None,
        ledger: Ledger | None = None,
        status_file: Path | None = None,
        baselines: Baselines | None = None,
        windows: Sequence[Window] = (),
        hooks: Hooks | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._ledger = ledger or Ledger(None, self._clock)
        self._history = history
        self._recorder = None
        if history is not None:
            self._recorder = HistoryRecorder(
                history, self._clock, leads=self.leads, protected=self._protected
            )
        self.attention = Attentions(
            self._ledger.file, self._clock, windows, lambda: self._store.attend()
        )
        self.muted = False  # the bell is
        store = Store(self._recorder, self.attention.heed)
        loops = Loops(self._clock)
        accounts = Accounts(
            connect,
            describe or AccountState,
            poll,
            store,
            self._clock,
            rng or random.Random(),
            self._ledger,
            loops,
            self._overviewed,
        )
        super().__init__(watchlist, store, accounts, self._clock, loops)
        self.drifting = Drifting(
            store,
            baselines or Baselines(None),
            self._clock,
            protected=accounts.protected,
            history=None if history is None else history.path,
        )
        self._hooks = hooks
        if hooks is not None:
            self._serve(hooks)
        self._status_file = status_file
        self._status: StatusWriter | None = None
        self._following: Following | None = None
        self._followers: list[Callable[[], None]] = []
        self._opened = False
        self._built: Fleet | None = None
        self._built_version = -1

    def _serve(self, hooks: Hooks) -> None:
        hooks.serve(self._ledger.file, self._clock, leads=self.leads, snapshot=self._known_of)
        self._store.listen(hooks.hear)

    async def __aenter__(self) -> Watcher:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def open(self) -> None:
        """Read the watch list and what was last known of it: something to show before anybody is
        asked. A broken file is told in `problem`, what is wrong with the memory in `notes`."""
        self._opened = True
        self._load()
        if self._recorder is not None:
            self._recorder.recall(self._store)
        self.attention.follow()

    async def start(self) -> None:
        """Begin to look; `open` first, where that was not done."""
        if not self._opened:
            self.open()
        self._running = True
        if self._recorder is not None:
            self._loops.once("recalling the rest", self._recorder.recall_more(self._store))
        if self._status_file is not None:
            self._write_status(self._status_file)
        self._accounts.start()
        self._look_at([snapshot.bookmark for snapshot in self._store.snapshots.values()])
        self.subscribe(self.drifting.told)
        self._loops.once("baselines", self.drifting.follow())
        self._loops.run("looking at the watch list's file", self._follow_file)
        self.subscribe(lambda refs: self.attention.glance())
        if self._hooks is not None:
            self._loops.run("running hooks", self._hooks.run)

    async def close(self) -> None:
        """End every call and every loop, within a second."""
        self._running = False
        if not self._loops and not self._accounts:
            return
        await self._accounts.stop()
        await self.drifting.close()
        if self._status is not None:
            self._status.close(_WRITE_WITHIN)
        if self._recorder is not None:
            self._recorder.close(CLOSE_WITHIN)
        # Not before all is written: who leads next goes on from what it finds there.
        await self._accounts.close()
        self._ledger.close()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as it should be with what is ours to keep, one line each."""
        notes = () if self._history is None else self._history.notes
        status = None if self._status is None else self._status.problem
        ours = (note for note in (self._ledger.problem, status) if note)
        return (*notes, *ours, *(self._queries.problems if self._queries else ()))

    def leads(self, profile: str) -> bool:
        """Whether this process looks at the profile's instances for all of the machine, and so
        writes down what it sees."""
        return self._accounts.leads(profile)

    def fleet(self) -> Fleet:
        """Everything that is known, now, in the file's order. Parts that did not change are the
        same objects as before."""
        now, wall = self._clock.monotonic(), self._clock.now()
        store = self._store
        if self._built is None or self._built_version != store.version:
            snapshots = tuple(store.snapshots.values())
            self._built = Fleet(snapshots, (), store.events, by_ref=dict(store.snapshots))
            self._built_version = store.version
        accounts = self._accounts.states()
        jobs = {} if self._following is None else self._following.looks
        return replace(
            self._built, accounts=accounts, now=now, wall=wall, muted=self.muted, jobs=jobs
        )

    @property
    def following(self) -> Following:
        """The jobs that a person follows, or followed in this run."""
        if self._following is None:
            # Imported here: reading a job needs what the first paint does not (15 ms).
            from sstui.monitor.following import Following

            self._following = Following(self._clock, self._accounts.of)
        return self._following

    def subscribe(self, callback: Callback, *, news: bool = False) -> Callable[[], None]:
        """``callback(refs)`` is called on the event loop with what changed; an empty set when
        accounts or the list did. With ``news`` not when all was as at the look before. Returns the
        function that ends it."""
        return self._store.subscribe(callback, news=news)

    def listen(self, listener: Listener) -> None:
        """``listener(events)`` is given every event from now on, in order, at once; it may only
        keep them. `Fleet.events` holds the last few hundred."""
        self._store.listen(listener)

    def ring(self, kinds: Collection[str], ring: Ring) -> Bell:
        """``ring`` is told what happens of these kinds (see `Bell`), from now on."""
        bell = Bell(kinds, self._clock, ring, leads=self.leads, snapshot=self._known_of)
        self._store.listen(bell.hear)
        return bell

    def follow(self, look: Callable[[], None]) -> None:
        """``look`` is called, on the event loop, whenever the watch list's file is looked at: every
        five seconds."""
        self._followers.append(look)

    def _known_of(self, ref: InstanceRef) -> Snapshot | None:
        return self._store.snapshots.get(ref)

    def _write_status(self, path: Path) -> None:
        from sstui.monitor.status_writer import StatusWriter

        self._status = StatusWriter(path, self._clock, self._status_now)
        self.subscribe(self._tell_status, news=True)
        self._loops.run("writing status.json", self._status.run)

    def _status_now(self, running: bool) -> Status | None:
        if not self._accounts.leads_any:
            return None
        from sstui.monitor.status_file import status_of

        return status_of(self.fleet(), running=running)

    def _tell_status(self, refs: frozenset[InstanceRef]) -> None:
        if self._status is not None:
            self._status.told(refs, self._store.snapshots)

    def _protected(self, profile: str) -> bool:
        return self._accounts.protected(profile)

    async def _follow_file(self) -> None:
        while True:
            before = self._clock.monotonic()
            await self._clock.sleep(FILE_LOOK)
            self.reload()
            for look in self._followers:
                look()
            self.attention.follow()
            if self._hooks is not None:
                self._hooks.follow()
            if self._clock.monotonic() - before > FILE_LOOK + _JUMP:
                self._accounts.wake()
            await self.drifting.follow()
