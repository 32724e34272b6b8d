"""Each command as a process, where everything around it is as bad as it gets: the locale C, nothing
to read, no terminal, and a home whose name is no text. One run each, the cheapest there is; what
the commands do is said in process."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sstui.simulator.server import Simulator
from tests.cli.conftest import SSTUI
from tests.cli.exit_codes import COMMANDS

PATIENCE = 60.0  # seconds, against a hang only

PROCESSES = {
    "": ("", 2),
    "demo": ("", 2),
    "add": ("nonsense", 2),
    "remove": ("nosuch", 1),
    "list": ("", 0),
    "discover": ("--json --tree", 2),
    "check": ("", 0),
    "show": ("nosuch", 1),
    "watch": ("nosuch", 1),
    "wait": ("nosuch --for ok", 1),
    "history": ("", 0),
    "report": ("--since never", 2),
    "hooks": ("--dry-run", 0),
    "tmux": ("", 0),
    "simulator": ("--scenario nosuch", 2),
    "config show": ("", 0),
    "config validate": ("", 0),
    "config schema": ("", 0),
    "config init": ("", 0),
    "config profile": ("", 2),
    "config paths": ("", 0),
    "completion": ("tcsh", 2),
    "doctor": ("--nosuch", 2),
}
BARE = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_no_command_is_left_out() -> None:
    assert set(PROCESSES) == set(COMMANDS)


@pytest.fixture
def strange(bookmarked: Simulator, home: Path, tmp_path: Path) -> dict[bytes, bytes]:
    """The environment of a home whose name is no text."""
    place = os.fsencode(tmp_path) + b"/\xff\xfe home"
    os.rename(home, place)
    return {
        **os.environb,
        **{name.encode(): value.encode() for name, value in BARE.items()},
        b"SSTUI_HOME": place,
    }


@pytest.mark.parametrize("command", PROCESSES)
def test_in_the_locale_c_without_input_in_a_folder_whose_name_is_no_text(
    strange: dict[bytes, bytes], command: str
) -> None:
    rest, code = PROCESSES[command]
    ended = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *SSTUI, *command.split(), *rest.split()],
        env=strange,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    assert b"Traceback" not in ended.stderr
    assert (ended.stderr == b"") == (code == 0 and command not in {"history", "hooks"})
    assert ended.stdout.isascii() or command == "config paths"


def test_a_reader_that_takes_one_line_is_no_error(home: Path) -> None:
    command = ["bash", "-c", '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', "bash"]
    ended = subprocess.run(
        [*command, *SSTUI, "config", "paths"], capture_output=True, timeout=PATIENCE, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.count(b"\n") == 1
