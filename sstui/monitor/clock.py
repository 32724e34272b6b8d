"""Time as an argument."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """``now`` is the wall clock in epoch seconds; ``monotonic`` counts seconds, suspended ones
    too, and never steps: every age and window is measured on it."""

    def now(self) -> float: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


_COUNTS_SUSPEND = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """The real one: Linux's boot-time clock, elsewhere Python's monotonic clock."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        if _COUNTS_SUSPEND is None:
            return time.monotonic()
        return time.clock_gettime(_COUNTS_SUSPEND)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
