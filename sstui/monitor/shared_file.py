"""``shared.db``: the one SQLite file that all sstui processes of a machine write together.

Each piece of work is one short transaction on the event loop: 0.1 ms where it was measured, and
never more than `_PATIENCE`. Where the file cannot be used the same tables live in memory for a
while, and the process is `alone`.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sstui.config.files import locked
from sstui.config.problems import ConfigurationError
from sstui.monitor.clock import Clock
from sstui.monitor.shared_tables import (
    VERSION,
    Spent,
    insert_spent,
    make_tables,
    place_of,
    spent_since,
    tidy,
)
from sstui.monitor.trouble import WRITABLE, trouble

log = logging.getLogger(__name__)

_PATIENCE = 0.1  # seconds that a busy file may hold up the loop
_BUSY_ENOUGH = 5.0  # seconds; then somebody who was stopped holds it
_KEPT = 600.0  # seconds of requests that a process takes with it when it goes alone
_ASK_AGAIN = 30.0  # seconds until a file that could not be used is tried again
_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

T = TypeVar("T")
Work = Callable[[sqlite3.Connection, float], T]


class Busy(Exception):
    """Another process holds the file; try again in a second."""


class SharedFile:
    """Instants in the file are seconds of one time line that goes on over reboots: each boot's
    own clock, suspended time included, plus what that boot began with (by the wall clock, and
    never backwards). ``path`` None: in memory, for this process only.
    """

    def __init__(self, path: Path | None, clock: Clock, boot: str | None = None) -> None:
        self.alone = False  # there should be a file, and it cannot be used
        self.problem: str | None = None  # why, or what was done about a damaged one; one line
        self.ahead = 0.0  # of the file's time line, over the clock's monotonic seconds
        self._salt = b""
        self._path = path
        self._clock = clock
        self._boot = boot or boot_id(clock)
        self._connection: sqlite3.Connection | None = None
        self._opened = 0  # so many connections: a new one may be where the one before it was
        self._inode: tuple[int, int] | None = None
        self._ask_again = 0.0
        self._alone_since = 0.0
        self._busy_since: float | None = None

    def run(self, work: Work[T]) -> T:
        """What ``work(connection, now)`` gives, in one transaction; what it raises undoes it.
        Raises `Busy`."""
        for _ in range(3):
            try:
                result = self._transact(self._open(), work)
            except sqlite3.Error as error:
                self._failed(error)
            else:
                self._busy_since = None
                return result
        self._go_alone("it is damaged again and again", "examine the disk")
        return self._transact(self._open(), work)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._inode = None

    def version(self) -> tuple[int, int, int]:
        """Moves when anybody has written. Raises `Busy`."""
        try:
            connection = self._open()
            if self._inode is None:  # in memory, where nobody else writes
                return self._opened, 0, connection.total_changes
            (version,) = connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error as error:
            self._failed(error)
            return 0, 0, 0
        return self._opened, version, connection.total_changes

    @property
    def began(self) -> bool:
        """Whether anybody has written anything yet: who only reads need not begin it."""
        return self._connection is not None or (self._path is not None and self._path.exists())

    @property
    def folder(self) -> Path | None:
        """Where files for the other processes may be; None where nothing is shared."""
        return None if self._path is None or self.alone else self._path.parent

    def salt(self) -> bytes:
        """The file's own random bytes. Raises `Busy`."""
        if self._connection is None or self._worth_opening():
            self.run(lambda connection, now: None)  # opens it
        return self._salt

    def stamp(self, connection: sqlite3.Connection, now: float) -> None:
        """Note which wall time ``now`` was, for the next boot."""
        connection.execute(
            "INSERT OR REPLACE INTO latest VALUES (1, ?, ?)", (now, self._clock.now())
        )

    def _transact(self, connection: sqlite3.Connection, work: Work[T]) -> T:
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection, self._clock.monotonic() + self.ahead)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:  # on a full disk SQLite has taken it back already
                connection.execute("ROLLBACK")
        return result

    def _open(self) -> sqlite3.Connection:
        """The connection; a new one when the file was exchanged, or is worth another try."""
        if self._connection is not None and not self._worth_opening():
            return self._connection
        if self._path is None:
            self._connection = self._in_memory([])
            return self._connection
        unwritten: list[Spent] = []
        if self.alone:
            unwritten = spent_since(self._connection, self.ahead, self._alone_since)
        else:
            self.close()
        try:
            connection = self._open_file(self._path)
        except ConfigurationError as error:
            return self._go_alone(error.problem, error.remedy)
        except OSError as error:
            return self._go_alone(*trouble(error))
        insert_spent(connection, unwritten, self.ahead)
        inode = self._inode
        self.close()
        if self.alone:
            log.info("%s is used again", self._path)
            self.alone, self.problem = False, None
        self._connection, self._inode = connection, inode
        return connection

    def _worth_opening(self) -> bool:
        if self._path is None:
            return False
        if self.alone:
            return self._clock.monotonic() >= self._ask_again
        return _inode(self._path) != self._inode

    def _open_file(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._inode = _inode(path)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                remedy = "update this sstui, or move the file away"
                raise ConfigurationError(
                    "it was written by a newer sstui", where=path, remedy=remedy
                )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._begin(connection)
        except (sqlite3.Error, ConfigurationError):
            connection.close()
            raise
        return connection

    def _in_memory(self, spent: list[Spent]) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        self._begin(connection)
        insert_spent(connection, spent, self.ahead)
        return connection

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Make the tables where there are none, and find our place on the time line."""
        self._opened += 1
        connection.execute("BEGIN IMMEDIATE")
        self._salt = make_tables(connection)
        self.ahead = place_of(connection, self._boot, self._clock)
        tidy(connection, self._clock.monotonic() + self.ahead)
        connection.execute("COMMIT")

    def _failed(self, error: sqlite3.Error) -> None:
        """Put a damaged file aside, wait for a busy one, do without any other. Raises `Busy`."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _BUSY:
            now = self._clock.monotonic()
            self._busy_since = now if self._busy_since is None else self._busy_since
            if now - self._busy_since < _BUSY_ENOUGH:
                raise Busy from error
            why = "another process holds it and does not let go"
            self._go_alone(why, "end the sstui that hangs")
        elif code in _DAMAGED and self._path is not None:
            self._put_aside(self._path)
        else:
            why, remedy = trouble(error)
            self._go_alone(why, remedy or WRITABLE)

    def _put_aside(self, path: Path) -> None:
        """Only one process does: the others find that the file was exchanged."""
        inode = self._inode or _inode(path)
        if not self.alone:
            self.close()
        aside = path.with_name(f"{path.name}.damaged-{int(self._clock.now())}")
        try:
            with locked(path):
                if _inode(path) == inode:
                    for end in ("-wal", "-shm"):
                        with suppress(FileNotFoundError):
                            path.with_name(path.name + end).unlink()
                    path.rename(aside)
        except (OSError, ConfigurationError) as error:
            self._go_alone(str(error), WRITABLE)
            return
        self._say(f"{path} was damaged; it was put aside as {aside.name} and a new one begun")

    def _go_alone(self, why: str, remedy: str) -> sqlite3.Connection:
        now = self._clock.monotonic()
        self._ask_again, self._busy_since = now + _ASK_AGAIN, None
        self._say(
            f"{self._path} cannot be used ({why}): without it this process takes a quarter of the "
            f"request budget; {remedy}"
        )
        if self.alone and self._connection is not None:
            return self._connection
        kept = spent_since(self._connection, self.ahead, now - _KEPT)
        self.close()
        self.alone, self._alone_since = True, now
        self._connection = self._in_memory(kept)
        return self._connection

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            log.warning("%s", problem)
        self.problem = problem


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def boot_id(clock: Clock) -> str:
    """Tells this run of the machine from the last one: the kernel's word, else when it began."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return f"since {(clock.now() - clock.monotonic()) / 60:.0f}"
