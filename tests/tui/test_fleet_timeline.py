"""The fleet's timeline on the screen: by keys alone, by mouse alone, and as it looks."""

from __future__ import annotations

import re
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from sstui.simulator.server import Simulator
from sstui.tui.screens.fleet_timeline import FleetTimeline
from sstui.view.fleet_timeline import name_cells
from tests.support import QuickClock, until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import at, to_the_list
from tests.tui.test_filter import filtered
from tests.tui.test_since import BEGIN, CALM, let_pass, seen

WATCHED = 5  # orders-prod and ledger-prod run on one cluster, the others on another


def page(stage: Stage) -> FleetTimeline:
    assert isinstance(stage.app.screen, FleetTimeline)
    return stage.app.screen


async def bad_quarter(stage: Stage, clock: QuickClock) -> None:
    """Two of one cluster fail together and come back; then a quarter of an hour is quiet."""
    for status, replicas in (("FAILED", (0, 0)), ("RUNNING", (3, 4))):
        for name, have in zip(("orders-prod", "ledger-prod"), replicas, strict=True):
            await seen(stage, clock, name, status, have)
        await let_pass(stage, clock, 400)
    for each in stage.watcher.fleet().snapshots:
        stage.watcher.refresh(each.ref)
    await until(stage.fresh)
    stage.main.show_fleet()


async def by_keys_alone(stage: Stage, _clock: QuickClock) -> None:
    press = stage.pilot.press
    await press("g", "t")
    await until(lambda: "Fleet timeline" in stage.text())
    assert page(stage).span == "24h"
    await press("[")
    await until(lambda: re.search("2 went bad: ✗ .*-prod, ✗ .*-prod", stage.text()) is not None)
    assert "shared cause? both bad instances run in namespace payments" in stage.text()
    before = page(stage).moment
    await press("t", "t")
    await until(lambda: "went bad: ✗ " in stage.text())
    assert page(stage).span == "1h"
    assert page(stage).moment == before  # the cursor is on a time, and stays on it
    await press("]", "]")
    await until(lambda: "nothing is known to have gone bad after" in stage.text())
    await press("h")
    await until(lambda: "nothing went bad" in stage.text())
    await press("l", "l", "0")
    assert page(stage).moment is None
    there = page(stage).strips.ref
    await press("j", "enter")
    await until(lambda: stage.app.screen is stage.main)
    assert stage.main.list.ref != there
    assert stage.main.focused_pane is not None


async def by_mouse_alone(stage: Stage, _clock: QuickClock) -> None:
    await stage.pilot.press("g", "t")
    await until(lambda: "Fleet timeline" in stage.text())
    shown, width = page(stage), stage.app.size.width
    first = 3 + name_cells(width) + 1
    for word, y in (("1h 24h 7d", -1), ("1h 24h 7d", -1)):
        x = stage.text().splitlines()[y].index(word)
        await stage.pilot.click("#fleet-keys", offset=(x, 0))
    assert shown.span == "1h"
    x = stage.text().splitlines()[4].index("█")
    await stage.pilot.click("#fleet-strips", offset=(x, 1))
    await until(lambda: "went bad: " in stage.text() or "in trouble already" in stage.text())
    assert shown.window.at == x - first
    assert stage.app.screen is shown
    await stage.pilot.click("#fleet-strips", offset=(x, 1))
    await until(lambda: stage.app.screen is stage.main)
    assert at(stage) in {"orders-prod", "ledger-prod"}
    await stage.pilot.press("t")
    await until(lambda: "esc back" in stage.text())
    x = stage.text().splitlines()[-1].index("esc back")
    await stage.pilot.click("#fleet-keys", offset=(x, 0))
    await until(lambda: stage.app.screen is stage.main)


async def what_the_filter_hides_is_not_there(stage: Stage, _clock: QuickClock) -> None:
    await filtered(stage, "name:orders")
    await stage.pilot.press("enter", "t")
    await until(lambda: "Fleet timeline" in stage.text())
    assert "orders-prod" in stage.text()
    assert "ledger-prod" not in stage.text()
    await stage.pilot.press("escape", "escape", "escape")  # the page, the strip, the filter
    await until(lambda: not stage.main.list.filtered)


def without_times(text: str, width: int) -> str:
    """Of the rows their first ``width`` cells: what is to the right of them goes with the clock."""
    title, *rows = text.splitlines()
    told = next(index for index, line in enumerate(rows) if "went bad" in line)
    left = [row[:width].rstrip() for row in rows[:told]]
    return "\n".join([title.partition("   ")[0], *left, *rows[told:]])


async def test_what_is_told_of_the_fleet_s_timeline_is_so(
    home: Path, snapshot: SnapshotAssertion
) -> None:
    """In one dashboard: its start takes longer than a story."""
    clock = QuickClock(1, BEGIN)
    async with (
        Simulator("fleet", speed=0, clock=clock.now) as simulator,
        dashboard(home, simulator, config=CALM, count=WATCHED, clock=clock) as stage,
    ):
        await stage.see_all()
        await bad_quarter(stage, clock)
        for told in (by_keys_alone, by_mouse_alone, what_the_filter_hides_is_not_there):
            await told(stage, clock)
            await to_the_list(stage)
        await stage.pilot.press("t")
        page(stage).moment = clock.now() - 43_200  # nothing is known of it
        for name, size in SIZES.items():
            await stage.pilot.resize_terminal(*size)
            await stage.pilot.pause()
            page(stage).fill()
            await stage.pilot.pause()
            assert without_times(stage.text(), 3 + name_cells(size[0])) == snapshot(name=name)
            assert "esc back" in stage.text()
