"""The loop of one account: waits for what is due, asks, hands on what came. Never ends by itself.

Below it only `ServiceStageError` is caught.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.monitor import pacing, sweeping
from sstui.monitor.account import AccountLink
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.calls import Entry
from sstui.monitor.clock import Clock
from sstui.monitor.credential_watch import CredentialWatch
from sstui.monitor.flights import Flights
from sstui.monitor.judging import Judging
from sstui.monitor.planning import Planning
from sstui.monitor.replacing import Replacements
from sstui.monitor.rest import FOREVER, Rest
from sstui.monitor.schedule import Schedule
from sstui.monitor.state import AccountState, Link
from sstui.monitor.store import Store
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings


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
        schedule = self._schedule = Schedule(poll)
        link = self._link = AccountLink(known.profile, poll.interval, rng)
        self._rest = Rest(clock)
        self._planning = Planning(schedule, store, caller, clock, made=self._planned)
        show = self._planning.show
        self._judging = Judging(
            known,
            poll,
            store,
            schedule,
            link,
            caller.expectations,
            expired=lambda: caller.expired,
            show=show,
        )
        self._replacements = Replacements(caller, store, schedule.turns, self._rest.wake)
        self._flights = Flights(
            caller, clock, schedule, link, self._judging, began=show, landed=self._landed
        )
        self._credentials = CredentialWatch(caller, self._new_credentials, self._rest.wake)
        self._ageing = self._judging.ageing
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
        self._flights.keep(refs)
        self._schedule.watch(bookmarks, self._clock.monotonic())
        self._replacements.keep(refs)
        self._planning.make()

    def focus(self, ref: InstanceRef | None) -> None:
        """This one is under the cursor."""
        self.caller.focused = ref
        if self._schedule.focus(ref if ref is not None and ref in self._schedule else None):
            self._planning.make()

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
        self._planning.make()

    @contextmanager
    def lending(self, slots: int) -> Iterator[None]:
        """So many of the calls that may be in flight are somebody else's while the block runs."""
        self._schedule.turns.beside += slots
        try:
            yield
        finally:
            self._schedule.turns.beside -= slots
            self._rest.wake()

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
        self._judging.agree(self._clock.monotonic())
        while True:
            now = self._clock.monotonic()
            refs = (entry.ref for entry in self._schedule)
            self._ageing.make_stale(refs, now, self._judging.rules)
            wake = self._step(now)
            await self._rest.until(min(wake, self._ageing.next))

    async def stop(self) -> None:
        """Give up what is in flight. What was seen is to be written before `close`, which lets
        another process lead."""
        tasks: list[asyncio.Task[None] | asyncio.Task[bool]] = [
            *self._flights.tasks,
            *self._credentials.tasks,
            *self._replacements.tasks,
        ]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """Leave the line."""
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
        self._planning.keep(now)
        while True:
            choice = self._schedule.next(now, self.caller.budget)
            if choice.yields is not None:
                self._flights.give_up(choice.yields)
            elif choice.call is None:
                gone = self._replacements
                beside = gone.ask(now) if gone and self._schedule.idle else FOREVER
                return min(choice.wake, beside)
            else:
                self._flights.start(choice.call, choice.purpose, now)

    def _probe(self, now: float) -> float:
        """While the line is not known to be good, one call goes alone."""
        wake = self._credentials.ask(now) if self._link.barred else FOREVER
        next_try = self._link.next_try
        if self._flights or self._replacements.tasks:
            return wake
        since = self._link.since or 0.0
        news = next((each for each in self._schedule if self.caller.news(each.ref, since)), None)
        if news is not None:
            self._flights.start(news, Purpose.ROUTINE, now)
            return wake
        if next_try is None:
            return wake
        purpose = Purpose.PERSON if self._schedule.asked else Purpose.ROUTINE
        at = max(next_try, self.caller.budget.next_free(now, purpose))
        if at > now:
            return min(wake, at)
        entry = self._schedule.next_probe()
        if entry is not None:
            self._flights.start(entry, purpose, now)
        return wake

    def _landed(self, looked: Sequence[Entry]) -> None:
        """After a look: plan anew only where it changed what these instances are due."""
        self._rest.wake()
        now = self._clock.monotonic()
        schedule, snapshots = self._schedule, self._store.snapshots
        watched = [e for e in looked if e.ref in schedule and schedule[e.ref] is e]
        for entry in watched:
            self._replacements.note(snapshots[entry.ref], now)
        if any(schedule.outdated(entry, snapshots[entry.ref], now) for entry in watched):
            self._planning.make()
            return
        rules = self._judging.rules()
        for entry in watched:
            schedule.set_due(entry, now)
            self._planning.show(entry)
            self._ageing.expect(snapshots[entry.ref], rules)

    def _planned(self) -> None:
        self._ageing.anew()
        self._rest.wake()

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
        self._planning.make()
        self._store.touched()
