"""What one instance was, when: stretches of equal state, by our own looks. Pure.

A look speaks for the time until the next one, as long as that comes within ``hold`` seconds; what
no look speaks for is *not known*, with its reason, and is never filled in. Times are epoch seconds,
so that a timeline survives the process; a clock that was set back overwrites the hour that comes
again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Health

if TYPE_CHECKING:
    from sstui.servicestage.models import StatusDetail

KEPT = 7 * 86400.0  # seconds
MOST_STRETCHES = 2000  # 0.3 MB at most; an instance that flaps all week keeps its last days

NO_ANSWER = "no answer"
REFUSED = "credentials refused"
NOT_LOOKED = "nobody looked"
NOT_RUNNING = "sstui was not running"

# As plain values, for a file: start, end, health, serving, full, status, why.
Row = tuple[float, float | None, str | None, bool | None, bool | None, str | None, str]


class State(NamedTuple):
    """What one look tells. ``serving``: at least one replica is available, ``full``: all are; None
    where neither can be said, and where none is wanted. ``status`` is None when it is gone."""

    health: Health
    serving: bool | None
    full: bool | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` to ``end`` (None: still so) nothing of this differed. ``health`` is None where
    it is not known, and ``why`` then the reason; else ``why`` is what was seen at its begin."""

    start: float
    end: float | None
    health: Health | None
    serving: bool | None = None
    full: bool | None = None
    status: str | None = None
    why: str = ""
    late: float | None = field(default=None, compare=False)

    @property
    def told(self) -> tuple[Health | None, bool | None, bool | None, str | None]:
        """What is equal throughout: a `State`, where it is known."""
        return self.health, self.serving, self.full, self.status


class Part(NamedTuple):
    """A stretch as far as it lies in a window."""

    start: float
    end: float
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Timeline:
    """``closed`` are the stretches that are over, oldest first and without holes between them;
    ``open`` is the one that lasts, known up to ``until``. An unchanged look moves that alone."""

    closed: tuple[Stretch, ...] = ()
    open: Stretch | None = None
    until: float = 0.0

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All of them, oldest first."""
        return self.closed if self.open is None else (*self.closed, self.open)

    def continues(self, time: float, state: State, hold: float) -> bool:
        """Whether a look at ``time`` that told ``state`` would be no news."""
        same = self.open is not None and self.open.told == state
        return same and self.until <= time <= self.until + hold

    def looked(self, time: float, state: State, why: str = "", *, hold: float) -> Timeline:
        """A look at ``time`` told ``state``. The one before it spoke for ``hold`` seconds."""
        here = self if time >= self.until else self._before(time)
        last = here.open
        if last is not None and last.health is not None and time - here.until > hold:
            here = here._began(_not_known(here.until + hold, NOT_LOOKED))
        if here.open is not None and here.open.told == state:
            return replace(here, until=time)
        seen = here.open is not None and here.open.health is not None
        late = time - here.until if seen else None
        return replace(here._began(Stretch(time, None, *state, why, late)), until=time)

    def lost(self, time: float, why: str) -> Timeline:
        """From ``time`` on it is not known; never before the last look. What was never seen has
        nothing to lose."""
        if self.open is None or self.open.health is None:
            return self
        return self._began(_not_known(max(time, self.until), why))

    def parts(self, start: float, end: float) -> Iterator[Part]:
        """The stretches between ``start`` and ``end``, cut to that, oldest first."""
        first = bisect_right(self.closed, start, key=_end)
        for stretch in self.closed[first:]:
            if stretch.start >= end:
                return
            yield Part(max(stretch.start, start), min(_end(stretch), end), stretch)
        if self.open is not None and self.open.start <= end:
            yield Part(max(self.open.start, start), end, self.open)

    def at(self, time: float) -> Stretch | None:
        """The stretch that ``time`` lies in."""
        place = bisect_right(self.closed, time, key=_end)
        stretch = self.closed[place] if place < len(self.closed) else self.open
        return stretch if stretch is not None and stretch.start <= time else None

    def before(self, stretch: Stretch) -> Stretch | None:
        """The one that gave way to ``stretch``."""
        place = bisect_right(self.closed, stretch.start, key=_end) - 1
        return self.closed[place] if place >= 0 else None

    def as_rows(self) -> tuple[Row, ...]:
        """For a file, oldest first. The stretch that lasts ends where it is known until."""
        rows = [_row(stretch) for stretch in self.closed]
        if self.open is not None:
            known = self.open.health is not None
            rows.append(_row(replace(self.open, end=self.until) if known else self.open))
        return tuple(rows)

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Timeline:
        """As it was kept. Since its last moment sstui was not running, and it is not known. A row
        without an end lasts until the next one; rows that overlap are cut, and what this version
        does not understand is left out."""
        kept = cls()
        ordered = sorted(rows, key=lambda each: each[0])
        for row, following in zip_longest(ordered, ordered[1:]):
            stretch = _stretch(row, None if following is None else following[0])
            if stretch is not None:
                kept = kept._with(stretch)
        if kept.open is not None or not kept.closed:
            return kept
        last = kept.closed[-1]
        if last.health is None:
            return cls(kept.closed[:-1], replace(last, end=None), last.start)
        return kept._began(_not_known(_end(last), NOT_RUNNING))

    def _with(self, stretch: Stretch) -> Timeline:
        """One more that was kept, after those that are here."""
        start = max(stretch.start, self.until)
        closed = self.closed
        if closed and start > self.until:
            closed = (*closed, Stretch(self.until, start, None, why=NOT_RUNNING))
        if stretch.end is None:
            return Timeline(closed, replace(stretch, start=start), start)
        single = stretch.health is not None and stretch.start == start == stretch.end  # one look
        if stretch.end <= start and not single:
            return self
        return Timeline((*closed, replace(stretch, start=start)), None, stretch.end)

    def _began(self, stretch: Stretch) -> Timeline:
        """``stretch`` takes over from the one that lasted."""
        closed, now = self.closed, max(stretch.start, self.until)
        if self.open is not None and self.open.start < stretch.start:
            closed = (*closed, replace(self.open, end=stretch.start))
        elif closed and closed[-1].end == stretch.start and closed[-1].told == stretch.told:
            closed, stretch = closed[:-1], replace(closed[-1], end=None)
        if closed and _end(closed[0]) <= now - KEPT:
            closed = closed[bisect_right(closed, now - KEPT, key=_end) :]
        return Timeline(closed[1 - MOST_STRETCHES :], stretch, now)

    def _before(self, time: float) -> Timeline:
        """As it was at ``time``."""
        if self.open is not None and self.open.start < time:
            return replace(self, until=time)
        left = [stretch for stretch in self.closed if stretch.start < time]
        if not left:
            return Timeline()
        return Timeline(tuple(left[:-1]), replace(left[-1], end=None), time)


NOTHING_YET = Timeline()


def state_of(detail: StatusDetail, health: Health) -> State:
    """What a good look tells, with the health that was derived from it."""
    status = detail.status or ""
    have, want = _count(detail.available_replica), _count(detail.replica)
    repeated = health is Health.UNKNOWN and status in {"RUNNING", "UNKNOWN"}
    if health is Health.OFF or repeated:  # the platform is off the cluster: only what it last knew
        return State(health, None, None, status)
    if have is None:
        told = {Health.OK: True, Health.BAD: False}.get(health)
        return State(health, told, told, status)
    serving = have > 0
    if serving and want is None:
        return State(health, serving, True if health is Health.OK else None, status)
    return State(health, serving, serving and have >= (want or 0), status)


def state_gone(health: Health) -> State:
    """What a definite 404 tells: an outage where it was expected to run."""
    told = False if health is Health.BAD else None
    return State(health, told, told, None)


def _not_known(start: float, why: str) -> Stretch:
    return Stretch(start, None, None, why=why)


def _end(stretch: Stretch) -> float:
    return float("inf") if stretch.end is None else stretch.end


def _count(number: int | None) -> int | None:
    return None if number is None or number < 0 else number


def _row(each: Stretch) -> Row:
    health = None if each.health is None else each.health.value
    return each.start, each.end, health, each.serving, each.full, each.status, each.why


def _stretch(row: Row, following: float | None) -> Stretch | None:
    start, end, health, serving, full, status, why = row
    if health is not None and health not in list(Health):
        return None
    last = following if end is None else end
    if health is None:
        return Stretch(start, last, None, why=why)
    end = start if last is None else last
    return Stretch(start, end, Health(health), _told(serving), _told(full), status, why)


def _told(value: bool | None) -> bool | None:
    return None if value is None else bool(value)  # SQLite has no booleans
