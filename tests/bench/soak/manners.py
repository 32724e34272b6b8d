"""P2, P4, P5 and R4: what an API that is busy, refuses or hangs is asked, by the scripted clock."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from sstui.config.settings import PollSettings
from sstui.servicestage.errors import UnreachableKind
from sstui.servicestage.refs import InstanceRef
from tests.bench.soak.finding import Finding
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    make_world,
    ref_of,
    throttled,
    unauthorized,
    unreachable,
    watching,
)

MINUTE = 60.0
HOURS = 24
HUNG = (4, 12)
HANG = 15.0  # seconds: the client's time-out
FASTEST = PollSettings(interval=15, budget=100_000)


async def manners(
    folder: Path,
    hours: int = HOURS,
    hanging: int = 30,
    watched: int = 50,
    hung: Sequence[int] = HUNG,
    starting: int = 200,
) -> list[Finding]:
    """``starting`` instances begin at once; ``hours`` in which a key is refused, ``hanging``
    minutes in which calls of so many of ``watched`` instances hang."""
    return [
        await _start(folder, starting),
        await _busy(folder, watched),
        await _refusing(folder, hours, watched),
        *[await _hanging(folder, hanging, watched, count) for count in hung],
    ]


def _asked(world: World) -> list[float]:
    """When requests of either kind began."""
    source = world.source
    return sorted(at for at, _ in (*source.calls, *source.sweeps))


async def _start(folder: Path, count: int) -> Finding:
    """So many instances with a call each, whose answers take a third of a second."""
    world = make_world(folder, count, PollSettings(interval=60, budget=100_000))
    world.source.reply = lambda ref: Reply(body(), latency=0.35)
    async with watching(world):
        await world.clock.advance(MINUTE)
        first: dict[InstanceRef, float] = {}
        for at, ref in world.source.calls:
            first.setdefault(ref, at)
        spread = max(first.values()) - min(first.values())
    most = world.source.most_flying
    return Finding(
        "P2",
        f"{count} instances at their start, slow answers",
        f"{most} in flight at most, {spread:.0f} s from the first call to the last instance's",
        "4 in flight, 1 of an instance, 10 s at least",
        most <= 4 and spread >= 10,
    )


async def _busy(folder: Path, watched: int) -> Finding:
    world = make_world(folder, watched, FASTEST)
    async with watching(world):
        await world.clock.advance(5 * MINUTE)
        world.source.reply = lambda ref: Reply(error=throttled())
        world.source.overview = lambda application: throttled()
        begun = world.clock.monotonic()
        await world.clock.advance(10 * MINUTE)
        calls = sum(at >= begun for at in _asked(world))
    return Finding("P4", "calls in ten minutes of 429", f"{calls}", "20 at most", calls <= 20)


async def _refusing(folder: Path, hours: int, watched: int) -> Finding:
    """The same key is refused for a day."""
    world = make_world(folder, watched, FASTEST)
    async with watching(world):
        await world.clock.advance(5 * MINUTE)
        world.source.reply = lambda ref: Reply(error=unauthorized())
        begun = world.clock.monotonic()
        await world.clock.advance(hours * 60 * MINUTE)
        tries = [at for at in _asked(world) if at >= begun]
    # Those that were in flight together when the first was refused are one try.
    single = [at for before, at in pairwise([-MINUTE, *tries]) if at - before > 1.0]
    most = max(sum(at <= each < at + 60 * MINUTE for each in single) for at in single)
    return Finding(
        "P5", f"tries in one hour with a key that is refused for {hours} hours", f"{most}",
        "3 at most", most <= 3,
    )  # fmt: skip


async def _hanging(folder: Path, minutes: int, watched: int, count: int) -> Finding:
    """So many begin to hang at once, each call until its time-out."""
    world = make_world(folder, bookmarks(watched), FASTEST)
    hung = {ref_of(number) for number in range(count)}
    stuck = Reply(error=unreachable(UnreachableKind.TIMEOUT), latency=HANG)
    async with watching(world):
        await world.clock.advance(5 * MINUTE + 10)  # none of them is due before they all hang
        world.source.reply = lambda ref: stuck if ref in hung else Reply(body())
        begun = world.clock.monotonic()
        await world.clock.advance(MINUTE)  # they all hang at once here
        settled = world.clock.monotonic()
        await world.clock.advance(minutes * MINUTE)
    others = [ref_of(number) for number in range(count, watched)]
    late = max(_latest(world, ref, begun, settled) for ref in others)
    later = max(_latest(world, ref, settled, float("inf")) for ref in others)
    return Finding(
        "R4",
        f"{count} of {watched} hang for {minutes} minutes, delay of any other",
        f"{late:.2f} s in the first minute, {later:.2f} s after it",
        "1 s at most, where those that hung last time are known",
        later <= 1.0,
    )


def _latest(world: World, ref: InstanceRef, since: float, until: float) -> float:
    """The longest time from one look to the next beyond the interval."""
    times = [at for at in world.source.times(ref) if at >= since - 15.0 and at < until]
    return max(after - before for before, after in pairwise(times)) - 15.0
