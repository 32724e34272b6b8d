"""Which instance of an account is looked at next, and when. No clock and no call inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.monitor import pacing
from sstui.monitor.budget import Budget, Purpose
from sstui.monitor.pacing import Pace, Wish
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:  # settings are a pydantic model, which the cold commands do not load
    from sstui.config.settings import PollSettings

OFF = Pace(0.0, 0.0)
NOTHING = Wish(0.0)


@dataclass(slots=True)
class Entry:
    """One watched instance, as the schedule sees it. Instants are monotonic seconds."""

    bookmark: Bookmark
    due: float | None  # None = off
    pace: Pace = OFF
    wish: Wish = NOTHING
    override: float | None = None  # set by key, for this run
    started: float | None = None  # the last look
    backoff: float = 0.0  # after a failed look: not before
    silence: float = 0.0  # asked for by Retry-After: not before, whoever asks
    asked: bool = False  # a person wants to see it
    alone: bool = False  # … and this one only: it need not keep the distance of starts
    flying: bool = False  # a call is under way
    hung: bool = False  # its last call gave no answer in time

    @property
    def ref(self) -> InstanceRef:
        return self.bookmark.ref


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do at this instant: look at ``entry``, or wait until ``wake``."""

    entry: Entry | None
    purpose: Purpose = Purpose.ROUTINE
    wake: float = FOREVER


class Schedule:
    """The watched instances of one account.

    Due is one interval after the last start. Those that hung last time share one slot, so that
    they cannot keep the others waiting.
    """

    def __init__(self, poll: PollSettings, in_flight: int = 4) -> None:
        self._poll = poll
        self._in_flight = in_flight
        self._entries: dict[InstanceRef, Entry] = {}
        self._focus: InstanceRef | None = None
        self._turn = 0
        self._gap = pacing.START_GAP
        self._last_start = -FOREVER

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, ref: InstanceRef) -> Entry:
        return self._entries[ref]

    def __contains__(self, ref: InstanceRef) -> bool:
        return ref in self._entries

    def watch(self, bookmarks: Sequence[Bookmark], now: float) -> None:
        """Watch exactly these, in this order; what is known of the others' rhythm stays."""
        entries = {}
        for bookmark in bookmarks:
            entry = self._entries.get(bookmark.ref) or Entry(bookmark, due=now)
            entry.bookmark = bookmark
            entries[bookmark.ref] = entry
        self._entries = entries

    def focus(self, ref: InstanceRef | None) -> bool:
        """Look at this one faster; whether that changes anything."""
        moved = ref != self._focus
        self._focus = ref
        return moved

    def wish(self, entry: Entry, snapshot: Snapshot, now: float) -> Wish:
        moving = snapshot.moving_since
        return pacing.wish(
            interval=self._poll.interval,
            fast=self._poll.fast,
            off_interval=self._poll.off_interval,
            own=entry.bookmark.interval,
            override=entry.override,
            health=snapshot.health,
            in_motion=None if moving is None else now - moving,
            focused=entry.ref == self._focus,
        )

    def plan(self, snapshots: Mapping[InstanceRef, Snapshot], now: float) -> None:
        """Share the budget anew among all."""
        entries = list(self._entries.values())
        for entry in entries:
            entry.wish = self.wish(entry, snapshots[entry.ref], now)
        paces = pacing.allocate([entry.wish for entry in entries], self._poll.budget)
        for entry, pace in zip(entries, paces, strict=True):
            entry.pace = pace
            self.set_due(entry, now)
        self._gap = pacing.start_gap(paces)

    def set_due(self, entry: Entry, now: float) -> None:
        """The instant of the next look, from the last start and the pace in force."""
        if entry.asked:
            entry.due = max(now, entry.silence)
        elif not entry.pace.seconds:
            entry.due = None
        elif entry.started is None:
            entry.due = now if entry.due is None else entry.due
        else:
            entry.due = max(entry.started + entry.pace.seconds, entry.backoff, entry.silence)

    def ask(self, entry: Entry, now: float, *, alone: bool) -> None:
        """A person wants to see it now."""
        entry.asked, entry.alone = True, alone
        self.set_due(entry, now)

    def hurry(self, entry: Entry, now: float) -> None:
        """Due now, in its turn; what is off stays off."""
        entry.backoff = 0.0
        if entry.due is not None and not entry.flying:
            entry.due = max(now, entry.silence)

    def started(self, entry: Entry, now: float) -> None:
        entry.started = self._last_start = now
        entry.flying = True
        entry.asked = entry.alone = False
        entry.backoff = 0.0
        self.set_due(entry, now)

    def next_probe(self) -> Entry | None:
        """The one that is asked while all others wait: each in turn, since one may be broken.

        One that a person asks for comes first; what is switched off is left out.
        """
        usable = [e for e in self._entries.values() if e.due is not None and not e.flying]
        if not usable:
            return None
        asked = next((entry for entry in usable if entry.asked), None)
        self._turn += 1
        return asked or usable[(self._turn - 1) % len(usable)]

    def next(self, now: float, budget: Budget) -> Choice:
        """What to look at now, if anything, and else when to think again."""
        flying = [entry for entry in self._entries.values() if entry.flying]
        if len(flying) >= self._in_flight:
            return Choice(None)
        slot_taken = any(entry.hung for entry in flying)
        ready: list[Entry] = []
        wake = FOREVER
        for entry in self._entries.values():
            if entry.due is None or entry.flying or (entry.hung and slot_taken):
                continue
            if entry.due > now:
                wake = min(wake, entry.due)
            else:
                ready.append(entry)
        if not ready:
            return Choice(None, wake=wake)
        return self._choose(sorted(ready, key=self._urgency), now, budget, wake)

    def _choose(self, ready: list[Entry], now: float, budget: Budget, wake: float) -> Choice:
        clear = self._last_start + self._gap
        if now < clear and not ready[0].alone:
            return Choice(None, wake=min(wake, clear))
        affordable = _Affordable(now, budget)
        for entry in ready:
            purpose = self._purpose(entry, now)
            at = affordable(purpose)
            if at > now and purpose is Purpose.FAST and entry.started is not None:
                at = min(at, max(entry.started + entry.pace.steady, affordable(Purpose.ROUTINE)))
            if at <= now:
                return Choice(entry, purpose)
            wake = min(wake, at)
        return Choice(None, wake=wake)

    def _urgency(self, entry: Entry) -> tuple[bool, bool, bool, float]:
        return (
            not entry.asked,
            entry.ref != self._focus,
            entry.pace.seconds >= entry.pace.steady,
            entry.due or 0.0,
        )

    def _purpose(self, entry: Entry, now: float) -> Purpose:
        if entry.asked:
            return Purpose.PERSON
        early = entry.started is not None and now < entry.started + entry.pace.steady
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
