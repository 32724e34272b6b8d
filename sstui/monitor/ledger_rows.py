"""The rows of the ledger, and what keeps a request from leaving. Runs inside a transaction; all
instants are of the file's time line."""

from __future__ import annotations

from sqlite3 import Connection
from typing import NamedTuple

from sstui.monitor.budget import LEEWAY, WINDOW, Cut, Purpose, fast_room, room
from sstui.monitor.refusals import TRIES_AN_HOUR, next_try
from sstui.servicestage.errors import Throttled, Unauthorized, Withheld

_KEY_TRIAL = 20.0  # seconds that others wait for the one call that tries a key; mostly far less
_ASK_AGAIN = 0.5  # seconds until they look whether it has ended
_SILENCE_TRIAL = 5.0
_GOOD_FOR = 3600.0  # seconds that a key needs no trial after it was accepted


class Payer(NamedTuple):
    """Who asks: one profile of one process, with the credentials that it asks with now.

    ``account`` and ``key`` are digests; ``shown`` stands for the account in messages: a user or
    the start of an access key.
    """

    owner: int
    account: str
    key: bytes
    host: str
    shown: str


class Holder(NamedTuple):
    """Who leads, and where it tells the others what it sees."""

    number: int
    pid: int
    socket: str


class KeyRow(NamedTuple):
    """What is known of credentials. ``tries``: the last that were refused; ``retry_at`` None with
    tries: never again; ``trial_until``: one call tries them now."""

    tries: tuple[float, ...] = ()
    refused_at: float = 0.0
    retry_at: float | None = None
    trial_until: float = 0.0
    good_at: float | None = None
    cause: str = ""


class AccountRow(NamedTuple):
    """``throttles``: 429s in a row, the last at ``throttled_at``."""

    cut: Cut | None = None
    throttles: int = 0
    throttled_at: float = 0.0
    silent_until: float = 0.0


def read_key(connection: Connection, key: bytes) -> KeyRow:
    found = connection.execute(
        "SELECT tries, refused_at, retry_at, trial_until, good_at, cause FROM keys WHERE key = ?",
        (key,),
    ).fetchone()
    if found is None:
        return KeyRow()
    tries, *rest = found
    return KeyRow(tuple(map(float, tries.split())), *rest)


def write_key(connection: Connection, key: bytes, row: KeyRow) -> None:
    tries = " ".join(map(repr, row.tries[-TRIES_AN_HOUR:]))
    rest = (row.refused_at, row.retry_at, row.trial_until, row.good_at, row.cause)
    connection.execute(
        "INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)", (key, tries, *rest)
    )


def end_trial(connection: Connection, key: bytes) -> None:
    connection.execute("UPDATE keys SET trial_until = 0 WHERE key = ?", (key,))


def read_account(connection: Connection, account: str) -> AccountRow:
    found = connection.execute(
        "SELECT cut, cut_at, throttles, throttled_at, silent_until FROM accounts WHERE account = ?",
        (account,),
    ).fetchone()
    if found is None:
        return AccountRow()
    cut, cut_at, *rest = found
    return AccountRow(None if cut is None else Cut(cut, cut_at), *rest)


def write_account(connection: Connection, account: str, row: AccountRow) -> None:
    cut = (None, None) if row.cut is None else (row.cut.limit, row.cut.at)
    connection.execute(
        "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?, ?)",
        (account, *cut, row.throttles, row.throttled_at, row.silent_until),
    )


def read_lease(connection: Connection, scope: str) -> Holder | None:
    found = connection.execute(
        "SELECT number, pid, socket FROM leases WHERE scope = ?", (scope,)
    ).fetchone()
    return None if found is None else Holder(*found)


def take_lease(connection: Connection, scope: str, before: Holder | None, me: Holder) -> bool:
    """Write ``me`` in the place of ``before``; whether that was still so."""
    if read_lease(connection, scope) != before:
        return False
    row = (scope, me.number, me.pid, me.socket)
    connection.execute("INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)", row)
    return True


def release_lease(connection: Connection, scope: str, me: Holder) -> None:
    row = (scope, me.number, me.socket)
    connection.execute("DELETE FROM leases WHERE scope = ? AND number = ? AND socket = ?", row)


def heed_key(connection: Connection, payer: Payer, now: float, *, proven: bool) -> bool:
    """Whether this call tries the key, for all. Raises `Unauthorized` where it is known to be
    refused, `Withheld` while another call tries it; ``proven`` ones are not tried."""
    row = read_key(connection, payer.key)
    if row.tries:
        if row.retry_at is None:
            raise _known_refused(payer, row, now, None)
        wait = max(row.retry_at, row.trial_until) - now
        if wait > 0:
            raise _known_refused(payer, row, now, wait)
        # It counts from now on, whatever becomes of this process.
        tries = (*row.tries, now)
        row = row._replace(tries=tries, retry_at=next_try(tries), trial_until=now + _KEY_TRIAL)
        write_key(connection, payer.key, row)
        return True
    if proven or (row.good_at is not None and now < row.good_at + _GOOD_FOR):
        return False
    if now < row.trial_until:
        raise _being_tried(payer, min(row.trial_until - now, _ASK_AGAIN))
    write_key(connection, payer.key, row._replace(trial_until=now + _KEY_TRIAL))
    return True


def heed_silence(connection: Connection, payer: Payer, row: AccountRow, now: float) -> bool:
    """Whether this call tries if the silence is over. Raises `Throttled` while it is not."""
    if not row.throttles:
        return False
    if now < row.silent_until:
        raise _silent(payer, row.silent_until - now)
    write_account(connection, payer.account, row._replace(silent_until=now + _SILENCE_TRIAL))
    return True


def heed_budget(
    connection: Connection, payer: Payer, purpose: Purpose, limit: int, now: float
) -> None:
    """Forget what is older than the window. Raises `Withheld` where there is no room left."""
    oldest = now - WINDOW - LEEWAY
    connection.execute("DELETE FROM spent WHERE account = ? AND at <= ?", (payer.account, oldest))
    free = _freed(connection, payer.account, "", room(limit, purpose), now)
    if purpose is Purpose.FAST:
        fast = _freed(connection, payer.account, "AND purpose = 'fast'", fast_room(limit), now)
        free = max(free, fast)
    if free > now:
        raise _spent(payer, used(connection, payer.account), limit, free - now)


def recount(connection: Connection, payer: Payer, at: float, now: float) -> None:
    """The request that was charged at ``at`` counts from ``now``."""
    connection.execute(
        "UPDATE spent SET at = ? WHERE account = ? AND owner = ? AND at = ?",
        (now, payer.account, payer.owner, at),
    )


def used(connection: Connection, account: str) -> int:
    """Requests in the window as it was last tidied by `heed_budget`."""
    (total,) = connection.execute(
        "SELECT count(*) FROM spent WHERE account = ?", (account,)
    ).fetchone()
    return int(total)


def _freed(connection: Connection, account: str, which: str, allowed: int, now: float) -> float:
    """When fewer than ``allowed`` are left: the ``allowed``-th youngest decides."""
    found = connection.execute(
        f"SELECT at FROM spent WHERE account = ? {which} ORDER BY at DESC LIMIT 1 OFFSET ?",
        (account, allowed - 1),
    ).fetchone()
    return now if found is None else float(found[0]) + WINDOW + LEEWAY


def _known_refused(payer: Payer, row: KeyRow, now: float, wait: float | None) -> Unauthorized:
    ago = _duration(now - row.refused_at)
    then = "" if wait is None else f"; it is tried again in {_duration(wait)}"
    error = Unauthorized(
        f"{payer.host} refused the credentials of {payer.shown} {ago} ago: {row.cause}{then}",
        cause=row.cause,
        remedy="Correct or renew them: others are used as soon as they are there.",
        host=payer.host,
    )
    error.wait, error.expired = wait, wait is None
    return error


def _being_tried(payer: Payer, wait: float) -> Withheld:
    error = Withheld(
        f"another call is trying the credentials of {payer.shown}",
        cause="credentials are being tried",
        remedy="It goes on as soon as they are accepted.",
        host=payer.host,
    )
    error.wait = wait
    return error


def _silent(payer: Payer, wait: float) -> Throttled:
    error = Throttled(
        f"{payer.host} answers with 429 and is left alone for another {_duration(wait)}",
        cause="throttled",
        remedy="Wait, or look less often: the account is asked too often, by us or by others.",
        host=payer.host,
    )
    error.retry_after = wait
    return error


def _spent(payer: Payer, total: int, limit: int, wait: float) -> Withheld:
    error = Withheld(
        f"the request budget of {payer.shown} is spent: {total} of {limit} in five minutes, by all "
        "sstui processes of this machine",
        cause="budget spent",
        remedy=f"There is room again in {_duration(wait)}; `budget` of [poll] sets it.",
        host=payer.host,
    )
    error.wait = wait
    return error


def _duration(seconds: float) -> str:
    seconds = max(seconds, 1.0)
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
