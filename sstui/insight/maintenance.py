"""Windows of maintenance: which instances, and when. Pure.

Times are wall-clock times of the window's own zone, so that a window from two to four is from two
to four in summer too, and one hour longer or shorter in the two nights when clocks change.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from fnmatch import fnmatchcase

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Weekly:
    """``days`` (Monday is 0) are those on which it begins; with ``stop`` at or before ``start`` it
    ends on the next day. ``stop`` None: at midnight."""

    start: time
    stop: time | None
    zone: tzinfo
    days: frozenset[int] = EVERY_DAY

    def holds(self, at: float) -> bool:
        """At ``at``, epoch seconds."""
        local = datetime.fromtimestamp(at, self.zone)
        clock, stop = local.time(), self.stop
        today = local.weekday() in self.days
        if stop is None or self.start < stop:
            return today and self.start <= clock and (stop is None or clock < stop)
        yesterday = (local.date() - timedelta(days=1)).weekday() in self.days
        return (today and self.start <= clock) or (yesterday and clock < stop)


@dataclass(frozen=True, slots=True)
class Once:
    """From ``begin`` until just before ``end``, epoch seconds."""

    begin: float
    end: float

    def holds(self, at: float) -> bool:
        """At ``at``, epoch seconds."""
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class Window:
    """Instances by name (``*`` and ``?`` stand for anything), group or tag; none: all."""

    when: Once | Weekly
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def covers(self, name: str, group: str, tags: Collection[str]) -> bool:
        """Whether it is about this instance."""
        if not (self.names or self.groups or self.tags):
            return True
        return (
            any(fnmatchcase(name, pattern) for pattern in self.names)
            or group in self.groups
            or not set(self.tags).isdisjoint(tags)
        )
