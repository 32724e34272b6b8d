"""In a real tmux, as it comes: a dashboard in the background rings, and says in its title why."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.real_terminal.cloud import SSTUI, Cloud
from tests.real_terminal.tmux import Tmux
from tests.real_terminal.waiting import wait_for

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

WATCHED = 5  # the first of the fleet, all of them as they should be


def test_the_window_is_marked_and_its_title_counts(cloud: Cloud, tmp_path: Path) -> None:
    first = cloud.simulator.bookmarks[0]["instance"]

    def breaks(simulator: Simulator) -> None:
        simulator.set_status(first, status="FAILED", available_replica=0)

    with Tmux(cloud.home(tmp_path, WATCHED)) as tmux:
        pane = tmux.open()
        pane.type(f"{shlex.join(SSTUI)}")
        pane.keys("Enter")
        pane.wait_for(lambda text: "5●" in text and ": palette" in text)
        window = pane.says("window_id")
        tmux.run("new-window", "-t", pane.says("session_name"))
        flag = ("display-message", "-p", "-t", window, "#{window_bell_flag} #{pane_title}")
        try:
            assert tmux.run(*flag).strip() == "0 5● sstui"
            cloud.change(breaks)
            wait_for(lambda: tmux.run(*flag).strip() == "1 1✗ 4● sstui", "the bell")
        finally:
            cloud.change(lambda simulator: simulator.restore(first))
