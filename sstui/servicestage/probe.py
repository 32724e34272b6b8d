"""Is a host reachable at all: its name and its certificate, without a request to it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from sstui.servicestage.errors import UnreachableKind
from sstui.servicestage.faults import explain
from sstui.servicestage.regions import host_of
from sstui.servicestage.reply import clean
from sstui.servicestage.routes import Routes

PATIENCE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who signed it, and its end in epoch seconds: "" and None where the operating system judges
    it by itself, as macOS does, and Python is shown nothing of it."""

    issuer: str
    expires: float | None


async def addresses(base: str) -> list[str]:
    """The addresses of a base URL's host. Raises `Unreachable`."""
    host, port = _place(base)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PATIENCE):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise explain(
            error, host=host_of(base), proxy=None, fallback=UnreachableKind.DNS
        ) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def certificate(base: str, routes: Routes) -> Certificate | None:
    """What the host shows in a TLS handshake, as the calls would judge it; None for plain http.

    Raises `Unreachable`. For hosts that are reached without a proxy.
    """
    if base.startswith("http:"):
        return None
    host, port = _place(base)
    context = routes.trust_for(base)
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except OSError as error:
        raise explain(
            error, host=host_of(base), proxy=None, fallback=UnreachableKind.OTHER
        ) from error
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert() or {}
    finally:
        writer.transport.abort()
    end = shown.get("notAfter")
    return Certificate(_issuer(shown), ssl.cert_time_to_seconds(str(end)) if end else None)


def _issuer(shown: dict[str, object]) -> str:
    """The organisation that signed it, else its common name."""
    parts: dict[str, str] = {}
    names = shown.get("issuer")
    for group in names if isinstance(names, tuple) else ():
        parts |= dict(group)
    return clean(parts.get("organizationName") or parts.get("commonName") or "", 80)


def _place(base: str) -> tuple[str, int]:
    parts = urlsplit(base)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
