"""HTTP/1.1 as bytes: a request read from a stream, an answer written for one."""

from __future__ import annotations

import json
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

JSON_TYPE = "application/json"
MAX_HEAD = 64 * 1024
MAX_BODY = 12 * 1024 * 1024  # the gateway refuses larger signed requests


class BadRequestLine(Exception):
    """What arrived is no HTTP/1.1 request that this server understands."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as received.

    ``target`` is path and query untouched, ``path`` and ``query`` its two halves; ``headers``
    have lower-case names; ``at`` is the server's clock in epoch seconds.
    """

    method: str
    target: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    keep_alive: bool = True

    @property
    def segments(self) -> list[str]:
        """The decoded parts of the path; one slash at its end does not count."""
        return list(_decoded(self.path))

    @property
    def parameters(self) -> dict[str, str]:
        """The decoded query; of a repeated name the last value."""
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return {unquote(name): unquote(value) for name, _, value in pairs}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, without the headers that every answer has."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE

    @classmethod
    def of(cls, status: int, content: Any, headers: Mapping[str, str] | None = None) -> Reply:
        """An answer whose body is ``content`` as JSON; text beyond ASCII stays readable."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return cls(status, body.encode(), headers or {})


async def read_request(reader: StreamReader, at: float) -> Request | None:
    """The next request; None when the peer has closed. Raises `BadRequestLine`."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError as error:
        if error.partial.strip():
            raise BadRequestLine("the request ends inside its head") from error
        return None
    except LimitOverrunError as error:
        raise BadRequestLine(f"the head is longer than {MAX_HEAD} bytes") from error
    method, target, version, headers = _parse_head(head)
    body = await _read_body(reader, headers)
    path, _, query = target.partition("?")
    persistent = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    return Request(method, target, path, query, headers, body, at, persistent)


@lru_cache(maxsize=4096)  # of the same few hundred paths, each asked for again and again
def _decoded(path: str) -> tuple[str, ...]:
    return tuple(unquote(part) for part in path.removesuffix("/").split("/")[1:])


def reply_head(
    reply: Reply, *, now: float, request_id: str, keep_alive: bool, length: int | None
) -> bytes:
    """Status line and headers; ``length`` None leaves Content-Length out."""
    try:
        reason = HTTPStatus(reply.status).phrase
    except ValueError:
        reason = "Unknown"
    headers = {
        "Date": formatdate(now, usegmt=True),
        "Server": "api-gateway",
        "X-Request-Id": request_id,
        "Connection": "keep-alive" if keep_alive else "close",
    }
    if reply.body or length:
        headers["Content-Type"] = reply.content_type
    if length is not None:
        headers["Content-Length"] = str(length)
    headers.update(reply.headers)
    lines = [f"HTTP/1.1 {reply.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _parse_head(head: bytes) -> tuple[str, str, str, dict[str, str]]:
    # Surrogate escapes keep bytes that are no UTF-8, so that the signature sees them as they came.
    lines = head.decode("utf-8", "surrogateescape").lstrip("\r\n").split("\r\n")
    try:
        method, target, version = lines[0].split(" ")
    except ValueError as error:
        raise BadRequestLine("the request line has not three words") from error
    if version not in ("HTTP/1.1", "HTTP/1.0") or not target.startswith("/"):
        raise BadRequestLine("only HTTP/1.1 with a path as target is served")
    headers: dict[str, str] = {}
    for line in filter(None, lines[1:]):
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise BadRequestLine("a header line has no name")
        known = headers.get(name.lower())
        text = value.strip()
        headers[name.lower()] = text if known is None else f"{known},{text}"
    return method, target, version, headers


async def _read_body(reader: StreamReader, headers: Mapping[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise BadRequestLine("a body needs a Content-Length")
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY:
        raise BadRequestLine(f"Content-Length is no number up to {MAX_BODY}")
    try:
        return await reader.readexactly(int(length))
    except IncompleteReadError as error:
        raise BadRequestLine("the request ends inside its body") from error
