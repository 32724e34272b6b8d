"""Which process tells a change to the hook, so that none is told twice.

The process that leads claims each change in ``shared.db`` before it tells it. Another that takes
over has seen the same changes, and tells those that nobody claimed.
"""

from __future__ import annotations

import hashlib
from sqlite3 import Connection

from sstui.insight.records import Event
from sstui.monitor.shared_file import Busy, SharedFile

SAME = 60.0  # seconds within which two processes mean the same change
_OF_NO_USE = 3600.0


def claim(file: SharedFile, event: Event, owner: int) -> bool:
    """Whether ``owner`` is the one to tell it. A busy file keeps nobody from it: that one is told
    at all matters more."""
    change = change_of(event)

    def work(connection: Connection, _: float) -> bool:
        row = connection.execute(
            "SELECT time, owner FROM hooked WHERE change = ?", (change,)
        ).fetchone()
        if row is not None and row[1] != owner and abs(event.time - row[0]) <= SAME:
            return False
        connection.execute(
            "INSERT OR REPLACE INTO hooked VALUES (?, ?, ?)", (change, event.time, owner)
        )
        connection.execute("DELETE FROM hooked WHERE time < ?", (event.time - _OF_NO_USE,))
        return True

    try:
        return file.run(work)
    except Busy:
        return True


def change_of(event: Event) -> bytes:
    """What a change is to every process that sees it."""
    changes = sorted((each.path, repr(each.before), repr(each.after)) for each in event.changes)
    parts = (str(event.ref or event.name), event.kind.value, event.before, event.after, changes)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()[:16]
