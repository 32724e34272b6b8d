"""One event in words: its sign, the text, and whom it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Change, Event, EventKind, Freshness, Health
from sstui.monitor.state import Fleet, Link
from sstui.servicestage.json_types import JSONValue
from sstui.view.age import lasted
from sstui.view.signs import Signs
from sstui.view.text import Span, cut_end, cut_middle, plain

_VALUE_CELLS = 40
_ADDRESS_CELLS = 56  # a generated one has 43
CHANGED = frozenset(
    {
        EventKind.VERSION,
        EventKind.ARTIFACTS,
        EventKind.CONFIGURATION,
        EventKind.RESOURCES,
        EventKind.ACCESSES,
        EventKind.BETWEEN,
    }
)
# What tells most of one look, first.
_TELLING = (
    EventKind.OUTAGE,
    EventKind.CREDENTIALS,
    EventKind.FRESHNESS,
    EventKind.STATUS,
    EventKind.VERSION,
    EventKind.REPLICAS,
    EventKind.HEALTH,
    EventKind.ARTIFACTS,
    EventKind.CONFIGURATION,
    EventKind.RESOURCES,
    EventKind.ACCESSES,
    EventKind.JOB,
    EventKind.BETWEEN,
)
OF_PROFILE = frozenset({EventKind.OUTAGE, EventKind.CREDENTIALS})


def value_text(value: JSONValue, signs: Signs, width: int = _VALUE_CELLS) -> str:
    """A value of a body on one line: strings as they are, all else as JSON, null as a dash."""
    if value is None:
        return signs.dash
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return cut_end(plain(text), width, signs.cut)


def change_text(change: Change, signs: Signs) -> str:
    """``LOG_LEVEL info → debug``; a secret says only that it changed, an object which one it is
    that was added or removed."""
    whole = object_text(change, signs)
    if whole:
        return whole
    name = _name(change)
    if change.secret:
        return f"{name} changed (secret)"
    before, after = value_text(change.before, signs), value_text(change.after, signs)
    return f"{name} {before} {signs.became} {after}"


def object_text(change: Change, signs: Signs) -> str:
    """``address 100.95.1.7:8080 added``, ``cce:5234 removed``; empty where no object came or
    went. Its JSON is for the page of events."""
    found = change.after if change.before is None else change.before
    if not isinstance(found, dict) or None not in (change.before, change.after):
        return ""
    verb = "removed" if change.after is None else "added"
    if not change.path.startswith("external_accesses") or not found.get("address"):
        return f"{_name(change)} {verb}"
    port = found.get("forward_port")
    where = f"{found['address']}" if port is None else f"{found['address']}:{port}"
    return f"address {cut_middle(plain(where), _ADDRESS_CELLS, signs.cut)} {verb}"


def _name(change: Change) -> str:
    return plain(change.path.rpartition(".")[2] or change.path)


def event_sign(event: Event, signs: Signs) -> Span:
    """The sign before an event, in its colour."""
    if event.kind in CHANGED:
        return Span(signs.changed, "accent")
    if event.kind is EventKind.FRESHNESS:
        if event.after == Freshness.GONE:
            return Span(signs.gone, "bad" if event.health is Health.BAD else "off")
        if event.after == Freshness.STALE:
            return Span(signs.unknown, "unknown")
    if event.kind in OF_PROFILE:
        answers = event.after == Link.OK
        return Span(signs.ok, "ok") if answers else Span(signs.unknown, "unknown")
    return Span(signs.health(event.health), event.health.value)


def event_subject(fleet: Fleet, event: Event) -> str:
    """The instance's name; ``all`` or ``profile prod`` for what is about an account."""
    if event.kind not in OF_PROFILE:
        return plain(event.name)
    return "all" if len(fleet.accounts) <= 1 else f"profile {plain(event.name)}"


def event_text(event: Event, signs: Signs) -> str:
    """What happened, on one line; also when it happened while nobody looked."""
    return _what(event, signs) + (f", in {lasted(event.away)} unwatched" if event.away else "")


def _what(event: Event, signs: Signs) -> str:
    ended = f", {lasted(event.lasted)}" if event.lasted and event.health is Health.OK else ""
    before, after = plain(event.before or ""), plain(event.after or "")
    became = f"{before} {signs.became} {after}" if before else after
    if event.kind is EventKind.STATUS:
        return (became if before != after else _detail(event, signs)) + ended
    if FLAPPING in (event.before, event.after):
        return _flapping(event)
    if event.kind in {EventKind.REPLICAS, EventKind.HEALTH}:
        return became + ended
    if event.kind is EventKind.VERSION:
        return f"version {became}"
    if event.kind is EventKind.JOB:
        if after and after != before:
            return f"job {became}"
        return f"another job, {after}" if after else "another job"
    if event.kind is EventKind.BETWEEN:
        return "changed between two looks"
    if event.kind is EventKind.FRESHNESS:
        return _freshness(event, ended)
    return _of_profile(event) if event.kind in OF_PROFILE else _places(event, signs)


def _flapping(event: Event) -> str:
    if event.after == FLAPPING:
        return "flapping: four changes in ten minutes"
    return f"calm again{f', it flapped for {lasted(event.lasted)}' if event.lasted else ''}"


def _of_profile(event: Event) -> str:
    length = f", {lasted(event.lasted)}" if event.lasted else ""
    if event.kind is EventKind.OUTAGE:
        if event.after == Link.NO_ANSWER:
            return "no answer from the API"
        return f"the API answers again{length}"
    if event.after == Link.REFUSED:
        return "401, credentials refused"
    if event.after == Link.NO_CREDENTIALS:
        return "no credentials"
    return f"credentials accepted{length}"


def _detail(event: Event, signs: Signs) -> str:
    """The status word stayed; its detail did not."""
    for change in event.changes:
        return change_text(change, signs)
    return plain(event.after or "")


def _freshness(event: Event, ended: str) -> str:
    if event.after == Freshness.GONE:
        return "404, gone"
    if event.after == Freshness.STALE:
        return "looks fail, stale"
    return f"seen again{ended}"


def _places(event: Event, signs: Signs) -> str:
    if len(event.changes) == 1:
        return change_text(event.changes[0], signs)
    first = plain(event.changes[0].path.rpartition(".")[2]) if event.changes else ""
    more = f": {first} and {len(event.changes) - 1} more" if first else ""
    return f"{event.kind.value}{more}"


def told_events(fleet: Fleet) -> Iterator[Event]:
    """The events worth a line, newest first: no first sightings, nothing that a flapping instance
    did meanwhile, and of one look at an instance only what tells most, which stands for what came
    with it. That a recovery lasts is no second line."""
    best: dict[tuple[object, float], Event] = {}
    for event in fleet.events:
        first = event.before is None and event.kind in {EventKind.STATUS, EventKind.HEALTH}
        if first or event.damped:
            continue
        look = (event.ref or event.name, event.at)
        other = best.get(look)
        if other is None or _rank(event) < _rank(other):
            best[look] = event
    earlier: dict[object, Event] = {}
    confirming = set()
    for (subject, at), event in reversed(best.items()):
        if _confirms(event, earlier.get(subject)):
            confirming.add((subject, at))
        else:
            earlier[subject] = event
    yield from (event for look, event in best.items() if look not in confirming)


def most_telling(events: Iterable[Event]) -> Event:
    """The one that stands for all of one look."""
    return min(events, key=_rank)


def _rank(event: Event) -> int:
    return -1 if FLAPPING in (event.before, event.after) else _TELLING.index(event.kind)


def _confirms(event: Event, before: Event | None) -> bool:
    """A health that is believed at the second look, after the line that told the first."""
    return (
        event.kind is EventKind.HEALTH
        and event.health in {Health.OK, Health.OFF}
        and FLAPPING not in (event.before, event.after)
        and before is not None
        and before.kind in {EventKind.STATUS, EventKind.REPLICAS}
        and before.health is event.health
    )
