"""The memory of sstui: what happened and what was last known, in ``history.db``.

Nothing waits for the disk: a thread of its own writes, at once when it has been idle, else a
second after its last batch, so that a killed process loses less than two seconds. When the file
cannot be written sstui goes on without memory, says so in `problem`, and tries again.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

from sstui.monitor.history_file import Damaged, HistoryError, connect, explained, set_aside
from sstui.monitor.history_key import machine_key, read_key
from sstui.monitor.history_reading import read_last_known, read_newest_events
from sstui.monitor.history_rows import EventRow, LastKnown
from sstui.monitor.history_thinning import Bounds, thin
from sstui.monitor.history_writing import Batch, Row, Tail, Writing, delete
from sstui.monitor.trouble import Trouble, trouble
from sstui.servicestage.refs import InstanceRef

log = logging.getLogger(__name__)

BATCH_EVERY = 1.0  # seconds
RETRY_AFTER = 5.0
MOST_WAITING = 50_000  # steps that wait for the disk; beyond, the oldest are dropped
_DROP = MOST_WAITING // 10
MOST_RECALLED = 500  # events
THIN_EVERY = 3600.0
THIN_AFTER = 5_000  # steps
_PATIENCE = 2.0  # seconds for another process that writes
_PATIENCE_AT_START = 0.5


class History:
    """One ``history.db``. `open` reads it, `close` ends with all that was told written; what is
    told in between costs no more than an append.

    ``key_file`` holds the key of the fingerprints (made at first use). ``bodies`` False: the
    bodies of instances are not kept. ``batch_every``: seconds between two batches. `generation`
    moves when a new file was begun, into which the state of every instance has to be told again.
    """

    def __init__(
        self,
        path: Path,
        key_file: Path,
        *,
        bounds: Bounds | None = None,
        bodies: bool = True,
        batch_every: float = BATCH_EVERY,
    ) -> None:
        self.path = path
        self.key: bytes | None = None
        self.generation = 0
        self._key_file = key_file
        self._bodies = bodies
        self._bounds = bounds or Bounds()
        self._batch_every = batch_every
        self._problem = ""
        self._notice = ""
        self._dropped = 0
        self._wake = threading.Condition()  # its lock may be taken again by who holds it
        self._waiting = Batch()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._writing: Writing | None = None
        self._connection: sqlite3.Connection | None = None
        self._now = 0.0  # the newest time that was told
        self._thin_at = 0.0  # on the monotonic clock
        self._steps = 0  # since the last thinning

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of it, one line each."""
        return tuple(note for note in (self._notice, self._problem) if note)

    def open(self, since: float = 0.0) -> tuple[dict[InstanceRef, LastKnown], list[EventRow]]:
        """What is remembered: the last known of each instance, with its timeline since ``since``
        (epoch seconds), and the newest events, newest first. Nothing where it cannot be read.

        No file is made before there is something to write.
        """
        known: dict[InstanceRef, LastKnown] = {}
        events: tuple[EventRow, ...] = ()
        try:
            if os.path.exists(self.path):
                self._check()
                known = read_last_known(self.path, since=since)
                events = read_newest_events(self.path, MOST_RECALLED)
        except (HistoryError, sqlite3.Error, ValueError, TypeError) as error:
            known = {}
            self._cannot(error)
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()
        return known, list(events)

    def _check(self) -> None:
        """Bring the file to our version; bodies of another key than ours go."""
        self.key = read_key(self._key_file) if self._bodies else None
        with closing(connect(self.path, patience=_PATIENCE_AT_START)) as connection:
            Writing(connection, self.key)

    def _cannot(self, error: Exception) -> None:
        if isinstance(error, sqlite3.Error):
            error = explained(error)
        if isinstance(error, HistoryError) and not isinstance(error, Damaged):
            self._say(Trouble(str(error), error.remedy))
        else:  # no database, or one with values in it that never were ours
            self._begin_anew()

    def at_once(self) -> AbstractContextManager[object]:
        """What is told inside is written in one transaction, or not at all."""
        return self._wake

    def add(self, event: EventRow) -> None:
        """It happened."""
        self._tell(lambda batch: batch.steps.append(event), event.time)

    def stretch(self, tail: Tail) -> None:
        """A new stretch began."""
        self._tell(lambda batch: batch.steps.append(tail))

    def put(self, ref: InstanceRef, row: Row) -> None:
        """The state of one instance is now this."""
        self._tell(lambda batch: batch.put(ref, row), row.known.seen or 0.0)

    def seen(self, profile: str, at: float) -> None:
        """Every instance of the profile that reads fresh was seen at ``at`` (epoch) or later."""
        self._tell(lambda batch: batch.seen.update({profile: at}), at)

    def close(self, within: float = 1.0) -> bool:
        """Write what waits; whether that was done in so many seconds."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is None:
            return True
        self._thread.join(within)
        return not self._thread.is_alive()

    def _tell(self, put: Callable[[Batch], object], at: float = 0.0) -> None:
        with self._wake:
            put(self._waiting)
            self._now = max(self._now, at)
            self._bound()
            self._wake.notify()

    def _bound(self) -> None:
        while len(self._waiting.steps) > MOST_WAITING:
            del self._waiting.steps[:_DROP]
            self._dropped += _DROP

    def _run(self) -> None:
        pause = 0.0
        while True:
            with self._wake:
                if pause and not self._closing:
                    self._wake.wait_for(lambda: self._closing, pause)
                self._wake.wait_for(lambda: self._closing or bool(self._waiting))
                batch, self._waiting = self._waiting, Batch()
                last = self._closing
            if batch:
                pause = self._batch_every if self._written(batch) else RETRY_AFTER
            if last:
                break
        if self._connection is not None:
            self._connection.close()

    def _written(self, batch: Batch) -> bool:
        try:
            self._ready().write(batch)
        except (sqlite3.Error, HistoryError) as error:
            with self._wake:
                self._waiting.put_back(batch)
                self._bound()
            self._failed(error)
            return False
        self._steps += len(batch.steps)
        try:
            self._thin()
        except sqlite3.Error as error:
            self._failed(error)
            return False
        if self._problem or self._dropped:
            lost = f"; {self._dropped} earlier changes are not in it" if self._dropped else ""
            log.warning("the history is written again%s", lost)
            self._problem, self._dropped = "", 0
        return True

    def _ready(self) -> Writing:
        if self._writing is None or self._connection is None:
            self._connection = connect(self.path, patience=_PATIENCE)
            self.key = machine_key(self._key_file) if self._bodies else None
            self._writing = Writing(self._connection, self.key)
        return self._writing

    def _thin(self) -> None:
        if self._connection is None:
            return
        if time.monotonic() < self._thin_at and self._steps < THIN_AFTER:
            return
        thin(self._connection, self._bounds, self._now)
        self._steps = 0
        self._thin_at = time.monotonic() + THIN_EVERY

    def _failed(self, error: sqlite3.Error | HistoryError) -> None:
        self._writing = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._cannot(error)

    def _begin_anew(self) -> None:
        try:
            aside = set_aside(self.path)
        except OSError as error:
            why, remedy = trouble(error)
            self._say(Trouble(f"damaged, and cannot be put aside: {why}", remedy))
            return
        self.generation += 1
        self._notice = f"the history was damaged: put aside as {aside}, a new one is begun"
        log.warning("%s", self._notice)

    def _say(self, what: Trouble) -> None:
        problem = f"nothing is remembered: {what}: {self.path}"
        if problem != self._problem:
            log.warning("%s", problem)
        self._problem = problem


def forget(path: Path, ref: InstanceRef) -> None:
    """Delete all that is remembered of one instance, also while another process writes there.
    Raises `HistoryError`."""
    if not os.path.exists(path):
        return
    with closing(connect(path, patience=_PATIENCE)) as connection:
        try:
            delete(connection, ref)
        except sqlite3.Error as error:
            raise explained(error) from error
