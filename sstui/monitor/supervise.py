"""Loops that never end by themselves, not even by a mistake of our own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from sstui.monitor.clock import Clock

log = logging.getLogger(__name__)

RESTART_AFTER = 5.0  # seconds


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
