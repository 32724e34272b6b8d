"""Windows of maintenance: which instances, and when. Pure.

Hours are those of the wall clock in the window's own zone, so that a window from two to four is
from two to four in summer too, whatever clocks do in that night.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta, tzinfo
from fnmatch import fnmatchcase
from typing import NamedTuple

EVERY_DAY = frozenset(range(7))


class Times(NamedTuple):
    """Between ``begin`` and ``end`` (epoch seconds, None: no bound), on ``days`` (Monday is 0),
    from ``start`` until just before ``stop``, None: midnight. With ``stop`` at or before ``start``
    it ends on the day after the one on which it began."""

    zone: tzinfo
    begin: float | None = None
    end: float | None = None
    days: frozenset[int] = EVERY_DAY
    start: time = time()
    stop: time | None = None

    def hold(self, at: float) -> bool:
        """At ``at``, epoch seconds."""
        if self.begin is not None and at < self.begin:
            return False
        if self.end is not None and at >= self.end:
            return False
        local = datetime.fromtimestamp(at, self.zone)
        clock, stop = local.time(), self.stop
        today = local.weekday() in self.days
        if stop is None or self.start < stop:
            return today and self.start <= clock and (stop is None or clock < stop)
        yesterday = (local.date() - timedelta(days=1)).weekday() in self.days
        return (today and self.start <= clock) or (yesterday and clock < stop)


class Window(NamedTuple):
    """Instances by name (``*`` and ``?`` stand for anything), group or tag; none: all."""

    times: Times
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
