"""Reading a whole account over a socket: how many calls, what is charged, what a 403 costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.monitor.clock import Clock
from sstui.monitor.discovering import Reading
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import Unauthorized, Unreachable
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.watcher import Watcher
from tests.monitor.scripted import ManualClock
from tests.support import until
from tests.tui.harness import Keys, write_watchlist

FLEET_CALLS = 1 + 1 + 1 + 4  # applications, environments, V3 components, an overview for each


def watcher_of(
    folder: Path,
    simulator: Simulator,
    *,
    budget: int = 1000,
    clock: Clock | None = None,
    secret_key: str = "",
) -> Watcher:
    keys = Keys(simulator.access_key, secret_key or simulator.secret_key)

    def connect(_profile: str, on_request: Callable[[], None]) -> ServiceStage:
        return ServiceStage(
            region=simulator.region,
            credentials=keys,
            project_id=simulator.project_id,
            endpoint=simulator.endpoint,
            iam_endpoint=simulator.iam_endpoint,
            on_request=on_request,
        )

    poll = PollSettings(budget=budget)
    return Watcher(WatchList(folder / "watchlist.toml"), poll, connect, clock=clock)


def used(watcher: Watcher) -> int:
    """Requests of the profile in its five minutes."""
    return watcher._accounts["default"].state().used


async def test_a_whole_account_takes_one_call_an_application_and_three_more(tmp_path: Path) -> None:
    told: list[Reading] = []
    async with Simulator("fleet", speed=0) as simulator, watcher_of(tmp_path, simulator) as watcher:
        found = await watcher.discover("default", told.append)
        asked = [request.target.partition("?")[0] for request in simulator.requests]
        names = {str(each["instance"]) for each in simulator.bookmarks}
        assert used(watcher) == len(asked) == found.requests == FLEET_CALLS
    assert asked[0].endswith("/cas/applications")
    assert sum(path.endswith("/overviews") for path in asked) == 4
    assert {each.ref.instance for each in found.instances} == names
    assert [each.name for each in found.applications][:2] == ["data-platform-数据平台", "edge"]
    orders = next(each for each in found.instances if each.name.startswith("orders"))
    assert (orders.environment_name, orders.status) == ("prod-eu", "RUNNING")
    assert found.v3_components == 3
    assert found.lacks == ()
    assert (found.facts.project_id, found.facts.region) == (
        simulator.project_id,
        simulator.region,
    )
    assert told[0] == Reading()
    assert told[-1] == Reading(4, 4)
    assert [each.done for each in told] == sorted(each.done for each in told)


async def test_pages_that_are_cut_short_are_followed_and_charged(tmp_path: Path) -> None:
    async with (
        Simulator("large", count=45) as simulator,
        watcher_of(tmp_path, simulator) as watcher,
    ):
        simulator.cut_pages(7)
        found = await watcher.discover("default")
        assert len(list(found.instances)) == 45
        # 3 applications and 4 environments on a page each, 20 + 20 + 5 components on 3 + 3 + 1.
        assert found.requests == used(watcher) == len(simulator.requests) == 1 + 1 + 1 + 7


@pytest.mark.parametrize(
    ("path", "what"), [("/environments", "environment names"), ("/v3/", "V3 components")]
)
async def test_a_403_costs_its_part_and_names_the_permission(
    tmp_path: Path, path: str, what: str
) -> None:
    async with Simulator("fleet", speed=0) as simulator, watcher_of(tmp_path, simulator) as watcher:
        simulator.fault(Fault.STATUS, status=403, path=path)
        found = await watcher.discover("default")
    (lack,) = found.lacks
    assert lack.what == what
    assert "servicestage:app:list" in lack.why
    assert len(list(found.instances)) == 24


async def test_one_application_that_is_forbidden_says_so_and_the_others_are_there(
    tmp_path: Path,
) -> None:
    async with Simulator("fleet", speed=0) as simulator, watcher_of(tmp_path, simulator) as watcher:
        closed = simulator.bookmarks[0]["application"]
        simulator.fault(Fault.STATUS, status=403, path=f"{closed}/components/overviews")
        found = await watcher.discover("default")
    problems = {each.name: each.problem for each in found.applications if each.problem}
    assert list(problems) == ["shop-core"]
    assert "servicestage:app:list" in problems["shop-core"]
    assert len(list(found.instances)) == 24 - 7
    assert [lack.what for lack in found.lacks] == ["instances"]


async def test_where_all_overviews_are_forbidden_not_every_one_is_tried(tmp_path: Path) -> None:
    async with (
        Simulator("large", count=200) as simulator,
        watcher_of(tmp_path, simulator) as watcher,
    ):
        simulator.fault(Fault.STATUS, status=403, path="/overviews")
        found = await watcher.discover("default")
        tried = [each for each in simulator.requests if "/overviews" in each.target]
    assert 3 <= len(tried) <= 4  # two in flight
    assert all(each.problem for each in found.applications)


async def test_a_region_without_v3_lacks_nothing(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator, watcher_of(tmp_path, simulator) as watcher:
        simulator.fault(Fault.GATEWAY_404, path="/v3/")
        found = await watcher.discover("default")
    assert (found.v3_components, found.lacks) == (None, ())


async def test_a_wrong_key_is_tried_once(tmp_path: Path) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        watcher_of(tmp_path, simulator, secret_key="wrong") as watcher,
    ):
        with pytest.raises(Unauthorized):
            await watcher.discover("default")
        assert len(simulator.requests) == 1


async def test_an_api_that_cannot_be_reached_is_one_error(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator, watcher_of(tmp_path, simulator) as watcher:
        simulator.fault(Fault.RESET, path="/overviews")
        with pytest.raises(Unreachable):
            await watcher.discover("default")


async def test_a_spent_budget_is_waited_for_and_said(tmp_path: Path) -> None:
    clock, told = ManualClock(), list[Reading]()
    async with Simulator("fleet", speed=0) as simulator:
        watcher = watcher_of(tmp_path, simulator, budget=4, clock=clock)
        reading = asyncio.create_task(watcher.discover("default", told.append))
        await until(lambda: bool(told) and told[-1].waiting > 0)
        await until(lambda: len(simulator.requests) == 4)
        assert 290 < told[-1].waiting <= 301
        await clock.advance(302)
        found = await reading
        assert len(list(found.instances)) == 24
        await watcher.close()


async def test_a_throttle_is_waited_out(tmp_path: Path) -> None:
    clock, told = ManualClock(), list[Reading]()
    async with Simulator("fleet", speed=0) as simulator:
        watcher = watcher_of(tmp_path, simulator, clock=clock)
        simulator.fault(
            Fault.STATUS, status=429, headers={"Retry-After": "7"}, path="/environments", times=1
        )
        reading = asyncio.create_task(watcher.discover("default", told.append))
        await until(lambda: bool(told) and told[-1].waiting > 0)
        await clock.advance(60)
        assert (await reading).lacks == ()
        await watcher.close()


async def test_at_most_four_calls_are_in_flight_with_the_looks_at_what_is_watched(
    tmp_path: Path,
) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        write_watchlist(tmp_path / "watchlist.toml", simulator, 6)
        async with watcher_of(tmp_path, simulator, budget=100_000) as watcher:
            await until(lambda: all(each.seen for each in watcher.fleet().snapshots))
            simulator.fault(Fault.HANG, path="/components/")
            reading = asyncio.create_task(watcher.discover("default"))
            await until(lambda: sum("/overviews" in e.target for e in simulator.requests) == 2)
            before = len(simulator.requests)
            watcher.refresh()
            await until(lambda: not watcher._accounts["default"]._schedule.idle)
            await until(lambda: len(simulator.requests) >= before + 2)
            assert len(simulator.requests) == before + 2
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading


async def test_it_can_be_given_up_at_any_moment(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator, watcher_of(tmp_path, simulator) as watcher:
        simulator.fault(Fault.HANG, path="/overviews")
        reading = asyncio.create_task(watcher.discover("default"))
        await until(lambda: sum("/overviews" in each.target for each in simulator.requests) == 2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        simulator.fault(None)
        assert len(list((await watcher.discover("default")).instances)) == 24
