"""The same by mouse: a row, a cell of the bar, a view."""

from __future__ import annotations

from pathlib import Path

from sstui.config.commands import BY_ID
from sstui.tui.screens.layout import View
from sstui.tui.screens.palette import Palette
from sstui.tui.widgets.rows import RowsView
from tests.support import until
from tests.tui.harness import SIZES, Stage
from tests.tui.mouse import click_command, click_hint, click_text
from tests.tui.test_commands import looked_at, message, to_the_list

WATCHED = 3


async def a_click_chooses_a_row_a_cell_and_a_view(stage: Stage) -> None:
    listed = stage.main.list
    await stage.pilot.click("#list", offset=(5, 2))
    await until(lambda: listed.cursor == 2)
    hit = stage.main.bar._hits[-1]
    assert listed.ref != hit.ref
    await stage.pilot.click("#bar", offset=(hit.start, hit.row))
    await until(lambda: listed.ref == hit.ref)
    await stage.pilot.click("#tabs", offset=(16, 0))
    await until(lambda: stage.main.view is View.CONFIGURATION)


async def a_click_on_the_palettes_hint_leads_to_every_command(stage: Stage) -> None:
    await click_hint(stage, ": palette")
    await until(lambda: isinstance(stage.app.screen, Palette))
    rows = stage.app.screen.query_one("#palette-rows", RowsView)
    await until(lambda: len(rows.rows) > 0)
    assert {rows.rows[y].key for y in range(len(rows.rows))} == set(BY_ID) - {"palette"}
    await stage.pilot.click(offset=(5, 5), button=3)
    await until(lambda: stage.app.screen is stage.main)
    await click_command(stage, "raw")
    await until(lambda: stage.main.view is View.RAW)


async def the_right_button_opens_the_palette_and_nothing_else_wherever_it_is_pressed(
    stage: Stage,
) -> None:
    for place in ("#head", "#tabs", "#bar", "#list"):
        last = stage.main.query_one(place).size.height - 1
        await stage.pilot.click(place, offset=(9, last), button=3)
        await until(lambda: isinstance(stage.app.screen, Palette))
        await stage.pilot.press("escape")
        await until(lambda: not isinstance(stage.app.screen, Palette))
        assert stage.app.screen is stage.main
        assert stage.main.view is View.OVERVIEW


async def stopping_to_watch_is_asked_and_answered_by_mouse(stage: Stage) -> None:
    await click_text(stage, "ledger-prod")
    await click_command(stage, "remove")
    await click_text(stage, "keep it")
    await until(lambda: stage.app.screen is stage.main)
    assert len(stage.watchlist.load()) == WATCHED
    await click_command(stage, "remove")
    await until(lambda: "stop watching ledger-prod?" in stage.text())
    await click_text(stage, "y stop watching")
    await until(lambda: len(stage.watchlist.load()) == WATCHED - 1)
    assert "no longer watching ledger-prod; u brings it back" in message(stage)


async def where_no_hint_has_room_the_right_button_opens_the_palette(stage: Stage) -> None:
    await stage.pilot.resize_terminal(*SIZES["side"])
    await stage.pilot.click(offset=(5, 2), button=3)
    await until(lambda: isinstance(stage.app.screen, Palette))
    await click_text(stage, "    up  ")
    await until(lambda: stage.app.screen is stage.main)


STORIES = (
    a_click_chooses_a_row_a_cell_and_a_view,
    a_click_on_the_palettes_hint_leads_to_every_command,
    the_right_button_opens_the_palette_and_nothing_else_wherever_it_is_pressed,
    stopping_to_watch_is_asked_and_answered_by_mouse,
    where_no_hint_has_room_the_right_button_opens_the_palette,
)


async def test_what_is_told_of_the_mouse_is_so(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home, WATCHED) as stage:
        for told in STORIES:
            await told(stage)
            await to_the_list(stage)
