"""Our own log holds no secret, whatever was written to it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from sstui.cli.logs import PrivateLog
from sstui.simulator.server import Simulator
from tests.cases import every
from tests.cli.conftest import Call


def test_a_secret_in_a_message_or_a_traceback_is_masked(tmp_path: Path) -> None:
    log = PrivateLog(tmp_path / "log" / "sstui.log")
    (tmp_path / "log").mkdir()
    url = "postgresql://orders:hunter2hunter2@10.0.0.1/db"
    error = ValueError(url)
    log.handle(logging.LogRecord("sstui", logging.ERROR, "", 1, "of %s", (url,), None))
    told = (ValueError, error, None)
    log.handle(logging.LogRecord("sstui", logging.ERROR, "", 1, "failed", (), told))
    log.close()
    text = (tmp_path / "log" / "sstui.log").read_text()
    assert "orders" in text
    assert "hunter2hunter2" not in text


@every(
    "command",
    [
        "show orders-prod --query id",
        "wait orders-prod --for ok",
        "discover --add edge/cron*",
        "config profile x",
        "check",
        "doctor",
    ],
)
def test_what_is_wrong_with_our_files_is_said_once_and_not_by_the_log(
    bookmarked: Simulator, home: Path, sstui: Call, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Python's own logging writes warnings to standard error where nobody took them, raw."""
    with monkeypatch.context() as patch:
        patch.setattr(logging.getLogger(), "handlers", [])  # the test runner's
        patch.setattr(logging.getLogger("sstui"), "handlers", [])
        (home / "state").write_text("a file where a folder should be")
        said = sstui(*command.split())
    assert said.code == 0
    problems = [line for line in said.err.splitlines() if "shared.db" in line]
    assert all(line.startswith("sstui: ") for line in problems)
    assert len(problems) == (0 if command in ("check", "doctor") else 1)
    assert len(problems) or str(home / "state") in said.out
