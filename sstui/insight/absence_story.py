"""What happened since somebody last looked, one story for each instance or profile. Pure.

A story is told from the events that our looks made; what nobody looked at is in none, and how long
that was is for the timelines to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Event, EventKind, Freshness, Health
from sstui.servicestage.refs import InstanceRef

_TROUBLE = frozenset({Health.BAD, Health.DEGRADED})
_WELL = frozenset({Health.OK, Health.OFF})


@dataclass(frozen=True, slots=True)
class Story:
    """``ref`` is None of what is about a profile, then ``name`` is its name. ``events``: at least
    one that is news, oldest first; what a flapping instance did meanwhile is among them."""

    ref: InstanceRef | None
    name: str
    events: tuple[Event, ...]

    @property
    def changes(self) -> int:
        """How many looks found one."""
        return len({event.at for event in self.events if _tells(event)})

    @property
    def told(self) -> tuple[Event, ...]:
        """Without what a flapping instance did meanwhile."""
        return tuple(event for event in self.events if not event.damped)

    def net(self, kind: EventKind) -> Event | None:
        """From the first to the last of that kind; of what went there and back the way back."""
        found = [event for event in self.events if event.kind is kind]
        if not found or found[0].before == found[-1].after:
            return found[-1] if found else None
        return replace(found[-1], before=found[0].before)

    @property
    def came_and_went(self) -> bool:
        """It was in trouble meanwhile, and was not before and is not now."""
        healths = [
            event
            for event in self.events
            if event.kind is EventKind.HEALTH and FLAPPING not in (event.before, event.after)
        ]
        if not healths:
            return False
        was, now = healths[0].before, healths[-1].health
        suffered = any(event.health in _TROUBLE for event in healths)
        return suffered and was not in _TROUBLE and now in _WELL


def merged(recorded: Iterable[Event], known: Iterable[Event]) -> tuple[Event, ...]:
    """``recorded`` (by the history, oldest first) and what the fleet has, ``known`` (newest first),
    each event once, oldest first."""
    mine = {_identity(event): event for event in known}
    older = [event for event in recorded if _identity(event) not in mine]
    return tuple(sorted((*older, *reversed(mine.values())), key=lambda event: event.time))


def _identity(event: Event) -> tuple[object, ...]:
    return event.kind, event.ref or event.name, round(event.time, 3)


def stories(events: Iterable[Event], since: float) -> tuple[Story, ...]:
    """Of ``events`` (oldest first) those after ``since`` (epoch seconds), by whom they are about:
    first sightings, and that a look failed, are no news."""
    found: dict[InstanceRef | str, list[Event]] = {}
    for event in events:
        if event.time > since and _is_news(event):
            found.setdefault(event.ref or event.name, []).append(event)
    told = (
        Story(each[0].ref, each[-1].name, tuple(each))
        for each in found.values()
        if any(map(_tells, each))
    )
    return tuple(told)


def _is_news(event: Event) -> bool:
    if event.kind is EventKind.BETWEEN:
        return False
    if event.kind in (EventKind.STATUS, EventKind.HEALTH):
        return event.before is not None
    if event.kind is EventKind.FRESHNESS:
        return Freshness.GONE in (event.before, event.after)
    return True


def _tells(event: Event) -> bool:
    """Whether it is news by itself. A health is when it got worse without another word, or flaps;
    that a recovery is believed now is none, and nothing that a flapping one did meanwhile."""
    if event.damped:
        return False
    if event.kind is not EventKind.HEALTH:
        return True
    return FLAPPING in (event.before, event.after) or event.health not in _WELL
