"""How a call leaves this machine: through which proxy, and whose certificates it trusts."""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies_environment

from sstui.servicestage.errors import UnreachableKind
from sstui.servicestage.faults import unreachable
from sstui.servicestage.regions import InvalidEndpoint, host_of, is_loopback

_SCHEMES = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True)
class Proxy:
    """``url`` may carry a password and is never shown; ``name`` is its host and port."""

    url: str
    name: str

    def __repr__(self) -> str:
        return f"Proxy({self.name})"


def check_proxy(url: str, origin: str) -> Proxy:
    """A proxy's URL (``HOST:PORT`` counts as http). Raises `InvalidEndpoint`, without the URL."""
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InvalidEndpoint(f"{origin} is no proxy URL: write http://HOST:PORT") from error
    scheme = "socks5" if parts.scheme == "socks" else parts.scheme
    usable = text.isascii() and text.isprintable() and " " not in text
    if scheme not in _SCHEMES or not parts.hostname or not usable:
        raise InvalidEndpoint(f"{origin} is no proxy URL: write http://HOST:PORT or socks5://…")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise InvalidEndpoint(f"{origin} is no proxy URL: nothing may follow HOST:PORT")
    name = parts.hostname if port is None else f"{parts.hostname}:{port}"
    return Proxy(f"{scheme}://{parts.netloc}", name)


class Routes:
    """Chooses the proxy for a host, and whose certificates are trusted.

    The profile's proxy comes first (an empty one: none), then HTTPS_PROXY, ALL_PROXY and
    NO_PROXY as they were at the start. A loopback address never goes through a proxy. Raises
    `InvalidEndpoint` at once for a proxy or CA bundle that cannot be used.
    """

    def __init__(self, proxy: str | None, ca_bundle: str | None) -> None:
        if ca_bundle is not None and not Path(ca_bundle).expanduser().is_file():
            raise InvalidEndpoint(f"ca_bundle {ca_bundle!r} is not a file that can be read")
        self._ca_bundle = ca_bundle
        self._context: ssl.SSLContext | None = None
        self._explicit = proxy is not None
        self._profile = check_proxy(proxy, "proxy") if proxy else None
        self._environment = {} if self._explicit else getproxies_environment()
        found = self._environment.get("https") or self._environment.get("all")
        origin = "HTTPS_PROXY" if self._environment.get("https") else "ALL_PROXY"
        self._ambient = check_proxy(found, origin) if found else None

    def proxy_for(self, base: str) -> Proxy | None:
        parts = urlsplit(base)
        if is_loopback(parts.hostname or ""):
            return None
        if self._explicit:
            return self._profile
        bypass = _bypasses(self._environment.get("no", ""), parts.hostname or "", parts.port)
        return None if bypass else self._ambient

    def trust_for(self, base: str) -> ssl.SSLContext:
        """Made when it is first needed, and then kept: loading certificates takes its time.

        Without TLS it is a bare context that trusts nobody. Raises `Unreachable` (TLS).
        """
        if base.startswith("http:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._context is None:
            self._context = _tls_context(self._ca_bundle, host_of(base))
        return self._context


def _bypasses(no_proxy: str, host: str, port: int | None) -> bool:
    """NO_PROXY: names with all below them, ``HOST:PORT``, addresses, networks, or ``*``."""
    for entry in (part.strip().lower() for part in no_proxy.split(",")):
        name = entry.removeprefix("*").removeprefix(".")
        if entry == "*" or (entry and name == f"{host}:{port or 443}"):
            return True
        if name and (host == name or host.endswith(f".{name}")):
            return True
        try:
            if ipaddress.ip_address(host) in ipaddress.ip_network(name, strict=False):
                return True
        except ValueError:
            continue
    return False


def _tls_context(ca_bundle: str | None, host: str) -> ssl.SSLContext:
    """Trusts the profile's CA bundle alone, or that of SSL_CERT_FILE, or the operating system.

    Raises `Unreachable` (TLS) when a bundle cannot be read.
    """
    named = os.environ.get("SSL_CERT_FILE")
    path, origin = (ca_bundle, "ca_bundle") if ca_bundle else (named, "SSL_CERT_FILE")
    if path:
        try:
            return ssl.create_default_context(cafile=Path(path).expanduser())
        except OSError as error:  # ssl.SSLError is one
            what = f"cannot be asked: {origin} {path} is not a file of PEM certificates"
            raise unreachable(
                UnreachableKind.TLS, host, what, cause=f"{origin} cannot be read"
            ) from error
    import truststore  # 25 ms, and not needed for plain http on loopback

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Closable(Protocol):
    async def aclose(self) -> None: ...


class OpenStreams:
    """The connections that a call opened, so that a failed one can be closed.

    httpcore 1.0 drops the connection, unclosed, when a SOCKS handshake fails or is cancelled; a
    dashboard that asks for weeks through a broken proxy would collect descriptors.
    """

    def __init__(self) -> None:
        self._streams: list[Closable] = []

    async def note(self, event: str, info: dict[str, Closable]) -> None:
        """httpcore's ``trace`` extension."""
        if event.endswith("connect_tcp.complete"):
            self._streams.append(info["return_value"])

    async def aclose(self) -> None:
        for stream in self._streams:
            await stream.aclose()
