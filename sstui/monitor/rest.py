"""Sleeping until an instant or until woken: the one timer of a loop."""

from __future__ import annotations

import asyncio

from sstui.monitor.clock import Clock

FOREVER = float("inf")
_LEAST = 0.001  # seconds: timers may fire a little early, and a loop must not spin on that


class Rest:
    """`until` ends at the instant, or as soon as `wake` is called, also when it was called since
    the last rest.

    Mostly it is woken, and rests again until the same instant or a later one: the timer goes on
    meanwhile, since to end one and begin another is half of what a rest costs.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken = False
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.Future[None] | None = None
        self._fires = FOREVER  # the timer does, if there is one
        self._instant = FOREVER  # at which the rest ends

    def wake(self) -> None:
        self._woken = True
        self._end()

    def jumped(self) -> None:
        """The clock may have moved while timers stood still."""
        self._stop()
        self.wake()

    async def until(self, instant: float) -> None:
        if not self._woken:
            await self._wait(instant)
        self._woken = False

    async def _wait(self, instant: float) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        self._instant = instant
        if instant < self._fires:
            self._begin()
        try:
            await self._waiter
        except asyncio.CancelledError:
            self._stop()
            raise
        finally:
            self._waiter = None

    def _begin(self) -> None:
        """Set the timer to the instant."""
        self._stop()
        self._fires = self._instant
        seconds = max(self._instant - self._clock.monotonic(), _LEAST)
        self._timer = asyncio.ensure_future(self._clock.sleep(seconds))
        self._timer.add_done_callback(self._fired)

    def _stop(self) -> None:
        timer, self._timer, self._fires = self._timer, None, FOREVER
        if timer is not None:
            timer.cancel()

    def _fired(self, timer: asyncio.Future[None]) -> None:
        if timer is not self._timer or timer.cancelled():
            return
        self._timer, self._fires = None, FOREVER
        if self._waiter is None or self._instant == FOREVER:
            return
        if self._instant > self._clock.monotonic() + _LEAST:
            self._begin()
        else:
            self._end()

    def _end(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
