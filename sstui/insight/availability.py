"""How much of a timeline an instance served, and its history strip. Pure.

Time that is not known is taken out and told, never filled in; time in which the instance is off,
as it should be, is neither. Never called an SLA (CONTRACT §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sstui.insight.records import Health
from sstui.insight.timeline import Part, Timeline

HOUR, DAY, WEEK = 3600.0, 86400.0, 7 * 86400.0
WINDOWS = (HOUR, DAY, WEEK)
LEAST_KNOWN = 0.5  # below it there is no percentage

# What a cell shows though most of it was something else; ok and off give way to not known.
_TROUBLE = (Health.BAD, Health.DEGRADED, Health.UNKNOWN, Health.MOVING)
_WORST_FIRST = (*_TROUBLE, Health.OFF, Health.OK)


class Shares(NamedTuple):
    """Seconds of a window; together they are the window."""

    yes: float
    no: float
    off: float
    unknown: float

    @property
    def known(self) -> float:
        return self.yes + self.no + self.off

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where less than half is known, or nothing but *off*."""
        counted = self.yes + self.no
        if counted <= 0 or self.known < LEAST_KNOWN * (self.known + self.unknown):
            return None
        return min(self.yes / counted, 1.0)


class Outage(NamedTuple):
    """A time without any replica. What was not known within it does not end it, and is not in
    ``down`` (seconds). ``end`` is None while it lasts."""

    start: float
    end: float | None
    down: float


class Availability(NamedTuple):
    """One window: ``serving`` (at least one replica available) and ``full`` (all of them).

    ``degraded``: seconds that it was degraded, or bad and still serving; ``moving`` likewise.
    """

    window: float
    serving: Shares
    full: Shares
    degraded: float
    moving: float
    outages: tuple[Outage, ...]

    @property
    def longest(self) -> float | None:
        return max((outage.down for outage in self.outages), default=None)

    @property
    def between(self) -> float | None:
        """Seconds of service for each outage; None before there are two."""
        return self.serving.yes / len(self.outages) if len(self.outages) > 1 else None


def availability(timeline: Timeline, now: float, window: float) -> Availability:
    """The last ``window`` seconds before ``now``."""
    parts = tuple(timeline.parts(now - window, now))
    spent: dict[Health | None, float] = {}
    for start, end, stretch in parts:
        limps = stretch.health is Health.BAD and stretch.serving
        health = Health.DEGRADED if limps else stretch.health
        spent[health] = spent.get(health, 0.0) + end - start
    return Availability(
        window,
        _shares(parts, [each.stretch.serving for each in parts], window),
        _shares(parts, [each.stretch.full for each in parts], window),
        spent.get(Health.DEGRADED, 0.0),
        spent.get(Health.MOVING, 0.0),
        outages(parts),
    )


def _shares(parts: Sequence[Part], answers: Sequence[bool | None], window: float) -> Shares:
    yes = no = off = 0.0
    for (start, end, stretch), answer in zip(parts, answers, strict=True):
        if answer is not None:
            yes += (end - start) * answer
            no += (end - start) * (not answer)
        elif stretch.health is Health.OFF:
            off += end - start
    return Shares(yes, no, off, max(window - yes - no - off, 0.0))


def outages(parts: Iterable[Part]) -> tuple[Outage, ...]:
    """The times without service among ``parts``, oldest first."""
    found: list[Outage] = []
    lasts = False
    for start, end, stretch in parts:
        if stretch.health is None:
            continue
        down = stretch.serving is False
        if down and lasts:
            last = found.pop()
            found.append(Outage(last.start, None, last.down + end - start))
        elif down:
            found.append(Outage(start, None, end - start))
        elif lasts:
            found[-1] = found[-1]._replace(end=start)
        lasts = down
    return tuple(found)


def strip(timeline: Timeline, start: float, end: float, cells: int) -> tuple[Health | None, ...]:
    """The worst health of each of ``cells`` equal slices; None where it is not known: no look told
    anything, or the longer part is not known and all the rest was well."""
    size = (end - start) / max(cells, 1)
    seen: list[set[Health]] = [set() for _ in range(cells)]
    dark = [0.0] * cells  # seconds that are not known, less those that are
    for begin, stop, stretch in timeline.parts(start, end) if size > 0 else ():
        first = min(max(int((begin - start) / size), 0), cells - 1)
        last = min(int((stop - start) / size), cells - 1)
        for cell in range(first, last + 1):
            left = start + cell * size
            inside = min(stop, left + size) - max(begin, left)
            if inside <= 0 and stop > begin:
                continue
            if stretch.health is not None:
                seen[cell].add(stretch.health)
            dark[cell] += inside if stretch.health is None else -inside
    return tuple(_worst(each, dark[cell] > 0) for cell, each in enumerate(seen))


def _worst(seen: set[Health], dark: bool) -> Health | None:
    ranks = _TROUBLE if dark else _WORST_FIRST
    return next((health for health in ranks if health in seen), None)
