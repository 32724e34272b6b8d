"""What many tests need. The suite never sleeps: it waits for a condition with `until`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


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
