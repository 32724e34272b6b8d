"""Runs subjects under the probe, one after the other, in turn."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from tests.bench.fleet import environment
from tests.bench.subjects import Subject

ROOT = Path(__file__).parents[2]

Counter: TypeAlias = Callable[[float, float], int]
Figures: TypeAlias = Mapping[str, float]


class Failed(Exception):
    """A subject did not do what is measured of it; one line."""


async def measure(subject: Subject, count: Counter) -> dict[str, float]:
    """One start of ``subject``: the probe's figures, with the calls that ``count`` knows of.

    ``count`` is asked for the calls between two epoch seconds: ``calls`` in all, ``idle_calls``
    while it was watched. Raises `Failed`.
    """
    ending = ["--signal", subject.signal]
    if subject.quit_key:
        ending = ["--send-at-end", subject.quit_key]
    keys = [word for group in subject.keys for word in ("--keys", group)]
    probe = [sys.executable, "-m", "tests.bench.probe", "--json", "-", "--until", subject.until]
    timing = ["--settle", str(subject.settle), "--idle", str(subject.idle), "--timeout", "45"]
    began = time.time()
    process = await asyncio.create_subprocess_exec(
        *[*probe, *timing, *keys, *ending, "--", *subject.command],
        cwd=ROOT,
        env={**environment(), **subject.environ},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Failed(f"{subject.name}: the probe ended with {process.returncode}")
    result = json.loads(said)["runs"][0]
    if result["first_paint_s"] is None or result["ended_early"]:
        command = " ".join(("python", *subject.command[1:]))
        raise Failed(
            f"{subject.name}: never showed {subject.until!r}, or ended by itself "
            f"(status {result['exit_status']}); try `{command}`"
        )
    result["calls"] = count(began, time.time())
    if subject.idle:
        result["idle_calls"] = count(result["idle_from"], result["idle_to"])
    return {name: value for name, value in result.items() if isinstance(value, int | float)}


async def measure_in_turn(
    subjects: Sequence[Subject], runs: int, count: Counter, say: Callable[[str], None]
) -> dict[str, Figures]:
    """Medians of each subject over ``runs``, taken A B C A B C ….

    Each is started once before, unmeasured, so that none pays for a cold cache, and has its history
    where it ``warm``s.
    """
    for subject in subjects:
        await measure(replace(subject, settle=subject.warm, idle=0.0, keys=()), count)
    found: dict[str, list[Figures]] = {subject.name: [] for subject in subjects}
    for number in range(runs):
        for subject in subjects:
            say(f"run {number + 1} of {runs}: {subject.name}")
            found[subject.name].append(await measure(subject, count))
    return {name: medians(figures) for name, figures in found.items()}


def medians(runs: Sequence[Figures]) -> Figures:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
