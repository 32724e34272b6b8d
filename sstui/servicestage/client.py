"""ServiceStage's API V2, read only: one `_request`, and thin methods above it."""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, cast

import httpx
from socksio.exceptions import SOCKSError

from sstui import __version__
from sstui.servicestage import iam
from sstui.servicestage.account import Account, Grant
from sstui.servicestage.answers import AnswerReader
from sstui.servicestage.auth import Auth
from sstui.servicestage.bodies import Reader, UnusableBody
from sstui.servicestage.credentials import (
    AccessKey,
    Credentials,
    CredentialSource,
    account_of,
    fingerprint,
    identity,
)
from sstui.servicestage.errors import BadRequest, Forbidden, UnreachableKind
from sstui.servicestage.faults import explain, forget_frames, unreachable
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.listing import Get, all_pages, total
from sstui.servicestage.overviews import OverviewReader
from sstui.servicestage.refs import InstanceRef, InvalidReference, check_id, check_ref
from sstui.servicestage.regions import (
    check_endpoint,
    check_iam_endpoint,
    host_of,
    is_vendor_host,
    region_hint,
    servicestage_endpoint,
)
from sstui.servicestage.rejections import malformed, name_permission, rejection
from sstui.servicestage.reply import Reply
from sstui.servicestage.routes import OpenStreams, Proxy, Routes
from sstui.servicestage.signing import target
from sstui.servicestage.source import Answer, Overview, SourceFacts

if TYPE_CHECKING:
    from sstui.servicestage.jobs import Job

# At DEBUG the transport logs the headers of answers, IAM's X-Subject-Token among them.
logging.getLogger("httpcore").setLevel(logging.INFO)

# httpcore asks for this module several times a request, and where it is not installed Python looks
# for it in every folder of its path each time: 14 % of the CPU of a dashboard at rest. None says
# once that there is none.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", cast("ModuleType", None))

MAX_BODY = 8 * 1024 * 1024
# Seconds: longer than the usual interval, so that not every look shakes hands anew; shorter than
# the idle time of the usual servers (60 s and more), so that none hangs up under a request.
_KEEP_ALIVE = 30.0
_OVERVIEWS = "applications/{}/components/overviews"

_url = lru_cache(maxsize=1024)(httpx.URL)  # taking it apart costs as much as signing


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
        user_agent: str = f"sstui/{__version__}",
        on_request: Callable[[], None] | None = None,
        now: Callable[[], float] = time.time,
        connect_timeout: float = 5.0,
        timeout: float = 15.0,
        max_body: int = MAX_BODY,
    ) -> None:
        self._base = check_endpoint(endpoint or servicestage_endpoint(region))
        self._region = region
        self._source = credentials
        self._host = host_of(self._base)
        self._vendor_host = is_vendor_host(self._base)
        self._headers = httpx.Headers(
            {
                "Content-Type": "application/json;charset=utf8",
                "User-Agent": user_agent,
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",
            }
        )
        self._on_request = on_request
        self._now = now
        self._timeout = timeout
        self._max_body = max_body
        self._extensions: dict[str, object] = {
            "timeout": httpx.Timeout(None, connect=connect_timeout).as_dict()
        }
        self._routes = Routes(proxy, ca_bundle)
        self._transports: dict[tuple[str, bool], httpx.AsyncHTTPTransport] = {}
        self._skew: float | None = None
        self._overviews = OverviewReader()
        self._answers = AnswerReader()
        self._keys: tuple[Credentials, str, str] | None = None  # see `_payer`
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

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        transports, self._transports = self._transports, {}
        for transport in transports.values():
            await transport.aclose()

    async def show_instance(self, ref: InstanceRef) -> Answer:
        """*Querying Instance Details Based on the Instance ID*."""
        try:
            check_ref(ref)
        except InvalidReference as error:
            raise _bad_id(error) from error
        path = f"applications/{ref.application}/components/{ref.component}/instances/{ref.instance}"
        try:
            reply = await self._get(path)
        except Forbidden as error:
            name_permission(error, "servicestage:app:get")
            raise
        return self._answers.read(ref, reply)

    async def list_applications(self) -> list[JSONObject]:
        """*Obtaining All Applications*: ApplicationView objects, oldest first."""
        return await self._list("applications", "applications")

    async def list_components(self, application: str) -> list[JSONObject]:
        """*Obtaining All Components of an Application*: ComponentView objects."""
        return await self._list("applications/{}/components", "components", application)

    async def list_instances(self, application: str, component: str) -> list[JSONObject]:
        """*Obtaining All Component Instances*: InstanceListView objects."""
        path = "applications/{}/components/{}/instances"
        return await self._list(path, "instances", application, component)

    async def list_overviews(self, application: str) -> list[JSONObject]:
        """All components of an application, each with its ``instances``, whose ids and names are
        ``instance_id`` and ``instance_name``."""
        return await self._list(_OVERVIEWS, "components", application)

    async def show_overview(self, application: str) -> Overview:
        """`list_overviews`, read as instances."""
        pages = 0

        async def get(path: str, query: Iterable[tuple[str, str]]) -> Reply:
            nonlocal pages
            pages += 1
            return await self._get(path, query)

        components = await self._list(_OVERVIEWS, "components", application, get=get)
        told = self._overviews.read(application, components)
        answers = {ref: Answer(each, b"", None, None, overview=True) for ref, each in told.items()}
        return Overview(answers, pages)

    async def list_environments(self) -> list[JSONObject]:
        """*Obtaining All Environments*: id, name, base and optional resources."""
        return await self._list("environments", "environments")

    async def show_job(self, job_id: str) -> Job:
        """*Obtaining Job Details*."""
        from sstui.servicestage.jobs import read_job  # 6 ms, and few ever follow one

        return await read_job(self._get, job_id)

    async def count_v3_components(self) -> int:
        """How many components API V3 has in the project: one call, for one row."""
        try:
            return total(await self._get("components", [("limit", "1"), ("offset", "0")], api="v3"))
        except Forbidden as error:
            name_permission(error, "servicestage:app:list")
            raise

    async def list_projects(self) -> list[iam.Project]:
        """IAM's *Querying Project Information*: the projects that the credentials may see."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._account.projects()
        except TimeoutError as error:
            forget_frames(error)
            what = f"gave no whole answer within {self._timeout:g} s"
            raise unreachable(
                UnreachableKind.TIMEOUT, self._account.iam_host, what, cause="does not answer"
            ) from error

    async def whose(self) -> str:
        return f"{self._host} {account_of(await self._account.current())}"

    async def credentials_changed(self) -> bool:
        return await self._account.changed()

    def facts(self) -> SourceFacts:
        credentials = self._account.credentials
        expires = credentials.expires if isinstance(credentials, AccessKey) else None
        account, key = self._payer(credentials) if credentials else ("", "")
        return SourceFacts(
            host=self._host,
            vendor_host=self._vendor_host,
            region=self._region,
            project_id=self._account.project_id,
            identity=identity(credentials),
            origin=self._source.description,
            expires=expires.timestamp() if expires else None,
            skew=self._skew,
            account=account,
            key=key,
        )

    def _payer(self, credentials: Credentials) -> tuple[str, str]:
        """Whose requests are counted together, and the fingerprint: asked for with each of them."""
        if self._keys is None or self._keys[0] is not credentials:
            account = f"{self._host} {account_of(credentials)}"
            self._keys = (credentials, account, fingerprint(credentials))
        return self._keys[1:]

    async def _list(
        self, path: str, key: str, *ids: str, get: Get | None = None
    ) -> list[JSONObject]:
        try:
            path = path.format(*(check_id("application or component", value) for value in ids))
        except InvalidReference as error:
            raise _bad_id(error) from error
        try:
            return await all_pages(get or self._get, path, key)
        except Forbidden as error:
            name_permission(error, "servicestage:app:list")
            raise

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
            forget_frames(error)
            host = self._host if reached else self._account.iam_host
            what = f"gave no whole answer within {self._timeout:g} s"
            raise unreachable(
                UnreachableKind.TIMEOUT, host, what, cause="does not answer"
            ) from error

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
        request = httpx.Request(
            method,
            _url(base + path),
            headers=self._headers,
            content=content,
            extensions=self._extensions.copy(),
        )
        response = await self._send(request, base, auth)
        reply = await self._read(response, host_of(base))
        self._skew = reply.skew if reply.skew is not None else self._skew
        if not 200 <= reply.status < 300:
            asked_iam = path.startswith((iam.TOKENS_PATH, iam.PROJECTS_PATH))
            raise rejection(reply, iam=asked_iam, secrets=self._account.secrets())
        return reply

    async def _send(self, request: httpx.Request, base: str, auth: Auth | None) -> httpx.Response:
        """The head of the answer; raises `Unreachable` when there is none."""
        proxy = self._routes.proxy_for(base)
        transport = self._transport(base, proxy)
        streams = OpenStreams()
        if proxy is not None and proxy.url.startswith("socks"):
            request.extensions["trace"] = streams.note
        if self._on_request is not None:
            self._on_request()
        try:
            # Not by a client of httpx: there are no cookies, and no redirect is followed.
            return await transport.handle_async_request(_authenticated(request, auth))
        except (httpx.HTTPError, SOCKSError, OSError) as error:
            await streams.aclose()
            forget_frames(error)
            through = proxy.name if proxy else None
            kind = _fallback(error)
            fault = explain(error, host=host_of(base), proxy=through, fallback=kind)
            if fault.kind is UnreachableKind.DNS:
                fault.remedy = f"{region_hint(self._region)} {fault.remedy}".strip()
            raise fault from error
        except asyncio.CancelledError:
            await streams.aclose()
            raise

    async def _read(self, response: httpx.Response, host: str) -> Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        status, received = response.status_code, self._now()
        cut = False
        try:
            reader = Reader(headers.get("content-encoding", ""), self._max_body)
            async for chunk in response.aiter_raw():
                reader.feed(chunk)
        except UnusableBody as error:
            reply = Reply(host, status, headers, b"", received)
            if 200 <= status < 300:
                raise malformed(reply, str(error)) from error
            return reply
        except (httpx.HTTPError, OSError) as error:
            forget_frames(error)
            cut = True
        finally:
            await response.aclose()
        return Reply(host, status, headers, reader.body(), received, cut)

    def _transport(self, base: str, proxy: Proxy | None) -> httpx.AsyncHTTPTransport:
        """One for each route, made when it is first needed."""
        key = (proxy.url if proxy else "", base.startswith("https:"))
        if key not in self._transports:
            self._transports[key] = _new_transport(self._routes.trust_for(base), proxy)
        return self._transports[key]


def _authenticated(request: httpx.Request, auth: Auth | None) -> httpx.Request:
    """What goes out; both ways to authenticate are flows of one request."""
    return request if auth is None else next(auth.auth_flow(request))


def _new_transport(context: ssl.SSLContext, proxy: Proxy | None) -> httpx.AsyncHTTPTransport:
    through = None
    if proxy is not None:
        tls_to_proxy = context if proxy.url.startswith("https:") else None
        through = httpx.Proxy(proxy.url, ssl_context=tls_to_proxy)
    return httpx.AsyncHTTPTransport(
        verify=context,
        trust_env=False,
        proxy=through,
        limits=httpx.Limits(
            max_connections=None, max_keepalive_connections=8, keepalive_expiry=_KEEP_ALIVE
        ),
    )


def _fallback(error: Exception) -> UnreachableKind:
    if isinstance(error, httpx.ProxyError | SOCKSError):
        return UnreachableKind.PROXY
    if isinstance(error, httpx.TimeoutException):
        return UnreachableKind.TIMEOUT
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return UnreachableKind.RESET
    return UnreachableKind.OTHER


def _bad_id(error: InvalidReference) -> BadRequest:
    return BadRequest(
        str(error), cause="an id is invalid", remedy="Correct the ids of the bookmark."
    )
