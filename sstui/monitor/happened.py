"""The events between two snapshots of one instance."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sstui.insight.alarms import FLAPPING
from sstui.insight.changes import Difference
from sstui.insight.records import Event, EventKind, Freshness
from sstui.monitor.state import Snapshot


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to one instance at ``at`` (monotonic) and ``time`` (epoch seconds)."""

    before: Snapshot
    after: Snapshot
    at: float
    time: float

    def seen(self, differences: tuple[Difference, ...]) -> tuple[Event, ...]:
        """After a good look: the differences, what they mean for health, and that we see again."""
        before = self.before
        if before.instance is None:
            return (self._event(EventKind.STATUS, None, self.after.status),)
        events = [self._of(each) for each in differences]
        events += self._health()
        stale = before.freshness is Freshness.STALE and not before.hushed
        if stale or before.freshness is Freshness.GONE:
            events += self.to_our_view()
        return tuple(events)

    def gone(self) -> tuple[Event, ...]:
        return (*self.to_our_view(), *self._health())

    def to_our_view(self) -> tuple[Event, ...]:
        """Fresh, stale or gone: our knowledge changed, not the instance."""
        was, now = self.before.freshness, self.after.freshness
        return (self._event(EventKind.FRESHNESS, was.value, now.value),)

    def flapping(self) -> tuple[Event, ...]:
        """The one event for all changes of an instance that flaps: at its begin, and at its end."""
        word, began = self.after.health.value, self.before.flapping_since
        if self.after.flapping:
            return (self._event(EventKind.HEALTH, word, FLAPPING),)
        return (self._event(EventKind.HEALTH, FLAPPING, word, began),)

    def _of(self, difference: Difference) -> Event:
        kind, was, now, changes = difference
        since = self.before.since if kind is EventKind.STATUS else None
        return replace(self._event(kind, was, now, since), changes=changes)

    def _health(self) -> tuple[Event, ...]:
        was, now = self.before.health, self.after.health
        if was is now:
            return ()
        event = self._event(EventKind.HEALTH, was.value, now.value, self.before.health_since)
        return (replace(event, health=now),)

    def _event(
        self, kind: EventKind, was: str | None, now: str | None, since: float | None = None
    ) -> Event:
        return Event(
            kind,
            self.after.name,
            self.after.ref,
            self.at,
            self.time,
            was,
            now,
            self.after.said,
            lasted=None if since is None else self.at - since,
        )
