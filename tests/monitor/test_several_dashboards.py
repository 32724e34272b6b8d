"""Several dashboards on one budget: the fleet keeps its pace, and what was opened is seen at once
(PROMISES P1, P3, R1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from sstui.config.settings import PollSettings
from sstui.insight.records import Freshness
from tests.monitor.scripted import ManualClock, World, make_world, scattered, watching
from tests.support import until

LISTED = scattered(20, 10)
ROUND = 30.0  # ten overviews within the default budget
_TURNS = 5


@asynccontextmanager
async def dashboards(folder: Path, clock: ManualClock, count: int) -> AsyncIterator[list[World]]:
    """Each with its cursor on another row; the first one leads."""
    async with AsyncExitStack() as stack:
        opened = []
        for number in range(count):
            world = make_world(folder, LISTED, PollSettings(), shared=True, clock=clock)
            opened.append(await stack.enter_async_context(watching(world)))
            world.watcher.focus(LISTED[number].ref)
            await passes(clock, 1.0)
            await until(lambda: opened[-1].account().leader is not None)
        yield opened


async def passes(clock: ManualClock, seconds: float) -> None:
    """Scripted time, with turns of the loop for the sockets between the dashboards: what is sent
    in one of them is read in the next."""
    for _ in range(max(1, int(seconds / 3))):
        await clock.advance(min(3.0, seconds))
        for _ in range(_TURNS):
            await asyncio.sleep(0)


def fresh(world: World) -> int:
    return sum(each.freshness is Freshness.FRESH for each in world.watcher.fleet().snapshots)


def ages(worlds: list[World]) -> list[float]:
    """Seconds since each row of each was last seen."""
    fleets = [world.watcher.fleet() for world in worlds]
    return [fleet.now - (each.seen or 0.0) for fleet in fleets for each in fleet.snapshots]


@pytest.mark.parametrize("count", [1, 3])
async def test_the_cursors_of_all_slow_no_row_of_any_also_after_a_restart(
    tmp_path: Path, count: int
) -> None:
    """After a restart the window is full until the first round is five minutes old. What there is
    room for then is for the one that leads: the others must not take it because it was silent."""
    clock = ManualClock()
    for minutes in (2, 1):
        async with dashboards(tmp_path, clock, count) as worlds:
            await passes(clock, 66.0)  # R1: where the first waits for room, six seconds more
            assert [fresh(world) for world in worlds] == [len(LISTED)] * count
            await passes(clock, 60.0)
            for _ in range(minutes):
                await passes(clock, 60.0)
                assert max(ages(worlds)) <= ROUND + 5
                assert max(world.account().used for world in worlds) <= 115
            snapshots = [each for world in worlds for each in world.watcher.fleet().snapshots]
            assert {round(each.pace) for each in snapshots} == {30}  # as the heads say


async def test_what_is_opened_is_asked_for_at_once_though_the_fleet_takes_all(
    tmp_path: Path,
) -> None:
    clock = ManualClock()
    async with dashboards(tmp_path, clock, 2) as worlds:
        await passes(clock, 330.0)
        for number, world in enumerate(worlds):
            opened = LISTED[10 + number].ref
            world.watcher.focus(opened)
            await passes(clock, 3.0)
            assert len(world.source.times(opened)) == 1


async def test_the_part_of_one_cursor_is_told_as_what_it_is_among_several(tmp_path: Path) -> None:
    """With three dashboards each cursor has a third of what one alone would have."""
    listed = LISTED[:2]
    clock = ManualClock()
    async with AsyncExitStack() as stack:
        worlds = []
        for number in range(3):
            poll = PollSettings(interval=300, fast=5)
            world = make_world(tmp_path, listed, poll, shared=True, clock=clock)
            worlds.append(await stack.enter_async_context(watching(world)))
            world.watcher.focus(listed[number % 2].ref)
            await passes(clock, 12.0)
        await passes(clock, 60.0)
        paces = [world.watcher.pace(listed[n % 2].ref) for n, world in enumerate(worlds)]
        assert min(paces) > 20
        assert max(paces) < 40
