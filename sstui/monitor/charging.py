"""What one profile's requests cost: its budget, and its words with the ledger of all processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sstui.monitor.budget import LEEWAY, Budget, Purpose
from sstui.monitor.clock import Clock
from sstui.monitor.ledger import Ledger, Receipt, new_owner
from sstui.monitor.ledger_rows import Payer
from sstui.monitor.reduce import GONE_FOR
from sstui.monitor.rest import FOREVER
from sstui.servicestage.errors import (
    Forbidden,
    NoCredentials,
    NotFound,
    Rejected,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Withheld,
)
from sstui.servicestage.source import SourceFacts

_LISTEN_AGAIN = 0.5  # seconds between two questions to the ledger what others spent


@dataclass(slots=True)
class _Call:
    """The call that a task makes. Its first request was paid for when it was allowed."""

    purpose: Purpose
    taken: tuple[float, Purpose]  # from the budget, for the last request
    payer: Payer | None = None
    receipt: Receipt | None = None  # of the first request
    requests: int = 0
    last: Receipt | None = None  # of the last one
    charged: float = 0.0  # when that was


_current: ContextVar[_Call | None] = ContextVar("sstui_call", default=None)


class Charging:
    """``limit`` is the configured budget; the ledger knows what is in force, and what others
    spend. ``facts`` tells whose requests these are."""

    def __init__(
        self,
        profile: str,
        clock: Clock,
        limit: int,
        ledger: Ledger,
        facts: Callable[[], SourceFacts],
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._limit = limit
        self._ledger = ledger
        self._facts = facts
        self._budget = Budget(limit)
        self._owner = new_owner()
        self._payer: Payer | None = None  # of the last request
        self._listened = -FOREVER
        self._version: tuple[int, int, int] | None = None

    @property
    def budget(self) -> Budget:
        """What is left, in all processes of this machine."""
        now = self._clock.monotonic()
        if self._payer is not None and now >= self._listened + _LISTEN_AGAIN:
            self._listened = now
            self._listen(self._payer)
        return self._budget

    @property
    def expired(self) -> bool:
        """Whether the credentials are known to have ended, by the API's clock where known."""
        facts = self._facts()
        return facts.expires is not None and facts.expires <= self._clock.now() - (facts.skew or 0)

    def pay(self, purpose: Purpose) -> float:
        """Take one call from the budget before it begins; the instant, for `call`."""
        now = self._clock.monotonic()
        self._budget.spend(now, purpose)
        return now

    def give_back(self, paid: float, purpose: Purpose) -> None:
        """That call is not made."""
        self._budget.give_back(paid, purpose)

    @contextmanager
    def call(self, purpose: Purpose, paid: float) -> Iterator[_Call]:
        """Whatever the block asks is one call, whose first request was paid for at ``paid``."""
        call = _Call(purpose, (paid, purpose))
        before = _current.set(call)
        try:
            yield call
        except BaseException as error:  # also given up: others may wait for how a trial ends
            if isinstance(error, ServiceStageError) and _never_left(error, call):
                self._budget.give_back(paid, purpose)
            self._settle(call, error)
            raise
        else:
            self._settle(call, None)
        finally:
            _current.reset(before)

    def on_request(self) -> None:
        """Charge a request that is about to leave. What this raises keeps it from leaving.

        The first one of a call is paid for; a token, a renewal or a further page comes on top.
        """
        facts, call = self._facts(), _current.get()
        first = call is not None and call.receipt is None
        if first and self.expired:
            raise _expired(facts)
        self._payer = payer = self._ledger.payer(
            self._owner,
            facts.account or f"profile {self._profile}",
            facts.key,
            facts.host,
            facts.identity or self._profile,
            guessable=facts.guessable,
        )
        now = self._clock.monotonic()
        if call is not None and first:
            call.receipt = self._ledger.charge(payer, call.purpose, self._limit, first=True)
            call.payer, call.last = payer, call.receipt
        else:
            receipt = self._ledger.charge(payer, Purpose.ATTACHED, self._limit, first=False)
            self._budget.spend(now, Purpose.ATTACHED)
            if call is not None:
                self._recount(call)
                call.taken, call.last = (now, Purpose.ATTACHED), receipt
        if call is not None:
            call.requests += 1
            call.charged = now

    def _recount(self, call: _Call) -> None:
        """Count the last request of a call from this instant where it may have left but now."""
        now = self._clock.monotonic()
        if call.payer is not None and call.last is not None and now > call.charged + LEEWAY:
            self._ledger.recount(call.payer, call.last)
            self._budget.recount(*call.taken, now)

    def _listen(self, payer: Payer) -> None:
        version = self._ledger.version()
        if version is not None and version != self._version:
            others = self._ledger.others(payer)
            if others is not None:
                self._version = version
                self._budget.tell(others.spent, others.cut, others.hasty)
        self._budget.limit = self._ledger.limit(self._limit)

    def _settle(self, call: _Call, error: BaseException | None) -> None:
        """Let all processes know what the call told of the account."""
        self._recount(call)
        if call.payer is None or call.receipt is None:
            return
        match error:
            case None | Forbidden():
                self._ledger.accepted(call.payer, call.receipt)
            case NotFound() if error.what in GONE_FOR:
                self._ledger.accepted(call.payer, call.receipt)
            case Unauthorized():
                self._ledger.refused(call.payer, call.receipt, error)
            case Throttled():
                self._ledger.throttled(call.payer, call.receipt, self._limit, error)
            case _:
                self._ledger.undecided(call.payer, call.receipt)


def _never_left(error: ServiceStageError, call: _Call) -> bool:
    """Whether no request was made: nothing to sign with, an id that is none, or a ledger that
    kept it back."""
    if call.receipt is not None:
        return False
    if isinstance(error, NoCredentials | Withheld):
        return True
    return isinstance(error, Rejected) and error.status is None


def _expired(facts: SourceFacts) -> Unauthorized:
    ended = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(facts.expires))
    error = Unauthorized(
        f"the temporary credentials of {facts.identity} ended at {ended}; no call was made",
        cause="credentials expired",
        remedy="Renew them: others are used as soon as they are there.",
        host=facts.host,
    )
    error.expired = True
    return error
