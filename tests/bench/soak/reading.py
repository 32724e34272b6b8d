"""Histories of the soak. ``python -m tests.bench.soak.reading HISTORY`` is the other process that
reads one: a JSON line for each recorded event, oldest first.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sstui.monitor.history import History
from sstui.monitor.history_reading import read_events
from sstui.monitor.history_thinning import Bounds

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event; ``values`` is what each changed place became."""

    kind: str
    instance: str | None
    time: float  # epoch seconds
    before: str | None
    after: str | None
    values: tuple[Any, ...]


Reader = Callable[[Path], Awaitable[list[Recorded]]]


def history_in(folder: Path, megabytes: int = 50) -> History:
    """A new one, which writes as fast as accelerated time needs it."""
    folder.mkdir(parents=True, exist_ok=True)
    bounds = Bounds(megabytes=megabytes)
    return History(folder / "history.db", folder / "key", bounds=bounds, batch_every=0.05)


async def read_here(path: Path) -> list[Recorded]:
    """The same in this process, by a connection of its own: a quarter of a second less."""
    return [_recorded(json.loads(line)) for line in _lines(path)]


async def read_back(path: Path) -> list[Recorded]:
    """The events in ``path``, oldest first, as another process reads them."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        str(path),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the history could not be read: exit {process.returncode}")
    return [_recorded(json.loads(line)) for line in out.splitlines()]


def _recorded(row: Sequence[Any]) -> Recorded:
    kind, instance, time, before, after, values = row
    return Recorded(kind, instance, time, before, after, tuple(values))


def _lines(path: Path) -> Iterator[str]:
    for event in read_events(path):
        instance = None if event.ref is None else event.ref.instance
        values = [change.after for change in event.changes]
        row = (event.kind, instance, event.time, event.before, event.after, values)
        yield json.dumps(row)


if __name__ == "__main__":
    for each in _lines(Path(sys.argv[1])):
        print(each)
