"""``python -m tests.bench --soak``: what takes too long for the suite.

Each part runs in a process of its own, so that what it measures of itself is its own, two at a
time, and prints its figures as it ends. A promise that is not kept, a part that fails, or one that
has not ended after half an hour makes the exit code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from tests.bench.soak.parts import PARTS
from tests.bench.soak.reading import ROOT

AT_A_TIME = 2
LONGEST = 1800.0  # seconds for all


def soak_parts(text: str) -> list[str]:
    """Names between commas. Raises `argparse.ArgumentTypeError`."""
    names = text.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return names


def soak(names: Sequence[str], longest: float = LONGEST) -> int:
    """Run these parts, or all of them, for so many seconds at most; the exit code."""
    return asyncio.run(_soak(names or list(PARTS), longest))


async def _soak(names: Sequence[str], longest: float) -> int:
    begun = time.monotonic()
    room = asyncio.Semaphore(AT_A_TIME)

    async def run(name: str) -> bool:
        async with room:
            return await _run(name, begun + longest - time.monotonic())

    kept = await asyncio.gather(*map(run, names))
    print(f"{', '.join(names)}: {time.monotonic() - begun:.0f} s", flush=True)
    return int(not all(kept))


async def _run(name: str, within: float) -> bool:
    """Run one part, for so many seconds at most; whether it kept all that it shows."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.soak", name),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,  # so that it can be ended with the processes that it started
    )
    wrong = ""
    try:
        async with asyncio.timeout(within):
            out, _ = await process.communicate()
        print(out.decode(), end="", flush=True)
        wrong = f"exit {process.returncode}" if process.returncode else ""
    except TimeoutError:
        wrong = "has not ended in time"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    if wrong:
        print(f"{name}: {wrong}", file=sys.stderr, flush=True)
    return not wrong
