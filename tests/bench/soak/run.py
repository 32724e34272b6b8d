"""``python -m tests.bench --soak``: what takes too long for the suite.

Each part runs in a process of its own, so that what it measures of itself is its own, two at a
time, and prints its figures as it ends. A promise that is not kept, or a part that fails, makes
the exit code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from tests.bench.soak.parts import PARTS
from tests.bench.soak.reading import ROOT

AT_A_TIME = 2


def soak_parts(text: str) -> list[str]:
    """Names between commas. Raises `argparse.ArgumentTypeError`."""
    names = text.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return names


def soak(names: Sequence[str]) -> int:
    """Run these parts, or all of them; the exit code."""
    return asyncio.run(_soak(names or list(PARTS)))


async def _soak(names: Sequence[str]) -> int:
    room = asyncio.Semaphore(AT_A_TIME)

    async def run(name: str) -> bool:
        async with room:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.bench.soak", name),
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
            )
            out, _ = await process.communicate()
            print(out.decode(), end="", flush=True)
            if process.returncode:
                print(f"{name}: exit {process.returncode}", file=sys.stderr, flush=True)
            return process.returncode == 0

    return int(not all(await asyncio.gather(*(run(name) for name in names))))
