"""The loop of one account: waits for what is due, asks, hands on what came. Never ends by itself.

Below it only `ServiceStageError` is caught. A mistake of our own ends the task of that one look:
it is logged with its traceback, the instance shows it, and the loop goes on.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Freshness, Observation
from sstui.monitor import pacing, sweeping
from sstui.monitor.absence import AbsenceWatch
from sstui.monitor.account import AccountLink
from sstui.monitor.ageing import Ageing
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.calls import Call, Entry, Sweep
from sstui.monitor.clock import Clock
from sstui.monitor.credential_watch import CredentialWatch
from sstui.monitor.reduce import GONE_FOR, Rules
from sstui.monitor.replacing import Replacements, replacement_of
from sstui.monitor.rest import FOREVER, Rest
from sstui.monitor.schedule import Schedule
from sstui.monitor.state import AccountState, Link
from sstui.monitor.store import Store
from sstui.monitor.sweeping import Swept
from sstui.servicestage.errors import (
    NotFound,
    ServiceStageError,
    Unavailable,
    Unreachable,
    UnreachableKind,
    Withheld,
)
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings

log = logging.getLogger(__name__)

_BESIDE = "beside"  # the key of the one flight that is not the schedule's


class AccountPoller:
    """Watches the bookmarks of one profile: at most four calls in flight, one for an instance."""

    def __init__(
        self,
        known: AccountState,
        poll: PollSettings,
        caller: Caller,
        store: Store,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self.caller = caller
        self._known = known
        self._poll = poll
        self._store = store
        self._clock = clock
        self._schedule = Schedule(poll)
        self._link = AccountLink(known.profile, poll.interval, rng)
        self._absence = AbsenceWatch(known.profile)
        self._replacements = Replacements()
        self._rest = Rest(clock)
        self._flights: dict[InstanceRef | str, asyncio.Task[None]] = {}
        self._credentials = CredentialWatch(caller, self._new_credentials, self._rest.wake)
        self._ageing = Ageing(store)
        self._led = True  # as last told to those who show it

    def __contains__(self, ref: InstanceRef) -> bool:
        return ref in self._schedule

    @property
    def used(self) -> bool:
        """Whether any bookmark names this profile."""
        return len(self._schedule) > 0

    def watch(self, bookmarks: Sequence[Bookmark]) -> None:
        """Watch exactly these; the calls for others are given up."""
        refs = {bookmark.ref for bookmark in bookmarks}
        wanted = {*refs, *(ref.application.lower() for ref in refs), _BESIDE}
        for key, flight in self._flights.items():
            if key not in wanted:
                flight.cancel()
        self._schedule.watch(bookmarks, self._clock.monotonic())
        self._replacements.keep(refs)
        self._plan()

    def focus(self, ref: InstanceRef | None) -> None:
        """This one is under the cursor."""
        self.caller.focused = ref
        if self._schedule.focus(ref if ref is not None and ref in self._schedule else None):
            self._plan()

    def refresh(self, ref: InstanceRef | None) -> None:
        """A person wants to see this one now, or all."""
        now = self._clock.monotonic()
        for entry in self._schedule:
            if entry.ref == ref:
                self._schedule.ask(entry, now)
        if ref is None:
            self._schedule.ask_all(now)
        self._link.hurry(now)
        self._credentials.hurry()
        self._rest.wake()

    def pace(self, ref: InstanceRef) -> float:
        return self._schedule.outlook(self._schedule[ref]).pace

    def override(self, ref: InstanceRef, seconds: float) -> None:
        """Another interval for this one, for as long as this process runs."""
        self._schedule[ref].override = seconds
        self._plan()

    def wake(self) -> None:
        """The clock may have jumped (the machine was suspended): think again."""
        self._rest.wake()

    def state(self) -> AccountState:
        """What there is to show of this account."""
        known = replace(self._known, lacking=sweeping.lacking(self._schedule))
        return self.caller.account(known, self._link)

    async def run(self) -> None:
        """Poll until cancelled."""
        scope = self._known.project_id or self._known.profile
        self.caller.share(scope, self._poll.interval or pacing.PROBE_AT_MOST, self._heard)
        while True:
            now = self._clock.monotonic()
            self._ageing.make_stale((entry.ref for entry in self._schedule), now, self._rules())
            wake = self._step(now)
            await self._rest.until(min(wake, self._ageing.next))

    async def close(self) -> None:
        """Give up what is in flight and leave the line."""
        tasks: list[asyncio.Task[None] | asyncio.Task[bool]] = [
            *self._flights.values(),
            *self._credentials.tasks,
        ]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self.caller.aclose()

    def _step(self, now: float) -> float:
        """Start what is due; the instant at which to think again."""
        link = self._link
        if not len(self._schedule):
            if link.state is not Link.IDLE:
                link.idle(now)
                self._store.touched()
            return FOREVER
        if link.state is Link.IDLE:
            link.begin(now)
            self._store.touched()
        if not link.open:
            return self._probe(now)
        if now >= self._schedule.plan_again:
            self._plan()
        while True:
            choice = self._schedule.next(now, self.caller.budget)
            if choice.yields is not None:
                self._give_up(choice.yields)
            elif choice.call is None:
                return min(choice.wake, self._ask_beside(now))
            else:
                self._start(choice.call, choice.purpose, now)

    def _ask_beside(self, now: float) -> float:
        """For what is gone, ask for what may be in its place; the instant to think again."""
        ref, due = self._replacements.next()
        if ref is None or not self._schedule.idle:
            return FOREVER
        due = max(due, self.caller.budget.next_free(now, Purpose.FAST))
        if due > now:
            return due
        self._replacements.asked(ref, now)
        self._schedule.turns.beside += 1
        work = self._find_replacement(ref, self.caller.pay(Purpose.FAST))
        flight = asyncio.create_task(work, name=f"replacement of {ref}")
        self._flights[_BESIDE] = flight
        flight.add_done_callback(self._found)
        return FOREVER

    async def _find_replacement(self, ref: InstanceRef, started: float) -> None:
        rows = await self.caller.instances_beside(ref, started)
        snapshots = self._store.snapshots
        gone = snapshots.get(ref)
        if rows is not None and gone is not None and gone.freshness is Freshness.GONE:
            self._store.offer(ref, replacement_of(gone, rows, snapshots))

    def _found(self, flight: asyncio.Task[None]) -> None:
        self._schedule.turns.beside -= 1
        self._flights.pop(_BESIDE, None)
        if not flight.cancelled() and (error := flight.exception()) is not None:
            log.error("looking for a replacement failed in sstui itself", exc_info=error)
        self._rest.wake()

    def _probe(self, now: float) -> float:
        """While the line is not known to be good, one call goes alone."""
        wake = self._credentials.ask(now) if self._link.barred else FOREVER
        next_try = self._link.next_try
        if self._flights:
            return wake
        since = self._link.since or 0.0
        news = next((each for each in self._schedule if self.caller.news(each.ref, since)), None)
        if news is not None:
            self._start(news, Purpose.ROUTINE, now)
            return wake
        if next_try is None:
            return wake
        purpose = Purpose.PERSON if self._schedule.asked else Purpose.ROUTINE
        at = max(next_try, self.caller.budget.next_free(now, purpose))
        if at > now:
            return min(wake, at)
        entry = self._schedule.next_probe()
        if entry is not None:
            self._start(entry, purpose, now)
        return wake

    def _start(self, call: Call, purpose: Purpose, now: float) -> None:
        before = call.started
        self._schedule.started(call, now)
        started = self.caller.pay(purpose)
        key = _key(call)
        if isinstance(call, Sweep):
            work = self._sweep(call, purpose, started, before)
        else:
            work = self._look(call, purpose, started, before)
        for entry in self._concerned(call):
            self._show(entry)
        flight = asyncio.create_task(work, name=f"look at {key}")
        self._flights[key] = flight
        flight.add_done_callback(partial(self._landed, call, key, now))

    def _give_up(self, call: Call) -> None:
        """Others wait for its slot. That says nothing of the instance: there is no look."""
        call.yields = True
        self._flights[_key(call)].cancel()

    def _concerned(self, call: Call) -> list[Entry]:
        """The instances that a call looks at."""
        return self._schedule.of(call.application) if isinstance(call, Sweep) else [call]

    async def _look(
        self, entry: Entry, purpose: Purpose, started: float, before: float | None
    ) -> None:
        look = await self.caller.look(entry.ref, purpose, started)
        if isinstance(look.error, Withheld):
            self._withheld(entry, look, look.error, purpose, before)
        else:
            self._take(entry, look)

    async def _sweep(
        self, sweep: Sweep, purpose: Purpose, started: float, before: float | None
    ) -> None:
        swept = await self.caller.sweep(sweep, purpose, started)
        if isinstance(swept.error, Withheld):
            self._withheld(sweep, swept.look, swept.error, purpose, before)
        else:
            self._take_all(sweep, swept)

    def _withheld(
        self, call: Call, look: Observation, error: Withheld, purpose: Purpose, before: float | None
    ) -> None:
        """No look was made: as if it had never begun, but not again at once."""
        self._link.postpone(look.at, error.wait)
        self._schedule.withheld(call, before, look.at + error.wait)
        call.asked = purpose is Purpose.PERSON

    def _take(self, entry: Entry, look: Observation) -> None:
        with self._judging(entry, look):
            self._store.observe(look, self._rules_for(look))

    def _take_all(self, sweep: Sweep, swept: Swept) -> None:
        look, error, overview = swept.look, swept.error, swept.overview
        if sweeping.refused(sweep, error, look.at):
            self._store.touched()
            return
        with self._judging(sweep, look):
            if isinstance(error, NotFound) and error.what in GONE_FOR:
                sweeping.all_absent(self._schedule, sweep, look.at)
                return
            if overview is None:
                sweeping.failed(sweep, look.at)
            else:
                sweep.failures, sweep.lacking = 0, ""
                self._schedule.costs(sweep, overview.pages, look.at)
            rules, snapshots = self._rules(), self._store.snapshots
            for each in sweeping.looks(self._schedule, sweep, swept, snapshots):
                self._store.observe(each, rules)

    @contextmanager
    def _judging(self, call: Call, look: Observation) -> Iterator[None]:
        """What a call told of the line, around what it told of its instances."""
        link, error = self._link, look.error
        was_open, was_blind = link.open, link.blind_since
        events = link.observed(look, watched=self._schedule.active, expired=self.caller.expired)
        if events or not (was_open and link.open):
            self._store.record(events)
        yield
        call.hung = isinstance(error, Unreachable) and error.kind is UnreachableKind.TIMEOUT
        if error is not None:
            self._back_off(call, error, look)
        elif not look.relayed:
            self._schedule.turns.answered(call, look.at - look.started)
        if link.open and not was_open:
            self._reopened(look.at)
        if link.blind_since != was_blind:
            self._ageing.anew()

    def _rules_for(self, look: Observation) -> Rules:
        """With half of the profile gone the profile says so, once, and its instances do not."""
        rules = self._rules()
        if not isinstance(look.error, NotFound) or look.error.what not in GONE_FOR:
            return rules
        snapshots = self._store.snapshots
        statement = self._absence.many((snapshots[e.ref] for e in self._schedule), look)
        if statement is None:
            return rules
        if self._absence.is_new(statement):
            self._store.record((statement,))
        return replace(rules, many_gone=True)

    def _landed(
        self, call: Call, key: InstanceRef | str, started: float, flight: asyncio.Task[None]
    ) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        call.flying = False
        concerned = self._concerned(call)
        error = None if flight.cancelled() else flight.exception()
        if error is not None:
            log.error("looking at %s failed in sstui itself", key, exc_info=error)
            for entry in concerned:
                self._store.observe(self.caller.fault(entry.ref, started, error), self._rules())
        now = self._clock.monotonic()
        if call.yields and flight.cancelled():
            for entry in concerned[:1]:
                self._link.unanswered(entry.ref, now)
            self._schedule.gave_way(call, now)
        elif error is not None or flight.cancelled():
            self._link.postpone(now)
        call.yields = False
        self._schedule.set_due(call, now)
        self._reconsider(concerned)
        self._rest.wake()

    def _back_off(self, call: Call, error: ServiceStageError, look: Observation) -> None:
        retry_after = error.retry_after if isinstance(error, Unavailable) else None
        if retry_after:
            call.silence = look.at + min(retry_after, pacing.RETRY_AFTER_AT_MOST)
        pace = call.pace.seconds
        if isinstance(call, Entry):
            pace = self._schedule.outlook(call).pace
        call.backoff = look.started + pacing.after_failure(pace)

    def _reopened(self, now: float) -> None:
        """The line is good (again): look at once at what was not seen while it was not."""
        self._schedule.none_hung()
        for entry in self._schedule:
            snapshot = self._store.snapshots[entry.ref]
            if snapshot.error is not None or snapshot.freshness is not Freshness.FRESH:
                self._schedule.hurry(entry, now)
                self._show(entry)

    def _reconsider(self, looked: Iterable[Entry]) -> None:
        """After a look: plan anew only where it changed what these instances are due."""
        now = self._clock.monotonic()
        schedule, snapshots = self._schedule, self._store.snapshots
        watched = [e for e in looked if e.ref in schedule and schedule[e.ref] is e]
        for entry in watched:
            self._replacements.note(snapshots[entry.ref], now)
        if any(schedule.outdated(entry, snapshots[entry.ref], now) for entry in watched):
            self._plan()
            return
        for entry in watched:
            schedule.set_due(entry, now)
            self._show(entry)
            self._ageing.expect(snapshots[entry.ref], self._rules())

    def _plan(self) -> None:
        now = self._clock.monotonic()
        limit = self.caller.budget.limit_at(now)
        self._schedule.plan(self._store.snapshots, now, limit)
        for entry in self._schedule:
            self._show(entry)
        self._ageing.anew()
        self._rest.wake()

    def _show(self, entry: Entry) -> None:
        outlook = self._schedule.outlook(entry)
        self._store.schedule(entry.ref, pace=outlook.pace, due=outlook.due, looking=outlook.looking)

    def _heard(self) -> None:
        """The process that leads told something, or it is another one."""
        role = self.caller.leads
        if role != self._led:
            self._led = role
            self._store.touched()
        if role or not self._link.open:
            self._rest.wake()

    def _new_credentials(self) -> None:
        self._link.begin(self._clock.monotonic())
        sweeping.permitted_again(self._schedule)
        self._plan()
        self._store.touched()

    def _rules(self) -> Rules:
        return Rules(
            interval=self._poll.interval,
            stale_after=self._poll.stale_after,
            protected=self._known.protected,
            quiet=not self._link.open,
            blind_since=self._link.blind_since,
            blind_why=self._link.blind_why,
        )


def _key(call: Call) -> InstanceRef | str:
    return call.application if isinstance(call, Sweep) else call.ref
