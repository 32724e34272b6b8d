"""``sstui demo``: nothing of the user's, and nothing left, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import SSTUI, Call
from tests.terminal import TerminalProcess

# All of these lead elsewhere; the demo must follow none of them.
ELSEWHERE = {
    "HUAWEICLOUD_SDK_AK": "THEIRS",
    "HUAWEICLOUD_SDK_SK": "THEIRS",
    "HW_AUTH_TOKEN": "THEIRS",
    "OS_TOKEN": "THEIRS",
    "SSTUI_ENDPOINT": "https://servicestage.example.com",
    "SSTUI_PROFILE": "nosuch",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "ALL_PROXY": "socks5://127.0.0.1:1",
}


@pytest.fixture
def demo(home: Path, tmp_path: Path) -> Iterator[TerminalProcess]:
    """A demo whose first looks have been painted."""
    (tmp_path / "temporary").mkdir()
    environ = {**os.environ, **ELSEWHERE, "TERM": "xterm-256color"}
    environ["TMPDIR"] = str(tmp_path / "temporary")
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text("this is no TOML")
    with TerminalProcess([*SSTUI, "demo"], environ) as process:
        process.wait_for(lambda text: "RUNNING" in text and "FAILED" in text)
        yield process


def simulators(demo: TerminalProcess) -> list[psutil.Process]:
    return psutil.Process(demo.process.pid).children(recursive=True)


def test_it_ends_with_its_child_and_its_files(demo: TerminalProcess, tmp_path: Path) -> None:
    children = simulators(demo)
    assert len(children) == 1
    demo.type("q")
    assert demo.wait() == 0
    assert psutil.wait_procs(children, timeout=30)[1] == []
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list((tmp_path / "user").iterdir()) == []
    assert sorted(path.name for path in (tmp_path / "sstui").iterdir()) == ["config"]


def test_killed_outright_it_leaves_no_simulator(demo: TerminalProcess) -> None:
    children = simulators(demo)
    demo.process.kill()
    assert psutil.wait_procs(children, timeout=30)[1] == []


def test_a_signal_ends_it_with_its_own_code_and_nothing_left(
    demo: TerminalProcess, tmp_path: Path
) -> None:
    children = simulators(demo)
    demo.process.send_signal(signal.SIGTERM)
    assert demo.wait() == 143
    assert psutil.wait_procs(children, timeout=30)[1] == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_without_a_terminal_it_starts_nothing(process: Call, tmp_path: Path) -> None:
    said = process("demo")
    assert (said.code, said.out) == (2, "")
    assert "terminal" in said.err
