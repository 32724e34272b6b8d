"""``history.db``: its tables, how it is opened, and what is done with a damaged one.

Times in it are epoch seconds, so that they mean the same in the next run.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from sstui.monitor.trouble import trouble

# Small pages: what changes is a row or two, and each change writes whole pages (with 4,096 bytes
# the five-minute marks alone of a steady day came to 1.2 MB, with 1,024 to 0.3 MB).
_PAGE = 1024
_CHECKPOINT = 1000  # pages of the write-ahead log
_LOG_AT_MOST = 2 * _PAGE * _CHECKPOINT  # bytes that its file keeps
_CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Every instance of the profile that reads `fresh` was seen at `seen` or later.
CREATE TABLE profile (name TEXT PRIMARY KEY, seen REAL NOT NULL) WITHOUT ROWID;

CREATE TABLE instance (
    id INTEGER PRIMARY KEY,
    api TEXT NOT NULL,
    application TEXT NOT NULL,
    component TEXT NOT NULL,
    instance TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '',
    status TEXT, have INTEGER, want INTEGER, version TEXT,
    job TEXT, job_status TEXT,
    health TEXT, reason TEXT, freshness TEXT,
    seen REAL, since REAL, since_first INTEGER, health_since REAL, moving_since REAL,
    first_expectation TEXT,
    stuck INTEGER, job_failed INTEGER, changed INTEGER, clock_moves INTEGER,
    marks TEXT,
    body BLOB,  -- deflated JSON, a fingerprint in place of each secret
    UNIQUE (instance, component, application, api)
);

-- What it was, when; the last one of an instance was seen to last until `end` at least.
CREATE TABLE stretch (
    instance INTEGER NOT NULL REFERENCES instance ON DELETE CASCADE,
    start REAL NOT NULL,
    "end" REAL,
    health TEXT, serving INTEGER, "full" INTEGER, status TEXT, why TEXT NOT NULL,
    PRIMARY KEY (instance, start)
) WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instance INTEGER REFERENCES instance ON DELETE CASCADE,
    profile TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    time REAL NOT NULL,  -- of the first, where several were alike
    last REAL NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    before TEXT, after TEXT, health TEXT NOT NULL,
    changes TEXT,
    lasted REAL, away REAL, damped INTEGER
);
CREATE INDEX event_by_time ON event (last);
CREATE INDEX event_by_instance ON event (instance, id);
"""

MIGRATIONS = (_FIRST,)  # the script at index n leads from version n to n + 1


class HistoryError(Exception):
    """The file cannot be used; one phrase that says why, and one what to do who wants to write."""

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(why)
        self.remedy = remedy


class Damaged(HistoryError):
    """What lies there is no database, or a broken one."""


class Newer(HistoryError):
    """A later version of sstui wrote it."""


def connect(path: Path, *, patience: float) -> sqlite3.Connection:
    """Open ``path`` for writing, made or brought to our version where needed.

    ``patience``: seconds to wait for another process. Raises `HistoryError`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise explained(error) from error
    try:
        _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        raise explained(error) from error
    except HistoryError:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, *, patience: float = 1.0) -> sqlite3.Connection:
    """Open ``path`` for reading only. Raises `HistoryError`."""
    try:
        address = f"file:{quote(str(path))}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)
    except sqlite3.Error as error:
        raise explained(error) from error
    try:
        _check_version(connection)
    except sqlite3.Error as error:
        connection.close()
        raise explained(error) from error
    except HistoryError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    version = _check_version(connection)
    if version == 0:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    # A process that is killed loses nothing that was committed; a machine that loses its power
    # may lose the last commits, never the file.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_AT_MOST}")
    connection.execute("PRAGMA foreign_keys = ON")
    if version < len(MIGRATIONS):
        _migrate(connection)


def _check_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise Newer(f"written by a newer sstui (its version {version}, ours {len(MIGRATIONS)})")
    return version


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for version in range(_check_version(connection), len(MIGRATIONS)):
            for statement in _statements(MIGRATIONS[version]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """`executescript` would end the transaction that all of them share."""
    lines = [line.partition("--")[0] for line in script.splitlines()]
    return [each for each in "\n".join(lines).split(";") if each.strip()]


def explained(error: OSError | sqlite3.Error) -> HistoryError:
    """What a person can do something with."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _CORRUPT:
        return Damaged("damaged")
    return HistoryError(*trouble(error))


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, in the place of the last such one; where it is now."""
    aside = path.with_name(f"{path.stem}.damaged{path.suffix}")
    os.replace(path, aside)
    for suffix in ("-wal", "-shm"):  # they belong to what is gone
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")
    return aside
