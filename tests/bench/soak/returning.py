"""R1: after three days without an answer every row is fresh within a minute, or within one round
of the pace in force where the budget needs longer."""

from __future__ import annotations

from pathlib import Path

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import Freshness
from sstui.servicestage.errors import UnreachableKind
from tests.bench.soak.finding import Finding
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    make_world,
    scattered,
    unreachable,
    watching,
)

HOURS = 72
MINUTE = 60.0
FLEETS: dict[str, tuple[list[Bookmark], PollSettings]] = {
    "50 at 15 s": (scattered(50, 5), PollSettings(interval=15)),
    "200 at 30 s": (scattered(200, 10), PollSettings(interval=30)),
    "100 in 100 applications at 15 s": (scattered(100, 100), PollSettings(interval=15)),
    "24 at 15 s, in one application": (bookmarks(24), PollSettings(interval=15)),
}


async def returning(folder: Path, hours: int = HOURS) -> list[Finding]:
    return [await return_of(folder, name, *fleet, hours) for name, fleet in FLEETS.items()]


async def return_of(
    folder: Path, name: str, watched: list[Bookmark], poll: PollSettings, hours: int
) -> Finding:
    world = make_world(folder, watched, poll)
    away = Reply(error=unreachable(UnreachableKind.TIMEOUT), latency=10.0)
    async with watching(world):
        await world.clock.advance(10 * MINUTE)  # two windows of the budget
        round_ = max(each.pace for each in world.watcher.fleet().snapshots)
        world.source.reply = lambda ref: away
        world.source.overview = lambda application: away.error
        for _ in range(hours):
            await world.clock.advance(60 * MINUTE)
            world.told.clear()
            world.source.calls.clear()
            world.source.sweeps.clear()
        remembered = sum(each.instance is not None for each in world.watcher.fleet().snapshots)
        world.source.reply = lambda ref: Reply(body())
        world.source.overview = lambda application: None
        seconds = await _until_fresh(world)
    most = max(MINUTE, round_)
    return Finding(
        "R1",
        f"{name}, {hours} hours of outage: all fresh again",
        f"after {seconds:.0f} s, {remembered} of {len(watched)} remembered throughout",
        f"{most:.0f} s at most",
        seconds <= most and remembered == len(watched),
    )


async def _until_fresh(world: World) -> float:
    """Seconds of the scripted clock."""
    begun = world.clock.monotonic()
    while any(e.freshness is not Freshness.FRESH for e in world.watcher.fleet().snapshots):
        await world.clock.advance(1)
        if world.clock.monotonic() - begun > 60 * MINUTE:
            break
    return world.clock.monotonic() - begun
