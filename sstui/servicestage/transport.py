"""One HTTP exchange: a request goes out, its whole answer comes back, or an error says why not.

The HTTP library is spoken to here and, for what a request is authenticated with, in `auth`; its
errors are mapped here and its types do not leave.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType
from typing import cast

import httpx
from socksio.exceptions import SOCKSError

from sstui import __version__
from sstui.servicestage.auth import Auth
from sstui.servicestage.bodies import Reader, UnusableBody
from sstui.servicestage.errors import UnreachableKind
from sstui.servicestage.faults import explain, forget_frames
from sstui.servicestage.regions import host_of
from sstui.servicestage.rejections import malformed
from sstui.servicestage.reply import Reply
from sstui.servicestage.routes import OpenStreams, Proxy, Routes

# At DEBUG the transport logs the headers of answers, IAM's X-Subject-Token among them.
logging.getLogger("httpcore").setLevel(logging.INFO)

# httpcore asks for this module several times a request, and where it is not installed Python looks
# for it in every folder of its path each time: 14 % of the CPU of a dashboard at rest. None says
# once that there is none.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", cast("ModuleType", None))

# Seconds: longer than the usual interval, so that not every look shakes hands anew; shorter than
# the idle time of the usual servers (60 s and more), so that none hangs up under a request.
_KEEP_ALIVE = 30.0
_HEADERS = httpx.Headers(
    {
        "Content-Type": "application/json;charset=utf8",
        "User-Agent": f"sstui/{__version__}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
    }
)

_url = lru_cache(maxsize=1024)(httpx.URL)  # taking it apart costs as much as signing


class Transport:
    """Connections of one account, by route; each is made when it is first needed.

    ``on_request`` is called before each request that leaves; what it raises keeps the request
    from leaving. ``connect_timeout`` in seconds; the time of the whole is the caller's.
    ``max_body`` in bytes, after decompression. ``now`` gives epoch seconds.
    """

    def __init__(
        self,
        routes: Routes,
        on_request: Callable[[], None] | None,
        now: Callable[[], float],
        *,
        connect_timeout: float,
        max_body: int,
    ) -> None:
        self._routes = routes
        self._on_request = on_request
        self._now = now
        self._extensions: dict[str, object] = {
            "timeout": httpx.Timeout(None, connect=connect_timeout).as_dict()
        }
        self._max_body = max_body
        self._open: dict[tuple[str, bool], httpx.AsyncHTTPTransport] = {}

    async def aclose(self) -> None:
        transports, self._open = self._open, {}
        for transport in transports.values():
            await transport.aclose()

    async def exchange(
        self, method: str, base: str, path: str, *, auth: Auth | None, content: bytes
    ) -> Reply:
        """The answer, whatever its status.

        Raises `Unreachable` where none came, `Malformed` for a 2xx whose body cannot be read.
        """
        request = httpx.Request(
            method,
            _url(base + path),
            headers=_HEADERS,
            content=content,
            extensions=self._extensions.copy(),
        )
        return await self._read(await self._send(request, base, auth), host_of(base))

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
            raise explain(
                error, host=host_of(base), proxy=through, fallback=_fallback(error)
            ) from error
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
            if reply.is_good:
                raise malformed(reply, str(error)) from error
            return reply
        except (httpx.HTTPError, OSError) as error:
            forget_frames(error)
            cut = True
        finally:
            await response.aclose()
        return Reply(host, status, headers, reader.body(), received, cut)

    def _transport(self, base: str, proxy: Proxy | None) -> httpx.AsyncHTTPTransport:
        """One for each route."""
        key = (proxy.url if proxy else "", base.startswith("https:"))
        if key not in self._open:
            self._open[key] = _new_transport(self._routes.trust_for(base), proxy)
        return self._open[key]


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
    """What the HTTP library's own class of error says, for want of a clearer cause below it."""
    if isinstance(error, httpx.ProxyError | SOCKSError):
        return UnreachableKind.PROXY
    if isinstance(error, httpx.TimeoutException):
        return UnreachableKind.TIMEOUT
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return UnreachableKind.RESET
    return UnreachableKind.OTHER
