"""The simulator: ServiceStage, its gateway and IAM on one loopback port, for tests and the demo."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Self, Unpack

from sstui.simulator.accounts import REGION, TOKEN_LIFETIME, project_named
from sstui.simulator.catalogue import load_scenario
from sstui.simulator.connection import Connections, loopback
from sstui.simulator.faults import Fault, FaultOptions, FaultPlan
from sstui.simulator.shell_lines import add_lines, export_lines
from sstui.simulator.site import Site
from sstui.simulator.stage import Stage
from sstui.simulator.story import JsonObject
from sstui.simulator.throttle import Limit
from sstui.simulator.wire import JSON_TYPE, Reply, Request


class Simulator:
    """One scenario over real HTTP; an async context manager.

    ``port`` 0 takes a free one, kept over `stop` and `start`. ``speed`` is scenario seconds per
    second (0: the story stands still), ``clock`` epoch seconds; ``seed`` makes keys and ids;
    ``count`` is how many instances the scenario *large* has; ``project`` is the name of that which
    they are in, and so their region. Raises KeyError for an unknown scenario or project, ValueError
    for a host that is not loopback or a count that cannot be.
    """

    def __init__(
        self,
        scenario: str = "fleet",
        *,
        count: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 1.0,
        clock: Callable[[], float] = time.time,
        seed: int = 1,
        project: str = REGION,
    ) -> None:
        self.host = loopback(host)
        self.port = port
        self._stage = Stage(load_scenario(scenario, count), clock, speed)
        self._site = Site(self._stage, clock, seed, project_named(project))
        self._account = self._site.account
        self._connections = Connections(self._site)

    async def start(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        self.port = await self._connections.listen(self.host, self.port)

    async def stop(self) -> None:
        """Ends every connection and frees the port at once; `start` takes it again."""
        await self._connections.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def endpoint(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def iam_endpoint(self) -> str:
        return self.endpoint

    @property
    def access_key(self) -> str:
        return self._account.key.access

    @property
    def secret_key(self) -> str:
        return self._account.key.secret

    @property
    def security_token(self) -> str:
        """Empty, except in scenarios with temporary keys."""
        return self._account.key.security_token

    @property
    def region(self) -> str:
        return self._account.project.region

    @property
    def project_id(self) -> str:
        return self._account.project.id

    @property
    def user(self) -> str:
        return self._account.user

    @property
    def password(self) -> str:
        return self._account.password

    @property
    def domain(self) -> str:
        return self._account.domain

    @property
    def requests(self) -> list[Request]:
        """What came, in order; the newest twenty thousand at most."""
        return self._site.requests

    def now(self) -> float:
        """The server's clock, in epoch seconds."""
        return self._site.now()

    @property
    def connections(self) -> int:
        """How many are open now."""
        return self._connections.open

    @property
    def accepted(self) -> int:
        """How many were ever opened."""
        return self._connections.accepted

    @property
    def bookmarks(self) -> list[JsonObject]:
        """The demo's watch list, in order: name, application, component, instance, group, tags,
        note, expect, and interval in seconds where there is one."""
        return [
            {
                **placement.bookmark,
                "application": placement.application_id,
                "component": placement.component_id,
                "instance": placement.id,
            }
            for placement in self._stage.scenario.placements.values()
            if placement.bookmarked
        ]

    def instance_id(self, name: str) -> str:
        """The id of the instance that has this name in the scenario's file."""
        placements = self._stage.scenario.placements.values()
        return next(p.id for p in placements if p.bookmark["name"] == name)

    def exports(self) -> list[str]:
        """Shell lines that let any client in."""
        return export_lines(
            {
                "HUAWEICLOUD_SDK_AK": self.access_key,
                "HUAWEICLOUD_SDK_SK": self.secret_key,
                "HUAWEICLOUD_SDK_PROJECT_ID": self.project_id,
                "HUAWEICLOUD_SDK_SECURITY_TOKEN": self.security_token,
                "SSTUI_ENDPOINT": self.endpoint,
                "SSTUI_IAM_ENDPOINT": self.iam_endpoint,
                "SSTUI_REGION": self.region,
            }
        )

    def add_lines(self) -> list[str]:
        """Shell lines that bookmark every instance."""
        return add_lines(self.bookmarks)

    def advance(self, seconds: float) -> None:
        """Jumps over ``seconds`` of scenario time."""
        self._stage.advance(seconds)

    @property
    def elapsed(self) -> float:
        """Scenario seconds since the start."""
        return self._stage.elapsed

    def body(self, instance_id: str) -> JsonObject | None:
        """What a show call would answer now, as an object; None for a 404."""
        return self._stage.body(instance_id)

    def set_status(self, instance_id: str, **fields: Any) -> None:
        """Sets fields of ``status_detail``, over whatever the story says."""
        self.patch(instance_id, lambda body: body["status_detail"].update(fields))

    def patch(self, instance_id: str, mutate: Callable[[JsonObject], None]) -> None:
        """Changes the body in place, on each answer anew, over whatever the story says."""
        self._stage.patch(instance_id, mutate)

    def serve_body(self, instance_id: str, body: bytes, content_type: str = JSON_TYPE) -> None:
        """Show answers exactly these bytes."""
        self._stage.serve(instance_id, Reply(200, body, content_type=content_type))

    def forget(self, instance_id: str) -> None:
        """404 SVCSTG.00100412 from now on, and absent from the lists."""
        self._stage.forget(instance_id)

    def restore(self, instance_id: str) -> None:
        """Takes back `patch`, `set_status`, `serve_body`, `forget` and the instance's fault."""
        self._stage.restore(instance_id)

    def fault(
        self,
        kind: Fault | None,
        *,
        instance_id: str | None = None,
        **options: Unpack[FaultOptions],
    ) -> None:
        """Puts a fault in force for an instance or for all calls; None lifts it.

        See `Fault` for what each kind reads. ``path`` limits it to targets that contain the text;
        ``times`` ends it after so many calls. REFUSE and SKEWED_DATE concern the whole server
        and hold until they are replaced or lifted. Raises ValueError.
        """
        plan = None if kind is None else FaultPlan(kind, **options)
        whole = kind in (Fault.REFUSE, Fault.SKEWED_DATE)
        if whole and (instance_id is not None or "times" in options or "path" in options):
            raise ValueError(f"{kind} concerns the whole server")
        self._connections.lift()
        self._stage.set_fault(None if whole else plan, instance_id)
        if instance_id is not None:
            return
        self._site.skew = (plan.seconds or 0.0) if plan and plan.kind is Fault.SKEWED_DATE else None
        if kind is Fault.REFUSE:
            self._connections.refuse()
        else:
            self._connections.admit(self.host, self.port)

    def limit(
        self, requests: int | None, *, seconds: float = 300.0, retry_after: bool = True
    ) -> None:
        """So many calls of the account in any ``seconds``, over whatever the story says.

        One too many is a 429 APIGW.0308, which does not count. None: as many as it likes.
        """
        limit = None if requests is None else Limit(requests, seconds, retry_after)
        self._stage.set_limit(limit)

    def cut_pages(self, rows: int | None) -> None:
        """A list call answers with at most so many rows, whatever it was asked for."""
        self._stage.most_rows = rows

    def expire_credentials(self) -> None:
        """Keys and tokens have run out: 401 APIGW.0301. `rotate_keys` makes new ones."""
        self._account.expire()

    def rotate_keys(self) -> tuple[str, str]:
        """New access and secret key; the old ones are unknown from now on."""
        key = self._account.rotate_keys()
        return key.access, key.secret

    def revoke_tokens(self) -> None:
        """Every token given so far is unknown from now on."""
        self._account.revoke_tokens()

    def issue_token(self, *, region: str = "", lifetime: float = TOKEN_LIFETIME) -> str:
        """A token of the project without asking IAM, of another region if need be."""
        project = self._account.project
        return self._account.issue_token(project, region=region, lifetime=lifetime).text
