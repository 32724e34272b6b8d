"""Reading ``history.db``, also from another process while one writes it.

Plain columns; nothing here imports pydantic or httpx. A file that is not there holds nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sstui.monitor.history_file import HistoryError, connect_to_read, explained
from sstui.monitor.history_rows import (
    KNOWN_COLUMNS,
    REF_COLUMNS,
    EventRow,
    LastKnown,
    StretchRow,
    changes_of,
    known_of,
    marks_of,
)
from sstui.servicestage.refs import InstanceRef

_EVENT = """
SELECT event.id, event.kind, event.name, event.profile, application, component, instance.instance,
       time, before, after, event.health, changes, lasted, away, damped,
       last, count
FROM event LEFT JOIN instance ON instance.id = event.instance
"""


def read_events(
    path: Path,
    *,
    since: float | None = None,
    name: str | None = None,
    ref: InstanceRef | None = None,
    after: int = 0,
) -> Iterator[EventRow]:
    """Recorded events, oldest first: those that lasted to ``since`` (epoch seconds) or came later,
    of one ``ref`` or of what was called ``name`` then, with an id above ``after``.

    Raises `HistoryError`.
    """
    wanted: list[tuple[str, object]] = [("event.id > ?", after)]
    if since is not None:
        wanted.append(("last >= ?", since))
    if name is not None:
        wanted.append(("event.name = ?", name))
    if ref is not None:
        names = ("application", "component", "instance.instance")
        values = (ref.application, ref.component, ref.instance)
        wanted += [(f"{each} = ?", value) for each, value in zip(names, values, strict=True)]
    clause = " AND ".join(condition for condition, _ in wanted)
    query = f"{_EVENT} WHERE {clause} ORDER BY event.id"
    for row in _rows(path, query, tuple(value for _, value in wanted)):
        yield _event(row)


def read_newest_events(path: Path, most: int) -> tuple[EventRow, ...]:
    """The last ``most`` events, newest first. Raises `HistoryError`."""
    query = f"{_EVENT} ORDER BY event.id DESC LIMIT ?"
    return tuple(_event(row) for row in _rows(path, query, (most,)))


def read_last_known(path: Path, *, since: float = 0.0) -> dict[InstanceRef, LastKnown]:
    """The last known state of every instance that is remembered, with what it was since ``since``
    (epoch seconds). Raises `HistoryError`."""
    stretches = _stretches(path, since)
    columns = ", ".join(f"instance.{name}" for name in (*REF_COLUMNS[:3], *KNOWN_COLUMNS))
    query = f"""
        SELECT instance.id, profile.seen, marks, body, {columns}
        FROM instance LEFT JOIN profile ON profile.name = instance.profile
        WHERE instance.seen IS NOT NULL
    """
    known = {}
    for number, marked, marks, body, *rest in _rows(path, query, ()):
        ref = InstanceRef(*rest[:3])
        values = dict(zip(KNOWN_COLUMNS, rest[3:], strict=True))
        if values["freshness"] == "fresh":
            values["seen"] = max(values["seen"], marked or 0.0)
        kept = _lasting(stretches.get(number, []), values["seen"])
        known[ref] = LastKnown(ref, known_of(tuple(values.values())), marks_of(marks), kept, body)
    return known


def _stretches(path: Path, since: float) -> dict[int, list[StretchRow]]:
    found: dict[int, list[StretchRow]] = {}
    query = """
        SELECT instance, start, "end", health, serving, "full", status, why
        FROM stretch WHERE coalesce("end", start) >= ? ORDER BY instance, start
    """
    for number, *row in _rows(path, query, (since,)):
        start, end, health, serving, full, status, why = row
        found.setdefault(number, []).append((start, end, health, serving, full, status, why))
    return found


def _lasting(rows: list[StretchRow], seen: float) -> tuple[StretchRow, ...]:
    """The last stretch lasted until the last good look, where no loss followed it."""
    if rows and rows[-1][2] is not None:
        start, end, health, serving, full, status, why = rows[-1]
        rows[-1] = (start, max(end or start, seen), health, serving, full, status, why)
    return tuple(rows)


def _event(row: tuple[Any, ...]) -> EventRow:
    number, kind, name, profile, application, component, instance = row[:7]
    time, before, after, health, changes, lasted, away, damped, last, count = row[7:]
    ref = None if instance is None else InstanceRef(application, component, instance)
    return EventRow(
        kind, name, profile, ref, time, before, after, health, changes_of(changes), lasted, away,
        bool(damped), last, count, number,
    )  # fmt: skip


def _rows(path: Path, query: str, values: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
    if not os.path.exists(path):
        return
    with closing(connect_to_read(path)) as connection:
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                yield from connection.execute(query, values)
        except sqlite3.Error as error:
            raise explained(error) from error


__all__ = ["HistoryError", "read_events", "read_last_known", "read_newest_events"]
