"""Hooks: a program of the user's is told of what happens, without ever holding anything up.

At most two run at once. Up to 64 events wait; where more happens the oldest are dropped, and
counted. What waits or runs when sstui ends is dropped too. Only the process that leads tells; an
event is told at most once, also where another process takes over.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sstui.insight.alerts import is_told
from sstui.insight.records import Event
from sstui.monitor.clock import Clock
from sstui.monitor.hook_claims import SAME, claim
from sstui.monitor.hook_program import Program, run_program
from sstui.monitor.ledger import new_owner
from sstui.monitor.shared_file import SharedFile
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

log = logging.getLogger(__name__)

AT_ONCE = 2
MOST_WAITING = 64


class Hooks:
    """Tells ``program`` of events of these ``kinds``, each as ``text`` says it. Events are taken
    in by `hear`, and told while `run` runs."""

    def __init__(
        self, program: Program, text: Callable[[Event], str], kinds: Collection[str]
    ) -> None:
        self.dropped = 0
        self._program = program
        self._text = text
        self._kinds = frozenset(kinds)
        self._owner = new_owner()
        self._waiting: deque[Event] = deque()
        self._held: deque[Event] = deque(maxlen=MOST_WAITING)  # for the process that leads
        self._woken = asyncio.Event()
        self._serves: _Serves | None = None

    def serve(
        self,
        file: SharedFile,
        clock: Clock,
        *,
        leads: Callable[[str], bool],
        snapshot: Callable[[InstanceRef], Snapshot | None],
    ) -> None:
        """Where processes agree on who tells; whether this one leads a profile; and what is known
        of an instance."""
        self._serves = _Serves(file, clock, leads, snapshot)

    def hear(self, events: tuple[Event, ...]) -> None:
        """Keep what happened, if it is to be told."""
        if self._serves is None:
            return
        for event in events:
            if event.kind in self._kinds and is_told(event) and not self._serves.is_quiet(event):
                self._held.append(event)
        self.follow()

    def follow(self) -> None:
        """What is this process's to tell now waits for its turn: all of it, where it leads."""
        serves = self._serves
        if serves is None or not self._held:
            return
        held, self._held = self._held, deque(maxlen=MOST_WAITING)
        for event in held:
            if serves.leads_of(event):
                self._put(event)
            elif serves.clock.now() - event.time <= SAME:
                self._held.append(event)  # the one that leads may end before it tells it

    async def run(self) -> None:
        """Until cancelled; what runs then is killed."""
        async with asyncio.TaskGroup() as workers:
            for _ in range(AT_ONCE):
                workers.create_task(self._work())

    async def _work(self) -> None:
        while True:
            while not self._waiting:
                self._woken.clear()
                await self._woken.wait()
            await self._tell(self._waiting.popleft())

    async def _tell(self, event: Event) -> None:
        if self._serves is None or not claim(self._serves.file, event, self._owner):
            return
        problem = await run_program(self._program, f"{self._text(event)}\n".encode())
        if problem is not None:
            log.warning("hook for %s of %s: %s", event.kind, event.name, problem)

    def _put(self, event: Event) -> None:
        if len(self._waiting) >= MOST_WAITING:
            dropped = self._waiting.popleft()
            self.dropped += 1
            log.warning(
                "hook: %s is too slow; %s of %s is dropped, %d until now",
                self._program.name,
                dropped.kind,
                dropped.name,
                self.dropped,
            )
        self._waiting.append(event)
        self._woken.set()


@dataclass(frozen=True, slots=True)
class _Serves:
    file: SharedFile
    clock: Clock
    leads: Callable[[str], bool]
    snapshot: Callable[[InstanceRef], Snapshot | None]

    def is_quiet(self, event: Event) -> bool:
        """What is acknowledged, snoozed or in maintenance is told to nobody."""
        known = None if event.ref is None else self.snapshot(event.ref)
        return known is not None and known.quiet is not None

    def leads_of(self, event: Event) -> bool:
        known = None if event.ref is None else self.snapshot(event.ref)
        return self.leads(event.name if known is None else known.bookmark.profile)
