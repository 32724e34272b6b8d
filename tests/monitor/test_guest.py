"""A guest hears from the process that leads, looks for itself where none does, and never leads."""

from __future__ import annotations

from pathlib import Path

from sstui.insight.records import Freshness
from sstui.simulator.server import Simulator
from tests.monitor.test_lease import SPEED, WATCHED, Dashboard
from tests.support import QuickClock, until


async def test_alone_it_looks_for_itself_and_leaves_the_lead_to_others(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        clock = QuickClock(SPEED)
        guest = Dashboard(tmp_path, simulator, clock, guest=True)
        async with guest.watcher:
            await until(guest.all_fresh)
            assert guest.leads is False
            assert not guest.watcher.leads("default")
            assert guest.requests >= WATCHED
            dashboard = Dashboard(tmp_path, simulator, clock)
            async with dashboard.watcher:
                await until(lambda: dashboard.leads is True)
                await until(lambda: guest.account.leader_pid is not None)
                await until(dashboard.all_fresh)
                assert guest.leads is False


async def test_beside_a_dashboard_it_asks_nobody_and_goes_on_after_it(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        clock = QuickClock(SPEED)
        dashboard = Dashboard(tmp_path, simulator, clock)
        async with dashboard.watcher:
            await until(dashboard.all_fresh)
            guest = Dashboard(tmp_path, simulator, clock, guest=True)
            await guest.watcher.start()
            await until(guest.all_fresh)
            assert guest.requests == 0
        seen = guest.snapshot("orders-prod").seen
        assert seen is not None
        await until(lambda: (guest.snapshot("orders-prod").seen or 0.0) > seen + 3)
        assert guest.requests > 0
        assert guest.leads is False
        assert guest.snapshot("orders-prod").freshness is Freshness.FRESH
        await guest.watcher.close()
