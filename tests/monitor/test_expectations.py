"""What the first good look said is wanted: one word for all processes (CONTRACT §5)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Health
from sstui.monitor import expectations
from sstui.monitor.expectations import Expectations, forget_expectation
from sstui.monitor.shared_file import SharedFile
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from tests.monitor.scripted import ManualClock, Reply, body, make_world, ref_of, watching


def opened(folder: Path | None, clock: ManualClock | None = None) -> Expectations:
    path = None if folder is None else folder / "shared.db"
    return Expectations(SharedFile(path, clock or ManualClock(), "boot"))


def always(reply: Reply) -> Callable[[InstanceRef], Reply]:
    return lambda ref: reply


def test_the_first_word_stands_for_all_processes(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    assert first.learn(ref_of(1), "running") == "running"
    assert second.learn(ref_of(1), "off") == "running"
    assert second.known([ref_of(1), ref_of(2)]) == {ref_of(1): "running"}


def test_ids_in_another_case_are_the_same_instance(tmp_path: Path) -> None:
    told = opened(tmp_path)
    told.learn(InstanceRef("AB", "cd", "EF"), "off")
    asked = InstanceRef("ab", "CD", "ef")
    assert told.known([asked]) == {asked: "off"}


def test_one_that_is_forgotten_is_learned_anew(tmp_path: Path) -> None:
    told = opened(tmp_path)
    told.learn(ref_of(1), "off")
    forget_expectation(tmp_path / "shared.db", ManualClock(), ref_of(1))
    assert told.known([ref_of(1)]) == {}
    assert told.learn(ref_of(1), "running") == "running"


def test_forgetting_makes_no_file(tmp_path: Path) -> None:
    forget_expectation(tmp_path / "state" / "shared.db", ManualClock(), ref_of(1))
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_that_can_be_written_a_word_holds_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    for told in (opened(tmp_path / "state"), opened(None)):
        assert told.learn(ref_of(1), "off") == "off"
        assert told.known([ref_of(1)]) == {ref_of(1): "off"}


def test_a_word_that_came_while_the_file_was_held_is_written_later(tmp_path: Path) -> None:
    told, other, clock = opened(tmp_path), opened(tmp_path), ManualClock()
    told.known([])
    holder = SharedFile(tmp_path / "shared.db", clock, "boot")

    def hold(connection: object, now: float) -> None:
        assert told.learn(ref_of(1), "off") == "off"
        assert told.known([ref_of(1)]) == {ref_of(1): "off"}

    holder.run(hold)
    told.learn(ref_of(2), "running")
    assert other.known([ref_of(1)]) == {ref_of(1): "off"}


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expectations, "MOST_KEPT", 3)
    told = opened(tmp_path)
    for number in range(5):
        told.learn(ref_of(number), "off")
    assert set(told.known(map(ref_of, range(5)))) == {ref_of(2), ref_of(3), ref_of(4)}


def test_one_shot_commands_can_read_it_cheaply() -> None:
    script = "import sys, sstui.monitor.expectations; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"pydantic", "httpx", "textual"}.isdisjoint(loaded)


async def test_a_dashboard_that_is_opened_later_expects_what_the_first_one_saw(
    tmp_path: Path,
) -> None:
    seen: list[Snapshot] = []
    for status in ("RUNNING", "STOPPED"):
        world = make_world(tmp_path, 1, shared=True)
        world.source.reply = always(Reply(body(status)))
        async with watching(world):
            await world.clock.advance(60)
            seen.append(world.snapshot())
    assert [each.expectation for each in seen] == ["running", "running"]
    assert (seen[1].health, seen[1].reason) == (Health.BAD, "expected running")


async def test_what_a_bookmark_says_goes_before_it(tmp_path: Path) -> None:
    for expect, health in ((None, Health.OFF), ("running", Health.BAD)):
        world = make_world(tmp_path, [Bookmark("i0", ref_of(0), expect=expect)], shared=True)
        world.source.reply = lambda ref: Reply(body("STOPPED"))
        async with watching(world):
            await world.clock.advance(60)
            assert world.snapshot().health is health
