"""Pinned baselines: how an instance was when a person said *this is right*, in ``shared.db``.

All processes of the machine share them. A body is kept deflated, with a keyed fingerprint in the
place of each secret (`sstui.insight.standins`), so that no secret is on the disk. Nothing here
imports pydantic or httpx; every method may be called from any thread.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import sqlite3
import threading
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sstui.insight.secrets import fingerprint
from sstui.insight.standins import concealed
from sstui.monitor.history_key import machine_key, read_key
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.refs import InstanceRef

log = logging.getLogger(__name__)

MOST = 1000  # baselines
BIGGEST = 1_048_576  # bytes, deflated: a body of 8 MiB, the most that is read, deflates to less
_PATIENCE = 1.0  # seconds for another process that writes
_STAND_IN = re.compile(r"⟦[0-9a-f]{32}⟧")

_TABLE = """
CREATE TABLE IF NOT EXISTS baselines (
  application TEXT NOT NULL, component TEXT NOT NULL, instance TEXT NOT NULL, api TEXT NOT NULL,
  profile TEXT NOT NULL, pinned REAL NOT NULL, seen REAL NOT NULL, protected INTEGER NOT NULL,
  key TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (instance, component, application, api)) WITHOUT ROWID
"""
_REF = ("instance", "component", "application", "api")
_COLUMNS = ", ".join((*_REF, "profile", "pinned", "seen", "protected", "key", "body"))
_WHERE = " AND ".join(f"{name} = ?" for name in _REF)


class BaselineError(Exception):
    """It cannot be kept; one line that says why and what to do."""


class Baseline(NamedTuple):
    """``pinned`` and ``seen`` (the look that it is) are epoch seconds. ``protected``: every
    variable counted as a secret. ``key`` tells the key of its fingerprints, ``body`` is deflated
    JSON."""

    ref: InstanceRef
    profile: str
    pinned: float
    seen: float
    protected: bool
    key: str
    body: bytes

    def document(self, key: bytes) -> JSONValue:
        """The concealed body. Fingerprints of another key than ``key`` tell nothing: what is left
        of those secrets is that they are not known. None where it cannot be read."""
        try:
            text = zlib.decompress(self.body).decode("ascii")
            if self.key != mark_of(key):
                text = json.dumps(json.loads(text), ensure_ascii=False)
                text = _STAND_IN.sub("", text)
            document: JSONValue = json.loads(text)
        except (zlib.error, ValueError, RecursionError):
            return None
        return document


def mark_of(key: bytes) -> str:
    """Tells one key of fingerprints from another, and nothing of the key."""
    return fingerprint(key, "sstui")[:16]


class Baselines:
    """``path`` None: kept in memory, for this run. ``why``: words for that, where it is a choice.

    `key` is the key of fingerprints in force: the machine's own where there is one, else one of
    this run. `version` moves when any baseline changed.
    """

    def __init__(self, path: Path | None, key_file: Path | None = None, why: str = "") -> None:
        self.key = secrets.token_bytes(32)
        self.version = 0
        self.why = why
        self._path = path
        self._key_file = key_file
        self._kept: dict[InstanceRef, Baseline] = {}
        self._held: dict[InstanceRef, Baseline] = {}  # in memory alone: the file took none
        self._stamp: Stamp | None = None
        self._changing = threading.Lock()  # the file and what is kept of it, together

    @property
    def shared(self) -> bool:
        """Whether there is a file of all processes."""
        return self._path is not None

    def of(self, ref: InstanceRef) -> Baseline | None:
        return self._kept.get(ref)

    @property
    def refs(self) -> frozenset[InstanceRef]:
        """What has a baseline."""
        return frozenset(self._kept)

    def load(self) -> None:
        """Read what is pinned, if anybody changed it since; nothing where there is no file or it
        cannot be read: the ledger, whose file it is, says what is wrong with it."""
        if self._path is None or not self._path.exists():
            return
        with (
            self._changing,
            suppress(sqlite3.Error),
            closing(_connect(self._path)) as connection,
        ):
            stamp = _stamp(connection)
            if stamp == self._stamp:
                return
            if self._key_file is not None:
                self.key = read_key(self._key_file) or self.key
            query = f"SELECT {_COLUMNS} FROM baselines"
            rows = connection.execute(query).fetchall() if stamp[0] else []
            self._kept = {each.ref: each for each in map(_baseline, rows)} | self._held
            self._stamp = stamp
            self.version += 1

    def pin(
        self, ref: InstanceRef, profile: str, body: JSONValue, *, seen: float, now: float,
        protected: bool,
    ) -> str:  # fmt: skip
        """Keep ``body``, as received, as the baseline of an instance, in the place of an earlier
        one. Returns words where it is kept for this run only. Raises `BaselineError`."""
        if ref not in self._kept and len(self._kept) >= MOST:
            raise BaselineError(f"{MOST} baselines are pinned, the most that are kept: unpin one")
        if self._path is not None and self._key_file is not None:
            self.key = machine_key(self._key_file) or self.key
        try:
            document = concealed(body, self.key, protected=protected)
            text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
        except RecursionError as error:
            raise BaselineError("the body is nested too deeply to be kept") from error
        packed = zlib.compress(text.encode("ascii"))
        if len(packed) > BIGGEST:
            size = f"{len(packed) / BIGGEST:.1f} MiB"
            raise BaselineError(f"the body takes {size} deflated; a baseline has at most 1 MiB")
        kept = Baseline(ref, profile, now, seen, protected, mark_of(self.key), packed)
        with self._changing:
            words = self._write(_INSERT, (*_ref_values(ref), *_values(kept)))
            self._held = {**self._held, ref: kept} if words else _without(self._held, ref)
            self._kept = {**self._kept, ref: kept}
            self.version += 1
        return words

    def unpin(self, ref: InstanceRef) -> str:
        """Drop one. Returns words where the file still has it."""
        with self._changing:
            self._kept, self._held = _without(self._kept, ref), _without(self._held, ref)
            self.version += 1
            return self._write(_DELETE, _ref_values(ref))

    def _write(self, statement: str, values: tuple[object, ...]) -> str:
        if self._path is None:
            return self.why
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            with closing(_connect(self._path)) as connection:
                connection.execute(_TABLE)
                connection.execute(statement, values)
        except (OSError, sqlite3.Error) as error:
            log.warning("a baseline is not written: %s: %s", self._path, error)
            return f"for this run only: {self._path}: {error}"
        return ""


def forget(path: Path, ref: InstanceRef) -> None:
    """Delete the baseline of one instance, if there is any. Raises `BaselineError`."""
    if not path.exists():
        return
    try:
        with closing(_connect(path)) as connection:
            if _has_table(connection):
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute(_DELETE, _ref_values(ref))
    except sqlite3.Error as error:
        raise BaselineError(str(error)) from error


Stamp = tuple[int, float]

_INSERT = f"INSERT OR REPLACE INTO baselines ({_COLUMNS}) VALUES ({', '.join('?' * 10)})"
_DELETE = f"DELETE FROM baselines WHERE {_WHERE}"


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)


def _has_table(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = 'baselines'"
    return connection.execute(query).fetchone() is not None


def _stamp(connection: sqlite3.Connection) -> Stamp:
    """Moves when a baseline is pinned or dropped."""
    if not _has_table(connection):
        return 0, 0.0
    count, newest = connection.execute("SELECT count(*), max(pinned) FROM baselines").fetchone()
    return count, newest or 0.0


def _ref_values(ref: InstanceRef) -> tuple[str, str, str, str]:
    return ref.instance, ref.component, ref.application, ref.api


def _values(kept: Baseline) -> tuple[object, ...]:
    return kept.profile, kept.pinned, kept.seen, kept.protected, kept.key, kept.body


def _baseline(row: tuple[Any, ...]) -> Baseline:
    instance, component, application, _, profile, pinned, seen, protected, key, body = row
    ref = InstanceRef(application, component, instance)
    return Baseline(ref, profile, pinned, seen, bool(protected), key, body)


def _without(kept: dict[InstanceRef, Baseline], ref: InstanceRef) -> dict[InstanceRef, Baseline]:
    return {each: baseline for each, baseline in kept.items() if each != ref}
