"""P1, P3, C5 and C7: a week of 200 instances, in accelerated time.

The fleet is in 10 applications, at 30 s, with the default budget. Each day something is deployed
now and then, a person walks through the list every three hours and refreshes everything once, the
API is away for ten minutes, and in one night the machine sleeps for eight hours. In another part a
second fleet of the same size lives through one day in which nothing happens.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from sstui.config.settings import PollSettings
from sstui.insight.records import Freshness
from sstui.monitor.history import History
from sstui.servicestage.refs import InstanceRef
from tests.bench.soak.finding import Finding
from tests.bench.soak.reading import history_in
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    make_world,
    scattered,
    unreachable,
    watching,
)

FLEET = scattered(200, 10)
HOUR = 3600.0
BUDGET = 120
WINDOW = 300.0
STEADY = 100
DEPLOYED_PER_HOUR = 3
GROWTH = 5.0  # MiB
A_DAY = 1.0  # MiB
_MIB = 1024 * 1024
_EXACT = 0.001  # seconds: what floating point makes of thirty times ten
_PATIENCE = 60.0


class Requests:
    """The most requests in any five minutes."""

    def __init__(self) -> None:
        self.most = self.all = 0
        self._window: deque[float] = deque()

    def take(self, world: World) -> None:
        """Count what the source was asked since the last time."""
        source = world.source
        for at in sorted(at for at, _ in (*source.calls, *source.sweeps, *source.listed)):
            self._window.append(at)
            while self._window[0] <= at - WINDOW + _EXACT:
                self._window.popleft()
            self.most = max(self.most, len(self._window))
            self.all += 1
        source.calls.clear()
        source.sweeps.clear()
        source.listed.clear()


@dataclass
class Usage:
    """What one process holds."""

    memory: float  # MiB that are its own
    tasks: int
    threads: int
    descriptors: int


def usage() -> Usage:
    gc.collect()
    return Usage(
        _own_memory(),
        len(asyncio.all_tasks()),
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),
    )


def _own_memory() -> float:
    with open("/proc/self/smaps_rollup", encoding="ascii") as lines:
        kilobytes = [int(line.split()[1]) for line in lines if line.startswith("Private_")]
    return sum(kilobytes) / 1024


@dataclass
class Life:
    """What happens in the fleet, hour by hour."""

    world: World
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    versions: dict[InstanceRef, int] = field(default_factory=dict)
    away: bool = False

    def __post_init__(self) -> None:
        self.refs = [each.ref for each in FLEET]
        self.documents = {ref: body(version="1") for ref in self.refs}
        self.world.source.reply = self._reply
        self.world.source.overview = lambda application: unreachable() if self.away else None

    def _reply(self, ref: InstanceRef) -> Reply:
        latency = self.rng.uniform(0.02, 0.3)
        if self.away:
            return Reply(error=unreachable(), latency=latency)
        return Reply(self.documents[ref], latency=latency)

    async def hour(self, number: int) -> None:
        for _ in range(DEPLOYED_PER_HOUR):
            await self._deploy(self.rng.choice(self.refs))
        if number % 3 == 0:
            await self._walk()
        if number % 24 == 9:
            self.world.watcher.refresh()
        if number % 24 == 15:
            self.away = True
            await self.world.clock.advance(600)
            self.away = False

    async def _deploy(self, ref: InstanceRef) -> None:
        number = self.versions[ref] = self.versions.get(ref, 1) + 1
        self.documents[ref] = body("UPGRADING", have=2, version=f"{number}")
        await self.world.clock.advance(90)
        self.documents[ref] = body(version=f"{number}")
        await self.world.clock.advance(300)

    async def _walk(self) -> None:
        for ref in self.rng.sample(self.refs, 10):
            self.world.watcher.focus(ref)
            await self.world.clock.advance(15)
        self.world.watcher.focus(None)


def _world(folder: Path, history: History) -> World:
    return make_world(folder, FLEET, PollSettings(interval=30), history)


async def _live(world: World, life: Life, requests: Requests, hour: int) -> None:
    """One hour, whatever happens in it."""
    end = world.clock.monotonic() + HOUR
    await life.hour(hour)
    while world.clock.monotonic() < end:
        await world.clock.advance(min(600.0, end - world.clock.monotonic()))
        requests.take(world)
    world.told.clear()


async def week(folder: Path, hours: int = 168) -> list[Finding]:
    history = history_in(folder / "week")
    world = _world(folder / "week", history)
    requests = Requests()
    used: list[Usage] = []
    async with watching(world):
        life = Life(world)
        for hour in range(hours):
            if hour == 74:  # a night's sleep, from which all wake at once
                world.clock.suspend(8 * HOUR)
            await _live(world, life, requests, hour)
            used.append(usage())
        fleet = world.watcher.fleet().snapshots
        fresh = sum(each.freshness is Freshness.FRESH for each in fleet)
    history.close(_PATIENCE)
    first, last = used[0], used[-1]
    return [
        Finding(
            "P1",
            f"{hours} hours of 200 instances, {requests.all:,} requests, most in five minutes",
            f"{requests.most}, {fresh} of {len(fleet)} fresh at the end",
            f"{BUDGET} at most",
            requests.most <= BUDGET and fresh == len(fleet),
        ),
        _memory(first, last, hours),
        _counts(used),
    ]


def _memory(first: Usage, last: Usage, hours: int) -> Finding:
    growth = last.memory - first.memory
    return Finding(
        "C5",
        f"memory from hour 1 to hour {hours}",
        f"{first.memory:.1f} to {last.memory:.1f} MiB, {growth:+.1f}",
        f"{GROWTH:g} MiB more at most",
        growth <= GROWTH,
    )


def _counts(used: list[Usage]) -> Finding:
    """Between two hours a look may be under way: two more tasks, no thread and no descriptor."""
    named = {"tasks": 4, "threads": 0, "descriptors": 0}
    ranges = {
        name: (getattr(used[0], name), max(getattr(each, name) for each in used)) for name in named
    }
    figure = ", ".join(f"{name} {first} (most {most})" for name, (first, most) in ranges.items())
    flat = all(ranges[name][1] - ranges[name][0] <= more for name, more in named.items())
    return Finding("C5", "tasks, threads, descriptors", figure, "flat", flat)


async def day(folder: Path, hours: int = 24) -> list[Finding]:
    """A day in which nothing happens."""
    history = history_in(folder)
    world = _world(folder, history)
    world.source.reply = lambda ref: _SAME
    requests = Requests()
    async with watching(world):
        await world.clock.advance(WINDOW)  # the start may take more
        world.source.calls.clear()
        world.source.sweeps.clear()
        for _ in range(hours):
            await world.clock.advance(HOUR)
            requests.take(world)
            world.told.clear()
    history.close(_PATIENCE)
    size = history.path.stat().st_size / _MIB
    return [
        Finding(
            "P3",
            "200 in 10 applications at 30 s, nothing changing, most requests in five minutes",
            f"{requests.most}",
            f"{STEADY} at most",
            requests.most <= STEADY,
        ),
        Finding(
            "C7",
            f"200 steady instances, the whole history after {hours} hours",
            f"{size:.2f} MiB",
            f"{A_DAY:g} MiB a day at most",
            size <= A_DAY,
        ),
    ]


_SAME = Reply(body())
