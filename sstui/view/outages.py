"""Times that were bad: of an instance without service, and of a profile without answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from sstui.insight.availability import Availability
from sstui.insight.records import Event, EventKind
from sstui.monitor.state import Link
from sstui.view.age import lasted
from sstui.view.text import plain
from sstui.view.wall import wall_text

MINUTES = "%Y-%m-%d %H:%M"
NO_SERVICE = "no replica available"


@dataclass(frozen=True, slots=True)
class Bad:
    """One such time: of whom, what, and when, in epoch seconds. ``start`` None: before what is
    told; ``end`` None: not seen to end. ``down``: seconds of it that are known."""

    name: str
    what: str
    start: float | None
    end: float | None
    down: float | None


def instance_outages(name: str, found: Availability, now: float) -> list[Bad]:
    """Of one instance, oldest first, within the window that ends ``now``."""
    begin = now - found.window
    return [
        Bad(name, NO_SERVICE, None if each.start <= begin else each.start, each.end, each.down)
        for each in found.outages
    ]


def profile_outages(events: Iterable[Event]) -> list[Bad]:
    """Of profiles, from ``events`` (oldest first): no answer, refused, no credentials."""
    found: list[Bad] = []
    lasting: dict[tuple[str, EventKind], int] = {}
    for event in events:
        if event.kind not in {EventKind.OUTAGE, EventKind.CREDENTIALS}:
            continue
        key, name = (event.name, event.kind), f"profile {event.name}"
        index = lasting.pop(key, None)
        if _begins(event):
            lasting[key] = len(found)
            found.append(Bad(name, _what(event.after), event.time, None, None))
            continue
        began = None if event.lasted is None else event.time - event.lasted
        ended = Bad(name, _what(event.before), began, event.time, event.lasted)
        if index is None:
            found.append(ended)
        else:
            found[index] = ended
    return found


def _begins(event: Event) -> bool:
    """An outage may end in refused credentials, which have an event of their own."""
    return event.after != Link.OK and (event.kind is EventKind.OUTAGE) == (
        event.after == Link.NO_ANSWER
    )


def _what(link: str | None) -> str:
    if link == Link.NO_ANSWER:
        return "no answer from the API"
    return "no credentials" if link == Link.NO_CREDENTIALS else "credentials refused"


def outage_row(bad: Bad, tz: tzinfo) -> tuple[str, str, str, str, str]:
    """Name, what, from, to, how long."""
    return (
        plain(bad.name),
        bad.what,
        "earlier" if bad.start is None else wall_text(bad.start, tz, MINUTES),
        "not seen to end" if bad.end is None else wall_text(bad.end, tz, MINUTES),
        _length(bad),
    )


def _length(bad: Bad) -> str:
    if bad.down is None:
        return ""
    return lasted(bad.down) if bad.end is not None else f"at least {lasted(bad.down)}"
