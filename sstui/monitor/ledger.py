"""The ledger: what all sstui processes of this machine ask of an account, as one (DESIGN §6 rules
6 and 7, CONTRACT §4 ``shared.db``).

Every request is charged here at the instant before it leaves, and does not leave where the budget
is spent, the API asked for silence, or the credentials are known to be refused. An account is
written as a hash of its host and access key or user, credentials as a salted fingerprint, stretched
where a person may have chosen them: neither can be read back.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

from sstui.monitor import ledger_rows as rows
from sstui.monitor.budget import LEEWAY, WINDOW, Cut, Purpose, cut_by_429, in_force
from sstui.monitor.clock import Clock
from sstui.monitor.expectations import Expectations
from sstui.monitor.ledger_rows import AccountRow, Holder, KeyRow, Payer
from sstui.monitor.refusals import next_try, silence
from sstui.monitor.shared_file import Busy, SharedFile
from sstui.servicestage.errors import Throttled, Unauthorized, Withheld

_SHARE_ALONE = 4  # without the file each process takes the fourth part
_BUSY_WAIT = 1.0  # seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A request was charged at ``at``, on the file's time line. ``trial``: others wait for how it
    ends."""

    at: float
    trial: bool


@dataclass(frozen=True, slots=True)
class Others:
    """What others spent (monotonic seconds, oldest first), and what any of us learned; ``hasty``:
    how many of them spent of the fast share."""

    spent: tuple[tuple[float, Purpose], ...] = ()
    cut: Cut | None = None
    hasty: int = 0


class Ledger:
    """``path`` None: for this process alone, by choice. ``boot`` names this run of the machine.
    A ``guest`` never leads: it hears from whoever does, and writes nothing down.

    A charge takes 0.15 ms where it was measured, and at most a tenth of a second.
    """

    def __init__(
        self, path: Path | None, clock: Clock, boot: str | None = None, *, guest: bool = False
    ) -> None:
        self.guest = guest
        self._file = SharedFile(path, clock, boot)
        self.expectations = Expectations(self._file)
        self._proven: set[bytes] = set()

    @property
    def file(self) -> SharedFile:
        """What else all processes of the machine share is in the same file."""
        return self._file

    @property
    def problem(self) -> str | None:
        """What is wrong with the file, in one line that says what to do."""
        return self._file.problem

    def limit(self, configured: int) -> int:
        """The budget of this process: all of it, or a quarter where nothing can be shared."""
        return max(1, configured // _SHARE_ALONE) if self._file.alone else configured

    def payer(
        self, owner: int, account: str, key: str, host: str, shown: str, *, guessable: bool = False
    ) -> Payer:
        """``account``, ``key`` and ``guessable`` as `SourceFacts` has them. Raises `Withheld`."""
        try:
            salt = self._file.salt()
        except Busy as error:
            raise _busy(host) from error
        return Payer(owner, _hashed(account), _digest(salt, key, guessable), host, shown)

    def charge(self, payer: Payer, purpose: Purpose, configured: int, *, first: bool) -> Receipt:
        """Count one request that is about to leave; ``first``: of its look.

        Raises `Withheld` where the budget is spent, `Throttled` while the API wants silence,
        `Unauthorized` for credentials that are known to be refused: then it must not leave.
        """

        def work(connection: Connection, now: float) -> Receipt:
            trial, account = False, rows.read_account(connection, payer.account)
            if first:
                proven = payer.key in self._proven
                trial = rows.heed_key(connection, payer, now, proven=proven)
                trial |= rows.heed_silence(connection, payer, account, now)
            limit = in_force(self.limit(configured), account.cut, now)
            rows.heed_budget(connection, payer, purpose, limit, now)
            self._file.stamp(connection, now)
            spent = (payer.account, now, purpose.value, payer.owner)
            connection.execute("INSERT INTO spent VALUES (?, ?, ?, ?)", spent)
            return Receipt(now, trial)

        try:
            return self._file.run(work)
        except Busy as error:
            raise _busy(payer.host) from error

    def recount(self, payer: Payer, receipt: Receipt) -> None:
        """That request may have left as late as now: it counts from here."""
        self._run(lambda connection, now: rows.recount(connection, payer, receipt.at, now))

    def accepted(self, payer: Payer, receipt: Receipt) -> None:
        """The API answered: the key is good, and a silence is over."""
        if not receipt.trial and payer.key in self._proven:
            return

        def work(connection: Connection, now: float) -> bool:
            row = rows.read_account(connection, payer.account)
            if row.throttles and row.throttled_at < receipt.at:
                rows.write_account(connection, payer.account, AccountRow(row.cut))
            if receipt.at < rows.read_key(connection, payer.key).refused_at:
                return False  # it was asked before they were refused
            rows.write_key(connection, payer.key, KeyRow(good_at=now))
            return True

        if self._run(work):
            self._proven.add(payer.key)

    def undecided(self, payer: Payer, receipt: Receipt) -> None:
        """The call ended without a word on the key: another may try it."""
        if receipt.trial:
            self._run(lambda connection, now: rows.end_trial(connection, payer.key))

    def refused(self, payer: Payer, receipt: Receipt, error: Unauthorized) -> None:
        """Remember a 401; ``error.wait`` is then when the same key may be tried again."""

        def work(connection: Connection, now: float) -> float | None:
            known = rows.read_key(connection, payer.key)
            tries = known.tries
            # Calls that were under way when the first refusal came are one try with it.
            if receipt.at > known.refused_at and receipt.at not in tries:
                tries = (*tries, receipt.at)
            again = None if error.expired else next_try(tries)
            row = KeyRow(tries, now, again, cause=error.cause)
            rows.write_key(connection, payer.key, row)
            return None if again is None else again - now

        self._proven.discard(payer.key)
        error.wait = self._run(work)

    def throttled(self, payer: Payer, receipt: Receipt, configured: int, error: Throttled) -> None:
        """Remember a 429: all are silent for as long as it asks for, and the limit falls."""

        def work(connection: Connection, now: float) -> None:
            row = rows.read_account(connection, payer.account)
            again = receipt.at >= row.throttled_at
            times = row.throttles + again
            until = now + silence(times, error.retry_after)
            used = rows.used(connection, payer.account)
            cut = cut_by_429(self.limit(configured), row.cut, used, now)
            row = AccountRow(cut, times, now, until if again else max(until, row.silent_until))
            rows.write_account(connection, payer.account, row)
            if receipt.trial:
                rows.end_trial(connection, payer.key)

        self._run(work)

    def others(self, payer: Payer) -> Others | None:
        """What the account's other users spent in the window; None while that cannot be told."""

        def work(connection: Connection, now: float) -> Others:
            ahead = self._file.ahead
            found = connection.execute(
                "SELECT at, purpose, owner FROM spent WHERE account = ? AND owner != ? AND at > ?"
                " ORDER BY at",
                (payer.account, payer.owner, now - WINDOW - LEEWAY),
            ).fetchall()
            spent = tuple((at - ahead, Purpose(purpose)) for at, purpose, _ in found)
            hasty = len({owner for _, purpose, owner in found if purpose == Purpose.FAST})
            cut = rows.read_account(connection, payer.account).cut
            return Others(spent, cut and Cut(cut.limit, cut.at - ahead), hasty)

        return self._run(work)

    @property
    def folder(self) -> Path | None:
        """Where files for the other processes may be; None where nothing is shared."""
        return self._file.folder

    def holder(self, scope: str) -> Holder | None:
        """Who leads there; None: nobody, or that cannot be told now."""
        return self._run(lambda connection, now: rows.read_lease(connection, _hashed(scope)))

    def take_lease(self, scope: str, before: Holder | None, me: Holder) -> bool:
        """Lead in the place of ``before``; false where another was quicker."""
        taken = self._run(
            lambda connection, now: rows.take_lease(connection, _hashed(scope), before, me)
        )
        return bool(taken)

    def release_lease(self, scope: str, me: Holder) -> None:
        """Lead no longer."""
        self._run(lambda connection, now: rows.release_lease(connection, _hashed(scope), me))

    def version(self) -> tuple[int, int, int] | None:
        """Moves when anybody has written; None while that cannot be told."""
        try:
            return self._file.version()
        except Busy:
            return None

    def close(self) -> None:
        self._file.close()

    def _run(self, work: Callable[[Connection, float], T]) -> T | None:
        """None where the file is busy: what this was to say lapses, or is said again."""
        try:
            return self._file.run(work)
        except Busy:
            return None


@lru_cache(maxsize=16)  # of the profiles in use: it is wanted for every request
def _digest(salt: bytes, key: str, guessable: bool) -> bytes:
    """10 ms of work a guess: a password must not be found by trying. A secret access key of 40
    random characters, or a token, cannot be."""
    if guessable:
        return hashlib.scrypt(key.encode(), salt=salt, n=4096, r=8, p=1)
    return hmac.digest(salt, key.encode(), "sha256")


@lru_cache(maxsize=64)  # of accounts and scopes
def _hashed(account: str) -> str:
    return hashlib.sha256(account.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def new_owner() -> int:
    """A number that no other profile of any process has."""
    return int.from_bytes(os.urandom(7))


def _busy(host: str) -> Withheld:
    error = Withheld(
        "another sstui process holds the ledger of requests",
        cause="ledger busy",
        remedy="It goes on in a second.",
        host=host,
    )
    error.wait = _BUSY_WAIT
    return error
