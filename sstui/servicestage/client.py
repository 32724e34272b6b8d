"""ServiceStage's API V2, read only: one `_request`, and thin methods above it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sstui.servicestage import iam
from sstui.servicestage.account import Account, Grant
from sstui.servicestage.answers import AnswerReader
from sstui.servicestage.auth import Auth
from sstui.servicestage.credentials import (
    AccessKey,
    Credentials,
    CredentialSource,
    Password,
    account_of,
    fingerprint,
    identity,
)
from sstui.servicestage.errors import Forbidden, Unreachable, UnreachableKind
from sstui.servicestage.faults import forget_frames, unreachable
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.listing import count_rows, invalid_id, list_rows
from sstui.servicestage.overviews import OverviewReader
from sstui.servicestage.refs import InstanceRef, InvalidReference, check_ref
from sstui.servicestage.regions import (
    check_endpoint,
    check_iam_endpoint,
    host_of,
    is_vendor_host,
    region_hint,
    servicestage_endpoint,
)
from sstui.servicestage.rejections import name_permission, rejection
from sstui.servicestage.reply import Reply
from sstui.servicestage.routes import Routes
from sstui.servicestage.signing import target
from sstui.servicestage.source import Answer, Overview, SourceFacts
from sstui.servicestage.transport import Transport

if TYPE_CHECKING:
    from sstui.servicestage.jobs import Job

MAX_BODY = 8 * 1024 * 1024  # bytes
_OVERVIEWS = "applications/{}/components/overviews"


class ServiceStage:
    """One account in one region: an `InstanceSource` over HTTPS. An async context manager.

    Callers bound their own concurrency. ``timeout`` holds for a whole call, token included;
    asking the credential source is not part of it. ``on_request`` is called before each HTTP
    request that leaves, when `facts` tells the account that makes it; a `ServiceStageError` that
    it raises keeps the request from leaving. Raises `InvalidEndpoint` at once for endpoints,
    proxies and CA bundles that cannot be used; later only `ServiceStageError`.
    """

    def __init__(
        self,
        *,
        region: str,
        credentials: CredentialSource,
        project_id: str | None = None,
        project_name: str | None = None,
        endpoint: str | None = None,
        iam_endpoint: str | None = None,
        ca_bundle: str | None = None,
        proxy: str | None = None,
        account_id: str | None = None,
        on_request: Callable[[], None] | None = None,
        now: Callable[[], float] = time.time,
        connect_timeout: float = 5.0,
        timeout: float = 15.0,
        max_body: int = MAX_BODY,
    ) -> None:
        self._base = check_endpoint(endpoint or servicestage_endpoint(region))
        self._region = region
        self._source = credentials
        self._timeout = timeout
        self._transport = Transport(
            Routes(proxy, ca_bundle),
            on_request,
            now,
            connect_timeout=connect_timeout,
            max_body=max_body,
        )
        self._skew: float | None = None
        self._overviews = OverviewReader()
        self._answers = AnswerReader()
        self._account = Account(
            credentials,
            self._request,
            region=region,
            iam_base=check_iam_endpoint(iam_endpoint) if iam_endpoint else None,
            project_id=project_id,
            project_name=project_name,
            account_id=account_id,
            now=now,
        )

    async def __aenter__(self) -> ServiceStage:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def show_instance(self, ref: InstanceRef) -> Answer:
        """*Querying Instance Details Based on the Instance ID*."""
        try:
            check_ref(ref)
        except InvalidReference as error:
            raise invalid_id(error) from error
        path = f"applications/{ref.application}/components/{ref.component}/instances/{ref.instance}"
        try:
            reply = await self._get(path)
        except Forbidden as error:
            name_permission(error, "servicestage:app:get")
            raise
        return self._answers.read(ref, reply)

    async def list_applications(self) -> list[JSONObject]:
        """*Obtaining All Applications*: ApplicationView objects, oldest first."""
        return await list_rows(self._get, "applications", "applications")

    async def list_instances(self, application: str, component: str) -> list[JSONObject]:
        """*Obtaining All Component Instances*: InstanceListView objects."""
        path = "applications/{}/components/{}/instances"
        return await list_rows(self._get, path, "instances", application, component)

    async def list_overviews(self, application: str) -> list[JSONObject]:
        """All components of an application, each with its ``instances``, whose ids and names are
        ``instance_id`` and ``instance_name``."""
        return await list_rows(self._get, _OVERVIEWS, "components", application)

    async def show_overview(self, application: str) -> Overview:
        """`list_overviews`, read as instances."""
        pages = 0

        async def get(path: str, query: Iterable[tuple[str, str]]) -> Reply:
            nonlocal pages
            pages += 1
            return await self._get(path, query)

        components = await list_rows(get, _OVERVIEWS, "components", application)
        told = self._overviews.read(application, components)
        answers = {ref: Answer(each, b"", None, None, overview=True) for ref, each in told.items()}
        return Overview(answers, pages)

    async def list_environments(self) -> list[JSONObject]:
        """*Obtaining All Environments*: id, name, base and optional resources."""
        return await list_rows(self._get, "environments", "environments")

    async def show_job(self, job_id: str) -> Job:
        """*Obtaining Job Details*."""
        from sstui.servicestage.jobs import read_job  # 6 ms, and few ever follow one

        return await read_job(self._get, job_id)

    async def count_v3_components(self) -> int:
        """How many components API V3 has in the project: one call, for one row."""

        async def get(path: str, query: Iterable[tuple[str, str]]) -> Reply:
            return await self._get(path, query, api="v3")

        return await count_rows(get, "components")

    async def list_projects(self) -> list[iam.Project]:
        """IAM's *Querying Project Information*: the projects that the credentials may see."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._account.projects()
        except TimeoutError as error:
            raise self._too_late(self._account.iam_host, error) from error

    async def whose(self) -> str:
        return self._payer(await self._account.current())

    async def credentials_changed(self) -> bool:
        return await self._account.changed()

    def facts(self) -> SourceFacts:
        credentials = self._account.credentials
        expires = credentials.expires if isinstance(credentials, AccessKey) else None
        return SourceFacts(
            host=host_of(self._base),
            vendor_host=is_vendor_host(self._base),
            region=self._region,
            project_id=self._account.project_id,
            identity=identity(credentials),
            origin=self._source.description,
            expires=expires.timestamp() if expires else None,
            skew=self._skew,
            account=self._payer(credentials) if credentials else "",
            key=fingerprint(credentials) if credentials else "",
            guessable=isinstance(credentials, Password),
        )

    def _payer(self, credentials: Credentials) -> str:
        """Whose requests are counted together."""
        return f"{host_of(self._base)} {account_of(credentials)}"

    async def _get(
        self, path: str, query: Iterable[tuple[str, str]] = (), api: str = "v2"
    ) -> Reply:
        """An authenticated GET below the project, within the time of one call."""
        reached = False

        async def call(grant: Grant) -> Reply:
            nonlocal reached
            reached = True
            text = target(f"/{api}/{grant.project_id}/cas/{path}", query)
            return await self._request("GET", self._base, text, auth=grant.auth)

        credentials = await self._account.current()
        try:
            async with asyncio.timeout(self._timeout):
                return await self._account.authorised(credentials, call)
        except TimeoutError as error:
            host = host_of(self._base) if reached else self._account.iam_host
            raise self._too_late(host, error) from error

    def _too_late(self, host: str, error: TimeoutError) -> Unreachable:
        forget_frames(error)
        what = f"gave no whole answer within {self._timeout:g} s"
        return unreachable(UnreachableKind.TIMEOUT, host, what, cause="does not answer")

    async def _request(
        self,
        method: str,
        base: str,
        path: str,
        *,
        auth: Auth | None = None,
        content: bytes = b"",
    ) -> Reply:
        """The only way out: a GET, or IAM's token call; nothing else can leave."""
        fetches_token = method == "POST" and path.partition("?")[0] == iam.TOKENS_PATH
        if method != "GET" and not fetches_token:
            raise PermissionError(f"{method} {path}: sstui only reads")
        try:
            reply = await self._transport.exchange(method, base, path, auth=auth, content=content)
        except Unreachable as error:
            if error.kind is UnreachableKind.DNS:
                error.remedy = f"{region_hint(self._region)} {error.remedy}".strip()
            raise
        self._skew = reply.skew if reply.skew is not None else self._skew
        if not reply.is_good:
            asked_iam = path.startswith((iam.TOKENS_PATH, iam.PROJECTS_PATH))
            raise rejection(reply, iam=asked_iam, blanked=self._account.blanked())
        return reply
