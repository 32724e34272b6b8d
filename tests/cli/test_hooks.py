"""``sstui hooks --dry-run``: what would run, from the file alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sstui.cli.diagnostics import Refusal
from sstui.cli.hooks import recorded_rows, told_events
from sstui.config.paths import Paths
from sstui.config.settings import Settings, load_settings
from sstui.insight.records import Event, EventKind
from sstui.monitor.clock import SystemClock
from tests.cli.conftest import Call
from tests.cli.stories import PLANTED, Told


def settings(home: Path, text: str) -> Settings:
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(text)
    return load_settings(paths, {}, {})


def test_without_dry_run_it_is_a_mistake_that_says_what_to_do(sstui: Call) -> None:
    ended = sstui("hooks")
    assert (ended.code, ended.out) == (2, "")
    assert "add --dry-run" in ended.err


def test_without_a_hook_it_says_where_to_put_one(sstui: Call, home: Path) -> None:
    ended = sstui("hooks", "--dry-run")
    assert (ended.code, ended.out) == (0, "")
    assert "on_change" in ended.err
    assert str(Paths.from_environ({"SSTUI_HOME": str(home)}).config_file.name) in ended.err


def test_each_event_of_the_day_is_a_line_with_the_program_and_its_json(
    eventful_hour: Told, sstui: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_HOME", str(home / "sstui"))
    paths = Paths.from_environ({"SSTUI_HOME": str(home / "sstui")})
    settings(home / "sstui", '[hooks]\non_change = ["notify team", "--quiet"]\n')
    paths.history_db.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(eventful_hour.folder / "history.db", paths.history_db)
    monkeypatch.setattr(SystemClock, "now", lambda clock: eventful_hour.story.now)
    ended = sstui("hooks", "--dry-run")
    assert ended.code == 0
    lines = [line.partition("\t") for line in ended.lines]
    assert {command for command, _, _ in lines} == {"'notify team' --quiet"}
    events = [json.loads(event) for _, _, event in lines]
    assert {"status", "health", "configuration", "outage"} <= {each["kind"] for each in events}
    assert not any(each["kind"] == "status" and each["from"] is None for each in events)
    assert PLANTED not in ended.out


def test_kinds_and_windows_of_maintenance_are_heeded(eventful_hour: Told, tmp_path: Path) -> None:
    rows = recorded_rows(eventful_hour.folder / "history.db", 0.0)

    def heard(text: str) -> list[Event]:
        return told_events(rows, eventful_hour.story.listed, settings(tmp_path, text), {})

    text = '[hooks]\non_change = ["x"]\nkinds = ["health"]\n'
    events = heard(text)
    assert {event.kind for event in events} == {EventKind.HEALTH}
    assert not any(event.damped for event in events)
    names = {event.name for event in events}
    window = '[[maintenance]]\nnames = ["orders"]\nend = "2200-01-01"\n'
    assert {event.name for event in heard(text + window)} == names - {"orders"} != names


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("nothing of ours" * 100)
    with pytest.raises(Refusal) as refused:
        recorded_rows(tmp_path / "history.db", 0.0)
    assert "history.db" in str(refused.value)
