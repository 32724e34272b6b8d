"""One account's line: the source, its budget, and one look through it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from sstui.config.problems import ConfigurationError
from sstui.insight.records import Observation
from sstui.monitor.account import AccountLink
from sstui.monitor.budget import Budget, Purpose
from sstui.monitor.calls import Sweep
from sstui.monitor.clock import Clock
from sstui.monitor.ledger import Ledger, Receipt, new_owner
from sstui.monitor.ledger_rows import Payer
from sstui.monitor.reduce import GONE_FOR
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import AccountState
from sstui.monitor.sweeping import Swept
from sstui.servicestage.errors import (
    Forbidden,
    NoCredentials,
    NotFound,
    Rejected,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unreachable,
    UnreachableKind,
    Withheld,
)
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import InstanceSource, SourceFacts

# ``connect(profile, on_request)``; the source calls ``on_request`` before each HTTP request.
# May raise `ConfigurationError`.
Connect = Callable[[str, Callable[[], None]], InstanceSource]


_TOLD_AGAIN = 0.5  # seconds between two questions to the ledger what others spent


@dataclass(slots=True)
class _Call:
    """The call that a task makes. Its first request was paid for when it was allowed."""

    purpose: Purpose
    payer: Payer | None = None
    receipt: Receipt | None = None  # of the first request


_current: ContextVar[_Call | None] = ContextVar("sstui_call", default=None)


class Caller:
    """Asks one account. The source is made at the first call, and again until that succeeds.

    ``limit`` is the configured budget; the ledger knows what is in force, and what others spend.
    """

    def __init__(
        self, profile: str, connect: Connect, clock: Clock, limit: int, ledger: Ledger
    ) -> None:
        self.profile = profile
        self._budget = Budget(limit)
        self._limit = limit
        self._connect = connect
        self._clock = clock
        self._ledger = ledger
        self._owner = new_owner()
        self._payer: Payer | None = None  # of the last request
        self._told_at = -FOREVER
        self._told_version: tuple[int, int, int] | None = None
        self._source: InstanceSource | None = None

    @property
    def budget(self) -> Budget:
        """What is left, in all processes of this machine."""
        now = self._clock.monotonic()
        if self._payer is not None and now >= self._told_at + _TOLD_AGAIN:
            self._told_at = now
            self._listen(self._payer)
        return self._budget

    def _listen(self, payer: Payer) -> None:
        version = self._ledger.version()
        if version is not None and version != self._told_version:
            others = self._ledger.others(payer)
            if others is not None:
                self._told_version = version
                self._budget.tell(others.spent, others.cut)
        self._budget.limit = self._ledger.limit(self._limit)

    def pay(self, purpose: Purpose) -> float:
        """Take one look from the budget before it begins; the instant, for `look`."""
        now = self._clock.monotonic()
        self._budget.spend(now, purpose)
        return now

    async def look(self, ref: InstanceRef, purpose: Purpose, started: float) -> Observation:
        """One look that was paid for at ``started``. Holds every `ServiceStageError`: `Withheld`
        says that no request was made and nothing was learned."""
        try:
            with self._call(purpose, started):
                answer = await self._open().show_instance(ref)
        except ServiceStageError as error:
            return self._observation(ref, started, error)
        at = self._clock.monotonic()
        return Observation(ref, started, at, self._clock.now(), answer=answer)

    async def sweep(self, sweep: Sweep, purpose: Purpose, started: float) -> Swept:
        """The overview of one application; its first page was paid for at ``started``."""
        ref = next(iter(sweep.covers))
        try:
            with self._call(purpose, started):
                overview = await self._open().show_overview(sweep.application)
        except ServiceStageError as error:
            return Swept(self._observation(ref, started, error))
        at = self._clock.monotonic()
        return Swept(Observation(ref, started, at, self._clock.now()), overview)

    async def look_within(self, ref: InstanceRef, seconds: float) -> Observation:
        """A person's look; one that takes longer than ``seconds`` is cut off: `Unreachable`. One
        that is withheld is tried again while there is time."""
        started = self._clock.monotonic()
        try:
            async with asyncio.timeout(seconds):
                while True:
                    look = await self.look(ref, Purpose.PERSON, self.pay(Purpose.PERSON))
                    error = look.error
                    if not isinstance(error, Withheld) or look.at + error.wait > started + seconds:
                        return look
                    await self._clock.sleep(error.wait)
        except TimeoutError:
            error = Unreachable(
                f"no answer within {seconds:g} s",
                cause="does not answer",
                remedy="Try again, or allow more time.",
                host=self.facts().host,
            )
            error.kind = UnreachableKind.TIMEOUT
            return self._observation(ref, started, error)

    async def credentials_changed(self) -> bool:
        """Whether it is worth trying again although credentials were missing or refused."""
        try:
            return await self._open().credentials_changed()
        except ServiceStageError:
            return False

    def fault(self, ref: InstanceRef, started: float, error: BaseException) -> Observation:
        """What is shown of a look that failed by a mistake of our own."""
        shown = ServiceStageError(
            f"internal error: {type(error).__name__}",
            cause="internal error",
            remedy="This is a fault of sstui; its log has the details.",
        )
        return self._observation(ref, started, shown)

    @property
    def expired(self) -> bool:
        """Whether the credentials are known to have ended, by the API's clock where that is known."""
        facts = self.facts()
        return facts.expires is not None and facts.expires <= self._clock.now() - (facts.skew or 0)

    def facts(self) -> SourceFacts:
        return SourceFacts() if self._source is None else self._source.facts()

    def account(self, known: AccountState, link: AccountLink) -> AccountState:
        """What there is to show of the account, over what is ``known`` of it from settings."""
        facts, budget, now = self.facts(), self.budget, self._clock.monotonic()
        return replace(
            known,
            link=link.state,
            since=link.since,
            error=link.error,
            tries=link.tries,
            next_try=link.next_try,
            host=facts.host or known.host,
            vendor_host=facts.vendor_host if facts.host else known.vendor_host,
            region=facts.region or known.region,
            project_id=facts.project_id or known.project_id,
            identity=facts.identity or known.identity,
            source=facts.origin or known.source,
            expires=facts.expires or known.expires,
            skew=facts.skew,
            used=budget.used(now),
            limit=budget.limit_at(now),
            alone=self._ledger.problem or "",
        )

    async def aclose(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            await source.aclose()

    def _open(self) -> InstanceSource:
        if self._source is None:
            try:
                self._source = self._connect(self.profile, self._on_request)
            except ConfigurationError as error:
                raise NoCredentials(
                    str(error), cause="configuration", remedy=error.remedy or "Correct it."
                ) from error
        return self._source

    @contextmanager
    def _call(self, purpose: Purpose, started: float) -> Iterator[None]:
        """Whatever the block asks is one call, whose first request was paid for at ``started``."""
        call = _Call(purpose)
        before = _current.set(call)
        try:
            yield
        except BaseException as error:
            if isinstance(error, ServiceStageError) and _never_left(error, call):
                self._budget.give_back(started, purpose)
            self._settle(call, error)
            raise
        else:
            self._settle(call, None)
        finally:
            _current.reset(before)

    def _on_request(self) -> None:
        """Charge a request that is about to leave. What this raises keeps it from leaving.

        The first one of a call is paid for; a token, a renewal or a further page comes on top.
        """
        facts, call = self.facts(), _current.get()
        first = call is not None and call.receipt is None
        if first and self.expired:
            raise _expired(facts)
        self._payer = payer = self._ledger.payer(
            self._owner,
            facts.account or f"profile {self.profile}",
            facts.key,
            facts.host,
            facts.identity or self.profile,
        )
        if call is not None and first:
            receipt = self._ledger.charge(payer, call.purpose, self._limit, first=True)
            call.payer, call.receipt = payer, receipt
        else:
            self._ledger.charge(payer, Purpose.ATTACHED, self._limit, first=False)
            self._budget.spend(self._clock.monotonic(), Purpose.ATTACHED)

    def _settle(self, call: _Call, error: BaseException | None) -> None:
        """Let all processes know what the call told of the account."""
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

    def _observation(
        self, ref: InstanceRef, started: float, error: ServiceStageError
    ) -> Observation:
        return Observation(ref, started, self._clock.monotonic(), self._clock.now(), error=error)


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
