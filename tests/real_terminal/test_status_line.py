"""What one dashboard tells others: `sstui tmux` in tmux's own status line, the bell and the title
of its window, the state that `check --cached` reads; and in a pane, how each of them ends."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import psutil
import pytest

from sstui.monitor.status_file import read_status
from tests.real_terminal.cloud import SSTUI, WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import HANGS
from tests.real_terminal.left_behind import running
from tests.real_terminal.tmux import Pane, Tmux
from tests.real_terminal.waiting import wait_for
from tests.terminal import TerminalProcess

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

WATCHED = 5  # the first of the fleet, all of them as they should be


def printed(environ: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    command = [*SSTUI, *arguments]
    ended = subprocess.run(
        command, env=dict(environ), capture_output=True, text=True, timeout=60, check=False
    )
    return ended.returncode, ended.stdout


def start(pane: Pane) -> None:
    pane.type(f'{shlex.join(SSTUI)}; echo "ended with $?"')
    pane.keys("Enter")


def started(pane: Pane) -> int:
    """The process id of the dashboard in it: the only child of its shell."""
    (process,) = psutil.Process(int(pane.says("pane_pid"))).children()
    return process.pid


def test_the_segment_stands_in_the_status_line_in_its_colours_and_the_window_rings(
    cloud: Cloud, tmp_path: Path
) -> None:
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
            start(pane)
            client.wait_for(lambda text: "[5●]" in text)
            # In the background its window is marked, and its title counts.
            tmux.run("new-window", "-t", f"{pane.says('session_name')}:")
            assert (pane.says("window_bell_flag"), pane.says("pane_title")) == ("0", "5● sstui")
            cloud.change(lambda simulator: simulator.set_status(number, status="FAILED"))
            try:
                pane.wait_to_say("window_bell_flag", "1")
                pane.wait_to_say("pane_title", "1✗ 4● sstui")
                text = client.wait_for(lambda text: "[1✗ orders-prod 4●]" in text)
            finally:
                cloud.change(lambda simulator: simulator.restore(number))
            row = next(i for i, line in enumerate(text.splitlines()) if "[1✗" in line)
            column = text.splitlines()[row].index("✗")
            assert client.screen.buffer[row][column].fg == "red"
            # A signal ends it, and the shell goes on.
            os.kill(started(pane), signal.SIGTERM)
            pane.wait_for(lambda text: "ended with 143" in text)
            assert pane.says("alternate_on") == "0"
            client.wait_for(lambda text: "[sstui -]" in text)


def all_was_seen(path: Path) -> bool:
    status = read_status(path)
    return status is not None and all(each.freshness != "unseen" for each in status.instances)


def tells(path: Path, pid: int, **expected: str) -> bool:
    """Whether the last that was told is by this process and has these instances so."""
    status = read_status(path)
    if status is None or status.pid != pid:
        return False
    found = {each.name: each.status for each in status.instances}
    return status.running and expected.items() <= found.items()


def test_two_dashboards_and_a_cached_check_side_by_side(cloud: Cloud, tmp_path: Path) -> None:
    environ = cloud.home(tmp_path)
    path = Path(environ["SSTUI_HOME"]) / "state" / "status.json"
    search = cloud.simulator.instance_id("search")
    with Tmux(environ) as tmux:
        first, other = tmux.open(), tmux.open()
        for pane in (first, other):
            start(pane)
        for pane in (first, other):
            pane.wait_to_say("pane_title", WHOLE_FLEET)
        wait_for(partial(all_was_seen, path), "all of it was seen")
        assert printed(environ, "check", "--cached")[0] == 2
        code, told = printed(environ, "check", "--cached", "--group", "payments")
        assert (code, told.splitlines()[0]) == (0, "SSTUI OK: 7 ok")
        assert printed(environ, "tmux", "--plain")[1] == "2✗ cart 1◐ 1? 2○ 18●\n"
        # Whichever of them ends, here with its pane, the other goes on to tell.
        ended, goes_on = started(first), started(other)
        first.kill()
        wait_for(lambda: not psutil.pid_exists(ended), "ended with its pane", HANGS)
        cloud.change(lambda simulator: simulator.set_status(search, status="UPGRADING"))
        try:
            wait_for(partial(tells, path, goes_on, search="UPGRADING"), "the other one tells")
        finally:
            cloud.change(lambda simulator: simulator.restore(search))
        wait_for(partial(tells, path, goes_on, search="RUNNING"), "it goes on telling")
        code, told = printed(environ, "check", "--cached")
        assert code == 2
        assert f"as process {goes_on} saw" in told
        # It ends with the server.
        tmux.kill()
        wait_for(lambda: running(tmp_path) == [], "ended with its server", HANGS)
