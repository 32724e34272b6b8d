"""Each fault, as it is felt at the other end of a real socket."""

from __future__ import annotations

import asyncio
import http.client
import socket
from email.utils import parsedate_to_datetime

import pytest

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.cases import every
from tests.simulator.caller import call, get, show_path, signed, stage
from tests.support import until


async def test_hang_gives_no_answer_until_it_is_lifted(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    seed.fault(Fault.HANG)
    with pytest.raises(TimeoutError):
        await call(seed, path, timeout=0.05)
    await until(lambda: seed.connections == 0)
    waiting = asyncio.ensure_future(get(seed, path))
    await until(lambda: len(seed.requests) == 2)
    seed.fault(None)
    with pytest.raises(http.client.RemoteDisconnected):
        await waiting
    assert (await get(seed, path)).status == 200


async def test_reset_is_a_tcp_reset(seed: Simulator) -> None:
    seed.fault(Fault.RESET, times=1)
    with pytest.raises(ConnectionResetError) as caught:
        await get(seed, show_path(seed, "test-micro"))
    assert caught.type is ConnectionResetError  # and not its child, an end without an answer
    assert (await get(seed, show_path(seed, "test-micro"))).status == 200


async def test_close_is_an_end_without_an_answer(seed: Simulator) -> None:
    seed.fault(Fault.CLOSE)
    with pytest.raises(http.client.RemoteDisconnected):
        await get(seed, show_path(seed, "test-micro"))


async def test_refuse_closes_the_port_until_it_is_lifted(seed: Simulator) -> None:
    seed.fault(Fault.REFUSE)
    seed.fault(Fault.REFUSE)
    with pytest.raises(ConnectionRefusedError):
        await get(seed, show_path(seed, "test-micro"))
    seed.fault(None)
    assert (await get(seed, show_path(seed, "test-micro"))).status == 200


async def test_refuse_holds_though_the_port_was_just_being_opened(seed: Simulator) -> None:
    def refused() -> bool:
        try:
            socket.create_connection((seed.host, seed.port), timeout=30).close()
        except ConnectionRefusedError:
            return True
        return False

    for kind in (Fault.REFUSE, None, Fault.REFUSE):
        seed.fault(kind)
    await until(refused)
    seed.fault(None)
    assert (await get(seed, show_path(seed, "test-micro"))).status == 200


async def test_a_fault_may_be_put_in_force_before_the_start_and_opens_no_port() -> None:
    simulator = Simulator("seed")
    simulator.fault(Fault.STATUS, status=503, times=1)
    assert simulator.port == 0
    async with simulator:
        path = show_path(simulator, "test-micro")
        assert [(await get(simulator, path)).status for _ in range(2)] == [503, 200]
    simulator.fault(None)
    with pytest.raises(ConnectionRefusedError):
        await get(simulator, path)


async def test_refuse_and_skewed_date_are_for_the_whole_server(seed: Simulator) -> None:
    with pytest.raises(ValueError, match="whole server"):
        seed.fault(Fault.REFUSE, times=1)
    with pytest.raises(ValueError, match="whole server"):
        seed.fault(Fault.SKEWED_DATE, instance_id=seed.instance_id("test-micro"), seconds=60)


async def test_slow_is_the_right_answer_after_a_while(seed: Simulator) -> None:
    seed.fault(Fault.SLOW, seconds=60.0)
    with pytest.raises(TimeoutError):
        await call(seed, show_path(seed, "test-micro"), timeout=0.05)
    seed.fault(Fault.SLOW, seconds=0.05)
    assert (await get(seed, show_path(seed, "test-micro"))).status == 200


async def test_drip_is_the_right_answer_a_byte_at_a_time(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    seed.fault(Fault.DRIP, seconds=0.0)
    assert (await get(seed, path)).json["version"] == "1.0.2"
    seed.fault(Fault.DRIP, seconds=5.0)
    reader, writer = await asyncio.open_connection(seed.host, seed.port)
    writer.write(f"GET {path} HTTP/1.1\r\nX-Auth-Token: {seed.issue_token()}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"Content-Length: 1720" in head
    assert await reader.read(100) == b"{"
    writer.close()
    await writer.wait_closed()


async def test_half_body_ends_before_its_length(seed: Simulator) -> None:
    seed.fault(Fault.HALF_BODY)
    with pytest.raises(http.client.IncompleteRead) as caught:
        await get(seed, show_path(seed, "test-micro"))
    assert len(caught.value.partial) == 860


async def test_html_and_empty_come_with_status_200(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    seed.fault(Fault.HTML)
    answer = await get(seed, path)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html")
    assert answer.body.startswith(b"<html>")
    seed.fault(Fault.EMPTY)
    answer = await get(seed, path)
    assert (answer.status, answer.body) == (200, b"")


@every(
    ("status", "code"),
    [
        (400, "SVCSTG.00100400"),
        (401, "APIGW.0301"),
        (403, "APIGW.0302"),
        (429, "APIGW.0308"),
        (500, "APIGW.0601"),
        (502, "APIGW.0610"),
        (503, "APIGW.0613"),
        (504, "APIGW.0201"),
    ],
)
async def test_a_status_comes_with_the_documented_code(
    seed: Simulator, status: int, code: str
) -> None:
    seed.fault(Fault.STATUS, status=status)
    answer = await get(seed, show_path(seed, "test-micro"))
    assert (answer.status, answer.json["error_code"]) == (status, code)


async def test_a_status_may_bring_its_own_body_and_headers(seed: Simulator) -> None:
    seed.fault(Fault.STATUS, status=429, body=b"slow down", headers={"Retry-After": "7"})
    answer = await get(seed, show_path(seed, "test-micro"))
    assert (answer.status, answer.body) == (429, b"slow down")
    assert answer.headers["retry-after"] == "7"


async def test_gateway_404_and_redirect(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    seed.fault(Fault.GATEWAY_404)
    answer = await get(seed, path)
    assert (answer.status, answer.json["error_code"]) == (404, "APIGW.0101")
    seed.fault(Fault.REDIRECT, location="http://127.0.0.1:9/trap")
    answer = await get(seed, path)
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:9/trap")


async def test_too_large_is_json_of_just_that_size(seed: Simulator) -> None:
    seed.fault(Fault.TOO_LARGE, size=100_000)
    answer = await get(seed, show_path(seed, "test-micro"))
    assert len(answer.body) == 100_000
    assert answer.json.keys() == {"padding"}


async def test_skewed_date_is_a_server_whose_clock_is_off(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    right = seed.now()
    seed.fault(Fault.SKEWED_DATE, seconds=1200)
    answer = await call(seed, path, signed(seed, path, at=right))
    assert answer.status == 401
    date = parsedate_to_datetime(answer.headers["date"]).timestamp()
    assert abs(date - right - 1200) < 30
    seed.fault(None)
    assert (await call(seed, path, signed(seed, path, at=right))).status == 200


async def test_a_fault_may_concern_one_instance(fleet: Simulator) -> None:
    fleet.fault(Fault.STATUS, status=500, instance_id=fleet.instance_id("cart"))
    assert (await get(fleet, show_path(fleet, "cart"))).status == 500
    assert (await get(fleet, show_path(fleet, "search"))).status == 200
    fleet.fault(None, instance_id=fleet.instance_id("cart"))
    assert (await get(fleet, show_path(fleet, "cart"))).status == 200


async def test_a_fault_may_end_after_some_calls_and_concern_some_paths(fleet: Simulator) -> None:
    fleet.fault(Fault.STATUS, status=503, times=2, path="/applications")
    path = f"{stage(fleet)}/applications"
    assert (await get(fleet, f"{stage(fleet)}/environments")).status == 200
    assert [(await get(fleet, path)).status for _ in range(3)] == [503, 503, 200]


async def test_a_story_brings_its_own_faults() -> None:
    async with Simulator("outage", speed=0.0) as outage:
        path = show_path(outage, "cart")
        assert (await get(outage, path)).status == 200
        outage.advance(30)
        with pytest.raises(ConnectionResetError):
            await get(outage, path)
        outage.advance(70)
        answer = await get(outage, path)
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
