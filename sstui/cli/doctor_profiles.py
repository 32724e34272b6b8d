"""What `doctor` says of each account: who we are there, what we may ask, what it costs.

Its calls are a person's: they are counted with all others of this machine, and a refused key is
not tried again for its sake.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

from sstui.cli.accounts import Accounts
from sstui.cli.doctor_network import network_findings
from sstui.config.problems import ConfigurationError
from sstui.config.watchlist import Bookmark
from sstui.monitor.caller import Caller
from sstui.monitor.clock import SystemClock
from sstui.monitor.ledger import Ledger
from sstui.servicestage.errors import (
    Forbidden,
    NoCredentials,
    NotFound,
    ServiceStageError,
    Unauthorized,
)
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer, InstanceSource, SourceFacts
from sstui.view.age import duration
from sstui.view.doctor import Blame, Finding, Level, failure, good, warning

PATIENCE = 30.0  # seconds for one call, the budget's waiting included
_SKEW = 60.0  # seconds; from 15 minutes on every signature is refused
# What each kind of call is for; without `show` nothing can be watched.
_COST = {
    "projects": "only a profile without project_id, or with account_id, needs it",
    "applications": "without it `discover` and queries find nothing",
    "environments": "without it environments have no names",
    "overviews": "without it each instance is asked by itself, less often",
    "instances": "without it the successor of a gone instance is not offered",
    "jobs": "without it a deployment cannot be followed step by step",
    "V3": "without it `discover` cannot say what it cannot watch",
}
Answered = TypeVar("Answered")


class ProfileExamination:
    """``bookmarks`` are the profile's own; ``budget`` is the configured one."""

    def __init__(
        self,
        name: str,
        accounts: Accounts,
        ledger: Ledger,
        budget: int,
        bookmarks: Sequence[Bookmark],
    ) -> None:
        self._name = name
        self._accounts = accounts
        self._ledger = ledger
        self._bookmarks = bookmarks
        self._clock = SystemClock()
        self._caller = Caller(name, accounts.connect, self._clock, budget, ledger)
        self._failed = False

    async def findings(self) -> AsyncIterator[Finding]:
        """Each as soon as it is known. What cannot be asked any more is left out."""
        try:
            profile = self._accounts.profile(self._name)
            idle = self._accounts.connect(self._name)
        except ConfigurationError as error:
            what = str(error).removesuffix(f"; {error.remedy}")
            yield self._failure("profile", what, error.remedy, Blame.CONFIGURATION)
            return
        async for finding in network_findings(self._name, profile):
            self._failed |= finding.level is Level.FAIL
            yield finding
        try:
            whose = await idle.whose()
        except NoCredentials as error:
            yield self._failure("credentials", str(error), error.remedy, Blame.CREDENTIALS)
            return
        yield good(f"{self._name} credentials", idle.facts().origin)
        if not self._failed:
            try:
                async for finding in self._asked():
                    yield finding
            finally:
                await self._caller.aclose()
        yield self._spent()
        yield self._leader(f"{whose} {profile.project_id or self._name}")

    async def _asked(self) -> AsyncIterator[Finding]:
        """One call of each kind that the program makes."""
        _, finding = await self._ask("projects", lambda client: client.list_projects())
        yield finding
        if self._failed:
            return
        applications, finding = await self._ask(
            "applications", lambda client: client.list_applications()
        )
        yield finding
        if not self._failed:
            facts = self._caller.facts()
            yield self._identity(facts)
            yield self._skew(facts)
            yield (await self._ask("environments", lambda c: c.list_environments()))[1]
            yield (await self._ask("V3", lambda c: c.count_v3_components()))[1]
            async for finding in self._of_an_instance(applications or []):
                yield finding

    async def _of_an_instance(self, applications: list[JSONObject]) -> AsyncIterator[Finding]:
        """The calls for one instance: of a bookmark, else any that there is."""
        ref = self._bookmarks[0].ref if self._bookmarks else None
        application = ref.application if ref else _first_id(applications, "id")
        if application is None:
            what = "not tried: there is no application"
            yield warning(f"{self._name} show", what, "try again once one is deployed")
            return
        components, finding = await self._ask(
            "overviews", lambda client: client.list_overviews(application)
        )
        yield finding
        ref = ref or _first_instance(application, components or [])
        if ref is None or self._failed:
            return
        chosen = ref
        _, finding = await self._ask(
            "instances", lambda c: c.list_instances(chosen.application, chosen.component)
        )
        yield finding
        answer, finding = await self._ask("show", lambda client: client.show_instance(chosen))
        yield finding
        if not self._failed:
            yield await self._of_a_job(answer)

    async def _of_a_job(self, answer: Answer | None) -> Finding:
        """The call for the last job of the instance that was shown; nothing lists jobs."""
        job_id = answer.instance.status_detail.last_job_id if answer else None
        if not job_id:
            what = f"not tried: no job is known; {_COST['jobs']}"
            return warning(f"{self._name} jobs", what, "try again after the next deployment")
        return (await self._ask("jobs", lambda client: client.show_job(job_id)))[1]

    async def _ask(
        self, kind: str, call: Callable[[InstanceSource], Awaitable[Answered]]
    ) -> tuple[Answered | None, Finding]:
        """What one call told, and what that means."""
        subject, started = f"{self._name} {kind}", self._clock.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                answer, _ = await self._caller.ask(call, lambda seconds: None)
        except TimeoutError:
            what = "not asked: the budget is spent, or the API wants silence"
            return None, warning(subject, what, "try again in five minutes")
        except ServiceStageError as error:
            return None, self._refused(kind, subject, error)
        took = self._clock.monotonic() - started
        return answer, good(subject, f"allowed, answered in {took * 1000:.0f} ms")

    def _refused(self, kind: str, subject: str, error: ServiceStageError) -> Finding:
        cost = _COST.get(kind, "")
        match error:
            case Unauthorized() | NoCredentials():
                return self._failure(kind, str(error), error.remedy, Blame.CREDENTIALS)
            case Forbidden() if cost:
                return warning(subject, f"{error}; {cost}", error.remedy)
            case Forbidden():
                return self._failure(kind, str(error), error.remedy, Blame.CREDENTIALS)
            case NotFound() if cost or self._bookmarks:
                return warning(subject, str(error), error.remedy)
            case _ if kind == "projects":
                return warning(subject, f"{error}; {cost}", error.remedy)
            case _:
                return self._failure(kind, str(error), error.remedy, Blame.NETWORK)

    def _identity(self, facts: SourceFacts) -> Finding:
        """As whom we ask, and until when; of an access key the first four characters."""
        who = facts.identity or "a token"
        what = f"{who}, project {facts.project_id}, region {facts.region or 'not named'}"
        if facts.expires is None:
            return good(f"{self._name} identity", what)
        left = duration(max(facts.expires - self._clock.now(), 0.0))
        until = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(facts.expires))
        return good(f"{self._name} identity", f"{what}, until {until}, {left} left")

    def _skew(self, facts: SourceFacts) -> Finding:
        subject, skew = f"{self._name} clock", facts.skew
        if skew is None:
            return warning(subject, "the API sends no Date to compare with", "compare it by hand")
        if abs(skew) < _SKEW:
            return good(subject, f"{abs(skew):.0f} s from the API's")
        side = "ahead of" if skew > 0 else "behind"
        what = f"{duration(abs(skew))} {side} the API's: from 15 minutes on keys are refused"
        return warning(subject, what, "set the clock: timedatectl set-ntp true")

    def _spent(self) -> Finding:
        subject, budget, now = f"{self._name} budget", self._caller.budget, self._clock.monotonic()
        used = f"{budget.used(now)} of {budget.limit_at(now)} requests in five minutes"
        if self._ledger.problem:
            return warning(subject, f"{used}; {self._ledger.problem}", "make it writable")
        return good(subject, f"{used}, of all sstui processes here")

    def _leader(self, scope: str) -> Finding:
        holder = self._ledger.holder(scope)
        if holder is None or not _runs(holder.pid):
            return good(f"{self._name} looks", "no dashboard looks at it just now")
        return good(f"{self._name} looks", f"the sstui with pid {holder.pid} looks for all")

    def _failure(self, kind: str, what: str, remedy: str, blame: Blame) -> Finding:
        self._failed = True
        return failure(f"{self._name} {kind}", what, remedy, blame)


def _first_id(items: Sequence[JSONObject], key: str) -> str | None:
    return next((value for item in items if isinstance(value := item.get(key), str)), None)


def _first_instance(application: str, components: Sequence[JSONObject]) -> InstanceRef | None:
    """One of an overview's."""
    for component in components:
        own, instances = component.get("id"), component.get("instances")
        items = instances if isinstance(instances, list) else []
        instance = _first_id([item for item in items if isinstance(item, dict)], "instance_id")
        if isinstance(own, str) and instance:
            return InstanceRef(application, own, instance)
    return None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True
