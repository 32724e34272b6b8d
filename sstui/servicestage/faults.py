"""Why no HTTP answer came, told from the exception and what caused it."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from sstui.servicestage.errors import Unreachable, UnreachableKind
from sstui.servicestage.reply import clean

_REMEDIES = {
    UnreachableKind.DNS: "Check region and endpoint of the profile, and DNS and VPN here.",
    UnreachableKind.REFUSED: "Check the endpoint's host and port.",
    UnreachableKind.RESET: "Check proxy, firewall and VPN of this machine.",
    UnreachableKind.TIMEOUT: "Check network, proxy and VPN of this machine.",
    UnreachableKind.TLS: (
        "If a company proxy opens TLS, give its certificate as ca_bundle in the profile or "
        "SSL_CERT_FILE."
    ),
    UnreachableKind.PROXY: "Check proxy in the profile, or HTTPS_PROXY, ALL_PROXY and NO_PROXY.",
    UnreachableKind.OTHER: "Check network, proxy and VPN of this machine.",
}


def unreachable(
    kind: UnreachableKind, host: str, what: str, *, cause: str | None = None
) -> Unreachable:
    """``what`` completes a sentence that begins with the host."""
    error = Unreachable(
        clean(f"{host} {what}"),
        cause=clean(cause or what, 60),
        remedy=_REMEDIES[kind],
        host=host,
    )
    error.kind = kind
    return error


def explain(
    error: BaseException, *, host: str, proxy: str | None, fallback: UnreachableKind
) -> Unreachable:
    """The `Unreachable` for an error of the transport.

    ``proxy`` is the proxy's host and port where the call went through one; ``fallback`` is what
    the transport's own class of error says, for want of a clearer cause below it.
    """
    chain = tuple(_causes(error))
    tls = next((cause for cause in chain if isinstance(cause, ssl.SSLError)), None)
    if tls is not None:
        return _tls(tls, host)
    kind = _kind(chain) or fallback
    what = _WORDS[kind]
    if kind is UnreachableKind.OTHER and (reason := _reason(chain)):
        what = f"cannot be reached: {reason}"
    if proxy is None:
        return unreachable(kind, host, what)
    if fallback is UnreachableKind.PROXY:
        said = clean(str(error), 120) or "no reason given"
        what = f"cannot be reached: the proxy {proxy} says {said}"
        return unreachable(UnreachableKind.PROXY, host, what, cause=f"proxy: {said}")
    if kind in (UnreachableKind.DNS, UnreachableKind.REFUSED, UnreachableKind.OTHER):
        what = f"cannot be reached: the proxy {proxy} {what}"
        return unreachable(UnreachableKind.PROXY, host, what, cause=f"proxy {_WORDS[kind]}")
    return unreachable(kind, host, f"{what} (through the proxy {proxy})", cause=what)


_WORDS = {
    UnreachableKind.DNS: "is not a name that is known here",
    UnreachableKind.REFUSED: "refuses the connection",
    UnreachableKind.RESET: "closed the connection without an answer",
    UnreachableKind.TIMEOUT: "does not answer",
    UnreachableKind.TLS: "cannot be trusted",
    UnreachableKind.PROXY: "cannot be reached through the proxy",
    UnreachableKind.OTHER: "cannot be reached",
}


def forget_frames(error: BaseException) -> None:
    """Drop the tracebacks of an error and of what caused it.

    An error is kept with the snapshot that it spoilt; the transport's frames would keep buffers
    alive with it, and headers that hold tokens.
    """
    for cause in _causes(error):
        cause.__traceback__ = None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes and contexts, and the members of groups; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(
            cause for cause in (current.__cause__, current.__context__) if cause is not None
        )


def _kind(chain: tuple[BaseException, ...]) -> UnreachableKind | None:
    for cause in chain:
        if isinstance(cause, (socket.gaierror, UnicodeError)):
            return UnreachableKind.DNS
        if isinstance(cause, ConnectionRefusedError):
            return UnreachableKind.REFUSED
        if isinstance(cause, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)):
            return UnreachableKind.RESET
        if isinstance(cause, TimeoutError):
            return UnreachableKind.TIMEOUT
        if isinstance(cause, OSError) and cause.errno is not None:
            return UnreachableKind.OTHER
    return None


def _reason(chain: tuple[BaseException, ...]) -> str:
    """``Network is unreachable`` and its like, from the operating system's own words."""
    for cause in chain:
        if isinstance(cause, OSError) and cause.errno in errno.errorcode:
            return clean(cause.strerror or "", 80)
    return ""


def _tls(error: ssl.SSLError, host: str) -> Unreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = clean(error.verify_message or "", 120) or "verification failed"
        what = f"shows a certificate that is not trusted: {why}"
        return unreachable(UnreachableKind.TLS, host, what, cause=f"certificate not trusted: {why}")
    why = clean((error.reason or "").replace("_", " ").lower(), 80) or "the handshake failed"
    if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        why = "no TLS there"
    what = f"does not speak TLS as it should: {why}"
    return unreachable(UnreachableKind.TLS, host, what, cause=f"TLS: {why}")
