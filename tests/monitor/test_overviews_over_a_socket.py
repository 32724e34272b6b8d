"""Overviews the whole way below the screen: simulator → socket → client → poller → fleet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sstui.config.settings import PollSettings
from sstui.insight.records import EventKind, Freshness, Health
from sstui.monitor.state import Link
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.monitor.test_over_a_socket import Scene
from tests.support import until

# A budget of which own calls at this interval would need more than half, and overviews do not.
POLL = PollSettings(interval=1, fast=1, off_interval=1, budget=6000)
DENIED = b'{"error_code":"APIGW.0302","error_msg":"denied","request_id":"r"}'


@asynccontextmanager
async def scene(folder: Path, poll: PollSettings = POLL) -> AsyncIterator[Scene]:
    async with Simulator("fleet", speed=0) as simulator:
        seen = Scene(folder, simulator, poll=poll)
        async with seen.watcher:
            yield seen


def overviews(seen: Scene) -> int:
    return sum("/overviews" in request.target for request in seen.simulator.requests)


async def test_a_fleet_is_seen_by_few_calls_all_of_them_counted(tmp_path: Path) -> None:
    async with scene(tmp_path, PollSettings(interval=30)) as seen:
        await until(lambda: seen.all(Freshness.FRESH))
        assert len(seen.watcher.fleet().snapshots) == 24
        assert overviews(seen) == 4
        assert len(seen.simulator.requests) == 5  # the first of all is one instance's own
        assert seen.account.used == 5


async def test_what_changes_is_told_by_the_next_overview_and_by_nothing_else(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as seen:
        await until(lambda: seen.all(Freshness.FRESH))
        name = [e.name for e in seen.watcher.fleet().snapshots if e.health is Health.OK][-1]
        seen.simulator.set_status(seen.simulator.instance_id(name), status="DOWN")
        await until(lambda: seen.snapshot(name).status == "DOWN")
        assert seen.told(EventKind.STATUS) == [(name, "RUNNING", "DOWN")]
        assert seen.told(EventKind.CONFIGURATION) == []
        assert seen.snapshot(name).body == b""
        seen.watcher.focus(seen.snapshot(name).ref)
        await until(lambda: b"DOWN" in seen.snapshot(name).body)
        assert seen.told(EventKind.STATUS) == [(name, "RUNNING", "DOWN")]


async def test_without_the_permission_for_overviews_all_are_seen_and_the_account_says_why(
    tmp_path: Path,
) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        simulator.fault(Fault.STATUS, status=403, body=DENIED, path="overviews")
        seen = Scene(tmp_path, simulator, poll=POLL)
        async with seen.watcher:
            await until(lambda: seen.all(Freshness.FRESH))
            assert seen.account.link is Link.OK
            assert seen.account.lacking == "servicestage:app:list"
            assert overviews(seen) <= 4


async def test_pages_that_are_cut_short_are_followed_and_counted(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        simulator.cut_pages(2)
        seen = Scene(tmp_path, simulator, poll=POLL)
        async with seen.watcher:
            await until(lambda: seen.all(Freshness.FRESH))
            await until(lambda: seen.account.used == len(seen.simulator.requests))
            assert any("offset=2" in request.target for request in simulator.requests)


async def test_what_an_overview_no_longer_tells_of_is_gone_by_its_own_404(tmp_path: Path) -> None:
    async with scene(tmp_path) as seen:
        await until(lambda: seen.all(Freshness.FRESH))
        name = next(e.name for e in seen.watcher.fleet().snapshots if e.health is Health.OK)
        seen.simulator.forget(seen.simulator.instance_id(name))
        await until(lambda: seen.snapshot(name).absences == 1)
        seen.watcher.refresh(seen.snapshot(name).ref)
        await until(lambda: seen.snapshot(name).freshness is Freshness.GONE)
        others = {e.freshness for e in seen.watcher.fleet().snapshots if e.name != name}
        assert others == {Freshness.FRESH}
