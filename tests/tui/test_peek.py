"""The peek below the list is about the row under the cursor, and about nothing else."""

from __future__ import annotations

from pathlib import Path

from sstui.simulator.server import Simulator
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard

CALM = "[poll]\ninterval = 600\nfast = 600\nbudget = 100000\n"


def peek(stage: Stage) -> str:
    """The rows between list and bar."""
    return "\n".join(stage.text().splitlines()[-10:-3])


async def test_on_a_group_and_on_an_empty_list_it_shows_no_instance(tmp_path: Path) -> None:
    """What is not drawn anew would keep its *seen now* for ever."""
    async with (
        Simulator("fleet") as simulator,
        dashboard(tmp_path, simulator, SIZES["narrow"], config=CALM, count=1) as stage,
    ):
        await stage.see_all()
        stage.main.show_fleet()
        await until(lambda: "seen" in peek(stage))
        await stage.pilot.press("g")
        await until(lambda: not peek(stage).strip())
        await stage.pilot.press("j")
        await until(lambda: "seen" in peek(stage))
        stage.watchlist.path.write_text("version = 1\n")
        stage.app.follow_files()
        await until(lambda: "NOTHING" in stage.text() and not peek(stage).strip())
