"""The tables of ``shared.db``, and what is done with them when the file is opened or given up."""

from __future__ import annotations

import os
import sqlite3

from sstui.monitor.clock import Clock

VERSION = 1
_BOOTS = 8  # that are remembered: those of several machines may share a folder
_OF_NO_USE = 7 * 86_400.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS clock (boot TEXT PRIMARY KEY, ahead REAL NOT NULL);
CREATE TABLE IF NOT EXISTS latest (id INTEGER PRIMARY KEY, at REAL NOT NULL, wall REAL NOT NULL);
CREATE TABLE IF NOT EXISTS salt (id INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS spent (
  account TEXT NOT NULL, at REAL NOT NULL, purpose TEXT NOT NULL, owner INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS spent_by_account ON spent (account, at);
CREATE TABLE IF NOT EXISTS accounts (
  account TEXT PRIMARY KEY, cut REAL, cut_at REAL,
  throttles INTEGER NOT NULL DEFAULT 0, throttled_at REAL NOT NULL DEFAULT 0,
  silent_until REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS keys (
  key BLOB PRIMARY KEY, tries TEXT NOT NULL DEFAULT '', refused_at REAL NOT NULL DEFAULT 0,
  retry_at REAL, trial_until REAL NOT NULL DEFAULT 0, good_at REAL, cause TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS leases (
  scope TEXT PRIMARY KEY, number INTEGER NOT NULL, pid INTEGER NOT NULL, socket TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS expected (ref TEXT PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS attention (
  ref TEXT PRIMARY KEY, at REAL NOT NULL, status TEXT NOT NULL, acknowledged INTEGER, snoozed REAL);
CREATE TABLE IF NOT EXISTS hooked (
  change BLOB PRIMARY KEY, time REAL NOT NULL, owner INTEGER NOT NULL);
"""


Spent = tuple[str, float, str, int]  # account, monotonic seconds, purpose, owner


def make_tables(connection: sqlite3.Connection) -> bytes:
    """Make those that are not there; the file's own random bytes."""
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("INSERT OR IGNORE INTO salt VALUES (1, ?)", (os.urandom(16),))
    (salt,) = connection.execute("SELECT value FROM salt").fetchone()
    return bytes(salt)


def place_of(connection: sqlite3.Connection, boot: str, clock: Clock) -> float:
    """How far the time line of the file is ahead of the clock's monotonic seconds."""
    known = connection.execute("SELECT ahead FROM clock WHERE boot = ?", (boot,))
    if (row := known.fetchone()) is not None:
        return float(row[0])
    latest = connection.execute("SELECT at, wall FROM latest").fetchone()
    ahead = 0.0
    if latest is not None:
        at, wall = latest
        ahead = at + max(clock.now() - wall, 0.0) - clock.monotonic()
    connection.execute("INSERT INTO clock VALUES (?, ?)", (boot, ahead))
    return ahead


def tidy(connection: sqlite3.Connection, now: float) -> None:
    """Everything is bounded: what is a week old is of no use."""
    before = (now - _OF_NO_USE,)
    connection.execute("DELETE FROM spent WHERE at < ?", before)
    connection.execute(
        "DELETE FROM keys WHERE max(refused_at, trial_until, ifnull(good_at, 0)) < ?", before
    )
    connection.execute(
        "DELETE FROM accounts WHERE max(throttled_at, ifnull(cut_at, 0)) < ?", before
    )
    connection.execute(
        "DELETE FROM clock WHERE rowid NOT IN"
        " (SELECT rowid FROM clock ORDER BY rowid DESC LIMIT ?)",
        (_BOOTS,),
    )


def spent_since(connection: sqlite3.Connection | None, ahead: float, since: float) -> list[Spent]:
    """What a file that is given up, or the memory that stood for it, knows of requests."""
    if connection is None:
        return []
    try:
        rows = connection.execute(
            "SELECT account, at, purpose, owner FROM spent WHERE at >= ?", (since + ahead,)
        ).fetchall()
    except sqlite3.Error:
        return []
    return [(account, at - ahead, purpose, owner) for account, at, purpose, owner in rows]


def insert_spent(connection: sqlite3.Connection, spent: list[Spent], ahead: float) -> None:
    connection.executemany(
        "INSERT INTO spent VALUES (?, ?, ?, ?)",
        [(account, at + ahead, purpose, owner) for account, at, purpose, owner in spent],
    )
