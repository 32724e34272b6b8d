"""When each call of an account is due. No clock and no call inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Freshness, Health
from sstui.monitor import pacing
from sstui.monitor.budget import Budget
from sstui.monitor.calls import Call, Entry, Outlook, Sweep, outlook
from sstui.monitor.pacing import OFF, Pace, Wish
from sstui.monitor.plan import Need, make_plan
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import Snapshot
from sstui.monitor.turns import Choice, Turns
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings

ABSENT_FOR = 600.0  # seconds for which an instance that an overview left out is not counted on it


class Schedule:
    """The watched instances of one account. Due is one interval after the last start."""

    def __init__(self, poll: PollSettings, in_flight: int = 4) -> None:
        self.turns = Turns(in_flight)
        self.plan_again = FOREVER  # the instant at which a plan may change by itself
        self._poll = poll
        self._entries: dict[InstanceRef, Entry] = {}
        self._sweeps: dict[str, Sweep] = {}
        self._covered: dict[InstanceRef, Sweep] = {}
        self._focus: InstanceRef | None = None
        self._turn = 0
        self._paces: list[Pace] = []  # in force

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
        return self.turns.free(self._calls())

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
        return outlook(entry, self._covered.get(entry.ref))

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
        in_motion = None if moving is None else now - moving
        if snapshot.better is not None:  # a recovery that one more look would confirm
            in_motion = 0.0
        # Whether one that is gone comes back, the overviews tell sooner than its own call.
        gone = snapshot.freshness is Freshness.GONE and now < entry.absent + ABSENT_FOR
        return pacing.wish(
            interval=self._poll.interval,
            fast=self._poll.fast,
            off_interval=self._poll.off_interval,
            own=entry.bookmark.interval,
            override=entry.override,
            health=Health.OFF if gone else snapshot.health,
            in_motion=in_motion,
            focused=entry.ref == self._focus,
        )

    def plan(
        self,
        snapshots: Mapping[InstanceRef, Snapshot],
        now: float,
        limit: int,
        sharers: int = 1,
    ) -> None:
        """Share the budget of ``limit`` requests anew among all; so many processes have cursors."""
        entries = list(self._entries.values())
        self.plan_again = FOREVER
        for entry in entries:
            entry.wish = self.wish(entry, snapshots[entry.ref], now)
        needs = [Need(entry.ref, entry.wish, self._alone(entry, now)) for entry in entries]
        costs = {sweep.application: sweep.cost for sweep in self._sweeps.values()}
        plan = make_plan(needs, costs, limit, sharers)
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
        return until > now or entry.override is not None

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
        self.turns.started(call, self._paces, now)
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
        """What to do now, if anything, and else when to think again."""
        calls: list[Call] = [*self._sweeps.values(), *self._entries.values()]
        return self.turns.next(calls, self._focus, now, budget, self.plan_again)

    def gave_way(self, call: Call, now: float) -> None:
        """It was given up for another: again as soon as the slot of those that hang is free."""
        self.turns.yielded()
        call.hung = call.hurried = True
        call.backoff = 0.0
        self.set_due(call, now)

    def none_hung(self) -> None:
        """It was the API, not they."""
        for call in self._calls():
            call.hung = False

    def _calls(self) -> Iterator[Call]:
        yield from self._sweeps.values()
        yield from self._entries.values()
