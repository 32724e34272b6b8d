"""One account's line: the source, its budget, and one look through it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from sstui.config.problems import ConfigurationError
from sstui.insight.records import Observation
from sstui.monitor import pacing
from sstui.monitor.account import AccountLink
from sstui.monitor.budget import Budget, Purpose
from sstui.monitor.calls import Sweep, Swept
from sstui.monitor.charging import Charging
from sstui.monitor.clock import Clock
from sstui.monitor.expectations import Expectations
from sstui.monitor.frames import Told, look_key, sweep_key
from sstui.monitor.ledger import Ledger
from sstui.monitor.relaying import Relaying
from sstui.monitor.state import AccountState
from sstui.servicestage.errors import (
    NoCredentials,
    ServiceStageError,
    Throttled,
    Withheld,
)
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer, InstanceSource, Overview, SourceFacts

# ``connect(profile, on_request)``; the source calls ``on_request`` before each HTTP request.
# May raise `ConfigurationError`.
Connect = Callable[[str, Callable[[], None]], InstanceSource]

_PATIENCE = 2  # throttles in a row that a person's call waits out
_Answered = TypeVar("_Answered")


class Caller:
    """Asks one account. The source is made at the first call, and again until that succeeds."""

    def __init__(
        self, profile: str, connect: Connect, clock: Clock, limit: int, ledger: Ledger
    ) -> None:
        self.profile = profile
        self.focused: InstanceRef | None = None  # its own calls are made whoever leads
        # Called with what the overview of an application told, whoever asked for it.
        self.overviewed: Callable[[str, Told, str], None] = lambda profile, told, application: None
        self._connect = connect
        self._clock = clock
        self._ledger = ledger
        self._charging = Charging(profile, clock, limit, ledger, self.facts)
        self._relaying = Relaying(clock, ledger, self._whose)
        self._source: InstanceSource | None = None

    def share(self, scope: str, interval: float, changed: Callable[[], None]) -> None:
        """`Relaying.share`."""
        self._relaying.share(scope, interval, changed)

    @property
    def leads(self) -> bool:
        """Whether what this process sees is to be written down."""
        return self._relaying.records

    @property
    def expectations(self) -> Expectations:
        """What is wanted of instances, as all processes of this machine have it."""
        return self._ledger.expectations

    def news(self, ref: InstanceRef, since: float) -> bool:
        """`Relaying.news`."""
        return self._relaying.news(ref, since)

    @property
    def budget(self) -> Budget:
        """What is left, in all processes of this machine."""
        budget = self._charging.budget
        budget.free = self._relaying.follows
        return budget

    def pay(self, purpose: Purpose) -> float:
        """Take one look from the budget before it begins; the instant, for `look`."""
        return self._charging.pay(purpose)

    async def look(self, ref: InstanceRef, purpose: Purpose, started: float) -> Observation:
        """One look that was paid for at ``started``, or what the process that leads saw. Holds
        every `ServiceStageError`: `Withheld` says that nothing was learned."""
        own = purpose is Purpose.PERSON or ref == self.focused
        told, relayed = await self._ask(
            look_key(ref), purpose, started, lambda source: source.show_instance(ref), own=own
        )
        return Observation(
            ref, told.started, told.at, told.time, told.answer, told.error, relayed=relayed
        )

    async def sweep(self, sweep: Sweep, purpose: Purpose, started: float) -> Swept:
        """The overview of one application; its first page was paid for at ``started``."""
        ref = next(iter(sweep.covers))
        told, relayed = await self._overview(sweep.application, purpose, started)
        look = Observation(ref, told.started, told.at, told.time, None, told.error, relayed=relayed)
        return Swept(look, told.overview)

    async def overview(self, application: str, purpose: Purpose, started: float) -> Told:
        """The same, for whoever wants to know what there is."""
        return (await self._overview(application, purpose, started))[0]

    async def _overview(
        self, application: str, purpose: Purpose, started: float
    ) -> tuple[Told, bool]:
        told, relayed = await self._ask(
            sweep_key(application),
            purpose,
            started,
            lambda source: source.show_overview(application),
            own=purpose is Purpose.PERSON,
        )
        self.overviewed(self.profile, told, application)
        return told, relayed

    async def instances_beside(self, ref: InstanceRef, started: float) -> list[JSONObject] | None:
        """The instances of its component, by one call that was paid for at ``started`` from the
        fast share; None where there was no answer."""
        try:
            with self._charging.call(Purpose.FAST, started):
                return await self._open().list_instances(ref.application, ref.component)
        except ServiceStageError:
            return None

    async def ask(
        self,
        call: Callable[[InstanceSource], Awaitable[_Answered]],
        waiting: Callable[[float], None],
    ) -> tuple[_Answered, int]:
        """What a person's own call told, and how many requests it took; ``waiting`` hears how many
        seconds the budget, or a throttle, keeps it back. Raises `ServiceStageError`."""
        throttles = 0
        while True:
            started = self.pay(Purpose.PERSON)
            try:
                with self._charging.call(Purpose.PERSON, started) as made:
                    return await call(self._open()), made.requests
            except Withheld as error:
                wait = error.wait
            except Throttled as error:
                throttles += 1
                if throttles > _PATIENCE:
                    raise
                wait = error.retry_after or pacing.THROTTLED_FIRST
            waiting(wait)
            await self._clock.sleep(wait)

    async def credentials_changed(self) -> bool:
        """Whether it is worth trying again although credentials were missing or refused."""
        try:
            return await self._open().credentials_changed()
        except ServiceStageError:
            return False

    @property
    def expired(self) -> bool:
        """Whether the credentials are known to have ended, by the API's clock where known."""
        return self._charging.expired

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
            leader=self._relaying.leads,
            leader_pid=self._relaying.leader_pid,
        )

    async def aclose(self) -> None:
        await self._relaying.aclose()
        source, self._source = self._source, None
        if source is not None:
            await source.aclose()

    def _open(self) -> InstanceSource:
        if self._source is None:
            try:
                self._source = self._connect(self.profile, self._charging.on_request)
            except ConfigurationError as error:
                raise NoCredentials(
                    str(error), cause="configuration", remedy=error.remedy or "Correct it."
                ) from error
        return self._source

    async def _whose(self) -> str:
        return await self._open().whose()

    async def _ask(
        self,
        key: str,
        purpose: Purpose,
        started: float,
        call: Callable[[InstanceSource], Awaitable[Answer | Overview]],
        *,
        own: bool,
    ) -> tuple[Told, bool]:
        """What a call told, and whether another process made it."""

        async def out() -> Told:
            error, result = None, None
            try:
                with self._charging.call(purpose, started):
                    result = await call(self._open())
            except ServiceStageError as caught:
                error = caught
            answer = result if isinstance(result, Answer) else None
            overview = result if isinstance(result, Overview) else None
            at, wall = self._clock.monotonic(), self._clock.now()
            if isinstance(error, Withheld) and purpose is Purpose.ROUTINE:
                self._relaying.held_up(at + error.wait)
            return Told(key, started, at, wall, answer, overview, error)

        def give_back() -> None:
            self._charging.give_back(started, purpose)

        return await self._relaying.ask(key, started, out, give_back, own=own)
