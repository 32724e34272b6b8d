"""C6: what the commands for scripts and status lines cost, beside the import of pydantic.

One process after the other, in turn; the figure is the processor time of each, user and system.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sstui.monitor.status_file import InstanceStatus, Status, text_of, write_status
from sstui.simulator.server import Simulator
from tests.bench.fleet import environment, leading_to, make_home
from tests.bench.rows import Row

P = ("-c", "from pydantic import BaseModel")
CHECKED = 20
# Words of the command, and how often P's time it may take.
PROMISED: Mapping[tuple[str, ...], float] = {
    ("--version",): 1.0,
    ("tmux",): 1.0,
    ("list",): 1.0,
    ("check", "--cached"): 1.0,
    ("check",): 4.0,
}


async def cold_rows(
    simulator: Simulator, folder: Path, runs: int, say: Callable[[str], None]
) -> list[Row]:
    """A row for each command, with P measured in the same run."""
    environ = {**environment(), **leading_to(simulator)}
    environ["SSTUI_HOME"] = str(_home(folder / "cold", simulator))
    commands: dict[str, Sequence[str]] = {"P": P}
    commands |= {" ".join(words): ("-m", "sstui", *words) for words in PROMISED}
    found: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        say(f"run {number} of {runs}: {len(commands)} cold commands")
        for name, words in commands.items():
            used = await _used(words, environ)
            if number:  # the first time nothing is compiled yet
                found[name].append(used)
    floor = statistics.median(found["P"])
    return [
        Row(
            promise="C6",
            what=f"CPU of sstui {' '.join(words)}" + (f" of {CHECKED}" if most > 1 else ""),
            ours=statistics.median(found[" ".join(words)]) * 1000,
            theirs=floor * 1000,
            floor="P",
            unit="ms",
            most_ratio=most,
        )
        for words, most in PROMISED.items()
    ]


async def _used(words: Sequence[str], environ: Mapping[str, str]) -> float:
    """Seconds of processor time that a child took; no other one runs meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        env={**environ, "PYTHONPATH": os.getcwd()},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await child.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _home(folder: Path, simulator: Simulator) -> Path:
    """It watches the first twenty, and a dashboard left what it knew of them."""
    make_home(folder, simulator, "[poll]\nbudget = 100000\n", CHECKED)
    instances = tuple(_left(each) for each in simulator.bookmarks[:CHECKED])
    path = folder / "state" / "status.json"
    write_status(path, text_of(Status(time.time(), os.getpid(), True, instances)))
    return folder


def _left(bookmark: Mapping[str, str]) -> InstanceStatus:
    return InstanceStatus(
        bookmark["name"],
        bookmark["application"],
        bookmark["component"],
        bookmark["instance"],
        "default",
        status="RUNNING",
        health="ok",
        freshness="fresh",
        seen=time.time(),
    )
