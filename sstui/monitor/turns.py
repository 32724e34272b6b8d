"""Which of the calls that are due is made now, and which one gives way. No clock inside.

At most four are in flight. Those that hung last time share one slot, so that they cannot keep the
others waiting. Where several hang that did not before, and another is due that has no slot, the
youngest of them give way; they go to the shared slot, where each has all the time that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sstui.monitor import pacing
from sstui.monitor.budget import WINDOW, Budget, Purpose
from sstui.monitor.calls import Call, Entry, Sweep
from sstui.monitor.pacing import NEVER, Pace
from sstui.monitor.rest import FOREVER
from sstui.servicestage.refs import InstanceRef

# Seconds that a call may take before it is thought to hang; three times as long as usual where the
# API is slow, so that what is merely slow is never given up for what is as slow.
_PATIENCE = 0.95
_TIMES_USUAL = 3
# So many give way without an answer to anybody, or half of all; then it is rather the API than
# they, which `AccountLink` says of half as well.
_MOST_YIELD = 4
_LEARNING = 1 / 4
_SLOWEST = 4.0  # seconds; one answer that took longer tells nothing of what is usual


class Choice(NamedTuple):
    """What to do at this instant: make ``call``, give up ``yields``, or wait until ``wake``."""

    call: Call | None = None
    purpose: Purpose = Purpose.ROUTINE
    wake: float = FOREVER
    yields: Call | None = None


class Turns:
    """The slots, and the distance from one start to the next."""

    def __init__(self, slots: int) -> None:
        self.beside = 0  # calls in flight that are not the schedule's
        self._slots = slots
        self._clear = -FOREVER  # no start before
        self._sweep_clear = -FOREVER  # … and no overview's before
        self._usual = 0.0  # seconds until a request is answered
        self._yielded = 0  # since the last answer

    def started(self, call: Call, paces: Sequence[Pace], now: float) -> None:
        """A call was made; ``paces`` are in force."""
        self._clear = now + pacing.start_gap(paces)
        if isinstance(call, Sweep):
            self._sweep_clear = now + pacing.start_gap(paces, len(call.covers))

    def answered(self, call: Call, seconds: float) -> None:
        """So long a call took that had an answer."""
        self._yielded = 0
        took = min(seconds / _requests(call), _SLOWEST)
        self._usual += (took - self._usual) * _LEARNING

    def yielded(self) -> None:
        """A call gave way."""
        self._yielded += 1

    def free(self, calls: Iterable[Call]) -> bool:
        """Whether one more call may be made."""
        return sum(call.flying for call in calls) + self.beside < self._slots

    def next(
        self,
        calls: Sequence[Call],
        focus: InstanceRef | None,
        now: float,
        budget: Budget,
        wake: float,
    ) -> Choice:
        """What to do now, if anything, and else when to think again, ``wake`` at the latest."""
        flying = [call for call in calls if call.flying]
        slow = [call for call in flying if call.hung or self._suspected_at(call) <= now]
        ready: list[Call] = []
        for call in calls:
            if call.due is None or call.flying or (call.hung and slow):
                continue
            due = max(call.due, self._sweep_clear) if isinstance(call, Sweep) else call.due
            if due <= now:
                ready.append(call)
            elif due < wake:
                wake = due
        if not ready:
            return Choice(wake=wake)
        choice = self._choose(_in_order(ready, focus), focus, now, budget, wake)
        if choice.call is None or len(flying) + self.beside < self._slots:
            return choice
        active = sum(call.due is not None for call in calls)
        return self._make_room(flying, max(_MOST_YIELD, active // 2), now)

    def _make_room(self, flying: Sequence[Call], most: int, now: float) -> Choice:
        """Another is due, and there is no slot for it: of those that hang only one may stay."""
        if self._yielded >= most or any(call.yields for call in flying):
            return Choice()
        new = sorted((call for call in flying if not call.hung), key=self._suspected_at)
        young = new if len(new) < len(flying) else new[1:]
        if not young or self._suspected_at(young[0]) > now:
            return Choice(wake=self._suspected_at(young[0]) if young else FOREVER)
        slow = [call for call in young if self._suspected_at(call) <= now]
        # Overviews stand for many: rather one instance.
        return Choice(yields=max(slow, key=lambda call: (isinstance(call, Entry), call.started)))

    def _suspected_at(self, call: Call) -> float:
        """From then on a call in flight is thought to hang."""
        patience = max(_PATIENCE, _TIMES_USUAL * self._usual)
        return (call.started or 0.0) + patience * _requests(call)

    def _choose(
        self,
        ready: list[Call],
        focus: InstanceRef | None,
        now: float,
        budget: Budget,
        wake: float,
    ) -> Choice:
        if now < self._clear and not ready[0].alone:
            return Choice(wake=min(wake, self._clear))
        affordable = _Affordable(now, budget)
        purposes = [_purpose(call, focus, now) for call in ready]
        steady = purposes.count(Purpose.ROUTINE)
        for call, purpose in zip(ready, purposes, strict=True):
            if purpose is Purpose.FAST and steady and budget.left(now) <= steady:
                continue  # the steady ones that are due need what is left
            at = affordable(purpose)
            looked = call.looked if isinstance(call, Entry) else None
            if at > now and purpose is Purpose.FAST and looked is not None:
                at = min(at, max(looked + call.pace.steady, affordable(Purpose.ROUTINE)))
            if at <= now:
                return Choice(call, purpose)
            wake = min(wake, at)
        return Choice(wake=wake)


def _requests(call: Call) -> int:
    return call.cost if isinstance(call, Sweep) else 1


def _in_order(ready: Iterable[Call], focus: InstanceRef | None) -> list[Call]:
    """The fleet's overviews, the cursor, what moves, and then whatever waits longest."""

    def urgency(call: Call) -> tuple[bool, int, float]:
        if isinstance(call, Sweep):
            rank = 0
        elif call.ref == focus:
            rank = 1
        else:
            rank = 2 if call.pace.seconds < call.pace.steady else 3
        return not call.asked, rank, call.due or 0.0

    return sorted(ready, key=urgency)


def _purpose(call: Call, focus: InstanceRef | None, now: float) -> Purpose:
    opened = isinstance(call, Entry) and call.ref == focus
    if call.asked or (opened and (call.started is None or now - call.started >= WINDOW)):
        return Purpose.PERSON  # the panes need one own call of what was just opened
    if isinstance(call, Sweep):
        return Purpose.ROUTINE
    if call.pace.steady == NEVER:
        return Purpose.FAST
    # What is hurried was not seen when it should have been: a failed probe is no look of it.
    early = not call.hurried and call.looked is not None and now < call.looked + call.pace.steady
    return Purpose.FAST if early else Purpose.ROUTINE


class _Affordable:
    """When the budget allows a purpose: asked once for all that are ready."""

    def __init__(self, now: float, budget: Budget) -> None:
        self._known: dict[Purpose, float] = {}
        self._ask: Callable[[Purpose], float] = lambda purpose: budget.next_free(now, purpose)

    def __call__(self, purpose: Purpose) -> float:
        if purpose not in self._known:
            self._known[purpose] = self._ask(purpose)
        return self._known[purpose]
