"""What a person is told of a look: marks, one word for a restless instance, and nothing of an
``update_time`` that has proved to be a clock. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.insight.alarms import is_flapping, turned
from sstui.insight.changes import Difference
from sstui.insight.records import Event, EventKind, Freshness, Observation
from sstui.monitor.happened import Happened
from sstui.monitor.state import Mark, Snapshot, renewed

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

CLOCK_AFTER = 3  # an update_time that moved alone so often is a clock, no sign of a change
MOST_MARKS = 100

# What a flapping instance goes on to do is recorded, but one event stands for it.
_RESTLESS = frozenset({EventKind.STATUS, EventKind.HEALTH, EventKind.REPLICAS})


def calmed(
    before: Snapshot, after: Snapshot, events: tuple[Event, ...], look: Observation
) -> tuple[Snapshot, tuple[Event, ...]]:
    """Four changes in ten minutes are one event."""
    turns = before.turns
    restless = before.status != after.status or before.said is not after.said
    if before.instance is not None and restless:
        turns = turned(turns, look.at)
    flapping = is_flapping(turns, look.at)
    if not flapping and not before.flapping:
        return after if turns is before.turns else renewed(after, turns=turns), events
    since = (before.flapping_since or look.at) if flapping else None
    calm = renewed(after, turns=turns, flapping=flapping, flapping_since=since)
    if flapping:
        events = tuple(replace(e, damped=True) if e.kind in _RESTLESS else e for e in events)
    if flapping is not before.flapping:
        events += Happened(before, calm, look.at, look.time).flapping()
    return calm, events


def clock_moves(snapshot: Snapshot, instance: Instance, differences: tuple[Difference, ...]) -> int:
    """How often ``update_time`` has now moved with nothing else; once a clock, it stays one."""
    count = snapshot.clock_moves
    before = snapshot.instance
    if before is None or not differences or count > CLOCK_AFTER:
        return count
    if all(only_time_moved(each) for each in differences):
        return count + 1
    return 0 if before.update_time != instance.update_time else count


def only_time_moved(difference: Difference) -> bool:
    return difference.kind is EventKind.BETWEEN and all(
        change.path == "update_time" for change in difference.changes
    )


def marked(
    before: Snapshot,
    after: Snapshot,
    differences: tuple[Difference, ...],
    events: tuple[Event, ...],
    at: float,
) -> Snapshot:
    """Adds what a person is shown of the changes: marks and ``Δ``."""
    if not events:
        return after
    changes = [
        change for each in differences for change in each.changes if change.path != "update_time"
    ]
    places = {change.path for change in changes}
    old = (mark for mark in before.marks if mark.change.path not in places)
    marks = (*(Mark(change, at) for change in changes), *old)[:MOST_MARKS]
    events = tuple(event for event in events if not event.damped)
    told = any(event.before is not None or event.changes for event in events)
    shown = told and any(event.kind is not EventKind.FRESHNESS for event in events)
    came_back = before.freshness is Freshness.GONE
    changed = before.changed or (before.instance is not None and (shown or came_back))
    return renewed(after, marks=marks, changed=changed)
