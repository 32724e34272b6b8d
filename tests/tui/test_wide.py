"""The wide list on the fleet: by keys alone and by mouse alone, and what is jumped to; as it
looks in `test_sizes`."""

from __future__ import annotations

from pathlib import Path

from sstui.simulator.server import Simulator
from sstui.tui.screens.columns import ColumnPicker
from sstui.tui.screens.palette import Palette
from sstui.view.ranking import Order
from tests.support import until
from tests.tui.harness import Stage, dashboard
from tests.tui.mouse import click_command, click_hint
from tests.tui.test_commands import CALM, at, looked_at, message, named, to_the_list
from tests.tui.test_filter import filtered, shown


def titles(stage: Stage) -> list[str]:
    return stage.text().splitlines()[0].split()


async def by_keys_alone(stage: Stage) -> None:
    press, listed = stage.pilot.press, stage.main.list
    await press("w")
    await until(lambda: titles(stage)[:4] == ["name", "status", "↓", "repl"])
    assert not stage.main.detail.display
    await press(">", ">", ">", ">")
    assert listed.sorting.name == "version"
    await until(lambda: "version ↓" in stage.text())
    assert shown(stage)[:2] == ["fraud-score", "ledger-prod"]
    await press("<", "<", "<", "<")
    assert listed.sorting.name == "status"
    await press("s")
    assert listed.sorting.order is Order.NAME
    await press("s", "s", "G", "enter")
    assert stage.main.opened
    await press("escape")
    await until(lambda: "24h" in titles(stage))
    assert at(stage) == "cron-runner"
    await filtered(stage, "health:bad")
    await press("enter")
    assert shown(stage) == ["cart", "mailer"]
    await press("escape", "w")
    await until(lambda: stage.main.detail.display)
    assert at(stage) == "cron-runner"


async def by_mouse_alone(stage: Stage) -> None:
    listed = stage.main.list
    await click_command(stage, "wide")
    await until(lambda: "version" in titles(stage))
    x = stage.text().splitlines()[0].index("version")
    await stage.pilot.click("#list", offset=(x, 0))
    await until(lambda: listed.sorting.name == "version")
    await stage.pilot.click("#list", offset=(5, 3))
    await until(lambda: listed.cursor == 2)
    assert not stage.main.opened
    await stage.pilot.click("#list", offset=(10, 0))
    await until(lambda: listed.sorting.order is Order.NAME)
    await click_hint(stage, "order")
    await until(lambda: listed.sorting.order is Order.CHANGE)
    await click_hint(stage, "order")
    await until(lambda: listed.sorting.order is Order.WORST)
    await click_hint(stage, "wide list")
    await until(lambda: stage.main.detail.display)
    await stage.pilot.click("#list", offset=(5, 5), button=3)
    await until(lambda: isinstance(stage.app.screen, Palette))
    await stage.pilot.click(offset=(5, 5), button=3)
    await until(lambda: stage.app.screen is stage.main)


async def columns_are_picked_and_kept(stage: Stage) -> None:
    press, ui = stage.pilot.press, stage.app.dashboard.ui
    await press("W")
    await until(lambda: isinstance(stage.app.screen, ColumnPicker))
    await until(lambda: "[x] 24h" in stage.text())
    await press("space")
    await until(lambda: "[ ] 24h" in stage.text())
    await press("escape")
    assert not ui.layout.columns
    await until(lambda: "24h" in titles(stage))
    await press("W", "j", "J", "space", "g", "enter")
    await until(lambda: stage.app.screen is stage.main)
    assert ui.layout.columns == ("24h", "version", "env", "tags", "note")
    await until(lambda: "up" not in titles(stage))
    await press("w")


async def an_instance_is_jumped_to_by_a_few_letters(stage: Stage) -> None:
    press = stage.pilot.press
    await press(":", *"ctg")
    assert isinstance(stage.app.screen, Palette)
    await until(lambda: "◐ catalog" in stage.text())
    await press("enter")
    await until(lambda: at(stage) == "catalog")
    await filtered(stage, "group:payments")
    await press("enter", ":", *"mailer", "enter")
    await until(lambda: at(stage) == "mailer")
    assert "the filter hid it" in message(stage)
    await press(":", *"search")
    await until(lambda: "filter the list" in stage.text())
    rows = stage.text().splitlines()
    command = next(y for y, line in enumerate(rows) if "filter the list" in line)
    instance = next(y for y, line in enumerate(rows) if "● search" in line and y > command)
    await stage.pilot.click(offset=(8, instance))
    await until(lambda: stage.app.screen is stage.main and at(stage) == "search")


STORIES = (
    by_keys_alone,
    by_mouse_alone,
    columns_are_picked_and_kept,
    an_instance_is_jumped_to_by_a_few_letters,
)


async def test_what_is_told_of_the_wide_list_is_so(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home) as stage:
        for told in STORIES:
            await told(stage)
            await to_the_list(stage)


async def test_columns_of_the_file_are_used_and_a_wrong_expression_is_a_line(home: Path) -> None:
    config = 'columns = ["version", "strategy=configuration.strategy.upgrade", "oops=[", "note"]\n'
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, config=config + CALM, count=3) as stage,
    ):
        await stage.see_all()
        await stage.pilot.press("w")
        await until(lambda: titles(stage)[4:-1] == ["version", "strategy", "note"])
        await until(lambda: "RollingUpdate" in stage.row_of("orders-prod"))
        assert message(stage).startswith("columns: oops=[: ")
        ref = named(stage, "orders-prod")
        stage.main.list.go_to(ref)
        await stage.pilot.press("/", *"orders", "enter", "y")
        await until(lambda: stage.app.clipboard == ref.instance)
        await filtered(stage, "strategy:rolling name:orders")
        await until(lambda: shown(stage) == ["orders-prod"])
        await until(lambda: "filter 1 of 3 · the bar shows all" in stage.text())
