"""The listening socket and its connections: keep-alive, and faults done to them."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Protocol

from sstui.simulator.faults import BREAKING, Fault, FaultPlan, altered, drip, reset
from sstui.simulator.refusals import Refused
from sstui.simulator.wire import (
    MAX_HEAD,
    BadRequestLine,
    Reply,
    Request,
    read_request,
    reply_head,
)


class Handler(Protocol):
    """Who answers. ``now`` is the server's clock in epoch seconds."""

    def now(self) -> float: ...

    def request_id(self) -> str: ...

    def receive(self, request: Request) -> FaultPlan | None:
        """Told of every request; returns the fault that it meets."""
        ...

    def answer(self, request: Request, request_id: str) -> Reply:
        """Raises `Refused`."""
        ...


class Connections:
    """Listens, serves and ends connections."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        self._writers: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._lifted = asyncio.Event()
        self._serving = False
        self._refusing = False
        self.accepted = 0

    @property
    def open(self) -> int:
        return len(self._writers)

    async def listen(self, host: str, port: int) -> int:
        """Returns the port. Raises OSError."""
        self._refusing = False
        sock = _bound(host, port)
        self._serving = True
        server = await self._listen_on(sock)
        found: int = server.sockets[0].getsockname()[1]
        return found

    async def close(self) -> None:
        """Nothing listens and nothing is connected when this returns."""
        if self._opening is not None:
            await self._opening
            self._opening = None
        self._end()
        tasks = list(self._writers.values())
        await asyncio.gather(*tasks, return_exceptions=True)

    def refuse(self) -> None:
        """Closes the port and resets what is connected; `admit` opens it again."""
        self._refusing = self._refusing or self._serving
        self._end()

    def _end(self) -> None:
        self._serving = False
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer, task in list(self._writers.items()):
            reset(writer)
            task.cancel()

    def admit(self, host: str, port: int) -> None:
        """Opens a port that refuses: from now on the kernel accepts, a moment later we answer."""
        if self._refusing:
            self._refusing = False
            self._serving = True
            if self._opening is None:
                self._opening = asyncio.ensure_future(self._reopen(_bound(host, port)))

    def lift(self) -> None:
        """Lets go of the requests that hang."""
        self._lifted.set()
        self._lifted = asyncio.Event()

    async def _reopen(self, sock: socket.socket) -> None:
        await self._listen_on(sock)
        self._opening = None
        if not self._serving:  # refused again meanwhile
            self._end()

    async def _listen_on(self, sock: socket.socket) -> asyncio.Server:
        self._server = await asyncio.start_server(self._connected, sock=sock, limit=MAX_HEAD)
        return self._server

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._serving:  # accepted in the moment in which the port was closed
            reset(writer)
            return
        self.accepted += 1
        self._writers[writer] = asyncio.ensure_future(self._converse(reader, writer))

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except ConnectionError:
            pass  # the client has gone, which is its right
        finally:
            self._writers.pop(writer, None)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False ends the connection."""
        request_id = self._handler.request_id()
        try:
            request = await read_request(reader, self._handler.now())
        except BadRequestLine as error:
            content = {"error_code": "APIGW.0201", "error_msg": f"Bad request: {error}"}
            reply = Reply.of(400, {**content, "request_id": request_id})
            await self._write(writer, reply, request_id, keep_alive=False)
            return False
        if request is None:
            return False
        plan = self._handler.receive(request)
        if plan is not None and plan.kind in BREAKING:
            await self._break(plan, reader, writer)
            return False
        if plan is not None and plan.kind is Fault.SLOW:
            await asyncio.sleep(plan.seconds or 0.0)
        try:
            reply = self._handler.answer(request, request_id)
        except Refused as refused:
            reply = refused.reply
        if plan is not None:
            reply = altered(plan, reply, request_id)
            if plan.kind in (Fault.DRIP, Fault.HALF_BODY):
                await self._write_badly(plan, writer, reply, request_id)
                return False
        await self._write(writer, reply, request_id, keep_alive=request.keep_alive)
        return request.keep_alive

    async def _break(
        self, plan: FaultPlan, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if plan.kind is Fault.HANG:
            waits = [
                asyncio.ensure_future(self._lifted.wait()),
                asyncio.ensure_future(reader.read(1)),
            ]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
                await asyncio.gather(*waits, return_exceptions=True)
        if plan.kind is Fault.RESET:
            reset(writer)

    async def _write(
        self, writer: asyncio.StreamWriter, reply: Reply, request_id: str, *, keep_alive: bool
    ) -> None:
        head = reply_head(
            reply,
            now=self._handler.now(),
            request_id=request_id,
            keep_alive=keep_alive,
            length=len(reply.body),
        )
        writer.write(head + reply.body)
        await writer.drain()

    async def _write_badly(
        self, plan: FaultPlan, writer: asyncio.StreamWriter, reply: Reply, request_id: str
    ) -> None:
        now = self._handler.now()
        length = len(reply.body)
        head = reply_head(reply, now=now, request_id=request_id, keep_alive=False, length=length)
        writer.write(head)
        if plan.kind is Fault.DRIP:
            await drip(writer, reply.body, plan.seconds)
        else:
            writer.write(reply.body[: len(reply.body) // 2])
            await writer.drain()


def loopback(host: str) -> str:
    """The address to listen on. Raises ValueError for one that others could reach."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise ValueError(f"{host} is no loopback address") from error
    if not address.is_loopback:
        raise ValueError(f"{host} is no loopback address")
    return host


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Connections that have just ended keep a port busy for a minute otherwise.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(128)
    except OSError:
        sock.close()
        raise
    sock.setblocking(False)
    return sock
