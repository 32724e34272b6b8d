"""Which call of an account is made next, and when. No clock and no call inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Freshness, Health
from sstui.monitor import pacing
from sstui.monitor.budget import Budget, Purpose
from sstui.monitor.calls import Call, Entry, Sweep
from sstui.monitor.pacing import NEVER, OFF, Pace, Wish
from sstui.monitor.plan import Need, make_plan
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:  # settings are a pydantic model, which the cold commands do not load
    from sstui.config.settings import PollSettings

ABSENT_FOR = 600.0  # seconds for which an instance that an overview left out is not counted on it


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do at this instant: make ``call``, or wait until ``wake``."""

    call: Call | None
    purpose: Purpose = Purpose.ROUTINE
    wake: float = FOREVER


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a front end is told of one instance: seconds between two looks of any kind (0 = off),
    the next one, and whether one is under way."""

    pace: float
    due: float | None
    looking: bool


class Schedule:
    """The watched instances of one account.

    Due is one interval after the last start. Those that hung last time share one slot, so that
    they cannot keep the others waiting.
    """

    def __init__(self, poll: PollSettings, in_flight: int = 4) -> None:
        self.beside = 0  # calls in flight that are not the schedule's
        self.plan_again = FOREVER  # the instant at which a plan may change by itself
        self._poll = poll
        self._in_flight = in_flight
        self._entries: dict[InstanceRef, Entry] = {}
        self._sweeps: dict[str, Sweep] = {}
        self._covered: dict[InstanceRef, Sweep] = {}
        self._focus: InstanceRef | None = None
        self._turn = 0
        self._paces: list[Pace] = []  # in force
        self._clear = -FOREVER  # no start before
        self._sweep_clear = -FOREVER  # … and no overview's before

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, ref: InstanceRef) -> Entry:
        return self._entries[ref]

    def __contains__(self, ref: InstanceRef) -> bool:
        return ref in self._entries

    @property
    def sweeps(self) -> Iterator[Sweep]:
        return iter(self._sweeps.values())

    @property
    def idle(self) -> bool:
        """Whether one more call may be made beside."""
        flying = sum(call.flying for call in self._calls())
        return flying + self.beside < self._in_flight

    @property
    def active(self) -> int:
        """How many calls are made again and again."""
        return sum(call.due is not None for call in self._calls())

    @property
    def asked(self) -> bool:
        """Whether a person waits for a look."""
        return any(call.asked for call in self._calls())

    def of(self, application: str) -> list[Entry]:
        """The watched instances of an application."""
        return [entry for entry in self._entries.values() if entry.application == application]

    def outlook(self, entry: Entry) -> Outlook:
        """What is in force for an instance, its own call and the overview's together."""
        calls: list[Call] = [entry]
        if entry.ref in self._covered:
            calls.append(self._covered[entry.ref])
        return Outlook(
            min((call.pace.seconds for call in calls if call.pace.seconds), default=0.0),
            min((call.due for call in calls if call.due is not None), default=None),
            any(call.flying for call in calls),
        )

    def watch(self, bookmarks: Sequence[Bookmark], now: float) -> None:
        """Watch exactly these, in this order; what is known of the others' rhythm stays."""
        entries = {}
        for bookmark in bookmarks:
            ref = bookmark.ref
            entry = self._entries.get(ref) or Entry(bookmark, ref.application.lower(), due=now)
            entry.bookmark = bookmark
            entries[ref] = entry
        self._entries = entries

    def focus(self, ref: InstanceRef | None) -> bool:
        """Look at this one faster; whether that changes anything."""
        moved = ref != self._focus
        self._focus = ref
        return moved

    def wish(self, entry: Entry, snapshot: Snapshot, now: float) -> Wish:
        moving = snapshot.moving_since
        # Whether one that is gone comes back, the overviews tell sooner than its own call.
        gone = snapshot.freshness is Freshness.GONE and now < entry.absent + ABSENT_FOR
        return pacing.wish(
            interval=self._poll.interval,
            fast=self._poll.fast,
            off_interval=self._poll.off_interval,
            own=entry.bookmark.interval,
            override=entry.override,
            health=Health.OFF if gone else snapshot.health,
            in_motion=None if moving is None else now - moving,
            focused=entry.ref == self._focus,
        )

    def plan(self, snapshots: Mapping[InstanceRef, Snapshot], now: float, limit: int) -> None:
        """Share the budget of ``limit`` requests anew among all."""
        entries = list(self._entries.values())
        self.plan_again = FOREVER
        for entry in entries:
            entry.wish = self.wish(entry, snapshots[entry.ref], now)
        needs = [Need(entry.ref, entry.wish, self._alone(entry, now)) for entry in entries]
        costs = {sweep.application: sweep.cost for sweep in self._sweeps.values()}
        plan = make_plan(needs, costs, limit)
        for application in plan.overviews:
            self._sweeps.setdefault(application, Sweep(application, due=now))
        self._covered = {}
        for sweep in self._sweeps.values():
            coverage = plan.overviews.get(sweep.application)
            sweep.pace = OFF if coverage is None else coverage.pace
            sweep.covers = frozenset() if coverage is None else coverage.covers
            self._covered |= dict.fromkeys(sweep.covers, sweep)
            self.set_due(sweep, now)
        for entry, pace in zip(entries, plan.own, strict=True):
            entry.pace = pace
            self.set_due(entry, now)
        self._paces = [call.pace for call in self._calls() if call.pace.seconds]

    def _alone(self, entry: Entry, now: float) -> bool:
        """Whether no overview will do for it."""
        sweep = self._sweeps.get(entry.application)
        until = max(entry.absent + ABSENT_FOR, -FOREVER if sweep is None else sweep.shunned)
        if until > now:
            self.plan_again = min(self.plan_again, until)
        return until > now or entry.ref == self._focus or entry.override is not None

    def outdated(self, entry: Entry, snapshot: Snapshot, now: float) -> bool:
        """Whether what is now known of an instance asks for another plan."""
        if self.wish(entry, snapshot, now) != entry.wish:
            return True
        sweep = self._sweeps.get(entry.application)
        if sweep is None or not sweep.covers or not entry.wish.steady:
            return False
        return (entry.ref in sweep.covers) == self._alone(entry, now)

    def set_due(self, call: Call, now: float) -> None:
        """The instant of the next one, from the last start and the pace in force."""
        before = self._before(call)
        if call.asked:
            call.due = max(now, call.silence)
        elif not call.pace.seconds:
            call.due = None
        elif call.hurried:
            call.due = max(now, call.silence)
        elif before is None:
            call.due = now if call.due is None else call.due
        else:
            call.due = max(before + call.pace.seconds, call.backoff, call.silence)

    def _before(self, call: Call) -> float | None:
        """What the next one keeps its distance from: for what is under the cursor only its own
        call counts, which alone has all that the panes show."""
        if isinstance(call, Sweep) or call.ref == self._focus:
            return call.started
        return call.looked

    def ask(self, entry: Entry, now: float) -> None:
        """A person wants to see this one now."""
        entry.asked = entry.alone = True
        self.set_due(entry, now)

    def ask_all(self, now: float) -> None:
        """A person wants to see all; overviews go on standing for what they cover."""
        for call in {id(c): c for c in map(self._caller_of, self._entries.values())}.values():
            call.asked = True
            self.set_due(call, now)

    def hurry(self, entry: Entry, now: float) -> None:
        """Due now, in its turn; what is off stays off."""
        call = self._caller_of(entry)
        if not call.flying:
            call.hurried, call.backoff = True, 0.0
            self.set_due(call, now)

    def _caller_of(self, entry: Entry) -> Call:
        return self._covered.get(entry.ref, entry)

    def started(self, call: Call, now: float) -> None:
        call.started = now
        self._clear = now + pacing.start_gap(self._paces)
        if isinstance(call, Sweep):
            self._sweep_clear = now + pacing.start_gap(self._paces, len(call.covers))
        call.flying = True
        call.asked = call.alone = call.hurried = False
        call.backoff = 0.0
        self.set_due(call, now)

    def costs(self, sweep: Sweep, requests: int, now: float) -> None:
        """So many requests an overview takes; another number asks for another plan."""
        if requests != sweep.cost:
            sweep.cost, self.plan_again = requests, now

    def withheld(self, call: Call, started: float | None, until: float) -> None:
        """It was not made after all, and cannot be before ``until``."""
        call.started = started
        call.silence = max(call.silence, until)
        if call.due is not None:
            call.due = until

    def next_probe(self) -> Entry | None:
        """The one that is asked while all others wait: each in turn, since one may be broken.

        One that a person asks for comes first; what is switched off is left out.
        """
        wanted = [e for e in self._entries.values() if e.asked or e.wish.steady]
        usable = [entry for entry in wanted if not entry.flying]
        if not usable:
            return None
        asked = next((entry for entry in usable if entry.asked), None)
        self._turn += 1
        return asked or usable[(self._turn - 1) % len(usable)]

    def next(self, now: float, budget: Budget) -> Choice:
        """What to look at now, if anything, and else when to think again."""
        flying = [call for call in self._calls() if call.flying]
        if len(flying) + self.beside >= self._in_flight:
            return Choice(None)
        slot_taken = any(call.hung for call in flying)
        ready: list[Call] = []
        wake = self.plan_again
        for call in self._calls():
            if call.due is None or call.flying or (call.hung and slot_taken):
                continue
            due = max(call.due, self._sweep_clear) if isinstance(call, Sweep) else call.due
            if due > now:
                wake = min(wake, due)
            else:
                ready.append(call)
        if not ready:
            return Choice(None, wake=wake)
        return self._choose(sorted(ready, key=self._urgency), now, budget, wake)

    def _calls(self) -> Iterator[Call]:
        yield from self._sweeps.values()
        yield from self._entries.values()

    def _choose(self, ready: list[Call], now: float, budget: Budget, wake: float) -> Choice:
        if now < self._clear and not ready[0].alone:
            return Choice(None, wake=min(wake, self._clear))
        affordable = _Affordable(now, budget)
        for call in ready:
            purpose = self._purpose(call, now)
            at = affordable(purpose)
            looked = call.looked if isinstance(call, Entry) else None
            if at > now and purpose is Purpose.FAST and looked is not None:
                at = min(at, max(looked + call.pace.steady, affordable(Purpose.ROUTINE)))
            if at <= now:
                return Choice(call, purpose)
            wake = min(wake, at)
        return Choice(None, wake=wake)

    def _urgency(self, call: Call) -> tuple[bool, int, float]:
        """The fleet's overviews, the cursor, what moves, and then whatever waits longest."""
        if isinstance(call, Sweep):
            rank = 0
        elif call.ref == self._focus:
            rank = 1
        else:
            rank = 2 if call.pace.seconds < call.pace.steady else 3
        return not call.asked, rank, call.due or 0.0

    def _purpose(self, call: Call, now: float) -> Purpose:
        if call.asked:
            return Purpose.PERSON
        if isinstance(call, Sweep):
            return Purpose.ROUTINE
        if call.pace.steady == NEVER:
            return Purpose.FAST
        early = call.looked is not None and now < call.looked + call.pace.steady
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
