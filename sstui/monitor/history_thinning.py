"""Keeps ``history.db`` within its bounds: days, rows and bytes."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

MOST_EVENTS = 500_000
_DAY = 86400.0
_MIB = 1024 * 1024
_PART = 10  # of the oldest events, what goes at once while the file is too large
_LEFT_FREE = 256  # pages that may stay unused in the file


class Bounds(NamedTuple):
    days: int = 30
    megabytes: int = 50
    events: int = MOST_EVENTS


def thin(connection: sqlite3.Connection, bounds: Bounds, now: float) -> None:
    """Take away what is too old, then what is too much. ``now``: epoch seconds.

    What is too old is so by the time of the thinning before, too: a wall clock that is wrong for a
    while ages nothing. Each step is a transaction of its own, so that nobody waits long.
    """
    oldest = min(now, _thinned(connection, now)) - bounds.days * _DAY
    connection.execute("DELETE FROM event WHERE last < ?", (oldest,))
    connection.execute('DELETE FROM stretch WHERE coalesce("end", start) < ?', (oldest,))
    connection.execute(
        """
        DELETE FROM instance WHERE coalesce(seen, 0) < ?
        AND NOT EXISTS (SELECT 1 FROM event WHERE event.instance = instance.id)
        AND NOT EXISTS (SELECT 1 FROM stretch WHERE stretch.instance = instance.id)
        """,
        (oldest,),
    )
    connection.execute(
        "DELETE FROM event WHERE id <= (SELECT id FROM event ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (bounds.events,),
    )
    while _used(connection) > bounds.megabytes * _MIB:
        if not _thin_more(connection):
            break
    _give_back(connection)


def _thinned(connection: sqlite3.Connection, now: float) -> float:
    """When the last thinning was, which is noted to be ``now``."""
    found = connection.execute("SELECT value FROM meta WHERE name = 'thinned'").fetchone()
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('thinned', ?)", (now,))
    return now if found is None else float(found[0])


def _thin_more(connection: sqlite3.Connection) -> bool:
    """The oldest go first; then the largest bodies, which each run fetches anew."""
    gone = 0
    for table, order in (("event", "id"), ("stretch", "start")):
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if count:
            newest = f"SELECT {order} FROM {table} ORDER BY {order} LIMIT 1 OFFSET ?"
            gone += connection.execute(
                f"DELETE FROM {table} WHERE {order} <= ({newest})", (count // _PART,)
            ).rowcount
    if not gone:
        largest = "SELECT id FROM instance WHERE body IS NOT NULL ORDER BY length(body) DESC"
        gone = connection.execute(
            f"UPDATE instance SET body = NULL WHERE id = ({largest} LIMIT 1)"
        ).rowcount
    return gone > 0


def _used(connection: sqlite3.Connection) -> int:
    """Bytes in use, without free pages."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    used: int = (pages - free) * size
    return used


def _give_back(connection: sqlite3.Connection) -> None:
    """Free pages leave the file, but for some that the next rows will need."""
    free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    if free > _LEFT_FREE:
        # Not `execute`: it takes one step of this pragma, which is one page.
        connection.executescript(f"PRAGMA incremental_vacuum({free - _LEFT_FREE})")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
