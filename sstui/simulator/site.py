"""What stands behind the socket: the gateway, ServiceStage and IAM, over one story."""

from __future__ import annotations

from collections.abc import Callable

from sstui.simulator.accounts import PROJECTS, Account, Project
from sstui.simulator.faults import FaultPlan
from sstui.simulator.gateway import Gateway
from sstui.simulator.iam import Iam
from sstui.simulator.refusals import no_such_api
from sstui.simulator.service import Service
from sstui.simulator.stage import Stage
from sstui.simulator.throttle import Throttle
from sstui.simulator.wire import Reply, Request

_KEPT_REQUESTS = 20_000


class Site:
    """Answers every request. ``clock`` gives epoch seconds; ``seed`` makes keys and ids.

    ``skew`` is how many seconds the server's clock is ahead of it, whatever the story says; None
    leaves that to the story.
    """

    def __init__(
        self,
        stage: Stage,
        clock: Callable[[], float],
        seed: int,
        project: Project = PROJECTS[0],
    ) -> None:
        self.stage = stage
        self.requests: list[Request] = []
        self.skew: float | None = None
        temporary = stage.scenario.temporary_keys
        self.account = Account(seed, self.now, clock, temporary_keys=temporary, project=project)
        self._clock = clock
        gateway = Gateway(self.account, Throttle(stage.limit, clock), self.now)
        self._iam = Iam(self.account, gateway)
        self._service = Service(stage, self.account, gateway)
        self._expired = False

    def now(self) -> float:
        return self._clock() + (self.stage.skew() if self.skew is None else self.skew)

    def request_id(self) -> str:
        return self.account.request_id()

    def receive(self, request: Request) -> FaultPlan | None:
        """Keeps the request; returns the fault that it meets."""
        self.requests.append(request)
        if len(self.requests) > _KEPT_REQUESTS:
            del self.requests[: _KEPT_REQUESTS // 2]
        return self.stage.fault_for(request)

    def answer(self, request: Request, request_id: str) -> Reply:
        """Raises `Refused`."""
        if self.stage.expired() and not self._expired:
            self._expired = True  # once: keys and tokens made afterwards are good
            self.account.expire()
        first = request.segments[:1]
        if first == ["v2"] or (first == ["v3"] and request.segments[2:3] == ["cas"]):
            return self._service.answer(request, request_id)
        if first == ["v3"]:
            return self._iam.answer(request, request_id)
        raise no_such_api(request_id)
