"""A loop that ends by a mistake of ours is said and started again (DESIGN §6, rule 1)."""

from __future__ import annotations

import asyncio
import logging

import pytest

from sstui.monitor.supervise import supervise
from tests.monitor.scripted import ManualClock


async def test_a_loop_that_fails_is_logged_with_its_traceback_and_started_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = ManualClock()
    starts: list[float] = []

    async def run() -> None:
        starts.append(clock.monotonic())
        if len(starts) < 3:
            raise ZeroDivisionError("ours")
        await clock.sleep(1000)

    with caplog.at_level(logging.ERROR):
        loop = asyncio.create_task(supervise("the loop", run, clock))
        await clock.advance(60)
    assert starts == [1000.0, 1005.0, 1010.0]
    assert caplog.text.count("ZeroDivisionError: ours") == 2
    assert "the loop ended by a fault of sstui" in caplog.text
    loop.cancel()
    await asyncio.wait({loop})
    assert loop.cancelled()


async def test_cancelling_ends_the_loop_inside_too() -> None:
    clock = ManualClock()
    ended: list[str] = []

    async def run() -> None:
        try:
            await clock.sleep(1000)
        finally:
            ended.append("cleanly")

    loop = asyncio.create_task(supervise("the loop", run, clock))
    await clock.advance(1)
    loop.cancel()
    await asyncio.wait({loop})
    assert ended == ["cleanly"]
