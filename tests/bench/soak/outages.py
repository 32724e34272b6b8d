"""T3: outages of every kind never change what is known of an instance, nor that it is there."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import Freshness
from sstui.servicestage.errors import Malformed, Missing, ServiceStageError, UnreachableKind
from sstui.servicestage.refs import InstanceRef
from tests.bench.soak.finding import Finding
from tests.bench.soak.reading import Reader, Recorded, history_in, read_back
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    forbidden,
    make_world,
    not_found,
    scattered,
    throttled,
    unauthorized,
    unavailable,
    unreachable,
    watching,
)

LONGEST = 900.0  # seconds of one outage
SHORTEST = 5.0
HANG = 15.0  # the client's time-out
_PATIENCE = 60.0

# Each of them stays as it is, by the API and by the time that passes.
BODIES = (
    body(),
    body(have=2),
    body("DOWN", have=0),
    body("STOPPED", have=0),
    body("PARTIALLY_FAILED", have=1),
    body("UNKNOWN"),
)


def html() -> ServiceStageError:
    """A captive portal, or a proxy's own page with 200."""
    return Malformed("a web page", cause="web page", remedy="Log in.", host="api.example")


KINDS: dict[str, Callable[[random.Random], ServiceStageError]] = {
    "dns": lambda rng: unreachable(UnreachableKind.DNS),
    "refused": lambda rng: unreachable(UnreachableKind.REFUSED),
    "reset": lambda rng: unreachable(UnreachableKind.RESET),
    "hang": lambda rng: unreachable(UnreachableKind.TIMEOUT),
    "tls": lambda rng: unreachable(UnreachableKind.TLS),
    "proxy": lambda rng: unreachable(UnreachableKind.PROXY),
    "5xx": lambda rng: unavailable(rng.choice((None, 5.0, 120.0))),
    "html": lambda rng: html(),
    "429": lambda rng: throttled(rng.choice((None, 1.0, 90.0))),
    "401": lambda rng: unauthorized(expired=rng.random() < 0.3),
    "403": lambda rng: forbidden(),
    "404 of the gateway": lambda rng: not_found(Missing.ENDPOINT),
}


class Weather:
    """What the API does to every call, as the script has it."""

    def __init__(self, world: World, refs: list[InstanceRef], rng: random.Random) -> None:
        self.hit: frozenset[InstanceRef] = frozenset()
        self.kind = ""
        self._rng = rng
        self._refs = refs
        self._bodies = {ref: BODIES[n % len(BODIES)] for n, ref in enumerate(refs)}
        self._source = world.source
        world.source.reply = self.reply
        world.source.overview = self.overview

    def reply(self, ref: InstanceRef) -> Reply:
        latency = self._rng.uniform(0.01, 1.0)
        if ref not in self.hit:
            return Reply(self._bodies[ref], latency=latency)
        if self.kind == "hang":
            latency = HANG
        return Reply(error=KINDS[self.kind](self._rng), latency=latency)

    def overview(self, application: str) -> ServiceStageError | None:
        """It fails when all do; one that some are left out of is as good as any."""
        return KINDS[self.kind](self._rng) if len(self.hit) == len(self._refs) else None

    def break_down(self, kind: str) -> None:
        """For all calls, or for those of some instances."""
        self.kind = kind
        some = self._rng.sample(self._refs, self._rng.randint(1, len(self._refs)))
        self.hit = frozenset(self._refs if self._rng.random() < 0.6 else some)
        self._source.others_at_hand = False

    def clear_up(self) -> None:
        self.hit = frozenset()
        self._source.others_at_hand = self.kind == "401"


async def run(
    folder: Path,
    watched: list[Bookmark],
    poll: PollSettings,
    outages: int,
    longest: float = LONGEST,
    read: Reader = read_back,
) -> tuple[list[Recorded], int]:
    """What is recorded of so many outages, and how many instances are not fresh after them."""
    history = history_in(folder)
    world = make_world(folder, watched, poll, history)
    rng = random.Random(3)
    weather = Weather(world, [each.ref for each in watched], rng)
    kinds = list(KINDS)
    async with watching(world):
        await world.clock.advance(120)
        for number in range(outages):
            weather.break_down(kinds[number % len(kinds)])
            await world.clock.advance(SHORTEST * (longest / SHORTEST) ** rng.random())
            weather.clear_up()
            await world.clock.advance(rng.uniform(10, 150))
            world.told.clear()
            world.source.calls.clear()
            world.source.sweeps.clear()
        await world.clock.advance(900)
        fleet = world.watcher.fleet().snapshots
        unwell = sum(each.freshness is not Freshness.FRESH for each in fleet)
    history.close(_PATIENCE)
    return await read(history.path), unwell


def is_false(event: Recorded) -> bool:
    """Whether it tells of an instance more than that we do not see it."""
    if event.kind in {"outage", "credentials"}:
        return False
    if event.kind == "freshness":
        return "gone" in (event.before, event.after)
    return event.kind != "status" or event.before is not None


async def outages(folder: Path, scale: float = 1.0) -> list[Finding]:
    """Half of them with a call for each instance, half with overviews."""
    half = max(int(500 * scale), len(KINDS))
    each = PollSettings(interval=15, off_interval=15, budget=100_000)
    swept = PollSettings(interval=15, off_interval=15)
    records: list[Recorded] = []
    unwell = 0
    for name, watched, poll in (
        ("each", bookmarks(8), each),
        ("swept", scattered(24, 2), swept),
    ):
        recorded, left = await run(folder / name, watched, poll, half)
        records += recorded
        unwell += left
    false = Counter(event.kind for event in records if is_false(event))
    told = sum(event.kind in {"outage", "credentials", "freshness"} for event in records)
    figure = f"{false.total()} false events, {unwell} not fresh afterwards"
    words = f", {dict(false)}" if false else ""
    return [
        Finding(
            "T3",
            f"{2 * half:,} outages of {len(KINDS)} kinds, {told:,} events of them, read back by "
            "another process",
            figure + words,
            "no false status, no disappearance",
            not false and not unwell,
        )
    ]
