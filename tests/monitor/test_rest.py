"""The timer of a loop: it ends at its instant, early by a word, and leaves nothing behind."""

from __future__ import annotations

import asyncio

from sstui.monitor.rest import FOREVER, Rest
from tests.monitor.scripted import ManualClock


async def _ended_at(clock: ManualClock, rest: Rest, instant: float) -> float:
    await rest.until(instant)
    return clock.monotonic()


async def test_it_ends_at_its_instant_whatever_the_timer_was_set_for_before() -> None:
    clock = ManualClock()
    rest, now = Rest(clock), clock.monotonic()
    for instant in (now + 10.0, now + 20.0, now + 5.0):
        woken = asyncio.create_task(rest.until(instant))
        await clock.advance(0.1)
        rest.wake()
        await woken
    last = asyncio.create_task(_ended_at(clock, rest, now + 15.0))
    await clock.advance(100.0)
    assert last.done()
    assert last.result() == now + 15.0


async def test_woken_after_a_jump_of_the_clock_it_ends_at_its_instant() -> None:
    clock = ManualClock()
    rest, now = Rest(clock), clock.monotonic()
    woken = asyncio.create_task(rest.until(now + 3610.0))
    await clock.settle()
    clock.suspend(3600.0)
    rest.wake()
    await woken
    last = asyncio.create_task(_ended_at(clock, rest, now + 3610.0))
    await clock.advance(100.0)
    assert last.done()
    assert last.result() == now + 3610.0


async def test_one_that_is_given_up_leaves_no_timer_behind() -> None:
    clock = ManualClock()
    rest = Rest(clock)
    for instant in (clock.monotonic() + 10.0, FOREVER):
        resting = asyncio.create_task(rest.until(instant))
        await clock.settle()
        resting.cancel()
        await asyncio.wait({resting})
        await clock.settle()
        assert asyncio.all_tasks() == {asyncio.current_task()}
