"""The dashboard walks over difficult bodies, and what was sent stays text."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path

from sstui.simulator.server import Simulator
from sstui.tui.screens.layout import View
from tests.conftest import THOROUGH
from tests.difficult_bodies import PLANTED, difficult_bodies
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard

CALM = "[poll]\ninterval = 600\nfast = 600\nbudget = 100000\n"
STEPS = {
    View.OVERVIEW: ("next-pane", "down", "open", "next-pane", "last", "unfold", "open", "back"),
    View.CONFIGURATION: ("next-pane", "last", "open", "fold"),
    View.RAW: ("next-pane", "last", "open", "fold"),
}
# What could reach a terminal as more than text, or be taken for what it is not, where it could.
# Every pane draws every body in `tests/view`; a megabyte is opened and walked in `tests/bench`.
IN_SHORT = {
    View.OVERVIEW: ("escape_sequences", "hollow", "rich_markup", "secrets", "wrong_types"),
    View.CONFIGURATION: ("bidi", "escape_sequences", "json_in_strings", "secrets", "sixty_levels"),
    View.RAW: ("control_characters", "escape_sequences", "lone_surrogates", "secrets"),
}


def is_control(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def arrived(stage: Stage, body: bytes) -> bool:
    return stage.watcher.fleet().snapshots[0].body == body


async def walk(stage: Stage, view: View) -> None:
    """Over what a view shows of the body that has arrived."""
    stage.main.list.focus()
    if stage.main.view is view:
        stage.main.show_fleet()
    else:
        stage.main.show_view(view)
        await stage.pilot.pause()
    for command in STEPS[view]:
        stage.main.action_command(command)
    await stage.pilot.pause()


async def test_the_dashboard_walks_over_them(home: Path) -> None:
    bodies = difficult_bodies()
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, SIZES["half"], count=1, config=CALM) as stage,
    ):
        ref = stage.watcher.fleet().snapshots[0].ref
        for view in STEPS:
            for name in bodies if THOROUGH else IN_SHORT[view]:
                simulator.serve_body(ref.instance, bodies[name])
                stage.watcher.refresh(ref)
                await until(partial(arrived, stage, bodies[name]))
                await walk(stage, view)
                assert stage.main.view is view
                text = stage.text()
                assert not {each for each in text if is_control(each)}, (name, view)
                assert PLANTED not in text, (name, view)
