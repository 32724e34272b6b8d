"""Sleeping until an instant or until woken: the one timer of a loop."""

from __future__ import annotations

import asyncio
from functools import partial

from sstui.monitor.clock import Clock

FOREVER = float("inf")
_LEAST = 0.001  # seconds: timers may fire a little early, and a loop must not spin on that


class Rest:
    """`until` ends at the instant, or as soon as `wake` is called, also when it was called since
    the last rest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken = False
        self._waiter: asyncio.Future[None] | None = None

    def wake(self) -> None:
        self._woken = True
        if self._waiter is not None:
            _end(self._waiter)

    async def until(self, instant: float) -> None:
        if not self._woken:
            await self._wait(instant - self._clock.monotonic())
        self._woken = False

    async def _wait(self, seconds: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        sleep: asyncio.Future[None] | None = None
        if seconds != FOREVER:
            sleep = asyncio.ensure_future(self._clock.sleep(max(seconds, _LEAST)))
            sleep.add_done_callback(partial(_end, waiter))
        try:
            await waiter
        finally:
            if sleep is not None:
                sleep.cancel()
            self._waiter = None


def _end(waiter: asyncio.Future[None], slept: asyncio.Future[None] | None = None) -> None:
    if not waiter.done():
        waiter.set_result(None)
