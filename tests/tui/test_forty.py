"""Forty in six groups at 160x48: more rows than fit, and the groups stay."""

from __future__ import annotations

from pathlib import Path

from sstui.insight.records import Health
from sstui.simulator.server import Simulator
from sstui.view.text import text_of
from tests.tui.harness import Stage, dashboard

CALM = "[poll]\ninterval = 600\nfast = 600\nbudget = 100000\n"


def listed(stage: Stage) -> list[str]:
    """What the list shows, a line a row."""
    rows = stage.main.list.rows
    return [text_of(rows[index].line) for index in range(len(rows))]


async def test_a_bad_night_keeps_its_six_groups_and_names_all_that_is_not_well(
    home: Path,
) -> None:
    async with Simulator("night", speed=0) as simulator:
        simulator.advance(119)
        async with dashboard(home, simulator, (160, 48), config=CALM) as stage:
            await stage.see_all()
            stage.main.show_fleet()
            await stage.pilot.pause()
            fleet = stage.watcher.fleet()
            assert len(fleet.snapshots) == 40
            shown = listed(stage)
            assert len(shown) <= stage.main.list.size.height
            for group in {each.bookmark.group for each in fleet.snapshots}:
                assert any(line.strip().startswith(f"▾ {group}") for line in shown), group
            quietly = (Health.OK, Health.OFF)
            loud = {each.name for each in fleet.snapshots if each.health not in quietly}
            assert len(loud) > 10
            for name in loud:
                assert any(f" {name} " in line for line in shown), name
