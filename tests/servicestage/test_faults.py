"""No HTTP answer at all: every fault over a real socket, told apart in kind and words."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import ServiceStageError, Unreachable, UnreachableKind
from sstui.servicestage.refs import InstanceRef
from tests.servicestage.servers import (
    EXAMPLE,
    Source,
    Talk,
    answer,
    listening,
    read_request,
    serving,
)
from tests.support import until

REF = InstanceRef("app", "comp", "inst")


@asynccontextmanager
async def asking(endpoint: str, timeout: float = 15.0) -> AsyncIterator[ServiceStage]:
    async with ServiceStage(
        region="ap-southeast-3", credentials=Source(), endpoint=endpoint, timeout=timeout
    ) as client:
        yield client


async def fault(endpoint: str, timeout: float = 15.0) -> Unreachable:
    async with asking(endpoint, timeout) as client:
        with pytest.raises(Unreachable) as caught:
            await client.show_instance(REF)
    error = caught.value
    assert error.__cause__ is not None
    assert len(error.cause) <= 60
    assert error.remedy.endswith(".")
    return error


async def talked(talk: Talk, timeout: float = 15.0) -> Unreachable:
    async with listening(talk) as port:
        return await fault(f"http://127.0.0.1:{port}", timeout)


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that nobody listens on, kept from others while it is asked."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


async def test_a_name_that_nobody_knows() -> None:
    error = await fault("https://nowhere.invalid")
    assert error.kind is UnreachableKind.DNS
    assert error.cause == "is not a name that is known here"
    assert error.host == "nowhere.invalid"


async def test_a_misspelt_region_is_named_with_the_one_that_was_meant() -> None:
    async with ServiceStage(
        region="ap-southest-3", credentials=Source(), endpoint="https://nowhere.invalid"
    ) as client:
        with pytest.raises(Unreachable) as caught:
            await client.show_instance(REF)
    assert "ap-southest-3 is no region known here; ap-southeast-3?" in caught.value.remedy


async def test_a_port_that_refuses() -> None:
    with closed_port() as port:
        error = await fault(f"http://127.0.0.1:{port}")
    assert error.kind is UnreachableKind.REFUSED
    assert str(error) == f"127.0.0.1:{port} refuses the connection"


async def test_a_connection_that_is_closed_without_an_answer() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)

    error = await talked(talk)
    assert error.kind is UnreachableKind.RESET
    assert error.cause == "closed the connection without an answer"


async def test_a_connection_that_is_reset() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert (await talked(talk)).kind is UnreachableKind.RESET


async def test_an_answer_that_is_no_http() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        await writer.drain()

    assert (await talked(talk)).kind is UnreachableKind.RESET


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_a_server_that_takes_the_call_and_never_answers() -> None:
    async with asyncio.timeout(30):
        error = await talked(hang, timeout=0.15)
    assert error.kind is UnreachableKind.TIMEOUT
    assert "within 0.15 s" in str(error)


async def test_a_server_that_drips_is_cut_off_at_the_time_of_the_whole_call() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer(200, EXAMPLE)[:-1000])
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)  # the fault itself: a byte now and then

    error = await talked(talk, timeout=0.2)
    assert error.kind is UnreachableKind.TIMEOUT


async def test_a_connection_that_is_never_made_times_out_by_itself() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        try:
            for sock in waiting:  # the queue is full: the next one is not let in
                sock.setblocking(False)
                sock.connect_ex(("127.0.0.1", port))
            async with ServiceStage(
                region="r",
                credentials=Source(),
                endpoint=f"http://127.0.0.1:{port}",
                connect_timeout=0.15,
            ) as client:
                with pytest.raises(Unreachable) as caught:
                    await client.show_instance(REF)
        finally:
            for sock in waiting:
                sock.close()
    assert caught.value.kind is UnreachableKind.TIMEOUT


async def test_tls_asked_of_a_port_without_tls() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer(400, b""))
        await writer.drain()

    async with listening(talk) as port:
        error = await fault(f"https://127.0.0.1:{port}")
    assert error.kind is UnreachableKind.TLS
    assert error.cause == "TLS: no TLS there"


async def test_a_tls_handshake_that_is_hung_up_on() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    async with listening(talk) as port:
        error = await fault(f"https://127.0.0.1:{port}")
    assert error.kind in (UnreachableKind.RESET, UnreachableKind.TLS)


async def test_cancelling_a_call_cancels_it_and_closes_its_connection() -> None:
    async with serving(lambda request: answer()) as server:
        asked = asyncio.Event()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            asked.set()
            assert await reader.read() == b""
            asked.clear()

        async with listening(talk) as port, asking(f"http://127.0.0.1:{port}") as client:
            call = asyncio.create_task(client.show_instance(REF))
            await until(asked.is_set)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await until(lambda: not asked.is_set())
    assert server.requests == []


async def test_forty_calls_at_once_do_not_queue_on_each_other() -> None:
    arrived = 0
    everybody = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal arrived
        await read_request(reader)
        arrived += 1
        if arrived == 40:
            everybody.set()
        await everybody.wait()
        writer.write(answer())
        await writer.drain()

    async with listening(talk) as port, asking(f"http://127.0.0.1:{port}") as client:
        calls = [client.show_instance(REF) for _ in range(40)]
        answers = await asyncio.gather(*calls)
    assert len(answers) == 40


async def test_an_error_that_is_kept_keeps_no_frame_of_the_transport() -> None:
    with closed_port() as port:
        error = await fault(f"http://127.0.0.1:{port}")
    below: BaseException | None = error.__cause__
    depth = 0
    while below is not None:
        assert below.__traceback__ is None
        below, depth = below.__cause__ or below.__context__, depth + 1
    assert depth >= 2


async def test_a_connection_closed_while_idle_is_simply_made_anew() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer())
        await writer.drain()

    async with listening(talk) as port, asking(f"http://127.0.0.1:{port}") as client:
        for _ in range(3):
            assert (await client.show_instance(REF)).instance.status == "RUNNING"


async def test_every_fault_is_of_the_one_tree() -> None:
    async with asking("http://127.0.0.1:1") as client:
        with pytest.raises(ServiceStageError):
            await client.show_instance(REF)
