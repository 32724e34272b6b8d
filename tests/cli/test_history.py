"""``history``: what was recorded, from the file alone."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from sstui.cli import recorded
from sstui.cli.history import print_json, print_text
from sstui.cli.recorded import Recorded
from sstui.config.bookmarks import Bookmark
from sstui.insight.availability import availability
from sstui.simulator.server import Simulator
from sstui.view.signs import UNICODE
from tests.cases import every
from tests.cli.conftest import Call
from tests.cli.golden import golden
from tests.cli.stories import PLANTED, Story, Told, running
from tests.monitor.remembering import NOW, PATIENCE, happened, history_in, state
from tests.monitor.scripted import Reply, ref_of, unavailable

HOUR = 3600.0
KINDS = {
    "status", "replicas", "version", "artifacts", "configuration", "resources", "accesses", "job",
    "health", "freshness", "between", "outage", "credentials",
}  # fmt: skip
Printed = pytest.CaptureFixture[bytes]


@pytest.fixture(scope="module")
def hour(eventful_hour: Told) -> Recorded:
    """The story, read as another process does when it has just ended."""
    return reading(eventful_hour.story, eventful_hour.folder)


def reading(story: Story, folder: Path, since: float = HOUR) -> Recorded:
    return recorded.read(folder / "history.db", story.listed, now=story.now, since=since)


def test_text_word_for_word(hour: Recorded, capfdbinary: Printed) -> None:
    print_text(hour, UNICODE, UTC, is_figures=False)
    golden("history.txt", capfdbinary.readouterr().out.decode())


def test_json_word_for_word(hour: Recorded, capfdbinary: Printed) -> None:
    print_json(hour, is_figures=False)
    golden("events.jsonl", capfdbinary.readouterr().out.decode())


def test_figures_word_for_word(hour: Recorded, capfdbinary: Printed) -> None:
    print_json(hour, is_figures=True)
    golden("availability.jsonl", capfdbinary.readouterr().out.decode())


def test_the_story_has_every_kind_and_no_secret(hour: Recorded, capfdbinary: Printed) -> None:
    print_text(hour, UNICODE, UTC, is_figures=False)
    print_json(hour, is_figures=False)
    out = capfdbinary.readouterr().out.decode()
    objects = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert {each["kind"] for each in objects} == KINDS
    assert "fail_detail" in out
    assert PLANTED not in out


async def test_a_time_in_which_nobody_looked_is_left_out_and_shown(tmp_path: Path) -> None:
    for run in range(3):
        story = Story(tmp_path, interval=30.0)
        story.world.clock.set_wall(run * 2 * HOUR)
        async with running(story):
            await story.passes(10)
    found = reading(story, tmp_path, since=5 * HOUR)
    for bookmark in found.bookmarks:
        serving = availability(found.timeline(bookmark), found.now, found.since).serving
        assert (serving.no, serving.off) == (0, 0)
        assert serving.yes == pytest.approx(30 * 60, abs=120)
        assert serving.unknown == pytest.approx(270 * 60, abs=120)


async def test_what_one_run_never_saw_is_not_known_though_the_others_were(tmp_path: Path) -> None:
    first = Story(tmp_path, interval=60.0)
    async with running(first):
        await first.passes(10)
    second = Story(tmp_path, interval=60.0)
    second.world.clock.set_wall(2 * HOUR)
    second.change("orders", gone=True)
    second.absent = Reply(error=unavailable())
    async with running(second):
        await second.passes(10)
    found = reading(second, tmp_path, since=3 * HOUR)
    known = {
        each.name: availability(found.timeline(each), found.now, found.since).serving.known
        for each in found.bookmarks
    }
    assert known["orders"] == pytest.approx(10 * 60, abs=120)
    assert known["ledger"] == pytest.approx(20 * 60, abs=120)


def put(home: Path, *times: float) -> None:
    """Changes of ``orders`` at these times after `NOW`, in the history of ``home``."""
    (home / "state").mkdir(exist_ok=True)
    history = history_in(home / "state")
    history.open()
    history.put(ref_of(1), state())
    for time in times:
        history.add(happened(0, time=time))
    assert history.close(PATIENCE)


def test_before_anything_is_recorded_one_line_says_so(sstui: Call, home: Path) -> None:
    said = sstui("history")
    assert (said.code, said.out, said.err.count("\n")) == (0, "", 1)
    assert "nothing is recorded yet" in said.err
    assert not (home / "state").exists()


@every("is_recorded", [False, True])
def test_a_name_that_nobody_has_ends_with_1(sstui: Call, home: Path, is_recorded: bool) -> None:
    if is_recorded:
        put(home, NOW)
    said = sstui("history", "nosuch", "--since", "3650d")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)


@every("since", ["soon", "0", "-1h", ""])
def test_a_since_that_is_no_time_ends_with_2(sstui: Call, home: Path, since: str) -> None:
    said = sstui("history", "--since", since)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 2)


def test_a_damaged_file_is_named_and_ends_with_1(sstui: Call, home: Path) -> None:
    put(home, NOW)
    (home / "state" / "history.db").write_bytes(b"no database" * 1000)
    said = sstui("history")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"sstui: {home / 'state' / 'history.db'}: ")


def test_a_file_of_a_later_sstui_stays_and_it_is_said_what_to_do(sstui: Call, home: Path) -> None:
    put(home, NOW)
    file = home / "state" / "history.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    for command in (["history"], ["report"], ["hooks", "--dry-run"]):
        if command[0] == "hooks":
            (home / "config").mkdir(exist_ok=True)
            (home / "config" / "config.toml").write_text('[hooks]\non_change = ["true"]\n')
        said = sstui(*command)
        assert (said.code, said.out) == (1, "")
        assert "newer sstui" in said.err
        assert "update this sstui; or move the file away, to begin a new one" in said.err
    assert file.read_bytes() == before


def test_what_is_no_longer_watched_is_still_found(sstui: Call, home: Path) -> None:
    put(home, NOW, NOW + 10)
    said = sstui("history", "ord", "--since", "3650d", "--json")
    assert [json.loads(line)["name"] for line in said.lines] == ["orders", "orders"]


def test_since_says_how_far_back(tmp_path: Path) -> None:
    put(tmp_path, NOW, NOW + 100)
    path = tmp_path / "state" / "history.db"
    for since, count in ((50.0, 1), (150.0, 2), (10.0, 0)):
        found = recorded.read(path, (), now=NOW + 120, since=since)
        assert len(found.rows) == count


def test_one_name_is_of_that_instance_alone(tmp_path: Path) -> None:
    put(tmp_path, NOW)
    listed = [Bookmark("other", ref_of(2)), Bookmark("now-called-so", ref_of(1))]
    path = tmp_path / "state" / "history.db"
    found = recorded.read(path, listed, now=NOW, since=HOUR, name="now-called-so")
    assert [row.name for row in found.rows] == ["orders"]
    assert found.bookmarks == (listed[1],)
    assert recorded.read(path, listed, now=NOW, since=HOUR, name="other").rows == ()


def test_several_alike_are_one_object_with_count_and_last(
    tmp_path: Path, capfdbinary: Printed
) -> None:
    (tmp_path / "state").mkdir()
    history = history_in(tmp_path / "state")
    history.open()
    for second in range(3):
        between = {"kind": "between", "before": None, "after": None}
        history.add(happened(0, time=NOW + second, away=60.0, damped=True, **between))
    assert history.close(PATIENCE)
    found = recorded.read(tmp_path / "state" / "history.db", (), now=NOW + 9, since=HOUR)
    print_json(found, is_figures=False)
    (line,) = capfdbinary.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["count"], told["last"], told["away"], told["damped"]) == (
        3, "2023-11-14T22:13:22.000Z", 60.0, True,
    )  # fmt: skip


def test_what_repeats_is_printed_where_its_last_time_belongs(
    tmp_path: Path, capfdbinary: Printed
) -> None:
    history = history_in(tmp_path)
    history.open()
    between: dict[str, Any] = {"kind": "between", "before": None, "after": None}
    history.add(happened(0, time=NOW, **between))
    history.add(happened(0, time=NOW + 10, ref=ref_of(2), before="A", after="B"))
    history.add(happened(0, time=NOW + 20, **between))
    assert history.close(PATIENCE)
    found = recorded.read(tmp_path / "history.db", (), now=NOW + 30, since=HOUR)
    assert len(found.rows) == 2
    print_text(found, UNICODE, UTC, is_figures=False)
    _, first, last, *_ = capfdbinary.readouterr().out.decode().splitlines()
    assert (first[:19], "A → B" in first) == ("2023-11-14 22:13:30", True)
    assert (last[:19], "between" in last) == ("2023-11-14 22:13:40", True)


def test_nobody_is_called(
    sstui: Call, bookmarked: Simulator, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home, NOW)

    def refuse(*arguments: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert sstui("history", "--since", "3650d").code == 0
    assert bookmarked.requests == []


def test_its_lines_in_a_pipe(sstui: Call, home: Path) -> None:
    put(home, NOW)
    said = sstui("history", "--since", "3650d", "orders")
    assert (said.code, said.err) == (0, "")
    assert said.lines[0] == "changes of the last 3650d"
    assert said.lines[1].endswith("\torders\tRUNNING → W0")
    assert "availability of the last 7d" in said.lines
