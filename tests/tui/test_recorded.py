"""Views 3 and 5 over a real socket: an outage and its end, as they were looked at."""

from __future__ import annotations

from pathlib import Path

from sstui.insight.records import Health
from sstui.simulator.server import Simulator
from tests.support import until
from tests.tui.harness import Stage, dashboard

FAST = "[poll]\ninterval = 1\nfast = 1\nbudget = 100000\n"


def health(stage: Stage) -> Health | None:
    snapshot = stage.watcher.fleet().snapshots[0]
    return snapshot.health


async def test_an_outage_and_its_end_are_in_the_timeline_and_unfold_in_the_events(
    home: Path,
) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, config=FAST, count=3) as stage,
    ):
        await stage.see_all()
        first = stage.watcher.fleet().snapshots[0]
        stage.main.list.go_to(first.ref)
        await stage.pilot.press("3")
        await until(lambda: "what happened" in stage.text())

        simulator.set_status(first.ref.instance, status="FAILED", available_replica=0)
        await until(lambda: health(stage) is Health.BAD)
        await until(lambda: "✗ FAILED " in stage.text().partition("what happened")[2])

        simulator.set_status(first.ref.instance, status="RUNNING", available_replica=3)
        await until(lambda: health(stage) is Health.OK)
        timeline = stage.watcher.fleet().snapshots[0].timeline
        assert [each.health for each in timeline.stretches] == [
            Health.OK,
            Health.BAD,
            Health.OK,
        ]
        assert [each.serving for each in timeline.stretches] == [True, False, True]
        await until(lambda: " 0/3 → 3/3" in stage.text())

        await stage.pilot.press("5", "tab")
        await until(lambda: "FAILED → RUNNING" in stage.text())
        pane = stage.main.focused_pane
        assert pane is not None
        row = next(i for i in range(len(pane.rows)) if "FAILED → RUNNING" in str(pane.rows[i]))
        assert pane.move_to(pane.rows[row].key)
        await stage.pilot.press("enter")
        await until(lambda: "status_detail.status  FAILED → RUNNING" in stage.text())
        await stage.pilot.press("j", "h")
        assert pane.cursor == row
