"""View 3: enter on what happened, and on its line of bodies the difference of the two."""

from __future__ import annotations

import re
from pathlib import Path

from sstui.tui.actions import drift
from sstui.tui.widgets.pane import Pane
from sstui.view.stretch_inside import BODIES
from tests.support import until
from tests.tui.harness import Stage
from tests.tui.test_commands import message, named
from tests.tui.test_drift import drifting, on_orders


async def upgraded(stage: Stage) -> Pane:
    """Seen, changed with its replicas, seen again; the timeline has the focus."""
    ref = named(stage, "orders-prod")
    stage.simulator.patch(ref.instance, drifting)
    stage.simulator.set_status(ref.instance, status="PARTIALLY_FAILED", have=1)
    stage.watcher.refresh(ref)
    await until(lambda: stage.watcher.fleet().by_ref[ref].status == "PARTIALLY_FAILED", 10)
    stage.main.show_fleet()
    await stage.pilot.press("3", "tab")
    pane = stage.main.detail.panes["timeline"]
    await until(lambda: pane.move_to(top(pane)))
    return pane


def opened(pane: Pane) -> list[str]:
    return [pane.rows[index].key for index in range(len(pane.rows))]


def top(pane: Pane) -> str:
    return next((key for key in opened(pane) if key.startswith("stretch")), "")


async def by_keys_alone(stage: Stage, pane: Pane) -> None:
    await stage.pilot.press("enter")
    seen = re.compile(r"seen +\d\d:\d\d:\d\d, at most \d+s late")
    await until(lambda: seen.search(stage.text()) is not None)
    await until(lambda: "configuration.env.LOG_LEVEL  info → trace" in stage.text())
    while not str(pane.cursor_key).endswith(BODIES):
        await stage.pilot.press("j")
    await stage.pilot.press("enter")
    await until(lambda: stage.main.view == 4)
    await until(lambda: "4 changed · 1 added · 1 removed" in stage.text())
    assert "the look before that differed" in stage.text()


async def by_mouse_alone(stage: Stage, pane: Pane) -> None:
    at = pane.rows.find(top(pane))
    assert at is not None
    await stage.pilot.click(pane, offset=(8, at + 1 - pane.top))
    await until(lambda: any(key.endswith(BODIES) for key in opened(pane)))
    at = next(index for index, key in enumerate(opened(pane)) if key.endswith(BODIES))
    for _ in range(2):
        await stage.pilot.click(pane, offset=(8, at + 1 - pane.top))
    await until(lambda: "4 changed · 1 added · 1 removed" in stage.text())


async def what_was_not_recorded_is_said(stage: Stage, _pane: Pane) -> None:
    view = stage.main.detail.shown
    assert view is not None
    await drift._around(stage.main, view, 5.0)
    assert stage.main.view == 3
    assert "is not recorded, or was no more than the status" in message(stage)


async def folded_again(stage: Stage, pane: Pane) -> None:
    """View 3 as it was before what happened was unfolded."""
    await stage.pilot.press("3")
    assert pane.move_to(top(pane))
    await stage.pilot.press("enter")
    assert not any(key.endswith(BODIES) for key in opened(pane))


async def test_what_is_told_of_the_timeline_is_so(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with on_orders(home) as stage:
        pane = await upgraded(stage)
        await what_was_not_recorded_is_said(stage, pane)
        await by_keys_alone(stage, pane)
        await folded_again(stage, pane)
        await by_mouse_alone(stage, pane)
