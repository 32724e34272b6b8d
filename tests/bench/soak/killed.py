"""``python -m tests.bench.soak.killed FOLDER KILLS SEED``: one state folder, whose process is
killed again and again.

The process is a real watcher with history, ledger and status file; only the API is made up: each
answer is a new version. After each kill the folder is read, and compared with what had been
answered by then. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.monitor.clock import SystemClock
from sstui.monitor.history import History
from sstui.monitor.history_reading import read_events, read_last_known
from sstui.monitor.ledger import Ledger
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer, Overview, SourceFacts
from sstui.watcher import Watcher
from tests.monitor.scripted import NoInventory, answer, body, bookmarks, entry

INSTANCES = 6
LONGEST = 3.0  # seconds of one life
POLL = PollSettings(interval=1, fast=1, off_interval=1, budget=100_000)


class Given(NamedTuple):
    """An answer that a process was given before it was killed."""

    instance: str
    version: int
    at: float


class Source(NoInventory):
    """An API that answers at once, each time with another version, and tells a pipe."""

    def __init__(self, first: int, pipe: int, on_request: Callable[[], None]) -> None:
        self._version = first
        self._pipe = pipe
        self._on_request = on_request

    async def show_instance(self, ref: InstanceRef) -> Answer:
        self._on_request()
        self._version += 1
        given = Given(ref.instance, self._version, time.monotonic())
        os.write(self._pipe, f"{json.dumps(given)}\n".encode())
        return answer(body(version=f"{self._version}"))

    async def show_overview(self, application: str) -> Overview:
        raise AssertionError("the budget is large enough for a call each")

    async def list_instances(self, application: str, component: str) -> list[JSONObject]:
        return []

    async def whose(self) -> str:
        return "api.example made-up"

    async def credentials_changed(self) -> bool:
        return False

    def facts(self) -> SourceFacts:
        return SourceFacts(host="api.example", account="api.example made-up", key="made-up")

    async def aclose(self) -> None:
        """Nothing is open."""


@dataclass
class Found:
    """What was found after all kills."""

    kills: int = 0
    answers: int = 0
    recorded: int = 0
    most_lost: float = 0.0  # seconds of answers before a kill
    faults: list[str] = field(default_factory=list)


class Home:
    """A state folder, a configuration, and the process that lives there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.watchlist = folder / "watchlist.toml"
        self.watchlist.write_text("version = 1\n" + "".join(map(entry, bookmarks(INSTANCES))))
        self.before = self.watchlist.read_bytes()
        self.history = folder / "history.db"
        self.shared = folder / "shared.db"
        self.status = folder / "status.json"

    def live(self, first: int, seconds: float) -> tuple[list[Given], float]:
        """Start a process, and kill it so much later: what it was given, and when it ended."""
        end, pipe = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(end)
                asyncio.run(self._watch(first, pipe))
            finally:
                os._exit(1)
        os.close(pipe)
        time.sleep(seconds)
        killed = time.monotonic()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with open(end, encoding="ascii") as lines:
            return list(_given(lines)), killed

    async def _watch(self, first: int, pipe: int) -> None:
        clock = SystemClock()
        watcher = Watcher(
            WatchList(self.watchlist),
            POLL,
            lambda profile, on_request: Source(first, pipe, on_request),
            clock=clock,
            history=History(self.history, self.folder / "fingerprint.key"),
            ledger=Ledger(self.shared, clock),
            status_file=self.status,
        )
        async with watcher:
            await asyncio.Event().wait()

    def faults(self) -> Iterator[str]:
        """What is wrong in the folder."""
        for path in (self.history, self.shared):
            if path.exists():
                with closing(sqlite3.connect(path)) as connection:
                    said = connection.execute("PRAGMA integrity_check").fetchall()
                if said != [("ok",)]:
                    yield f"{path.name}: {said[0][0]}"
        if list(self.folder.glob("*.damaged*")):
            yield "a file was put aside as damaged"
        if self.watchlist.read_bytes() != self.before:
            yield "the configuration changed"
        if self.status.exists():
            try:
                json.loads(self.status.read_bytes())
            except ValueError:
                yield "status.json is cut short"


def _given(lines: Iterator[str]) -> Iterator[Given]:
    for line in lines:
        if line.endswith("\n"):
            yield Given(*json.loads(line))


def lost(home: Home, known: set[str], given: list[Given], killed: float, found: Found) -> set[str]:
    """Compare what was given in one life with what is remembered. ``known``: of which instances
    something was remembered before it; returns of which it is now."""
    recorded = {
        (event.ref.instance, event.after): number
        for number, event in enumerate(read_events(home.history))
        if event.ref is not None and event.kind == "version"
    }
    sighted = set(known)
    numbers = []
    for each in given:
        number = recorded.get((each.instance, f"{each.version}"))
        if number is not None:
            numbers.append(number)
        elif each.instance in sighted:
            found.most_lost = max(found.most_lost, killed - each.at)
        sighted.add(each.instance)  # the first that is seen of one is no change of it
    found.answers += len(given)
    found.recorded += len(numbers)
    if numbers != sorted(numbers):
        found.faults.append("out of order")
    return {ref.instance for ref in read_last_known(home.history)}


def kill_again_and_again(folder: Path, kills: int, seed: int) -> Found:
    home, found, rng = Home(folder), Found(), random.Random(seed)
    known: set[str] = set()
    for life in range(kills):
        given, killed = home.live(life * 100_000, rng.uniform(0.02, LONGEST))
        found.kills += 1
        known = lost(home, known, given, killed, found)
        found.faults += home.faults()
    return found


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)  # that a killed process is gone is no news here
    outcome = kill_again_and_again(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(vars(outcome)))
