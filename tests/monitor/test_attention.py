"""Who is quiet, over looks, time, processes and restarts."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from functools import partial
from pathlib import Path

import pytest

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.attention import UNTIL_WELL, Quiet, Trouble, Why
from sstui.insight.maintenance import Times, Window
from sstui.insight.records import Freshness, Health
from sstui.monitor.attention import MOST_SAID, Attentions
from sstui.monitor.clock import SystemClock
from sstui.monitor.ledger import Ledger
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.watcher import Watcher
from tests.monitor.scripted import (
    ManualClock,
    Reply,
    World,
    body,
    make_world,
    not_found,
    ref_of,
    unreachable,
    watching,
)

ACKNOWLEDGED = Quiet(Why.ACKNOWLEDGED)
FAILED = Reply(body("FAILED", 0, 3))
PARTLY = Reply(body("PARTIALLY_FAILED", 2, 3))
MOVING = Reply(body("UPGRADING", 2, 3))
RUNNING = Reply(body())


def answered(reply: Reply, _: InstanceRef) -> Reply:
    return reply


async def seen(world: World, *replies: Reply) -> Quiet | None:
    """Why the instance is quiet after a look at each."""
    for reply in replies:
        world.source.reply = partial(answered, reply)
        await world.clock.advance(61)
    return world.snapshot().quiet


def acknowledge(world: World) -> None:
    world.watcher.attention.acknowledge([world.snapshot()])


async def test_an_acknowledgement_ends_when_it_is_worse_or_well_and_at_nothing_else(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path)) as world:
        await seen(world, PARTLY)
        acknowledge(world)
        assert world.snapshot().quiet == ACKNOWLEDGED
        assert await seen(world, MOVING, PARTLY, PARTLY) == ACKNOWLEDGED
        assert await seen(world, FAILED) is None
        acknowledge(world)
        assert await seen(world, PARTLY, FAILED) == ACKNOWLEDGED
        assert await seen(world, RUNNING, RUNNING) is None
        assert await seen(world, FAILED) is None


async def test_failed_looks_end_nothing(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        await seen(world, FAILED)
        acknowledge(world)
        assert await seen(world, Reply(error=unreachable())) == ACKNOWLEDGED
        assert world.snapshot().freshness is Freshness.STALE


async def test_gone_ends_what_was_said_of_a_bad_one(tmp_path: Path) -> None:
    marks = [Bookmark("i0", ref_of(0), expect="running")]
    async with watching(make_world(tmp_path, marks)) as world:
        await seen(world, FAILED)
        acknowledge(world)
        assert await seen(world, *[Reply(error=not_found())] * 3) is None
        acknowledge(world)
        assert await seen(world, Reply(error=not_found())) == ACKNOWLEDGED


async def test_a_snooze_ends_at_its_time_or_when_it_is_well(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        attention = world.watcher.attention
        await seen(world, PARTLY)
        attention.snooze([world.snapshot()], 900)
        assert await seen(world, FAILED) == Quiet(Why.SNOOZED, world.clock.monotonic() - 61 + 900)
        await world.clock.advance(900)
        assert world.snapshot().quiet is None
        attention.snooze([world.snapshot()])
        assert await seen(world, PARTLY, FAILED) == Quiet(Why.SNOOZED)
        assert await seen(world, RUNNING, RUNNING) is None


async def test_what_was_said_can_be_taken_back(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        await seen(world, FAILED)
        acknowledge(world)
        world.watcher.attention.take_back([ref_of(0)])
        assert world.snapshot().quiet is None


async def test_a_window_of_maintenance_opens_and_closes_by_itself(tmp_path: Path) -> None:
    world = make_world(tmp_path, [Bookmark("i0", ref_of(0), group="batch")])
    wall = world.clock.now()
    times = Times(UTC, begin=wall + 100, end=wall + 300)
    attention = Attentions(
        Ledger(None, world.clock).file,
        world.clock,
        [Window(times, groups=("batch",))],
        lambda: None,
    )
    snapshot = Snapshot(Bookmark("i0", ref_of(0), group="batch"))
    other = Snapshot(Bookmark("i1", ref_of(1), group="shop"))
    quiet = []
    for seconds in (0, 100, 199, 1):
        await world.clock.advance(seconds)
        attention.follow()
        quiet.append(attention.heed(snapshot).quiet)
        assert attention.heed(other).quiet is None
    assert quiet == [None, Quiet(Why.MAINTENANCE), Quiet(Why.MAINTENANCE), None]


class Process:
    """One of several on a state folder, with nothing but what it says and hears."""

    def __init__(self, path: Path | None, clock: ManualClock) -> None:
        self.changes = 0
        self.ledger = Ledger(path, clock, boot="this one")
        self.attention = Attentions(self.ledger.file, clock, (), self._changed)
        self.attention.follow()

    def _changed(self) -> None:
        self.changes += 1

    def acknowledged(self, ref: InstanceRef) -> Trouble | None:
        said = self.attention.said(ref)
        return None if said is None else said.acknowledged


def bad(number: int = 0, at: float = 900.0) -> Snapshot:
    return Snapshot(
        Bookmark(f"i{number}", ref_of(number)),
        health=Health.BAD,
        freshness=Freshness.FRESH,
        seen=at,
        looked=at,
    )


def test_all_processes_hear_what_one_is_told_and_look_only_where_somebody_wrote(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    one, other = (Process(tmp_path / "shared.db", clock) for _ in range(2))
    one.attention.acknowledge([bad()])
    other.attention.follow()
    assert other.acknowledged(ref_of(0)) is Trouble.BAD
    assert other.attention.heed(bad()).quiet == ACKNOWLEDGED
    heard = other.changes
    other.attention.follow()
    assert other.changes == heard
    other.attention.take_back([ref_of(0)])
    one.attention.follow()
    assert one.attention.said(ref_of(0)) is None


def test_a_process_that_looked_before_it_was_said_does_not_end_it(tmp_path: Path) -> None:
    clock = ManualClock()
    one, other = (Process(tmp_path / "shared.db", clock) for _ in range(2))
    one.attention.acknowledge([bad()])
    other.attention.follow()
    well = replace(bad(), health=Health.OK)
    assert other.attention.heed(replace(well, seen=clock.monotonic() - 20)).quiet == ACKNOWLEDGED
    assert other.attention.heed(replace(well, seen=clock.monotonic() + 1)).quiet is None
    one.attention.follow()
    assert one.attention.said(ref_of(0)) is None


def test_what_was_said_survives_a_restart_and_a_reboot(tmp_path: Path) -> None:
    clock = ManualClock()
    one = Process(tmp_path / "shared.db", clock)
    one.attention.acknowledge([bad(0)])
    one.attention.snooze([bad(1)], 3600)
    one.attention.snooze([bad(2)], UNTIL_WELL)
    assert one.attention.kept
    one.ledger.file.run(one.ledger.file.stamp)
    one.ledger.close()

    later = ManualClock()  # its seconds count from another boot
    later._at = 50.0
    later.set_wall(clock.now() + 600 - later.now())
    ledger = Ledger(tmp_path / "shared.db", later, boot="another one")
    again = Attentions(ledger.file, later, (), lambda: None)
    again.follow()
    assert again.heed(bad(0, at=60.0)).quiet == ACKNOWLEDGED
    snoozed = again.heed(bad(1, at=60.0)).quiet
    assert snoozed is not None
    assert snoozed.until == pytest.approx(50 + 3000)
    assert again.heed(bad(2, at=60.0)).quiet == Quiet(Why.SNOOZED)


def test_without_a_folder_that_can_be_written_it_holds_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "shared.db").mkdir()  # nothing that could be opened
    clock = ManualClock()
    one = Process(tmp_path / "shared.db", clock)
    one.attention.acknowledge([bad()])
    one.attention.follow()
    assert one.attention.heed(bad()).quiet == ACKNOWLEDGED
    assert not one.attention.kept


async def test_what_could_not_be_written_is_as_soon_as_it_can_be(tmp_path: Path) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    path.mkdir()
    one = Process(path, clock)
    one.attention.acknowledge([bad()])
    path.rmdir()
    await clock.advance(31)
    one.attention.follow()
    assert one.attention.kept
    other = Process(path, clock)
    assert other.acknowledged(ref_of(0)) is Trouble.BAD
    assert one.acknowledged(ref_of(0)) is Trouble.BAD


def test_a_new_file_in_the_place_of_another_is_told_what_was_said(tmp_path: Path) -> None:
    path, clock = tmp_path / "shared.db", ManualClock()
    one = Process(path, clock)
    one.attention.acknowledge([bad()])
    one.attention.follow()
    for each in tmp_path.iterdir():  # put aside, by whichever process found it damaged
        each.unlink()
    one.attention.follow()
    assert Process(path, clock).acknowledged(ref_of(0)) is Trouble.BAD


def test_the_oldest_words_go_first(tmp_path: Path) -> None:
    clock = ManualClock()
    one = Process(tmp_path / "shared.db", clock)
    one.attention.acknowledge([bad()])
    clock._at += 1
    one.attention.acknowledge([bad(number) for number in range(1, MOST_SAID + 1)])
    with closing(sqlite3.connect(tmp_path / "shared.db")) as file:
        refs = [ref for (ref,) in file.execute("SELECT ref FROM attention")]
    assert len(refs) == MOST_SAID
    assert str(ref_of(0)) not in refs


SAYS = """
import json, sys
from pathlib import Path
from sstui.monitor.attention import Attentions
from sstui.monitor.clock import SystemClock
from sstui.monitor.ledger import Ledger
from sstui.servicestage.refs import InstanceRef
clock = SystemClock()
attention = Attentions(Ledger(Path(sys.argv[1]), clock).file, clock, (), lambda: None)
attention.follow()
said = attention.said(InstanceRef(*sys.argv[2].split("/")))
print(json.dumps(said and [said.acknowledged.name, said.status]))
attention.take_back([InstanceRef(*sys.argv[2].split("/"))])
"""


async def test_a_process_of_its_own_hears_it_and_is_heard(tmp_path: Path) -> None:
    clock = SystemClock()
    file = Ledger(tmp_path / "shared.db", clock).file
    attention = Attentions(file, clock, (), lambda: None)
    attention.follow()
    attention.acknowledge([bad()])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SAYS,
        str(tmp_path / "shared.db"),
        str(ref_of(0)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    said, _ = await process.communicate()
    assert json.loads(said) == ["BAD", ""]
    attention.follow()
    assert attention.said(ref_of(0)) is None


def test_the_newest_is_in_the_picture_before_anybody_is_asked(tmp_path: Path) -> None:
    clock = ManualClock()
    Process(tmp_path / "shared.db", clock).attention.acknowledge([bad()])
    world = make_world(tmp_path)
    watcher = Watcher(
        world.watchlist,
        PollSettings(),
        lambda profile, on_request: world.source,
        clock=clock,
        ledger=Ledger(tmp_path / "shared.db", clock, boot="this one"),
    )
    watcher.open()
    (snapshot,) = watcher.fleet().snapshots
    assert snapshot.quiet == ACKNOWLEDGED
