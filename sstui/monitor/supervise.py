"""Loops that never end by themselves, not even by a mistake of our own."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from sstui.monitor.clock import Clock

log = logging.getLogger(__name__)

RESTART_AFTER = 5.0  # seconds
END_WITHIN = 1.0


async def supervise(what: str, run: Callable[[], Coroutine[Any, Any, None]], clock: Clock) -> None:
    """Run ``run`` until cancelled. When it ends by an exception, log that with its traceback and
    start it again after five seconds."""
    while True:
        task = asyncio.create_task(run(), name=what)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            raise
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s ended by a fault of sstui; it starts again", what, exc_info=error)
        await clock.sleep(RESTART_AFTER)


def tell_defect(task: asyncio.Task[Any]) -> None:
    """Done callback of a task that nobody waits for: one line of the log where it failed, if it
    did. The error's own words are left out: they may hold a part of what was worked on."""
    if task.cancelled() or (error := task.exception()) is None:
        return
    frames = traceback.extract_tb(error.__traceback__)
    where = " > ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
    kind = type(error).__name__
    log.error("%s ended by a fault of sstui: %s at %s", task.get_name(), kind, where)


class Loops:
    """Those of one `Watcher`, each by its name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def __bool__(self) -> bool:
        return bool(self._tasks)

    def run(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """From now on and always; one of that name is enough."""
        if name not in self._tasks:
            self.once(name, supervise(name, run, self._clock))

    def once(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """To its own end; if that is a fault, it is told at once."""
        self._tasks[name] = asyncio.create_task(work, name=name)
        self._tasks[name].add_done_callback(tell_defect)

    async def end(self, *also: Coroutine[Any, Any, None]) -> None:
        """Every loop, while ``also`` is done; within a second."""
        tasks, self._tasks = [*self._tasks.values()], {}
        for task in tasks:
            task.cancel()
        for each in also:
            tasks.append(asyncio.create_task(each, name="what was to end"))
            tasks[-1].add_done_callback(tell_defect)
        if tasks:
            await asyncio.wait(tasks, timeout=END_WITHIN)
