"""A person at the mouse alone: what is clicked is found by what the screen says."""

from __future__ import annotations

from functools import partial

from textual.events import MouseScrollDown

from sstui.tui.screens.palette import Palette
from sstui.tui.widgets.rows import RowsView
from sstui.view.text import cells, text_of
from tests.support import until
from tests.tui.harness import Stage


async def click_text(stage: Stage, text: str, button: int = 1) -> None:
    """On the first place of the screen that says so, once it does."""
    await until(lambda: text in stage.text())
    y, line = next(each for each in enumerate(stage.text().splitlines()) if text in each[1])
    x = cells(line[: line.index(text)]) + len(text) - len(text.lstrip())
    await stage.pilot.click(offset=(x, y), button=button)


async def click_hint(stage: Stage, hint: str) -> None:
    """On a key and its word in the last row; a message that stands there is ended first."""
    if stage.main.bar.message is not None:
        await stage.pilot.click(offset=(2, stage.app.size.height - 1))
    await until(lambda: hint in stage.text().splitlines()[-1])
    x = cells(stage.text().splitlines()[-1].partition(hint)[0])
    await stage.pilot.click(offset=(x, stage.app.size.height - 1))


async def click_command(stage: Stage, name: str) -> None:
    """In the palette: opened by its hint, its rows turned by the wheel."""
    await click_hint(stage, ": palette")
    await until(lambda: isinstance(stage.app.screen, Palette))
    rows = stage.app.screen.query_one("#palette-rows", RowsView)
    await until(lambda: len(rows.rows) > 0)
    lines = [text_of(rows.rows[index].line) for index in range(len(rows.rows))]
    place = next(y for y, line in enumerate(lines) if line.lstrip().startswith(f"{name} "))
    while not rows.top <= place < rows.top + rows.page:
        before = rows.top
        rows.post_message(MouseScrollDown(rows, 1, 1, 0, 1, 0, False, False, False, 1, 1))
        await until(partial(_is_turned, rows, before))
    await stage.pilot.pause()
    await click_text(stage, f"    {name} ")


def _is_turned(rows: RowsView, before: int) -> bool:
    return rows.top != before
