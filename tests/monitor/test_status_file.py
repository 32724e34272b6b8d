"""``status.json``: what other programs read of a running dashboard."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sstui.monitor.status_file import Status, read_status
from tests.monitor.remembering import PATIENCE
from tests.monitor.scripted import (
    Reply,
    ScriptedSource,
    World,
    body,
    make_world,
    ref_of,
    unreachable,
    watching,
)
from tests.support import until


def world_in(folder: Path, watched: int = 2) -> World:
    return make_world(folder, watched, status_file=folder / "status.json")


def status_in(folder: Path) -> Status:
    status = read_status(folder / "status.json")
    assert status is not None
    return status


async def test_it_says_what_is_known_and_how_the_accounts_answer(tmp_path: Path) -> None:
    world = world_in(tmp_path)
    world.source.reply = lambda ref: Reply(body(have=1 if ref == ref_of(1) else 3))
    async with watching(world):
        await world.clock.advance(10)
        await until(lambda: _healths(tmp_path) == ["ok", "degraded"], PATIENCE)
        status = status_in(tmp_path)
        first, second = status.instances
        assert status.running
        assert not status.old(world.clock.now())
        assert (second.name, second.instance) == ("i1", ref_of(1).instance)
        assert (second.status, second.have, second.want) == ("RUNNING", 1, 3)
        assert (second.freshness, second.reason) == ("fresh", "replicas missing")
        assert first.seen is not None
        assert abs(world.clock.now() - first.seen) < 11
        (account,) = status.accounts
        assert (account.profile, account.link, account.error) == ("default", "ok", None)
        assert account.used > 0
        world.source.reply = lambda ref: Reply(error=unreachable())
        await world.clock.advance(60)
        await until(lambda: status_in(tmp_path).accounts[0].link == "no answer", PATIENCE)
        assert status_in(tmp_path).accounts[0].error == "refused"
        await until(lambda: status_in(tmp_path).instances[0].freshness == "stale", PATIENCE)
    assert not status_in(tmp_path).running


def _healths(folder: Path) -> list[str]:
    status = read_status(folder / "status.json")
    return [] if status is None else [each.health for each in status.instances]


async def test_it_is_written_within_a_second_of_a_change_else_every_fifteen(
    tmp_path: Path,
) -> None:
    world = world_in(tmp_path, 8)
    async with watching(world):
        await world.clock.advance(60)
        ages, told = [], []
        for second in range(60):
            if second == 30:
                world.source.reply = lambda ref: Reply(body(have=1))
            await world.clock.advance(1)
            await _written(tmp_path, world)
            ages.append(round(world.clock.now() - status_in(tmp_path).time))
            told.append(_healths(tmp_path).count("degraded"))
        assert max(ages[:30]) >= 13  # nothing new for so long
        assert max(ages) <= 15
        assert len({second - age for second, age in enumerate(ages[:30])}) <= 3
        changed = [second for second in range(1, 60) if told[second] != told[second - 1]]
        assert told[-1] == 8
        assert all(ages[second] <= 1 for second in changed)


async def _written(folder: Path, world: World) -> None:
    """Wait for the writing thread, which lives in real time."""
    writer = world.watcher._status
    assert writer is not None
    await until(lambda: writer._newest is None and read_status(folder / "status.json") is not None)


async def test_readers_never_see_half_of_it_and_it_is_for_its_owner_only(tmp_path: Path) -> None:
    world = world_in(tmp_path, 8)
    flips = iter(range(100_000))
    world.source.reply = lambda ref: Reply(body(have=next(flips) % 4))
    async with watching(world):
        await world.clock.advance(20)
        path = tmp_path / "status.json"
        await until(path.exists, PATIENCE)
        for _ in range(100):
            await world.clock.advance(1)
            assert len(status_in(tmp_path).instances) == 8
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in _others(tmp_path)] == []


def _others(folder: Path) -> list[Path]:
    return [each for each in folder.iterdir() if "status" in each.name and each.suffix != ".json"]


READER = """
import sys
from pathlib import Path
from sstui.monitor.status_file import read_status
print(len(read_status(Path(sys.argv[1])).instances))
assert not {"pydantic", "httpx", "textual", "sqlite3", "asyncio"} & set(sys.modules)
"""


async def test_reading_it_needs_the_standard_library_only(tmp_path: Path) -> None:
    world = world_in(tmp_path)
    async with watching(world):
        await world.clock.advance(10)
    assert _read_by_another(tmp_path / "status.json") == ("2\n", "")


def _read_by_another(path: Path) -> tuple[str, str]:
    command = [sys.executable, "-c", READER, str(path)]
    read = subprocess.run(command, capture_output=True, text=True)
    return read.stdout, read.stderr


def test_what_cannot_be_used_is_as_good_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    assert read_status(path) is None
    for text in ("", "{", "[]", '{"version": 99}', '{"version": 1}', '{"version": 1, "time": []}'):
        path.write_text(text)
        assert read_status(path) is None
    instance = {"name": "a", "application": "1", "component": "2", "instance": "3"}
    document = {"version": 1, "time": 5, "pid": 1, "running": True, "accounts": []}
    path.write_text(json.dumps({**document, "instances": [{**instance, "profile": "p", "new": 1}]}))
    status = read_status(path)
    assert status is not None
    assert status.instances[0].name == "a"
    assert status.old(100.0)
    assert not status.old(60.0)


async def test_it_is_not_written_before_it_is_known_who_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who leads may write it already, and credentials may come from a command that takes long."""
    world = make_world(tmp_path, status_file=tmp_path / "status.json", shared=True)

    async def whose(source: ScriptedSource) -> str:
        await world.clock.sleep(20)
        return source.account.account

    monkeypatch.setattr(ScriptedSource, "whose", whose)
    async with watching(world):
        writer = world.watcher._status
        assert writer is not None
        await world.clock.advance(19)
        assert writer._thread is None
        await world.clock.advance(20)
        await until((tmp_path / "status.json").exists, PATIENCE)


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    world = make_world(tmp_path, status_file=tmp_path / "state" / "status.json")
    async with watching(world):
        await world.clock.advance(10)
        await until(lambda: world.watcher.notes != (), PATIENCE)
        assert world.watcher.notes[0] == (
            "status.json cannot be written: file exists; make the folder writable: "
            f"{tmp_path / 'state' / 'status.json'}"
        )
