"""``tmux``: one segment, whatever there is, and always 0."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sstui.monitor.status_file import AccountStatus, InstanceStatus, Status, text_of, write_status
from tests.cli.conftest import Call


def leave(home: Path, seconds: float = 0.0) -> None:
    """A dashboard that watches one that is bad wrote so many seconds ago."""
    bad = InstanceStatus("orders#prod", "a", "c", "i", "default", health="bad", freshness="fresh")
    told = Status(time.time() - seconds, 1, True, (bad,), (AccountStatus("default", "ok"),))
    write_status(home / "state" / "status.json", text_of(told))


def test_with_colours_or_without(home: Path, sstui: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(home)
    coloured = "#[fg=red,bold]1✗#[default]#[fg=red] orders##prod#[default]\n"
    assert sstui("tmux").out == coloured
    assert sstui("tmux", "--plain").out == "1✗ orders#prod\n"
    assert sstui("tmux", "--no-color").out == "1✗ orders#prod\n"
    assert sstui("tmux", "--plain", "--ascii").out == "1X orders#prod\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert sstui("tmux").out == "1✗ orders#prod\n"


def test_it_says_how_old_it_is_and_when_nothing_runs(home: Path, sstui: Call) -> None:
    assert sstui("tmux", "--plain").out == "sstui -\n"
    leave(home, 245)
    assert sstui("tmux", "--plain").out == "? 4m 1\n"


def test_no_file_can_make_it_fail(home: Path, sstui: Call) -> None:
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text("[[[ nothing")
    (home / "config" / "watchlist.toml").write_text("[[[ nothing")
    (home / "state").mkdir()
    for text in ("", "{", '{"version": 2}', "[" * 100_000):
        (home / "state" / "status.json").write_text(text)
        said = sstui("tmux", "--plain")
        assert (said.code, said.out, said.err) == (0, "sstui -\n", "")
