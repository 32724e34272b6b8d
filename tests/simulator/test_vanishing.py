"""Scenarios in which instances change to and fro, or go and come back as others."""

from __future__ import annotations

from functools import partial

from sstui.simulator.catalogue import load_scenario
from sstui.simulator.server import Simulator
from sstui.simulator.story import merge
from tests.simulator.caller import get, show_path
from tests.simulator.test_scenarios import bodies, id_of, state


def test_flap_has_two_instances_that_change_every_forty_seconds_and_no_others() -> None:
    flap = load_scenario("flap")
    assert [state(flap, "search", t) for t in (19, 20, 60, 100, 140)] == [
        "RUNNING 4/4 5.2.0",
        *["RUNNING 1/4 5.2.0", "RUNNING 4/4 5.2.0"] * 2,
    ]
    assert [state(flap, "reports", t) for t in (39, 40, 80, 120, 160)] == [
        "RUNNING 1/1 7.0.0",
        *["FAILED 0/1 7.0.0", "RUNNING 1/1 7.0.0"] * 2,
    ]
    moving = {id_of(flap, "search"), id_of(flap, "reports")}
    steady = [[b for b in bodies(flap, t) if b["id"] not in moving] for t in (0, 50, 5000)]
    assert steady[0] == steady[1] == steady[2]
    assert len(steady[0]) == 22


def test_recreate_deletes_three_and_two_have_a_successor() -> None:
    recreate = load_scenario("recreate")
    told = [
        ("orders-prod", 19, "RUNNING 3/3 2.13.4"),
        ("orders-prod", 20, "DELETING 0/3 2.13.4"),
        ("orders-prod", 30, "gone"),
        ("orders-prod-again", 0, "gone"),
        ("orders-prod-again", 39, "gone"),
        ("orders-prod-again", 40, "INITIALIZING 0/3 2.13.4"),
        ("orders-prod-again", 60, "RUNNING 3/3 2.13.4"),
        ("search-again", 70, "RUNNING 4/4 5.2.0"),
        ("search", 89, "RUNNING 4/4 5.2.0"),
        ("search", 90, "gone"),
        ("legacy-soap", 110, "gone"),
        ("orders-prod", 5000, "gone"),
    ]
    assert [(n, t, state(recreate, n, t)) for n, t, _ in told] == told


async def test_a_successor_is_found_by_the_list_and_by_overviews_not_on_the_watch_list() -> None:
    async with Simulator("recreate", speed=0.0) as simulator:
        old, new = (simulator.instance_id(n) for n in ("orders-prod", "orders-prod-again"))
        assert [m["instance"] for m in simulator.bookmarks].count(new) == 0
        assert len(simulator.bookmarks) == 24
        path = show_path(simulator, "orders-prod")
        instances = path.rpartition("/")[0]

        async def listed() -> tuple[list[str], list[str]]:
            rows = (await get(simulator, instances)).json["instances"]
            overviews = path.split("/components")[0] + "/components/overviews"
            components = (await get(simulator, overviews)).json["components"]
            nested = next(c for c in components if c["id"] == path.split("/")[7])["instances"]
            return [row["id"] for row in rows], [row["instance_id"] for row in nested]

        assert await listed() == ([old], [old])
        simulator.advance(30)
        answer = await get(simulator, path)
        assert (answer.status, answer.json["error_code"]) == (404, "SVCSTG.00100412")
        assert await listed() == ([], [])
        simulator.advance(10)
        assert await listed() == ([new], [new])
        shown = (await get(simulator, f"{instances}/{new}")).json
        assert shown["name"] == "orders-prod-prod-eu-k2v9qd"
        assert shown["create_time"] == shown["update_time"] > 1e12
        assert (await get(simulator, path)).status == 404


async def test_a_successor_may_be_there_before_its_predecessor_goes() -> None:
    async with Simulator("recreate", speed=0.0) as simulator:
        simulator.advance(70)
        instances = show_path(simulator, "search").rpartition("/")[0]
        rows = (await get(simulator, instances)).json["instances"]
        wanted = [simulator.instance_id(name) for name in ("search-again", "search")]
        assert [row["id"] for row in rows] == wanted  # the newest first


async def test_a_list_is_sorted_whatever_a_test_has_patched_into_it() -> None:
    async with Simulator("recreate", speed=0.0) as simulator:
        simulator.advance(80)
        path = show_path(simulator, "search").rpartition("/")[0]
        for odd in ("soon", None, [1]):
            odd_time = {"create_time": odd}
            simulator.patch(simulator.instance_id("search"), partial(merge, changes=odd_time))
            listed = (await get(simulator, path)).json
            assert len(listed["instances"]) == 2
