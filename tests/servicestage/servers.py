"""Small real servers for tests: HTTP answers to the byte, faults, a CONNECT proxy, SOCKS5."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from sstui.servicestage.credentials import AccessKey, Credentials
from sstui.servicestage.errors import NoCredentials

DATA = Path(__file__).parents[1] / "data"
EXAMPLE = (DATA / "show-instance.example.json").read_bytes()
PROJECT = "e7d2e9c589e5445e808a8ff0d1235aca"
KEY = AccessKey("AKEXAMPLE0000000000A", SecretStr("SKplanted-secret-key"), project_id=PROJECT)

Handler = Callable[["Request"], "bytes | None"]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class Server:
    """An HTTP server that answers each request with the bytes of ``answer(request)``."""

    port: int = 0
    scheme: str = "http"
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    open: int = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@dataclass
class Source:
    """A credential source with something to give, or nothing."""

    credentials: Credentials | None = KEY
    refused: list[Credentials] = field(default_factory=list)
    description: str = "a test"

    async def current(self) -> Credentials:
        if self.credentials is None:
            raise NoCredentials("nothing", cause="no credentials", remedy="Give some.")
        return self.credentials

    def refuse(self, credentials: Credentials) -> None:
        self.refused.append(credentials)


def answer(
    status: int = 200,
    body: bytes | str | object = EXAMPLE,
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
) -> bytes:
    """The bytes of an answer; an object becomes JSON, ``length`` may lie."""
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} Words",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def listening(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on a free port of loopback; its open connections end with it."""
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                await talk(reader, writer)
        except asyncio.CancelledError:
            pass  # the server is closing: its own tasks end quietly
        finally:
            talks.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Answers each request with ``handler(request)``; None ends the connection."""
    server = Server(scheme="https" if tls else "http")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        server.open += 1
        try:
            while request := await read_request(reader):
                server.requests.append(request)
                reply = handler(request)
                if reply is None:
                    return
                writer.write(reply)
                await writer.drain()
        finally:
            server.open -= 1

    async with listening(talk, tls) as server.port:
        yield server


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    method, target, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


def server_tls(certificate: str = "server.pem") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "tls" / certificate)
    return context


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(ConnectionError, RuntimeError, OSError):
        writer.write_eof()


async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    there, here = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.gather(pipe(reader, here), pipe(there, writer))
    finally:
        here.close()


@asynccontextmanager
async def http_proxy(to: int, refuse: bytes = b"") -> AsyncIterator[tuple[int, list[Request]]]:
    """A CONNECT proxy that leads every name to one port of loopback, or refuses."""
    seen: list[Request] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        assert request is not None
        seen.append(request)
        writer.write(refuse or b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        if not refuse:
            await tunnel(reader, writer, to)

    async with listening(talk) as port:
        yield port, seen


@asynccontextmanager
async def socks_proxy(to: int, code: int = 0) -> AsyncIterator[tuple[int, list[str]]]:
    """A SOCKS5 proxy without passwords that leads every name to one port of loopback."""
    seen: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = struct.unpack("BB", await reader.readexactly(2))
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        assert kind == 3, "the proxy is given the name, not an address"
        name = await reader.readexactly((await reader.readexactly(1))[0])
        await reader.readexactly(2)
        seen.append(name.decode())
        writer.write(bytes((5, code, 0, 1, 127, 0, 0, 1, 0, 0)))
        await writer.drain()
        if code == 0:
            await tunnel(reader, writer, to)

    async with listening(talk) as port:
        yield port, seen
