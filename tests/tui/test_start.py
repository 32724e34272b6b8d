"""The start: the last known picture is painted before anybody is asked, and without httpx."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sstui.config.paths import Paths
from sstui.simulator.server import Simulator
from tests.support import until
from tests.tui.harness import dashboard, write_watchlist

OPENED = """
import os, sys
from sstui.cli.options import Options
from sstui.cli.session import Session
from sstui.tui.app import SstuiApp
session = Session(Options(), os.environ)
session.watcher.open()
print(len(session.watcher.fleet().snapshots), "httpx" in sys.modules)
"""


def test_what_the_first_picture_needs_does_not_load_httpx(home: Path) -> None:
    simulator = Simulator("fleet")
    write_watchlist(Paths.from_environ({"SSTUI_HOME": str(home)}).watchlist_file, simulator)
    done = subprocess.run(
        [sys.executable, "-c", OPENED], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == "24 False\n", done.stderr


async def test_asking_begins_when_list_and_instance_are_on_the_screen(home: Path) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator) as stage,
    ):
        seen: list[str] = []

        async def painted() -> None:
            seen.append(stage.text())

        stage.app._painted = painted
        stage.app.go_home()
        await until(lambda: bool(seen))
        assert "orders-prod" in seen[0]
        assert "refer_resources" in seen[0]
