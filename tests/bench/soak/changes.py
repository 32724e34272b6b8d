"""T1 and T4: every change that lasts one interval is recorded once, in order and soon.

The script goes by the clock and knows nothing of the looks: each instance changes at its own
instants, one interval apart. Half a dozen kinds of changes come at random, each exactly one event;
what they mean for health is an event beside.
"""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.monitor.pacing import NEVER
from sstui.servicestage.refs import InstanceRef
from tests.bench.soak.finding import Finding, percentile
from tests.bench.soak.reading import Reader, Recorded, history_in, read_back
from tests.monitor.scripted import Reply, bookmarks, make_world, scattered, watching

INTERVAL = 15.0
SWEPT = 30.0
LATENCY = 0.05
PROMPT = 1.0  # T4: seconds beside one interval and the answer
STEADY = ("RUNNING", "DOWN", "STOPPED", "FAILED", "PARTIALLY_FAILED")
# Looked at faster, which the budget of an account pays for by a longer interval in force; then a
# change of one interval as configured may be too short to be seen.
MOVING = ("UPGRADING",)
KINDS = (
    "status", "replicas", "version", "artifacts", "configuration", "resources", "accesses", "job",
)  # fmt: skip
DERIVED = frozenset({"health", "freshness"})  # what changes mean, and our own view
_PATIENCE = 120.0

FIRST: dict[str, Any] = {
    "name": "orders",
    "version": "1.0",
    "artifacts": {"web": {"type": "image", "version": "1"}},
    "configuration": {"env": [{"name": "LOG_LEVEL", "value": "0"}]},
    "refer_resources": [{"type": "rds", "id": "orders-db", "parameters": {"size": 0}}],
    "external_accesses": [{"id": "a", "type": "SYSTEM", "protocol": "HTTP", "forward_port": 1}],
    "status_detail": {
        "status": "RUNNING",
        "available_replica": 3,
        "replica": 3,
        "last_job_id": "J0",
        "last_job_status": "SUCCEEDED",
    },
}


class Told(NamedTuple):
    """A change as its event tells it."""

    kind: str
    before: str | None
    after: str | None
    values: tuple[Any, ...]


def changed(
    document: dict[str, Any], number: int, words: Sequence[str], rng: random.Random
) -> tuple[dict[str, Any], Told]:
    """The document after its change ``number``, and the event of that change."""
    after = copy.deepcopy(document)
    kind = rng.choice(KINDS)
    detail = after["status_detail"]
    if kind == "status":
        was, now = detail["status"], rng.choice([w for w in words if w != detail["status"]])
        detail["status"] = now
        return after, Told(kind, was, now, (now,))
    if kind == "job":
        was = detail["last_job_status"]
        now = "FAILED" if was == "SUCCEEDED" else "SUCCEEDED"
        detail |= {"last_job_id": f"J{number}", "last_job_status": now}
        return after, Told(kind, was, now, (f"J{number}", now))
    return after, _elsewhere(kind, after, number)


def _elsewhere(kind: str, after: dict[str, Any], number: int) -> Told:
    """Change one place of this kind in ``after``."""
    if kind == "replicas":
        detail = after["status_detail"]
        was, now = detail["available_replica"], (detail["available_replica"] + 1) % 4
        detail["available_replica"] = now
        return Told(kind, f"{was}/3", f"{now}/3", (now,))
    if kind == "version":
        was, after["version"] = after["version"], f"1.{number}"
        return Told(kind, was, f"1.{number}", (f"1.{number}",))
    if kind == "artifacts":
        after["artifacts"]["web"]["version"] = f"{number}"
        return Told(kind, None, None, (f"{number}",))
    if kind == "configuration":
        after["configuration"]["env"][0]["value"] = f"{number}"
        return Told(kind, None, None, (f"{number}",))
    if kind == "resources":
        after["refer_resources"][0]["parameters"]["size"] = number
    else:
        after["external_accesses"][0]["forward_port"] = number
    return Told(kind, None, None, (number,))


@dataclass
class Script:
    """What one instance is, by the clock: changed ``count`` times from ``begin`` on."""

    begin: float
    interval: float
    count: int
    words: Sequence[str]
    rng: random.Random

    def __post_init__(self) -> None:
        self.document: dict[str, Any] = FIRST
        self.told: list[Told] = []
        self.numbers = iter(range(2, self.count + 2))

    def at(self, now: float) -> dict[str, Any]:
        passed = int((now - self.begin) // self.interval) + 1
        while len(self.told) < min(max(passed, 0), self.count):
            self.document, told = changed(self.document, next(self.numbers), self.words, self.rng)
            self.told.append(told)
        return self.document

    def instant(self, number: int) -> float:
        """When the change with this index came."""
        return self.begin + number * self.interval


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all changes."""

    scripted: int
    lost: int  # instances whose record differs from their script
    delays: Sequence[float]  # from each change to its event, less the interval and the answer


async def run(
    folder: Path,
    watched: list[Bookmark],
    poll: PollSettings,
    changes: int,
    words: Sequence[str] = STEADY,
    read: Reader = read_back,
) -> Outcome:
    """Let each of ``watched`` change ``changes`` times, and compare with what was recorded."""
    history = history_in(folder, megabytes=500)
    world = make_world(folder, watched, poll, history)
    rng = random.Random(4)
    begin = world.clock.monotonic() + 6 * poll.interval  # all have been seen by then
    scripts = {
        each.ref: Script(
            begin + rng.uniform(0, poll.interval),
            poll.interval,
            changes,
            words,
            random.Random(number),
        )
        for number, each in enumerate(watched)
    }
    world.source.reply = lambda ref: Reply(
        scripts[ref].at(world.clock.monotonic()), latency=LATENCY
    )
    wall = world.clock.now() - world.clock.monotonic()
    async with watching(world):
        for _ in range(changes + 12):
            await world.clock.advance(poll.interval)
            world.told.clear()
            world.source.calls.clear()
            world.source.sweeps.clear()
    history.close(_PATIENCE)
    return compare(scripts, await read(history.path), wall)


def compare(
    scripts: dict[InstanceRef, Script], recorded: Sequence[Recorded], wall: float
) -> Outcome:
    """``wall`` is the wall clock less the scripted one."""
    found: dict[str | None, list[Recorded]] = defaultdict(list)
    for event in recorded:
        if event.kind not in DERIVED:
            found[event.instance].append(event)
    lost, delays = 0, []
    for ref, script in scripts.items():
        events = found[ref.instance][1:]  # without the first sighting
        told = [Told(e.kind, e.before, e.after, e.values) for e in events]
        if told != script.told or len(told) != script.count:
            lost += 1
            continue
        for number, event in enumerate(events):
            delays.append(event.time - wall - script.instant(number) - script.interval - LATENCY)
    return Outcome(sum(script.count for script in scripts.values()), lost, delays)


async def changes(folder: Path, scale: float = 1.0) -> list[Finding]:
    """80,000 changes of 50 instances with a call each, 20,000 of 200 that overviews cover."""
    each = PollSettings(interval=INTERVAL, off_interval=INTERVAL, budget=100_000)
    swept = PollSettings(interval=SWEPT, off_interval=SWEPT)
    many, few = max(int(1600 * scale), 4), max(int(100 * scale), 4)
    outcomes = [
        await run(folder / "each", bookmarks(50), each, many, (*STEADY, *MOVING)),
        await run(folder / "swept", scattered(200, 10), swept, few),
    ]
    scripted = sum(each.scripted for each in outcomes)
    lost = sum(each.lost for each in outcomes)
    late = percentile([delay for each in outcomes for delay in each.delays] or [NEVER], 0.99)
    return [
        Finding(
            "T1",
            f"{scripted:,} changes of one interval each, read back by another process",
            "all once and in order" if not lost else f"{lost} instances have another record",
            "every one once, in order",
            not lost,
        ),
        Finding(
            "T4",
            "delay at the 99th percentile beyond the interval and the answer time",
            f"{late:+.2f} s",
            f"{PROMPT:g} s at most",
            late <= PROMPT and not lost,
        ),
    ]
