"""``sstui demo``: no simulator left behind by one that is killed, and nothing without a terminal.

What it leaves alone, and how it ends, is told of the installed one in `tests.packaging` and on
terminals in `tests.real_terminal`.
"""

from __future__ import annotations

import os
from pathlib import Path

import psutil

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
