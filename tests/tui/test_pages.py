"""Pages and strips where there is little room: what is cut says so, and the way back stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard


def first_line(stage: Stage) -> str:
    return stage.text().splitlines()[0]


@pytest.mark.parametrize("key", ["question_mark", "P", "L"])
async def test_the_title_of_a_page_keeps_the_way_back(tmp_path: Path, key: str) -> None:
    async with Simulator("fleet") as simulator, dashboard(tmp_path, simulator, (40, 16)) as stage:
        await stage.pilot.press(key)
        await until(lambda: first_line(stage).endswith("esc back"))


async def test_the_place_of_the_log_is_not_cut(tmp_path: Path) -> None:
    home = tmp_path / ("deep" * 12)
    async with Simulator("fleet") as simulator, dashboard(home, simulator, SIZES["side"]) as stage:
        await stage.pilot.press("L")
        file = str(stage.app.dashboard.log_file)
        await until(lambda: file in "".join(map(str.strip, stage.text().splitlines())))


async def test_a_line_of_the_log_is_not_cut(tmp_path: Path) -> None:
    """What is damaged and where it was put stand at its end."""
    line = "11:54:48 WARNING sstui.monitor.shared_file " + "state/shared.db was damaged; " * 4
    async with (
        Simulator("fleet") as simulator,
        dashboard(tmp_path, simulator, SIZES["side"]) as stage,
    ):
        file = stage.app.dashboard.log_file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{line}put aside\n", encoding="utf-8")
        await stage.pilot.press("L")
        await until(lambda: "put aside" in "".join(map(str.strip, stage.text().splitlines())))


async def test_a_line_that_is_cut_says_so(tmp_path: Path) -> None:
    async with Simulator("fleet") as simulator, dashboard(tmp_path, simulator, (60, 16)) as stage:
        await stage.pilot.press(":", *"again", "tab")
        await until(lambda: "look again: all" in stage.text())
        rows = [line for line in stage.text().splitlines() if "look again" in line]
        assert all(row.endswith(("…", "one")) for row in rows), rows
