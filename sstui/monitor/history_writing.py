"""One batch into ``history.db``, in one transaction: what a killed process leaves is consistent."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from sstui.insight.secrets import fingerprint
from sstui.insight.standins import concealed
from sstui.monitor.history_rows import (
    EVENT_COLUMNS,
    KNOWN_COLUMNS,
    REF_COLUMNS,
    EventRow,
    Known,
    MarkRow,
    StretchRow,
    event_values,
    known_values,
    marks_text,
)
from sstui.servicestage.refs import InstanceRef

_BETWEEN = "between"


class Body(NamedTuple):
    """As received; ``protected``: every variable counts as a secret."""

    body: bytes
    protected: bool


class Tail(NamedTuple):
    """The stretches of one instance from ``start`` on, in the place of those that are there."""

    ref: InstanceRef
    start: float
    rows: tuple[StretchRow, ...]


class Row(NamedTuple):
    """The state of one instance. ``body`` None: the one that is there stays."""

    known: Known
    marks: tuple[MarkRow, ...]
    body: Body | None


Step: TypeAlias = "EventRow | Tail"


@dataclass(slots=True)
class Batch:
    """Steps in order; of each instance and profile only the newest state."""

    steps: list[Step] = field(default_factory=list)
    rows: dict[InstanceRef, Row] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)  # profile → epoch seconds

    def __bool__(self) -> bool:
        return bool(self.steps or self.rows or self.seen)

    def put(self, ref: InstanceRef, row: Row) -> None:
        waiting = self.rows.get(ref)
        if row.body is None and waiting is not None:
            row = row._replace(body=waiting.body)
        self.rows[ref] = row

    def put_back(self, older: Batch) -> None:
        """Before this one, what could not be written."""
        self.steps[:0] = older.steps
        rows = dict(older.rows)
        newer, self.rows = self.rows, rows
        for ref, row in newer.items():
            self.put(ref, row)
        self.seen = {**older.seen, **self.seen}


class Writing:
    """Writes batches through one connection. ``key`` None: bodies are not kept."""

    def __init__(self, connection: sqlite3.Connection, key: bytes | None) -> None:
        self._connection = connection
        self._key = key
        self._numbers: dict[InstanceRef, int] = {}
        self._version: int | None = None  # moves when another process writes
        self._same_key()

    def write(self, batch: Batch) -> None:
        """Raises `sqlite3.Error`; then nothing of it is written."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        written = False
        try:
            self._write(batch)
            connection.execute("COMMIT")
            written = True
        finally:
            if not written:
                self._numbers.clear()
            if connection.in_transaction:  # on a full disk SQLite has taken it back already
                connection.execute("ROLLBACK")

    def _write(self, batch: Batch) -> None:
        overtaken = self._overtaken(batch) if self._others_wrote() else frozenset()
        for ref, row in batch.rows.items():
            if ref not in overtaken:
                self._put(ref, row)
        for step in batch.steps:
            if step.ref in overtaken:
                continue
            if isinstance(step, EventRow):
                self._add(step)
            else:
                self._stretch(step)
        self._connection.executemany(
            "INSERT INTO profile VALUES (?, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen",
            batch.seen.items(),
        )

    def _overtaken(self, batch: Batch) -> frozenset[InstanceRef]:
        """Instances of which another process has written a later look: a leader that was stopped
        in the middle of a batch, and goes on when another one leads, must not turn the time back,
        nor tell once more what that one has told."""
        return frozenset(
            ref for ref, row in batch.rows.items() if self._seen(ref) > (row.known.seen or 0.0)
        )

    def _seen(self, ref: InstanceRef) -> float:
        find = f"SELECT seen FROM instance WHERE {_REF}"
        found = self._connection.execute(find, _ref_values(ref)).fetchone()
        return found[0] or 0.0 if found else 0.0

    def _put(self, ref: InstanceRef, row: Row) -> None:
        names = (*KNOWN_COLUMNS, "marks")
        values = (*known_values(row.known), marks_text(row.marks))
        if row.body is not None:
            names, values = (*names, "body"), (*values, self._kept(row.body))
        places = ", ".join(f'"{name}" = ?' for name in names)
        number = self._number(ref)
        self._connection.execute(
            f"UPDATE instance SET {places} WHERE id = ?",
            (*values, number),
        )

    def _kept(self, body: Body) -> bytes | None:
        if self._key is None:
            return None
        try:
            document = concealed(json.loads(body.body), self._key, protected=body.protected)
            text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
        except (ValueError, RecursionError):  # it was read once, within other bounds
            return None
        return zlib.compress(text.encode())

    def _add(self, event: EventRow) -> None:
        number = None if event.ref is None else self._number(event.ref)
        if event.kind == _BETWEEN and number is not None and self._repeated(number, event):
            return
        columns = ", ".join(("instance", *EVENT_COLUMNS))
        places = ", ".join("?" * (1 + len(EVENT_COLUMNS)))
        self._connection.execute(
            f"INSERT INTO event ({columns}) VALUES ({places})",
            (number, *event_values(event)),
        )

    def _repeated(self, number: int, event: EventRow) -> bool:
        """Whether the newest event of the instance is of this kind too: then it is that one row."""
        newest = self._connection.execute(
            "SELECT id, kind FROM event WHERE instance = ? ORDER BY id DESC LIMIT 1", (number,)
        ).fetchone()
        if newest is None or newest[1] != event.kind:
            return False
        self._connection.execute(
            "UPDATE event SET count = count + 1, last = ? WHERE id = ?", (event.time, newest[0])
        )
        return True

    def _stretch(self, tail: Tail) -> None:
        number = self._number(tail.ref)
        self._connection.execute(
            "DELETE FROM stretch WHERE instance = ? AND start >= ?", (number, tail.start)
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO stretch VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, *row) for row in tail.rows],
        )

    def _others_wrote(self) -> bool:
        """Whether any did since the last batch; it may have forgotten an instance, and its number
        with it."""
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return False
        self._version = version
        self._numbers.clear()
        return True

    def _number(self, ref: InstanceRef) -> int:
        known = self._numbers.get(ref)
        if known is not None:
            return known
        values = _ref_values(ref)
        find = f"SELECT id FROM instance WHERE {_REF}"
        found = self._connection.execute(find, values).fetchone()
        if found is None:
            columns, places = ", ".join(REF_COLUMNS), ", ".join("?" * len(REF_COLUMNS))
            insert = f"INSERT INTO instance ({columns}) VALUES ({places}) RETURNING id"
            found = self._connection.execute(insert, values).fetchone()
        self._numbers[ref] = found[0]
        return self._numbers[ref]

    def _same_key(self) -> None:
        """Bodies whose fingerprints are of another key tell nothing, and are dropped."""
        mark = None if self._key is None else fingerprint(self._key, "sstui")[:16]
        found = self._connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
        if found is not None and found[0] == mark:
            return
        self._connection.execute("UPDATE instance SET body = NULL WHERE body IS NOT NULL")
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('key', ?)", (mark,))


def delete(connection: sqlite3.Connection, ref: InstanceRef) -> None:
    """Everything that is kept of one instance; its bytes too."""
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"DELETE FROM instance WHERE {_REF}", _ref_values(ref))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_REF = " AND ".join(f'"{name}" = ?' for name in REF_COLUMNS)


def _ref_values(ref: InstanceRef) -> Sequence[str]:
    return (ref.application, ref.component, ref.instance, ref.api)
