"""What many tests need. The suite never sleeps: it waits for a condition with `until`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class QuickClock:
    """A clock that runs ``speed`` times as fast as the wall's: ages grow, nobody waits.

    ``begin``: epoch seconds at its start, now where none are given.
    """

    def __init__(self, speed: float, begin: float | None = None) -> None:
        self._speed = speed
        self._begin = time.time() if begin is None else begin
        self._start = time.monotonic()

    def now(self) -> float:
        return self._begin + self.monotonic()

    def monotonic(self) -> float:
        return (time.monotonic() - self._start) * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


async def until(condition: Callable[[], bool], timeout: float = 30.0) -> None:
    """Return as soon as ``condition()`` is true; after ``timeout`` seconds fail the test. So many
    because they are for what hangs: a machine busy with other work may take its time.

    The event loop runs in between: at first one turn at a time, so that what is only a callback
    away costs nothing, then a millisecond at a time, so that another process gets the core.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    turns = 0
    while not condition():
        if loop.time() > end:
            name = getattr(condition, "__qualname__", repr(condition))
            raise AssertionError(f"not true within {timeout:g} s: {name}")
        turns += 1
        if turns < 20:
            await asyncio.sleep(0)
        else:
            woken = loop.create_future()
            loop.call_later(0.001, woken.set_result, None)
            await woken
