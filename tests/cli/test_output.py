"""Standard output: a table on a terminal, plain rows in a pipe, and quiet when nobody reads."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sstui.cli import output

SSTUI = [sys.executable, "-m", "sstui"]


def test_a_full_disk_is_said_in_one_line(home: Path) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [*SSTUI, "--help"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert ended.stderr == b"sstui: standard output: No space left on device\n"
    assert ended.returncode == 1


@pytest.mark.parametrize(("on_terminal", "shown"), [(True, b"\\u009b2J\\u202e"), (False, None)])
def test_no_json_line_acts_on_a_terminal(
    on_terminal: bool,
    shown: bytes | None,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda: on_terminal)
    hostile = "\x9b2J\u202e"
    output.json_line({"status": hostile})
    assert b'{"status": "' + (shown or hostile.encode()) + b'"}\n' == capfdbinary.readouterr().out


def test_closed_streams_cost_the_words_and_not_the_exit_code(home: Path) -> None:
    for redirection, code in ((">&-", 1), ("2>&-", 2), ("2>&- >&-", 2)):
        command = f"{shlex.join(SSTUI)} {'--version' if redirection == '>&-' else 'nosuch'}"
        ended = subprocess.run(
            ["sh", "-c", f"{command} {redirection}"], capture_output=True, timeout=30, check=False
        )
        assert ended.returncode == code
        assert ended.stdout == b""
        assert b"Traceback" not in ended.stderr
