"""`sstui tmux` in tmux's own status line, and others that read what one dashboard leaves."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.real_terminal.cloud import SSTUI, Cloud
from tests.real_terminal.dashboards import Opened, Opening
from tests.real_terminal.tmux import Tmux
from tests.real_terminal.waiting import wait_for
from tests.terminal import TerminalProcess

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

WATCHED = 5


def printed(environ: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    command = [*SSTUI, *arguments]
    ended = subprocess.run(
        command, env=dict(environ), capture_output=True, text=True, timeout=60, check=False
    )
    return ended.returncode, ended.stdout


def test_the_segment_stands_in_the_status_line_in_its_colours(cloud: Cloud, tmp_path: Path) -> None:
    environ = cloud.home(tmp_path, WATCHED)
    number = cloud.simulator.bookmarks[0]["instance"]
    with Tmux(environ) as tmux:
        pane = tmux.open(120, 20)
        segment = f"#({shlex.join(SSTUI)} tmux)"
        tmux.run("set", "-g", "status-interval", "1")
        tmux.run("set", "-g", "status-right", f"[{segment}]")
        client = TerminalProcess(tmux.attaching(), environ, columns=120, rows=21)
        with client:
            client.wait_for(lambda text: "[sstui -]" in text)
            pane.type(shlex.join(SSTUI))
            pane.keys("Enter")
            client.wait_for(lambda text: "[5●]" in text)
            cloud.change(lambda simulator: simulator.set_status(number, status="FAILED"))
            try:
                text = client.wait_for(lambda text: "[1✗ orders-prod 4●]" in text)
            finally:
                cloud.change(lambda simulator: simulator.restore(number))
            row = next(i for i, line in enumerate(text.splitlines()) if "[1✗" in line)
            column = text.splitlines()[row].index("✗")
            assert client.screen.buffer[row][column].fg == "red"
            pane.keys("q")
            client.wait_for(lambda text: "[sstui -]" in text)


def test_two_dashboards_and_a_cached_check_side_by_side(cloud: Cloud, tmp_path: Path) -> None:
    environ = cloud.home(tmp_path)
    opening = Opening(environ)
    with Opened({"one": opening, "other": opening}) as opened:
        first, other = opened["one"], opened["other"]
        wait_for(lambda: printed(environ, "check", "--cached")[0] == 2, "all of it was seen")
        code, told = printed(environ, "check", "--cached", "--group", "payments")
        assert (code, told.splitlines()[0]) == (0, "SSTUI OK: 7 ok")
        assert printed(environ, "tmux", "--plain")[1] == "2✗ cart 1◐ 1? 2○ 18●\n"
        # Whichever of them ends, the other goes on to tell.
        first.terminal.type("q")
        assert first.terminal.wait() == 0
        path = Path(environ["SSTUI_HOME"]) / "state" / "status.json"
        before = path.stat().st_mtime_ns
        wait_for(lambda: path.stat().st_mtime_ns > before, "the other one tells")
        pid = str(other.terminal.process.pid)
        wait_for(lambda: f"as process {pid} saw" in printed(environ, "check", "--cached")[1], "it")
        assert printed(environ, "check", "--cached")[0] == 2
