"""The same by mouse: a row, a cell of the bar, a view."""

from __future__ import annotations

from pathlib import Path

from sstui.config.commands import BY_ID
from sstui.simulator.server import Simulator
from sstui.tui.screens.layout import View
from sstui.tui.screens.palette import Palette
from sstui.tui.widgets.rows import RowsView
from tests.support import until
from tests.tui.harness import SIZES, dashboard
from tests.tui.mouse import click_command, click_hint, click_text
from tests.tui.test_commands import looked_at, message


async def test_a_click_chooses_a_row_a_cell_and_a_view(home: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator, dashboard(home, simulator) as stage:
        await stage.see_all()
        stage.main.show_fleet()
        listed = stage.main.list
        await stage.pilot.click("#list", offset=(5, 3))
        await until(lambda: listed.cursor == 3)
        hit = stage.main.bar._hits[-1]
        await stage.pilot.click("#bar", offset=(hit.start, hit.row))
        await until(lambda: listed.ref == hit.ref)
        await stage.pilot.click("#tabs", offset=(16, 0))
        await until(lambda: stage.main.view is View.CONFIGURATION)


async def test_a_click_on_the_palettes_hint_leads_to_every_command(home: Path) -> None:
    async with looked_at(home, 3) as stage:
        await click_hint(stage, ": palette")
        await until(lambda: isinstance(stage.app.screen, Palette))
        rows = stage.app.screen.query_one("#palette-rows", RowsView)
        await until(lambda: len(rows.rows) > 0)
        assert {rows.rows[y].key for y in range(len(rows.rows))} == set(BY_ID) - {"palette"}
        await stage.pilot.click(offset=(5, 5), button=3)
        await until(lambda: stage.app.screen is stage.main)
        await click_command(stage, "raw")
        await until(lambda: stage.main.view is View.RAW)


async def test_where_no_hint_has_room_the_right_button_opens_the_palette(home: Path) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, SIZES["side"], count=3) as stage,
    ):
        await stage.see_all()
        await stage.pilot.click(offset=(5, 2), button=3)
        await until(lambda: isinstance(stage.app.screen, Palette))
        await click_text(stage, "    up  ")
        await until(lambda: stage.app.screen is stage.main)


async def test_the_right_button_opens_the_palette_and_nothing_else_wherever_it_is_pressed(
    home: Path,
) -> None:
    async with looked_at(home, 3) as stage:
        for place in ("#head", "#tabs", "#bar", "#list"):
            last = stage.main.query_one(place).size.height - 1
            await stage.pilot.click(place, offset=(9, last), button=3)
            await until(lambda: isinstance(stage.app.screen, Palette))
            await stage.pilot.press("escape")
            await until(lambda: not isinstance(stage.app.screen, Palette))
            assert stage.app.screen is stage.main
            assert stage.main.view is View.OVERVIEW


async def test_stopping_to_watch_is_asked_and_answered_by_mouse(home: Path) -> None:
    async with looked_at(home, 3) as stage:
        await click_text(stage, "ledger-prod")
        await click_command(stage, "remove")
        await click_text(stage, "keep it")
        await until(lambda: stage.app.screen is stage.main)
        assert len(stage.watchlist.load()) == 3
        await click_command(stage, "remove")
        await until(lambda: "stop watching ledger-prod?" in stage.text())
        await click_text(stage, "y stop watching")
        await until(lambda: len(stage.watchlist.load()) == 2)
        assert "no longer watching ledger-prod; u brings it back" in message(stage)
