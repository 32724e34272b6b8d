"""A simulated ServiceStage on a thread of its own, and homes that lead to it."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sstui.simulator.server import Simulator
from tests.tui.harness import write_watchlist

SSTUI = (sys.executable, "-m", "sstui")
ROOT = Path(__file__).parents[2]
WHOLE_FLEET = "2✗ 1◐ 1? 2○ 18● sstui"  # the title when all of it has been looked at
CONFIG = """\
[poll]
interval = 1
fast = 1
budget = 100000
"""


class Cloud:
    """The scenario `fleet`; its story stands still."""

    def __init__(self, simulator: Simulator, loop: asyncio.AbstractEventLoop) -> None:
        self.simulator = simulator
        self._loop = loop
        self._watch_lists: dict[int | None, str] = {}

    def change(self, how: Callable[[Simulator], None]) -> None:
        """Do something to the simulator where it runs, and wait until it is done."""

        async def on_its_loop() -> None:
            how(self.simulator)

        asyncio.run_coroutine_threadsafe(on_its_loop(), self._loop).result(5)

    def home(self, folder: Path, bookmarks: int | None = None) -> dict[str, str]:
        """The environment of a user whose watch list has the first ``bookmarks`` of the fleet."""
        environ = empty_home(folder)
        config = folder / "sstui" / "config"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(CONFIG)
        file = config / "watchlist.toml"
        if bookmarks not in self._watch_lists:
            write_watchlist(file, self.simulator, bookmarks)
            self._watch_lists[bookmarks] = file.read_text(encoding="utf-8")
        file.write_text(self._watch_lists[bookmarks], encoding="utf-8")
        for line in self.simulator.exports():
            name, _, value = line.removeprefix("export ").partition("=")
            environ[name] = "".join(shlex.split(value))
        return environ


def empty_home(folder: Path) -> dict[str, str]:
    """The environment of a user who has nothing yet; all that runs in it bears ``folder``."""
    folder.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "SSTUI_HOME": str(folder / "sstui"),
        "TMPDIR": str(folder),
    }


@contextmanager
def open_cloud() -> Iterator[Cloud]:
    loop = asyncio.new_event_loop()
    simulator = Simulator("fleet", speed=0)
    loop.run_until_complete(simulator.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield Cloud(simulator, loop)
    finally:
        asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
