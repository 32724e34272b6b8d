"""R6: a thousand kills at random moments, and ten dashboards at once on one state folder."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.bench.soak.finding import Finding
from tests.bench.soak.killed import Found
from tests.bench.soak.reading import ROOT
from tests.monitor.test_lease_of_processes import Machine, Process, in_order, leaders, machine
from tests.support import until

FOLDERS = 16  # that are killed in at the same time
MOST_LOST = 2.0  # seconds
TOGETHER = 10
TAKEOVERS = 20
_STARTED = 120.0  # seconds for ten processes to import all they need, on a busy machine
_TAKEN_OVER = 30.0


async def killing(folder: Path, scale: float = 1.0) -> list[Finding]:
    """1,000 processes, one after the other in each of the folders."""
    folders = max(int(FOLDERS * scale), 1)
    kills = max(int(1000 * scale), 2) // folders + 1
    lanes = [lane(folder / f"{number}", kills, number) for number in range(folders)]
    found = await asyncio.gather(*lanes)
    faults = [fault for each in found for fault in each.faults]
    most_lost = max(each.most_lost for each in found)
    killed = sum(each.kills for each in found)
    recorded, answers = sum(each.recorded for each in found), sum(each.answers for each in found)
    return [
        Finding(
            "R6",
            f"{killed:,} processes killed at random moments, {recorded:,} changes of {answers:,} "
            "answers recorded",
            f"{len(faults)} faults{''.join(f'; {each}' for each in sorted(set(faults)))}, "
            f"{most_lost:.2f} s lost at most",
            f"every file sound, {MOST_LOST:g} s lost at most",
            not faults and most_lost <= MOST_LOST,
        )
    ]


async def lane(folder: Path, kills: int, seed: int) -> Found:
    command = ("-m", "tests.bench.soak.killed", str(folder), str(kills), str(seed))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    out, _ = await process.communicate()
    if process.returncode:
        return Found(faults=[f"the process that kills ended with {process.returncode}"])
    return Found(**json.loads(out))


async def together(
    folder: Path, count: int = TOGETHER, takeovers: int = TAKEOVERS
) -> list[Finding]:
    """So many dashboards at once, whose leader is killed and replaced again and again."""
    home = folder / "home"
    async with machine(home, count) as (made, processes):
        before = _configuration(home)
        await until(lambda: all(each.said for each in processes), timeout=_STARTED)
        await until(lambda: in_order(processes), timeout=_TAKEN_OVER)
        longest = 0.0
        for _ in range(takeovers):
            longest = max(longest, await _replace_leader(made, processes))
    faults = _faults(home) + ["the configuration changed"] * (_configuration(home) != before)
    return [
        Finding(
            "R6",
            f"{count} dashboards on one state folder, {takeovers} leaders killed",
            f"one leads after {longest:.1f} s at most, {len(faults)} faults{'; '.join(faults)}",
            "nothing corrupt, the configuration as it was",
            not faults,
        )
    ]


async def _replace_leader(made: Machine, processes: list[Process]) -> float:
    """Kill the one that leads and start another; seconds until the others are in order."""
    (leader,) = leaders(processes)
    begun = time.monotonic()
    leader.signal(signal.SIGKILL)
    processes.remove(leader)
    others = list(processes)
    await until(lambda: in_order(others), timeout=_TAKEN_OVER)
    lasted = time.monotonic() - begun
    await leader.end()
    new = await made.start()
    await until(lambda: bool(new.said), timeout=_STARTED)
    await until(lambda: in_order(processes), timeout=_TAKEN_OVER)
    return lasted


def _configuration(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((home / "config").iterdir())}


def _faults(home: Path) -> list[str]:
    faults = []
    for path in sorted((home / "state").glob("*.db")):
        with closing(sqlite3.connect(path)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchall()
        if said != [("ok",)] or ".damaged" in path.name:
            faults.append(f"{path.name}: {said[0][0]}")
    return faults
