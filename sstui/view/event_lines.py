"""What happened, one line for each look: for standard output and for the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Event, EventKind
from sstui.insight.secrets import mask
from sstui.view.age import lasted
from sstui.view.event_text import OF_PROFILE, event_text, value_text
from sstui.view.signs import Signs
from sstui.view.text import plain
from sstui.view.wall import wall_text

MOMENT = "%Y-%m-%d %H:%M:%S"
_FAIL_DETAIL = "status_detail.fail_detail"
_DETAIL_CELLS = 120
# Health is derived from these, and says nothing more where they are told.
_FOUND_IN = frozenset({EventKind.STATUS, EventKind.REPLICAS})


def looks(events: Iterable[Event]) -> list[list[Event]]:
    """``events`` (oldest first), together what one look told; without what a flapping instance
    did meanwhile."""
    found: list[list[Event]] = []
    for event in events:
        if event.damped:
            continue
        last = found[-1][0] if found else None
        if last is not None and _look(last) == _look(event):
            found[-1].append(event)
        else:
            found.append([event])
    return found


def _look(event: Event) -> tuple[object, float]:
    return event.ref or event.name, event.at


def look_row(events: Sequence[Event], signs: Signs, tz: tzinfo) -> tuple[str, str, str]:
    """Of one look: when, whom it is about, and what happened."""
    first = events[0]
    return wall_text(first.time, tz, MOMENT), subject(first), look_text(events, signs)


def subject(event: Event) -> str:
    """The instance's name, or ``profile prod``."""
    return plain(event.name) if event.ref is not None else f"profile {plain(event.name)}"


def look_text(events: Sequence[Event], signs: Signs) -> str:
    """``RUNNING → FAILED · 3/3 → 0/3``; secrets masked."""
    kinds = {event.kind for event in events}
    words = []
    for event in events:
        derived = event.kind is EventKind.HEALTH and FLAPPING not in (event.before, event.after)
        if not derived or not kinds & _FOUND_IN:
            words.append(_words(event, signs))
    away = events[0].away
    meanwhile = f" (while nobody looked, for {lasted(away)})" if away else ""
    return f" {signs.dot} ".join(words) + meanwhile


def _words(event: Event, signs: Signs) -> str:
    safe = replace(event, before=_masked(event.before), after=_masked(event.after))
    if event.kind is EventKind.STATUS and event.before is None:
        return f"first seen {plain(safe.after or '')}"
    if event.ref is None and event.kind not in OF_PROFILE:
        return f"half of it at once: {event_text(safe, signs)}"
    if event.kind is EventKind.HEALTH:
        return f"health {event_text(safe, signs)}"
    return event_text(safe, signs) + _detail(event, signs)


def _detail(event: Event, signs: Signs) -> str:
    """What the API says of a status that came, where it says so."""
    if event.kind is not EventKind.STATUS or event.before == event.after:
        return ""
    said = (each.after for each in event.changes if each.path == _FAIL_DETAIL and each.after)
    return "".join(f" {signs.dot} {value_text(each, signs, _DETAIL_CELLS)}" for each in said)


def _masked(text: str | None) -> str | None:
    return None if text is None else mask(text)
