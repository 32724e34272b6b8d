"""The calls of one account that are under way: one task for each, and what becomes of it.

A mistake of our own ends the task of that one look: it is logged with its traceback, and the
instance shows it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial

from sstui.insight.records import Observation
from sstui.monitor.account import AccountLink
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.calls import Call, Entry, Sweep
from sstui.monitor.clock import Clock
from sstui.monitor.judging import Judging
from sstui.monitor.schedule import Schedule
from sstui.servicestage.errors import ServiceStageError, Withheld
from sstui.servicestage.refs import InstanceRef

log = logging.getLogger(__name__)

Key = InstanceRef | str  # of an instance's own call, or the application of an overview


class Flights:
    """``began(entry)`` is called for each instance that a call looks at; ``landed(entries)`` when
    it has ended, whatever came of it."""

    def __init__(
        self,
        caller: Caller,
        clock: Clock,
        schedule: Schedule,
        link: AccountLink,
        judging: Judging,
        *,
        began: Callable[[Entry], None],
        landed: Callable[[Sequence[Entry]], None],
    ) -> None:
        self._caller = caller
        self._clock = clock
        self._schedule = schedule
        self._link = link
        self._judging = judging
        self._began = began
        self._landed = landed
        self._tasks: dict[Key, asyncio.Task[None]] = {}

    def __bool__(self) -> bool:
        return bool(self._tasks)

    @property
    def tasks(self) -> tuple[asyncio.Task[None], ...]:
        return tuple(self._tasks.values())

    def start(self, call: Call, purpose: Purpose, now: float) -> None:
        before = call.started
        self._schedule.started(call, now)
        started = self._caller.pay(purpose)
        if isinstance(call, Sweep):
            work = self._sweep(call, purpose, started, before)
        else:
            work = self._look(call, purpose, started, before)
        for entry in self._concerned(call):
            self._began(entry)
        key = _key(call)
        task = asyncio.create_task(work, name=f"look at {key}")
        self._tasks[key] = task
        task.add_done_callback(partial(self._ended, call, now))

    def give_up(self, call: Call) -> None:
        """Others wait for its slot. That says nothing of the instance: there is no look."""
        call.yields = True
        self._tasks[_key(call)].cancel()

    def keep(self, refs: Collection[InstanceRef]) -> None:
        """Only these are watched: the calls for others are given up."""
        wanted = {*refs, *(ref.application.lower() for ref in refs)}
        for key, task in self._tasks.items():
            if key not in wanted:
                task.cancel()

    def _concerned(self, call: Call) -> list[Entry]:
        """The instances that a call looks at."""
        return self._schedule.of(call.application) if isinstance(call, Sweep) else [call]

    async def _look(
        self, entry: Entry, purpose: Purpose, started: float, before: float | None
    ) -> None:
        look = await self._caller.look(entry.ref, purpose, started)
        if isinstance(look.error, Withheld):
            self._withheld(entry, look, look.error, purpose, before)
        else:
            self._judging.take(entry, look)

    async def _sweep(
        self, sweep: Sweep, purpose: Purpose, started: float, before: float | None
    ) -> None:
        swept = await self._caller.sweep(sweep, purpose, started)
        if isinstance(swept.error, Withheld):
            self._withheld(sweep, swept.look, swept.error, purpose, before)
        else:
            await self._judging.take_all(sweep, swept)

    def _withheld(
        self, call: Call, look: Observation, error: Withheld, purpose: Purpose, before: float | None
    ) -> None:
        """No look was made: as if it had never begun, but not again at once."""
        self._link.postpone(look.at, error.wait)
        self._schedule.withheld(call, before, look.at + error.wait)
        call.asked = purpose is Purpose.PERSON

    def _ended(self, call: Call, started: float, task: asyncio.Task[None]) -> None:
        key = _key(call)
        if self._tasks.get(key) is task:
            del self._tasks[key]
        call.flying = False
        concerned = self._concerned(call)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("looking at %s failed in sstui itself", key, exc_info=error)
            self._judging.fault(self._fault(e.ref, started, error) for e in concerned)
        now = self._clock.monotonic()
        if call.yields and task.cancelled():
            for entry in concerned[:1]:
                self._link.unanswered(entry.ref, now)
            self._schedule.gave_way(call, now)
        elif error is not None or task.cancelled():
            self._link.postpone(now)
        call.yields = False
        self._schedule.set_due(call, now)
        self._landed(concerned)

    def _fault(self, ref: InstanceRef, started: float, error: BaseException) -> Observation:
        shown = ServiceStageError(
            f"internal error: {type(error).__name__}",
            cause="internal error",
            remedy="This is a fault of sstui; its log has the details.",
        )
        return Observation(ref, started, self._clock.monotonic(), self._clock.now(), error=shown)


def _key(call: Call) -> Key:
    return call.application if isinstance(call, Sweep) else call.ref
