"""What a test may change about a running simulator."""

from __future__ import annotations

import asyncio

import pytest

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.simulator.caller import get, show_path, stage
from tests.simulator.test_gateway import Clock


async def test_a_status_that_is_set_stands_over_the_story(fleet: Simulator) -> None:
    fleet.set_status(fleet.instance_id("search"), status="PENDING", available_replica=0)
    shown = (await get(fleet, show_path(fleet, "search"))).json["status_detail"]
    assert (shown["status"], shown["available_replica"], shown["replica"]) == ("PENDING", 0, 4)
    fleet.advance(60)
    assert (await get(fleet, show_path(fleet, "search"))).json["version"] == "5.3.0"
    assert (await get(fleet, show_path(fleet, "search"))).json["status_detail"]["status"] == (
        "PENDING"
    )


async def test_a_patch_changes_show_and_lists_alike(fleet: Simulator) -> None:
    fleet.patch(fleet.instance_id("cart"), lambda body: body.update(version="99", extra=None))
    shown = (await get(fleet, show_path(fleet, "cart"))).json
    assert (shown["version"], shown["extra"]) == ("99", None)
    listed = (await get(fleet, show_path(fleet, "cart").rpartition("/")[0])).json
    assert listed["instances"][0]["version"] == "99"


async def test_the_story_goes_on_with_the_clock() -> None:
    clock = Clock()
    async with Simulator("deploy", clock=clock) as simulator:
        path = show_path(simulator, "orders-prod")
        overviews = path.split("/components")[0] + "/components/overviews"
        found = []
        for _ in range(3):
            shown = (await get(simulator, path)).json
            listed = (await get(simulator, overviews)).json["components"]
            rows = [row for component in listed for row in component["instances"]]
            row = next(row for row in rows if row["instance_id"] == shown["id"])
            assert row["status_detail"] == shown["status_detail"]
            found.append(shown["status_detail"]["status"])
            clock.now += 20
        assert found == ["RUNNING", "UPGRADING", "RUNNING"]


async def test_the_documents_own_example_can_be_patched_too(seed: Simulator) -> None:
    seed.set_status(seed.instance_id("test-micro"), status="STOPPED")
    shown = (await get(seed, show_path(seed, "test-micro"))).json
    assert shown["status_detail"]["status"] == "STOPPED"


async def test_a_body_is_served_byte_for_byte(seed: Simulator) -> None:
    for body in (b"", b'{"id": "x"', b"\xff\xfe", b'{"a":1,"a":2}'):
        seed.serve_body(seed.instance_id("test-micro"), body, "text/plain")
        answer = await get(seed, show_path(seed, "test-micro"))
        assert answer.body == body


async def test_a_forgotten_instance_is_a_404_of_the_instance(fleet: Simulator) -> None:
    fleet.forget(fleet.instance_id("cart"))
    answer = await get(fleet, show_path(fleet, "cart"))
    assert (answer.status, answer.json["error_code"]) == (404, "SVCSTG.00100412")
    listed = (await get(fleet, show_path(fleet, "cart").rpartition("/")[0])).json
    assert listed == {"count": 0, "instances": []}


async def test_restore_takes_everything_back(fleet: Simulator) -> None:
    cart = fleet.instance_id("cart")
    before = (await get(fleet, show_path(fleet, "cart"))).body
    fleet.set_status(cart, status="X")
    fleet.serve_body(cart, b"{}")
    fleet.forget(cart)
    fleet.fault(Fault.EMPTY, instance_id=cart)
    fleet.restore(cart)
    assert (await get(fleet, show_path(fleet, "cart"))).body == before


async def test_an_unknown_instance_is_a_key_error(fleet: Simulator) -> None:
    with pytest.raises(KeyError):
        fleet.set_status("cart", status="RUNNING")


async def test_a_stopped_simulator_frees_its_port_for_the_next_one() -> None:
    first = Simulator("seed")
    await first.start()
    reader, writer = await asyncio.open_connection(first.host, first.port)
    writer.write(f"GET {stage(first)}/applications HTTP/1.1\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    ended, ending = await asyncio.open_connection(first.host, first.port)
    ending.write(b"GET / HTTP/1.0\r\n\r\n")  # we close first, which keeps a port busy
    await ended.read()
    await first.stop()
    assert first.connections == 0
    writer.close()
    ending.close()
    for _ in range(3):
        async with Simulator("seed", port=first.port) as again:
            assert again.port == first.port
            assert (await get(again, show_path(again, "test-micro"))).status == 200


async def test_a_simulator_may_start_again_where_it_was() -> None:
    simulator = Simulator("seed")
    async with simulator:
        port = simulator.port
        token = simulator.issue_token()
    async with simulator:
        assert simulator.port == port
        assert simulator.issue_token() != token


async def test_stop_ends_what_hangs() -> None:
    simulator = Simulator("seed")
    await simulator.start()
    simulator.fault(Fault.HANG)
    reader, writer = await asyncio.open_connection(simulator.host, simulator.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    await asyncio.wait_for(simulator.stop(), 30)
    with pytest.raises(ConnectionResetError):
        await reader.readexactly(1)
    writer.close()


async def test_bookmarks_exports_and_add_lines_fit_each_other(fleet: Simulator) -> None:
    marks = fleet.bookmarks
    assert len(marks) == 24
    assert [m["name"] for m in marks[:2]] == ["orders-prod", "ledger-prod"]
    assert set(marks[0]) == {
        *("name", "application", "component", "instance", "group", "tags", "note", "expect")
    }
    ref = "/".join(str(marks[0][key]) for key in ("application", "component", "instance"))
    assert fleet.add_lines()[0] == (
        f"sstui add {ref} --name orders-prod --group payments --tag team-a --tag tier-1 "
        "--note 'runbook: wiki/orders'"
    )
    assert fleet.exports() == [
        f"export HUAWEICLOUD_SDK_AK={fleet.access_key}",
        f"export HUAWEICLOUD_SDK_SK={fleet.secret_key}",
        f"export HUAWEICLOUD_SDK_PROJECT_ID={fleet.project_id}",
        f"export SSTUI_ENDPOINT={fleet.endpoint}",
        f"export SSTUI_IAM_ENDPOINT={fleet.iam_endpoint}",
        "export SSTUI_REGION=ap-southeast-3",
    ]


def test_keys_come_from_the_seed_alone() -> None:
    first, again, other = Simulator("seed"), Simulator("seed"), Simulator("seed", seed=2)
    assert first.secret_key == again.secret_key != other.secret_key


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com", ""])
def test_only_loopback_is_listened_on(host: str) -> None:
    with pytest.raises(ValueError, match="no loopback"):
        Simulator("seed", host=host)
