"""What of all that happens may ring a bell, or be told to a program. Pure."""

from __future__ import annotations

from enum import StrEnum

from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Event, EventKind, Freshness, Health


class Alert(StrEnum):
    """What ``[alerts] bell`` may name. Our own outage is none: the bar says it."""

    BAD = "bad"
    GONE = "gone"  # though it is expected to run
    DEGRADED = "degraded"
    UNKNOWN = "unknown"
    RECOVERED = "recovered"
    FLAPPING = "flapping"
    CHANGED = "changed"  # version, artifacts, configuration, resources
    CREDENTIALS = "credentials"


_TROUBLES = frozenset({Health.BAD, Health.DEGRADED, Health.UNKNOWN})
_OF_HEALTH = {
    Health.BAD: Alert.BAD,
    Health.DEGRADED: Alert.DEGRADED,
    Health.UNKNOWN: Alert.UNKNOWN,
}
_CHANGED = frozenset(
    {EventKind.VERSION, EventKind.ARTIFACTS, EventKind.CONFIGURATION, EventKind.RESOURCES}
)


def alert_of(event: Event) -> Alert | None:
    """What an event is to somebody who wants to be called; None: nothing. What happened while
    sstui was not running calls nobody: it is on the screen that opens."""
    if event.damped or event.away is not None:
        return None
    if event.kind is EventKind.HEALTH:
        return _of_health(event)
    if event.kind is EventKind.FRESHNESS:
        lost = event.after == Freshness.GONE and event.health is Health.BAD
        return Alert.GONE if lost else None
    if event.kind is EventKind.CREDENTIALS:
        return None if event.after == "ok" else Alert.CREDENTIALS
    return Alert.CHANGED if event.kind in _CHANGED else None


def _of_health(event: Event) -> Alert | None:
    if event.after == FLAPPING:
        return Alert.FLAPPING
    if event.before == FLAPPING or event.before is None:
        return None
    if event.health in _OF_HEALTH:
        return _OF_HEALTH[event.health]
    was_in_trouble = event.before in _TROUBLES
    return Alert.RECOVERED if was_in_trouble and event.health is not Health.MOVING else None


def is_told(event: Event) -> bool:
    """Whether a program is told of it: no first sighting, nothing of a flapping instance but that
    it flaps, and not that a look failed or did not."""
    if event.damped:
        return False
    if event.kind is EventKind.FRESHNESS:
        return Freshness.GONE in (event.before, event.after)
    return event.before is not None or bool(event.changes) or event.kind is not EventKind.STATUS
