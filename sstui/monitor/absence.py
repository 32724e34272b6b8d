"""When half of a profile is gone at once, that is one statement about the profile (CONTRACT §5)."""

from __future__ import annotations

from collections.abc import Iterable

from sstui.insight.records import Event, EventKind, Freshness, Health, Observation
from sstui.monitor.state import Snapshot

WITHIN = 60.0  # seconds
_LEAST = 3  # instances; two may well be deleted one after the other


class AbsenceWatch:
    """Looks at what a profile's 404s have in common: a wrong project, a deleted environment."""

    def __init__(self, profile: str) -> None:
        self._profile = profile
        self._told = float("-inf")

    def many(self, snapshots: Iterable[Snapshot], look: Observation) -> Event | None:
        """The statement, when half of ``snapshots`` had a 404 within the last minute, this
        ``look`` included."""
        known = [each for each in snapshots if each.seen is not None]
        absent = sum(each.ref == look.ref or _just_absent(each, look.at) for each in known)
        if absent < _LEAST or 2 * absent < len(known):
            return None
        return Event(
            EventKind.FRESHNESS,
            self._profile,
            None,
            look.at,
            look.time,
            Freshness.FRESH.value,
            Freshness.GONE.value,
            health=Health.BAD,
        )

    def is_new(self, event: Event) -> bool:
        """Whether it has to be told: not when it was, within the last minute."""
        new = event.at - self._told > WITHIN
        self._told = event.at
        return new


def _just_absent(snapshot: Snapshot, now: float) -> bool:
    if snapshot.freshness is Freshness.GONE:
        return now - (snapshot.since or 0.0) <= WITHIN
    return snapshot.absences > 0 and now - (snapshot.looked or 0.0) <= WITHIN
