"""Acknowledge and snooze, by keys and by mouse; the plain story of each is in `test_commands`."""

from __future__ import annotations

import re
from pathlib import Path

from sstui.insight.attention import Why
from sstui.simulator.server import Simulator
from sstui.view.shared_cause import cause_of
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import CALM, looked_at, message


def why(stage: Stage, name: str) -> Why | None:
    fleet = stage.watcher.fleet()
    quiet = next(each.quiet for each in fleet.snapshots if each.name == name)
    return None if quiet is None else quiet.why


def go_to(stage: Stage, name: str) -> None:
    fleet = stage.watcher.fleet()
    ref = next(each.ref for each in fleet.snapshots if each.name == name)
    assert stage.main.list.go_to(ref)


async def group_line(stage: Stage) -> None:
    """All of the group that is in trouble."""
    go_to(stage, "cart")
    await stage.pilot.press("{")
    assert stage.main.list.row is not None
    assert stage.main.list.row.ref is None
    group = stage.main.list.row.group
    await stage.pilot.press("a")
    quiet = [each for each in stage.watcher.fleet().snapshots if each.quiet]
    assert quiet
    assert {each.bookmark.group for each in quiet} == {group}
    assert f"{len(quiet)} of {group} acknowledged" in message(stage)


async def under_a_filter(stage: Stage) -> None:
    """All that is shown, and nothing else."""
    go_to(stage, "mailer")
    await stage.pilot.press("slash", *"mailer,cart", "enter")
    await until(lambda: stage.main.list.filtered)
    await stage.pilot.press("a")
    quiet = {each.name for each in stage.watcher.fleet().snapshots if each.quiet}
    assert quiet == {"mailer", "cart"}
    await stage.pilot.press("escape")
    await until(lambda: not stage.main.list.filtered)


async def what_is_well(stage: Stage) -> None:
    """Has nothing to acknowledge or to snooze."""
    go_to(stage, "search")
    await stage.pilot.press("a")
    assert "nothing to acknowledge: search" in message(stage)
    await stage.pilot.press("S")
    assert "nothing to snooze: search" in message(stage)
    assert stage.app.screen is stage.main


async def arrows(stage: Stage) -> None:
    go_to(stage, "mailer")
    await stage.pilot.press("S", "right", "right", "enter")
    await until(lambda: why(stage, "mailer") is Why.SNOOZED)
    assert message(stage).startswith("mailer snoozed, until ok; S ends it")


async def mouse(stage: Stage) -> None:
    go_to(stage, "mailer")
    await stage.pilot.press("S", "escape", "S")
    await until(lambda: "1 15m" in stage.text())
    lines = stage.text().splitlines()
    y = next(number for number, line in enumerate(lines) if "1 15m" in line)
    await stage.pilot.click(offset=(lines[y].index("2 1h") + 2, y))
    await until(lambda: why(stage, "mailer") is Why.SNOOZED)
    assert message(stage).startswith("mailer snoozed, 1h")


async def palette(stage: Stage) -> None:
    """By mouse, as any command."""
    go_to(stage, "mailer")
    await stage.pilot.press("colon", *"acknowledge")
    lines = stage.text().splitlines()
    y = next(number for number, line in enumerate(lines) if "acknowledge, and back" in line)
    await stage.pilot.click(offset=(4, y))
    await until(lambda: why(stage, "mailer") is Why.ACKNOWLEDGED)


async def test_what_a_key_is_about_and_how_long_it_holds(tmp_path: Path) -> None:
    async with looked_at(tmp_path) as stage:
        for told in (group_line, under_a_filter, what_is_well, arrows, mouse, palette):
            await told(stage)
            stage.watcher.attention.take_back([*stage.main.fleet.by_ref])
            stage.main.show_fleet()


async def test_what_shares_a_cause_is_taken_together_and_from_its_own_view_alone(
    tmp_path: Path,
) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        for mark in simulator.bookmarks:
            if mark["group"] == "payments":
                simulator.set_status(mark["instance"], status="FAILED", available_replica=0)
            elif mark["name"] in {"cart", "catalog", "mailer", "warehouse-sync"}:
                well = {"status": "RUNNING", "available_replica": 1, "replica": 1}
                simulator.set_status(mark["instance"], **well)
        async with dashboard(tmp_path, simulator, SIZES["side"], config=CALM) as stage:
            await stage.see_all()
            stage.main.show_fleet()
            go_to(stage, "orders-prod")
            assert stage.main.snapshot is not None
            cause = cause_of(stage.main.fleet, stage.main.snapshot.ref)
            assert cause is not None
            await stage.pilot.press("a")
            quiet = {each.ref for each in stage.watcher.fleet().snapshots if each.quiet}
            assert quiet == set(cause.refs)
            assert f"{len(quiet)} of what shares a cause acknowledged" in message(stage)

            await stage.pilot.press("enter", "S")
            await until(lambda: "snooze orders-prod   1 15m   2 1h   3 until ok" in stage.text())
            await stage.pilot.press("1")
            await until(lambda: "orders-prod snoozed, 15m" in message(stage))
            await stage.pilot.press("escape", "S", "S")  # the first ends the snooze
            words = r"snooze \d+ of .*….* 1 15m   2 1h   3 until ok   esc"
            await until(lambda: re.search(words, stage.text()) is not None)
