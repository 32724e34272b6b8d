"""The plan of one account: made anew where its terms moved, and what the store shows of it."""

from __future__ import annotations

from collections.abc import Callable

from sstui.monitor.caller import Caller
from sstui.monitor.calls import Entry
from sstui.monitor.clock import Clock
from sstui.monitor.schedule import Schedule
from sstui.monitor.store import Store


class Planning:
    """``made`` is called after each new plan."""

    def __init__(
        self,
        schedule: Schedule,
        store: Store,
        caller: Caller,
        clock: Clock,
        made: Callable[[], None],
    ) -> None:
        self._schedule = schedule
        self._store = store
        self._caller = caller
        self._clock = clock
        self._made = made
        self._terms = (0, 0)

    def keep(self, now: float) -> None:
        """Plan anew where the time for it has come, or other terms are in force."""
        if now >= self._schedule.plan_again or self._terms != self._terms_at(now):
            self.make()

    def make(self) -> None:
        now = self._clock.monotonic()
        self._terms = self._terms_at(now)
        self._schedule.plan(self._store.snapshots, now, *self._terms)
        for entry in self._schedule:
            self.show(entry)
        self._made()

    def show(self, entry: Entry) -> None:
        """What is meant to be done with this one."""
        outlook = self._schedule.outlook(entry)
        self._store.schedule(entry.ref, pace=outlook.pace, due=outlook.due, looking=outlook.looking)

    def _terms_at(self, now: float) -> tuple[int, int]:
        """What a plan is made for: the limit in force, and how many share what is for haste."""
        budget = self._caller.budget
        return budget.limit_at(now), 1 + budget.hasty
