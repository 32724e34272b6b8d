"""``sstui demo``: no simulator left behind by one that is killed, and nothing without a terminal.

What it leaves alone, and how it ends, is told of the installed one in `tests.packaging` and on
terminals in `tests.real_terminal`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import psutil

from sstui.cli.demo import write_files
from tests.cli.conftest import SSTUI, Call
from tests.real_terminal.waiting import wait_for
from tests.terminal import TerminalProcess


def test_killed_outright_it_leaves_no_simulator(home: Path, tmp_path: Path) -> None:
    environ = {**os.environ, "TERM": "xterm-256color", "TMPDIR": str(tmp_path)}
    watch_list = "sstui-demo-*/sstui/config/watchlist.toml"
    with TerminalProcess([*SSTUI, "demo"], environ) as demo:
        # Its own comes once the simulator answers.
        wait_for(lambda: any(tmp_path.glob(watch_list)), "the watch list of the simulator")
        children = psutil.Process(demo.process.pid).children(recursive=True)
        assert len(children) == 1
        demo.process.kill()
        assert psutil.wait_procs(children, timeout=30)[1] == []


def test_without_a_terminal_it_starts_nothing(process: Call, tmp_path: Path) -> None:
    said = process("demo")
    assert (said.code, said.out) == (2, "")
    assert "terminal" in said.err


def test_its_settings_are_as_the_doctor_one_key_away_wants_them(tmp_path: Path) -> None:
    write_files(tmp_path / "config")
    assert stat.S_IMODE((tmp_path / "config" / "config.toml").stat().st_mode) == 0o600


def test_a_terminal_whose_cursor_cannot_be_moved_is_sent_nothing(home: Path) -> None:
    environ = {**os.environ, "TERM": "dumb"}
    with TerminalProcess([*SSTUI, "demo"], environ) as screen:
        assert screen.wait() == 2
        screen.wait_for(lambda text: "export TERM=xterm-256color" in text)
    assert b"\x1b" not in screen.received
