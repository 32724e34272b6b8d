"""The bell of the dashboard: one for a burst, and none for what is quiet."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from sstui.tui import calling
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import message

WELL = {"status": "RUNNING", "available_replica": 3, "replica": 3}
FAILED = {"status": "FAILED", "available_replica": 0, "replica": 3}


def health(stage: Stage, name: str) -> str:
    return next(each.health for each in stage.watcher.fleet().snapshots if each.name == name)


async def test_one_bell_and_one_line_for_a_burst_and_none_for_what_is_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And who leaves while the line stands leaves without a traceback: the timer that ends it was
    made where the app is known."""
    rings: list[str] = []
    monkeypatch.setattr(calling, "ring_terminal", lambda app: rings.append("BEL"))
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(tmp_path, simulator, SIZES["half"], count=3) as stage,
    ):
        await stage.see_all()
        marks = {each.name: each.ref.instance for each in stage.watcher.fleet().snapshots}
        names = list(marks)
        for name in names[:2]:
            simulator.set_status(marks[name], **FAILED)
        await until(lambda: "2 bad: " in message(stage), 20)
        assert rings == ["BEL"]

        stage.main.list.go_to(stage.watcher.fleet().snapshots[0].ref)
        await stage.pilot.press("a")
        simulator.set_status(marks[names[0]], status="DOWN", available_replica=0, replica=3)
        await until(lambda: stage.watcher.fleet().snapshots[0].status == "DOWN", 20)
        assert rings == ["BEL"]

        assert "bad" not in message(stage)
        simulator.set_status(marks[names[2]], **FAILED)
        await until(lambda: "bad" in message(stage), 20)
