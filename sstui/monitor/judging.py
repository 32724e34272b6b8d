"""What calls told: of the line, and of the instances that they looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sstui.insight.health import expected_after
from sstui.insight.records import Freshness, Observation
from sstui.monitor import pacing, sweeping
from sstui.monitor.absence import AbsenceWatch
from sstui.monitor.account import AccountLink
from sstui.monitor.ageing import Ageing
from sstui.monitor.calls import Call, Entry, Sweep, Swept
from sstui.monitor.expectations import Expectations
from sstui.monitor.reduce import GONE_FOR, Rules
from sstui.monitor.schedule import Schedule
from sstui.monitor.state import AccountState
from sstui.monitor.store import Store
from sstui.servicestage.errors import (
    NotFound,
    ServiceStageError,
    Unavailable,
    Unreachable,
    UnreachableKind,
)

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings

# A look that changes something takes 1 ms, and an application may have a hundred instances: a key
# that is pressed meanwhile has its turn in between.
AT_ONCE = 4


class Judging:
    """Of one account. ``expired()``: its credentials are known to have ended; ``show(entry)`` is
    called with those whose next look moved."""

    def __init__(
        self,
        known: AccountState,
        poll: PollSettings,
        store: Store,
        schedule: Schedule,
        link: AccountLink,
        expectations: Expectations,
        *,
        expired: Callable[[], bool],
        show: Callable[[Entry], None],
    ) -> None:
        self.ageing = Ageing(store)
        self._protected = known.protected
        self._poll = poll
        self._store = store
        self._schedule = schedule
        self._link = link
        self._expectations = expectations
        self._absence = AbsenceWatch(known.profile)
        self._expired = expired
        self._show = show

    def rules(self) -> Rules:
        return Rules(
            interval=self._poll.interval,
            stale_after=self._poll.stale_after,
            protected=self._protected,
            quiet=not self._link.open,
            blind_since=self._link.blind_since,
            blind_why=self._link.blind_why,
        )

    def agree(self, now: float) -> None:
        """What the memory knows of first looks holds for all processes, or yields to theirs."""
        known = ((entry.ref, self._store.snapshots[entry.ref]) for entry in self._schedule)
        first = {ref: each.first_expectation for ref, each in known if each.first_expectation}
        for ref, word in self._expectations.learn_all(first).items():
            self._store.expect(ref, word, now)

    def take(self, entry: Entry, look: Observation) -> None:
        """What its own call told of an instance."""
        with self._judging(entry, look):
            self._observe(look, self._rules_for(look))

    async def take_all(self, sweep: Sweep, swept: Swept) -> None:
        """What the overview told of an application, `AT_ONCE` instances in a turn of the loop."""
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
            rules, snapshots = self.rules(), self._store.snapshots
            looks = sweeping.looks(self._schedule, sweep, swept, snapshots)
            for number, each in enumerate(looks):
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
                self._observe(each, rules)

    def fault(self, looks: Iterable[Observation]) -> None:
        """What is shown of looks that failed by a mistake of our own."""
        for look in looks:
            self._store.observe(look, self.rules())

    def _observe(self, look: Observation, rules: Rules) -> None:
        known = self._store.snapshots.get(look.ref)
        if known is not None and known.first_expectation is None and look.answer is not None:
            word = expected_after(look.answer.instance.status_detail)
            if word is not None:
                self._store.expect(look.ref, self._expectations.learn(look.ref, word), look.at)
        self._store.observe(look, rules)

    @contextmanager
    def _judging(self, call: Call, look: Observation) -> Iterator[None]:
        """What a call told of the line, around what it told of its instances."""
        link, error = self._link, look.error
        was_open, was_blind = link.open, link.blind_since
        events = link.observed(look, watched=self._schedule.active, expired=self._expired())
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
            self.ageing.anew()

    def _rules_for(self, look: Observation) -> Rules:
        """With half of the profile gone the profile says so, once, and its instances do not."""
        rules = self.rules()
        if not isinstance(look.error, NotFound) or look.error.what not in GONE_FOR:
            return rules
        snapshots = self._store.snapshots
        statement = self._absence.many((snapshots[e.ref] for e in self._schedule), look)
        if statement is None:
            return rules
        if self._absence.is_new(statement):
            self._store.record((statement,))
        return rules._replace(many_gone=True)

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
