"""Earlier looks at one instance, stepped through: which there are, how they are called, and what
the body was then as far as that was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from sstui.insight.past import Moment, Past, moments, taken_back
from sstui.insight.records import Event
from sstui.insight.standins import as_shown, concealed
from sstui.monitor.drift_bodies import body_now
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.bodies import UnusableBody
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.models import parse_instance
from sstui.view.wall import moment_text

_NO_KEY = b"only masks are shown"


def earlier(fleet: Fleet, snapshot: Snapshot, recorded: Sequence[Event]) -> tuple[Moment, ...]:
    """The earlier states, newest first: from ``recorded`` (of the history, oldest first) and from
    what this run knows, which the history may not have yet."""
    known = [event for event in reversed(fleet.events) if event.ref == snapshot.ref]
    mine = {(event.kind, round(event.time, 3)) for event in known}
    older = [each for each in recorded if (each.kind, round(each.time, 3)) not in mine]
    return moments(sorted((*older, *known), key=lambda event: event.time))


def past_words(found: Sequence[Moment], back: int, now: float, tz: tzinfo) -> str:
    """``as seen 12:03, 2nd of 5`` of the ``back``-th before now; the last of all is now."""
    moment, total = found[back - 1], len(found) + 1
    when = moment_text(now, moment.until if moment.since is None else moment.since, tz)
    before = "before " if moment.since is None else ""
    return f"as seen {before}{when}, {_ordinal(total - back)} of {total}"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ending}"


def before(document: JSONValue, found: Sequence[Moment], start: int, end: int) -> Past:
    """What ``document``, the body of the ``start``-th before now, was at the ``end``-th. Raises
    RecursionError."""
    return taken_back(document, [each for moment in found[start:end] for each in moment.changes])


def past_snapshot(
    snapshot: Snapshot, found: Sequence[Moment], back: int, *, protected: bool
) -> tuple[Snapshot, int]:
    """The instance as it was, every secret masked, and how many changes could not be taken back.
    Its body is put together: there is none as received."""
    try:
        document = concealed(body_now(snapshot), _NO_KEY, protected=protected)
        past = before(document, found, 0, back)
        instance = parse_instance(as_shown(past.document))
    except (UnusableBody, RecursionError):
        return replace(snapshot, instance=None, body=b"", marks=()), 0
    kept = replace(snapshot, instance=instance, body=b"", told=None, marks=())
    return kept, past.lost
