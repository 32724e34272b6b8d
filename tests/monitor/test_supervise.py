"""A loop that ends by a mistake of ours is said and started again (DESIGN §6, rule 1)."""

from __future__ import annotations

import asyncio
import logging

import pytest

from sstui.monitor.supervise import Loops, supervise, tell_defect
from tests.monitor.scripted import ManualClock
from tests.support import until


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


async def test_work_of_a_watcher_that_fails_is_told_at_once_and_but_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    loops = Loops(ManualClock())
    loops.once("recalling the rest", fail())
    await until(lambda: len(caplog.messages) == 1)
    await loops.end(fail())
    first, second = caplog.messages
    assert first.startswith("recalling the rest ended by a fault of sstui: ZeroDivisionError at ")
    assert second.startswith("what was to end ended by a fault of sstui: ZeroDivisionError at ")


async def test_a_task_that_nobody_waits_for_tells_where_it_failed_and_no_word_of_what_it_held(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError("DB_PASSWORD=hunter2hunter2")

    for work in (fail(), asyncio.sleep(0), asyncio.sleep(1000)):
        task = asyncio.create_task(work, name="comparing")
        task.add_done_callback(tell_defect)
        await asyncio.wait({task}, timeout=0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
    (line,) = caplog.messages
    place = f"test_supervise.py:{fail.__code__.co_firstlineno + 1}"
    assert line == f"comparing ended by a fault of sstui: ValueError at {place}"
    assert caplog.records[0].exc_info is None
