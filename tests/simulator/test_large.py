"""A fleet of any size for benches: the same each time, still, and cheap to serve."""

from __future__ import annotations

import asyncio
import time

import pytest

from sstui.simulator.catalogue import load_scenario
from sstui.simulator.scenario import Calendar
from sstui.simulator.server import Simulator
from sstui.simulator.site import Site
from sstui.simulator.stage import Stage
from sstui.simulator.wire import Request, read_request, reply_head
from tests.simulator.caller import get, show_path, signed, stage
from tests.work import calls_of

CALENDAR = Calendar(1_760_000_000.0)


@pytest.mark.parametrize(("count", "applications"), [(200, 10), (500, 25), (1, 1), (21, 2)])
def test_it_has_twenty_instances_to_an_application(count: int, applications: int) -> None:
    large = load_scenario("large", count)
    assert (len(large.placements), len(large.applications)) == (count, applications)
    assert len({p.bookmark["name"] for p in large.placements.values()}) == count
    assert {p.application_id for p in large.placements.values()} == {
        row["id"] for row in large.applications
    }


def test_its_first_instances_are_those_of_a_smaller_one_and_nothing_changes() -> None:
    small, large = load_scenario("large", 30), load_scenario("large", 500)
    assert list(large.placements.items())[:30] == list(small.placements.items())
    for instance_id in small.placements:
        now, later = (small.body(instance_id, moment, CALENDAR) for moment in (0.0, 1e6))
        assert now == later


def test_it_has_the_healthy_and_the_others_and_nothing_that_moves() -> None:
    large = load_scenario("large", 200)
    bodies = [large.body(each, 0.0, CALENDAR) for each in large.placements]
    details = [body["status_detail"] for body in bodies if body is not None]
    words = [detail["status"] for detail in details]
    assert {word: words.count(word) for word in words} == {
        "RUNNING": 194,
        "STOPPED": 4,
        "FAILED": 2,
    }
    lacking = [d for d in details if 0 < d["available_replica"] < d["replica"]]
    assert len(lacking) == 4


@pytest.mark.parametrize(("scenario", "count"), [("large", 0), ("large", 10_001), ("fleet", 24)])
def test_a_count_that_cannot_be_is_a_value_error(scenario: str, count: int) -> None:
    with pytest.raises(ValueError, match=r"between 1 and|only the scenario large"):
        Simulator(scenario, count=count)


async def test_its_overviews_have_every_body_as_shown() -> None:
    async with Simulator("large", count=40) as simulator:
        path = f"{stage(simulator)}/applications"
        applications = (await get(simulator, path)).json["applications"]
        nested = {}
        for application in applications:
            listed = (await get(simulator, f"{path}/{application['id']}/components/overviews")).json
            assert listed["count"] == len(listed["components"]) == 20
            for component in listed["components"]:
                (row,) = component["instances"]
                nested[row["instance_id"]] = row
        for mark in simulator.bookmarks:
            shown = (await get(simulator, show_path(simulator, mark["name"]))).json
            row = nested[mark["instance"]]
            assert row.pop("instance_name") == shown.pop("name")
            assert row.pop("instance_id") == shown.pop("id")
            assert row == shown


async def test_a_kept_overview_is_written_anew_when_anything_in_it_changes(
    fleet: Simulator,
) -> None:
    path = show_path(fleet, "search").split("/components")[0] + "/components/overviews"
    search = fleet.instance_id("search")

    async def found() -> tuple[object, int]:
        listed = (await get(fleet, path)).json["components"]
        rows = [row for component in listed for row in component["instances"]]
        versions = [row["version"] for row in rows if row["instance_id"] == search]
        return (versions or [None])[0], len(rows)

    assert await found() == await found() == ("5.2.0", 7)
    fleet.advance(46)
    assert await found() == ("5.3.0", 7)
    fleet.forget(search)
    assert await found() == (None, 6)
    fleet.restore(search)
    assert await found() == ("5.3.0", 7)
    numbers = iter(range(9))
    fleet.patch(search, lambda body: body.update(version=str(next(numbers))))
    first, second = await found(), await found()
    assert first != second


async def read(simulator: Simulator, path: str) -> Request:
    headers = signed(simulator, path, at=simulator.now(), x_project_id=simulator.project_id)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    reader = asyncio.StreamReader(limit=65536)
    reader.feed_data(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
    request = await read_request(reader, simulator.now())
    assert request is not None
    return request


async def cost_of_shows(simulator: Simulator, site: Site) -> int:
    """Calls of functions from the bytes of 50 requests to the heads of their answers."""
    paths = [show_path(simulator, mark["name"]) for mark in simulator.bookmarks]
    requests = [await read(simulator, path) for path in (paths * 50)[:50]]

    def answer_all() -> None:
        for request in requests:
            site.receive(request)
            reply = site.answer(request, "x" * 32)
            assert reply.status == 200
            reply_head(reply, now=site.now(), request_id="x", keep_alive=True, length=0)

    answer_all()  # what is made for the first look at an instance is kept
    return calls_of(answer_all)


async def test_a_show_of_500_costs_as_little_as_one_of_1() -> None:
    costs = []
    for count in (1, 500):
        simulator = Simulator("large", count=count, speed=0.0)
        site = Site(Stage(load_scenario("large", count), time.time, 0.0), time.time, seed=1)
        costs.append(await cost_of_shows(simulator, site))
    alone, of_many = costs
    assert of_many <= 1.1 * alone
