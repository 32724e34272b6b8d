"""The same by mouse: a row, a cell of the bar, a view."""

from __future__ import annotations

from pathlib import Path

from sstui.simulator.server import Simulator
from sstui.tui.screens.layout import View
from tests.support import until
from tests.tui.harness import dashboard


async def test_a_click_chooses_a_row_a_cell_and_a_view(home: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator, dashboard(home, simulator) as stage:
        await until(stage.fresh)
        stage.main.show_fleet()
        listed = stage.main.list
        await stage.pilot.click("#list", offset=(5, 3))
        await until(lambda: listed.cursor == 3)
        hit = stage.main.bar._hits[-1]
        await stage.pilot.click("#bar", offset=(hit.start, hit.row))
        await until(lambda: listed.ref == hit.ref)
        await stage.pilot.click("#tabs", offset=(16, 0))
        await until(lambda: stage.main.view is View.CONFIGURATION)
