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

from sstui.config.paths import Paths
from sstui.monitor.status_file import read_status
from tests.real_terminal.cloud import SSTUI, WHOLE_FLEET, Cloud
from tests.real_terminal.dashboards import HANGS
from tests.real_terminal.tmux import Pane, Tmux
from tests.real_terminal.waiting import wait_for
from tests.terminal import TerminalProcess

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux")

# What tmux knows of a pane whose program has given everything back.
AT_REST = {
    "alternate_on": "0",
    "cursor_flag": "1",
    "wrap_flag": "1",
    "mouse_any_flag": "0",
    "mouse_sgr_flag": "0",
}


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


def test_two_dashboards_tell_the_status_line_the_windows_and_a_cached_check(
    cloud: Cloud, tmp_path: Path
) -> None:
    """Each step is named by its function."""
    environ = cloud.home(tmp_path)
    with Tmux(environ) as tmux:
        pane = tmux.open(120, 20)
        tmux.run("set", "-g", "status-interval", "1")
        tmux.run("set", "-g", "status-right", f"[#({shlex.join(SSTUI)} tmux)]")
        client = TerminalProcess(tmux.attaching(), environ, columns=120, rows=21)
        with client:
            client.wait_for(lambda text: "[sstui -]" in text)
            start(pane)
            client.wait_for(lambda text: "[2✗ cart 1◐ 1? 2○ 18●]" in text)
            pane.wait_to_say("pane_title", WHOLE_FLEET)
            other = tmux.window(pane)
            in_the_background_its_window_is_marked_and_its_title_counts(pane, client, cloud)
            a_second_one_does_not_write_over_what_the_first_saw(pane, other, environ)
            a_cached_check_says_what_they_saw(environ)
            whichever_ends_the_other_goes_on_to_tell(pane, other, environ, cloud)
            a_signal_ends_it_and_the_shell_goes_on(other)
            client.wait_for(lambda text: "[sstui -]" in text)


def in_the_background_its_window_is_marked_and_its_title_counts(
    pane: Pane, client: TerminalProcess, cloud: Cloud
) -> None:
    number = cloud.simulator.bookmarks[0]["instance"]
    assert (pane.says("window_active"), pane.says("window_bell_flag")) == ("0", "0")
    cloud.change(lambda simulator: simulator.set_status(number, status="FAILED"))
    try:
        pane.wait_to_say("window_bell_flag", "1")
        pane.wait_to_say("pane_title", "3✗ 1◐ 1? 2○ 17● sstui")
        text = client.wait_for(lambda text: "[3✗ orders-prod 1◐ 1? 2○ 17●]" in text)
    finally:
        cloud.change(lambda simulator: simulator.restore(number))
    row = next(i for i, line in enumerate(text.splitlines()) if "[3✗" in line)
    column = text.splitlines()[row].index("✗")
    assert client.screen.buffer[row][column].fg == "red"


def status_file(environ: Mapping[str, str]) -> Path:
    return Paths.from_environ(environ).status_file


def all_is_fresh(path: Path) -> bool:
    status = read_status(path)
    return status is not None and all(each.freshness == "fresh" for each in status.instances)


def tells(path: Path, pid: int, **expected: str) -> bool:
    """Whether the last that was told is by this process and has these instances so."""
    status = read_status(path)
    if status is None or status.pid != pid:
        return False
    found = {each.name: each.status for each in status.instances}
    return status.running and expected.items() <= found.items()


def a_second_one_does_not_write_over_what_the_first_saw(
    first: Pane, other: Pane, environ: Mapping[str, str]
) -> None:
    """All that it knows when it begins is from the history, and stale. While it does, the first
    sees that all is again as it was."""
    start(other)
    first.wait_to_say("pane_title", WHOLE_FLEET)
    other.wait_to_say("pane_title", WHOLE_FLEET)
    assert tells(status_file(environ), started(first))


def a_cached_check_says_what_they_saw(environ: Mapping[str, str]) -> None:
    wait_for(partial(all_is_fresh, status_file(environ)), "all of it was seen just now")
    assert printed(environ, "check", "--cached")[0] == 2
    code, told = printed(environ, "check", "--cached", "--group", "payments")
    assert (code, told.splitlines()[0]) == (0, "SSTUI OK: 7 ok")
    assert printed(environ, "tmux", "--plain")[1] == "2✗ cart 1◐ 1? 2○ 18●\n"


def whichever_ends_the_other_goes_on_to_tell(
    first: Pane, other: Pane, environ: Mapping[str, str], cloud: Cloud
) -> None:
    """Here the first of them ends with its pane."""
    path = status_file(environ)
    search = cloud.simulator.instance_id("search")
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


def a_signal_ends_it_and_the_shell_goes_on(pane: Pane) -> None:
    os.kill(started(pane), signal.SIGINT)
    pane.wait_for(lambda text: "ended with 130" in text)
    assert {name: pane.says(name) for name in AT_REST} == AT_REST
