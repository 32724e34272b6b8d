"""What is remembered from one start to the next."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from sstui.config.files import locked
from sstui.config.ui_state import Layout, UiState
from tests.cases import every


def test_what_was_looked_at_last_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ui.json"
    ui = UiState(path)
    assert ui.layout == Layout()
    assert ui.remember(theme="terminal", folded=("a", "数据"), view=2)
    assert ui.remember(cursor="11eddb33", mouse=False, theme=None)
    assert UiState(path).layout == Layout(
        folded=("a", "数据"), view=2, cursor="11eddb33", mouse=False
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_processes_keep_what_the_other_remembered(tmp_path: Path) -> None:
    path = tmp_path / "ui.json"
    one, other = UiState(path), UiState(path)
    one.remember(theme="terminal")
    other.remember(order="name")
    assert UiState(path).layout == Layout(theme="terminal", order="name")


def test_one_that_holds_the_lock_is_not_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "ui.json"
    ours = UiState(path)
    with locked(path):
        assert not ours.remember(theme="sstui-light")
    assert ours.remember(order="name")
    there = UiState(path).layout
    assert (there.theme, there.order) == ("sstui-light", "name")


@every("text", ["", "{", "[]", "null", "[" * 99999, "\udcff"])
def test_a_broken_file_counts_as_none_and_is_written_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ui.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    ui = UiState(path)
    assert ui.layout == Layout()
    assert ui.remember(signs="ascii")
    assert UiState(path).layout == Layout(signs="ascii")


def test_a_value_of_the_wrong_kind_costs_that_value_only(tmp_path: Path) -> None:
    path = tmp_path / "ui.json"
    wrong = {"theme": 3, "view": True, "mouse": 1, "folded": ["a", 3], "cursor": "x", "new": 1}
    path.write_text(json.dumps(wrong))
    assert UiState(path).layout == Layout(folded=("a",), cursor="x")


def test_a_place_that_cannot_be_written_is_a_quiet_no_and_holds_until_the_end(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("in the way")
    ui = UiState(tmp_path / "file" / "ui.json")
    assert not ui.remember(theme="terminal")
    assert ui.layout.theme == "terminal"


def test_without_a_path_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ui = UiState(None)
    assert not ui.remember(theme="terminal")
    assert ui.layout.theme == "terminal"
    assert list(tmp_path.iterdir()) == []
