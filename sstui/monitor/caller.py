"""One account's line: the source, its budget, and one look through it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace

from sstui.config.problems import ConfigurationError
from sstui.insight.records import Observation
from sstui.monitor.account import AccountLink
from sstui.monitor.budget import Budget, Purpose
from sstui.monitor.clock import Clock
from sstui.monitor.state import AccountState
from sstui.servicestage.errors import (
    BadRequest,
    NoCredentials,
    ServiceStageError,
    Unreachable,
    UnreachableKind,
)
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import InstanceSource, SourceFacts

# ``connect(profile, on_request)``; the source calls ``on_request`` before each HTTP request.
# May raise `ConfigurationError`.
Connect = Callable[[str, Callable[[], None]], InstanceSource]


@dataclass(slots=True)
class _Call:
    """The call that a task makes. Its first request was paid for when it was allowed."""

    sent: bool = False


_call: ContextVar[_Call | None] = ContextVar("sstui_call", default=None)


class Caller:
    """Asks one account. The source is made at the first call, and again until that succeeds."""

    def __init__(self, profile: str, connect: Connect, clock: Clock, budget: Budget) -> None:
        self.profile = profile
        self.budget = budget
        self._connect = connect
        self._clock = clock
        self._source: InstanceSource | None = None

    def pay(self, purpose: Purpose) -> float:
        """Take one look from the budget before it begins; the instant, for `look`."""
        now = self._clock.monotonic()
        self.budget.spend(now, purpose)
        return now

    async def look(self, ref: InstanceRef, purpose: Purpose, started: float) -> Observation:
        """One look that was paid for at ``started``. Holds every `ServiceStageError`."""
        call = _Call()
        _call.set(call)
        try:
            answer = await self._open().show_instance(ref)
        except ServiceStageError as error:
            if not call.sent and _never_left(error):
                self.budget.give_back(started, purpose)
            return self._observation(ref, started, error)
        finally:
            _call.set(None)
        at = self._clock.monotonic()
        return Observation(ref, started, at, self._clock.now(), answer=answer)

    async def look_within(self, ref: InstanceRef, seconds: float) -> Observation:
        """A person's look; one that takes longer than ``seconds`` is cut off: `Unreachable`."""
        started = self.pay(Purpose.PERSON)
        try:
            async with asyncio.timeout(seconds):
                return await self.look(ref, Purpose.PERSON, started)
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
        """Whether the credentials are known to have ended."""
        expires = self.facts().expires
        return expires is not None and expires <= self._clock.now()

    def facts(self) -> SourceFacts:
        return SourceFacts() if self._source is None else self._source.facts()

    def account(self, known: AccountState, link: AccountLink) -> AccountState:
        """What there is to show of the account, over what is ``known`` of it from settings."""
        facts = self.facts()
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
            used=self.budget.used(self._clock.monotonic()),
            limit=self.budget.limit,
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

    def _on_request(self) -> None:
        """A first request was paid for by its look; a token, a renewal or a retry comes on top."""
        call = _call.get()
        if call is not None and not call.sent:
            call.sent = True
        else:
            self.budget.spend(self._clock.monotonic(), Purpose.ATTACHED)

    def _observation(
        self, ref: InstanceRef, started: float, error: ServiceStageError
    ) -> Observation:
        return Observation(ref, started, self._clock.monotonic(), self._clock.now(), error=error)


def _never_left(error: ServiceStageError) -> bool:
    """Whether no request was made: nothing to sign with, or an id that is none."""
    return isinstance(error, NoCredentials | BadRequest) and error.status is None
