"""What `history.db` holds, as plain values. Standard library only.

Nothing here needs pydantic or httpx: what was last known can be read, and listed, before either
is imported. All times are epoch seconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sstui.insight.secrets import MASK, mask
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.refs import InstanceRef

_LONGEST = 2000  # characters of one value in an event
_MOST_CHANGES = 201  # places in one event; the comparison itself names 200 and how many more


class ChangeRow(NamedTuple):
    """One place that differs; masked where secret."""

    path: str
    before: JSONValue
    after: JSONValue
    secret: bool


class MarkRow(NamedTuple):
    change: ChangeRow
    at: float


@dataclass(frozen=True, slots=True)
class EventRow:
    """One recorded event. Several alike (``between``) are one row: from ``time`` to ``last``.

    ``ref`` is None for events of a profile. ``away``: seconds before ``time`` in which nobody
    had looked, so that it happened within them. ``damped``: one of many of an instance that flaps.
    ``id`` grows with each row; 0 = not recorded yet.
    """

    kind: str
    name: str
    profile: str
    ref: InstanceRef | None
    time: float
    before: str | None
    after: str | None
    health: str
    changes: tuple[ChangeRow, ...] = ()
    lasted: float | None = None
    away: float | None = None
    damped: bool = False
    last: float = 0.0
    count: int = 1
    id: int = 0


class Known(NamedTuple):
    """The last known state of one instance: columns of the same names in table `instance`."""

    name: str
    profile: str
    status: str = ""
    have: int | None = None
    want: int | None = None
    version: str | None = None
    job: str | None = None
    job_status: str | None = None
    health: str = "unknown"
    reason: str = ""
    freshness: str = "unseen"
    seen: float | None = None  # the last good look
    since: float | None = None
    since_first: bool = False
    health_since: float | None = None
    moving_since: float | None = None
    first_expectation: str | None = None
    stuck: bool = False
    job_failed: bool = False
    changed: bool = False
    clock_moves: int = 0


# As `insight.timeline` gives and takes it: start, end, health, serving, full, status, why.
StretchRow: TypeAlias = (
    "tuple[float, float | None, str | None, bool | None, bool | None, str | None, str]"
)

KNOWN_COLUMNS: tuple[str, ...] = Known._fields
REF_COLUMNS = ("application", "component", "instance", "api")
_FLAGS = frozenset({"since_first", "stuck", "job_failed", "changed"})


class LastKnown(NamedTuple):
    """``body`` is deflated JSON with stand-ins for secrets (`insight.standins`), where kept."""

    ref: InstanceRef
    known: Known
    marks: tuple[MarkRow, ...] = ()
    stretches: tuple[StretchRow, ...] = ()
    body: bytes | None = None


def known_values(known: Known) -> tuple[object, ...]:
    return tuple(_safe(known))


def _safe(known: Known) -> Known:
    """Words of the API that could carry a secret, masked."""
    return known._replace(version=_masked(known.version), job=_masked(known.job))


def known_of(values: Sequence[Any]) -> Known:
    """From the columns of `KNOWN_COLUMNS`, null where a look never filled them."""
    given: dict[str, Any] = {
        name: bool(value) if name in _FLAGS else value
        for name, value in zip(KNOWN_COLUMNS, values, strict=True)
        if value is not None
    }
    return Known(**given)


def changes_text(changes: Sequence[ChangeRow]) -> str | None:
    """As ``[[path, from, to, secret], …]``; long values are cut."""
    if not changes:
        return None
    rows = [
        (mask(each.path), _short(each.before), _short(each.after), each.secret)
        for each in changes[:_MOST_CHANGES]
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def changes_of(text: str | None) -> tuple[ChangeRow, ...]:
    rows = json.loads(text) if text else []
    return tuple(ChangeRow(*row) for row in rows)


def marks_text(marks: Sequence[MarkRow]) -> str | None:
    if not marks:
        return None
    times = [mark.at for mark in marks]
    changes = changes_text([mark.change for mark in marks])
    return f'{{"at":{json.dumps(times[:_MOST_CHANGES])},"changes":{changes}}}'


def marks_of(text: str | None) -> tuple[MarkRow, ...]:
    if not text:
        return ()
    document = json.loads(text)
    changes = (ChangeRow(*row) for row in document["changes"])
    return tuple(MarkRow(change, at) for change, at in zip(changes, document["at"], strict=True))


def event_values(event: EventRow) -> tuple[object, ...]:
    """The columns of `EVENT_COLUMNS`."""
    return (
        event.profile,
        event.name,
        event.kind,
        event.time,
        event.time,
        _masked(event.before),
        _masked(event.after),
        event.health,
        changes_text(event.changes),
        event.lasted,
        event.away,
        event.damped,
    )


EVENT_COLUMNS = (
    "profile", "name", "kind", "time", "last", "before", "after", "health", "changes", "lasted",
    "away", "damped",
)  # fmt: skip


def _masked(text: str | None) -> str | None:
    return None if text is None else mask(text)[:_LONGEST]


def _short(value: JSONValue) -> JSONValue:
    """A value of a change, which is masked already, no longer than is worth keeping."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    if not isinstance(value, dict | list):
        return value
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return MASK
    return value if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
