"""Reading a whole account, because a person asked: in as few calls as the API allows.

One call for the applications, one for the environments' names, one for the number of V3
components, one overview for each application (and what further pages they take). Each waits for
the budget, in a person's share of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from sstui.monitor.caller import Caller
from sstui.monitor.clock import Clock
from sstui.servicestage.discovery import (
    Discovery,
    FoundApplication,
    Lack,
    environment_names,
    read_applications,
    read_components,
)
from sstui.servicestage.errors import (
    Forbidden,
    Missing,
    NoCredentials,
    NotFound,
    ServiceStageError,
    Unauthorized,
    Unreachable,
)
from sstui.servicestage.source import InstanceSource

log = logging.getLogger(__name__)

IN_FLIGHT = 2  # of the four of an account: the looks at what is watched have the others
REFUSED_AFTER = 3  # overviews that were forbidden, and none that was not: the rest would be too

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Reading:
    """How far it is: ``done`` of ``applications`` (None: their number is not known yet);
    ``waiting`` seconds until the budget allows the next call, 0 while one is under way."""

    done: int = 0
    applications: int | None = None
    waiting: float = 0.0


Progress = Callable[[Reading], None]


async def discover(
    caller: Caller, clock: Clock, progress: Progress = lambda reading: None
) -> Discovery:
    """What the account of ``caller`` has. May be cancelled at any point.

    A call that is refused costs its part only, which `Discovery.lacks` and `problem` tell. Raises
    the `ServiceStageError` of the applications' list, and of credentials and connections that
    fail later.
    """
    return await _Reader(caller, clock, progress).read()


class _Reader:
    def __init__(self, caller: Caller, clock: Clock, progress: Progress) -> None:
        self._caller = caller
        self._clock = clock
        self._progress = progress
        self._reading = Reading()
        self._requests = 0
        self._lacks: list[Lack] = []
        self._refused = self._read = 0  # overviews

    async def read(self) -> Discovery:
        self._tell()
        # Alone and first: wrong credentials are refused once, not once for each call.
        applications = read_applications(await self._ask(lambda api: api.list_applications()))
        self._tell(applications=len(applications))
        environments = environment_names(
            await self._part("environment names", lambda api: api.list_environments()) or []
        )
        v3_components = await self._part("V3 components", lambda api: api.count_v3_components())
        found = await self._overviews(applications, environments)
        return Discovery(
            self._caller.profile,
            tuple(found),
            v3_components,
            tuple(self._lacks),
            self._caller.facts(),
            self._requests,
            self._clock.monotonic(),
        )

    async def _overviews(
        self, applications: list[FoundApplication], environments: dict[str, str]
    ) -> list[FoundApplication]:
        found = list(applications)
        left = iter(range(len(applications)))

        async def work(places: Iterator[int]) -> None:
            for place in places:
                found[place] = await self._application(applications[place], environments)
                self._tell(done=self._reading.done + 1)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(IN_FLIGHT, len(applications))):
                    group.create_task(work(left))
        except* ServiceStageError as several:
            raise several.exceptions[0] from None
        return found

    async def _application(
        self, application: FoundApplication, environments: dict[str, str]
    ) -> FoundApplication:
        if self._refused >= REFUSED_AFTER and not self._read:
            return replace(application, problem="not asked: the others were forbidden")
        try:
            rows = await self._ask(lambda api: api.list_overviews(application.id))
        except (NoCredentials, Unauthorized, Unreachable):
            raise
        except ServiceStageError as error:
            if isinstance(error, Forbidden):
                self._refused += 1
                self._lack("instances", error)
            return replace(application, problem=_why(error))
        self._read += 1
        return replace(application, components=read_components(application.id, rows, environments))

    async def _part(
        self, what: str, call: Callable[[InstanceSource], Awaitable[_Told]]
    ) -> _Told | None:
        """What is told, or None and a lack in its place."""
        try:
            return await self._ask(call)
        except (NoCredentials, Unauthorized, Unreachable):
            raise
        except NotFound as error:
            if error.what is Missing.ENDPOINT:
                return None  # older regions have no such API
            self._lack(what, error)
        except ServiceStageError as error:
            self._lack(what, error)
        return None

    def _lack(self, what: str, error: ServiceStageError) -> None:
        lack = Lack(what, _why(error))
        if lack not in self._lacks:
            log.warning("discovery is not told %s: %s", what, error)
            self._lacks.append(lack)

    async def _ask(self, call: Callable[[InstanceSource], Awaitable[_Told]]) -> _Told:
        told, requests = await self._caller.ask(call, lambda wait: self._tell(waiting=wait))
        self._requests += requests
        self._tell()
        return told

    def _tell(
        self, *, done: int | None = None, applications: int | None = None, waiting: float = 0.0
    ) -> None:
        self._reading = Reading(
            self._reading.done if done is None else done,
            self._reading.applications if applications is None else applications,
            waiting,
        )
        self._progress(self._reading)


def _why(error: ServiceStageError) -> str:
    """The cause, and the permission where one is missing."""
    permission = error.permission if isinstance(error, Forbidden) else ""
    return f"{error.cause}: needs {permission}" if permission else error.cause
