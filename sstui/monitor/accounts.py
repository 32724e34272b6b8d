"""The accounts whose instances are watched: one poller for each profile, made when it is needed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.config.problems import ConfigurationError
from sstui.monitor import pacing
from sstui.monitor.clock import Clock
from sstui.monitor.ledger import Ledger
from sstui.monitor.state import AccountState
from sstui.monitor.store import Store
from sstui.monitor.supervise import Loops
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings
    from sstui.monitor.caller import Connect
    from sstui.monitor.frames import Told
    from sstui.monitor.poller import AccountPoller

    Overviewed = Callable[[str, Told, str], None]


class Accounts:
    """``connect`` and ``describe`` are those of the `Watcher`; ``overviewed`` is called with each
    overview of an application, its profile and the application's id. Until `start` nobody is asked
    and nothing that asking needs is loaded."""

    def __init__(
        self,
        connect: Connect,
        describe: Callable[[str], AccountState],
        poll: PollSettings,
        store: Store,
        clock: Clock,
        rng: random.Random,
        ledger: Ledger,
        loops: Loops,
        overviewed: Overviewed,
    ) -> None:
        self._connect = connect
        self._describe = describe
        self._poll = poll
        self._store = store
        self._clock = clock
        self._rng = rng
        self._ledger = ledger
        self._loops = loops
        self._overviewed = overviewed
        self._pollers: dict[str, AccountPoller] = {}
        self._outlines: tuple[AccountState, ...] = ()  # what settings tell, before the start
        self._focused: InstanceRef | None = None
        self._running = False

    def __bool__(self) -> bool:
        return bool(self._pollers)

    def __getitem__(self, profile: str) -> AccountPoller:
        if profile not in self._pollers:
            # Imported here, with all that asking needs: the first paint asks nobody.
            from sstui.monitor.caller import Caller
            from sstui.monitor.poller import AccountPoller

            caller = Caller(profile, self._connect, self._clock, self._poll.budget, self._ledger)
            caller.overviewed = self._overviewed
            self._pollers[profile] = AccountPoller(
                self._known(profile), self._poll, caller, self._store, self._clock, self._rng
            )
            if self._running:
                self._run(profile)
        return self._pollers[profile]

    def of(self, ref: InstanceRef) -> AccountPoller | None:
        """The one that looks at this instance."""
        return next((poller for poller in self._pollers.values() if ref in poller), None)

    def outline(self, bookmarks: Sequence[Bookmark]) -> None:
        """Before there are pollers: every look is due, at the pace that settings tell."""
        self._outlines = tuple(map(self._known, dict.fromkeys(each.profile for each in bookmarks)))
        now = self._clock.monotonic()
        for each in bookmarks:
            pace = self._poll.interval if each.interval is None else each.interval
            self._store.schedule(each.ref, pace=pace, due=now if pace else None, looking=False)

    def start(self) -> None:
        """From now on there are pollers, and each runs."""
        self._outlines = ()
        self._running = True
        for profile in self._pollers:
            self._run(profile)

    def watch(self, bookmarks: Iterable[Bookmark], also: Iterable[str] = ()) -> None:
        """Watch exactly these; ``also`` are profiles that are needed without any bookmark."""
        profiles: dict[str, list[Bookmark]] = {profile: [] for profile in (*self._pollers, *also)}
        for bookmark in bookmarks:
            profiles.setdefault(bookmark.profile, []).append(bookmark)
        for profile, watched in profiles.items():
            self[profile].watch(watched)
        self.focus(self._focused)  # where a poller has it from now on, the cursor does not move

    def states(self) -> tuple[AccountState, ...]:
        """Of those whose instances are watched."""
        if self._outlines:
            return self._outlines
        return tuple(poller.state() for poller in self._pollers.values() if poller.used)

    def protected(self, profile: str) -> bool:
        return self[profile].state().protected

    def leads(self, profile: str) -> bool:
        """Whether this process looks for all of the machine; so while nobody looks."""
        poller = self._pollers.get(profile)
        return poller is None or poller.caller.leads

    @property
    def leads_any(self) -> bool:
        return any(map(self.leads, self._pollers))

    def refresh(self, ref: InstanceRef | None) -> None:
        for poller in self._pollers.values():
            if ref is None or ref in poller:
                poller.refresh(ref)

    def focus(self, ref: InstanceRef | None) -> None:
        self._focused = ref
        for poller in self._pollers.values():
            poller.focus(ref)

    def pace(self, ref: InstanceRef) -> float:
        """Seconds between two looks as in force; 0 = off, or not watched."""
        poller = self.of(ref)
        return 0.0 if poller is None else poller.pace(ref)

    def faster(self, ref: InstanceRef) -> None:
        if poller := self.of(ref):
            poller.override(ref, pacing.faster(poller.pace(ref)))

    def slower(self, ref: InstanceRef) -> None:
        if poller := self.of(ref):
            poller.override(ref, pacing.slower(poller.pace(ref)))

    def wake(self) -> None:
        """The clock may have jumped."""
        for poller in self._pollers.values():
            poller.wake()

    async def stop(self) -> None:
        """End every call, within a second."""
        self._running = False
        await self._loops.end(*(poller.stop() for poller in self._pollers.values()))

    async def close(self) -> None:
        """Let go of the accounts: who leads next goes on from what is written by now."""
        await self._loops.end(*(poller.close() for poller in self._pollers.values()))

    def _run(self, profile: str) -> None:
        self._loops.run(f"watching {profile}", self._pollers[profile].run)

    def _known(self, profile: str) -> AccountState:
        try:
            return self._describe(profile)
        except ConfigurationError:  # `connect` will say it again, where it can be shown
            return AccountState(profile)
