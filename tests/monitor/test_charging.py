"""What a request costs, however late it leaves."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sstui.config.settings import PollSettings
from sstui.monitor.budget import LEEWAY, WINDOW, Budget, Purpose
from sstui.servicestage.refs import InstanceRef
from tests.monitor.scripted import Reply, body, make_world, scattered, watching

BUDGET = 20


def most_in_five_minutes(times: list[float]) -> int:
    return max(sum(at - WINDOW < each <= at for each in times) for at in times)


@pytest.mark.parametrize("shared", [False, True])
async def test_requests_that_leave_late_stay_within_the_budget_as_the_api_counts_them(
    tmp_path: Path, shared: bool
) -> None:
    rng = random.Random(2)
    poll = PollSettings(budget=BUDGET)
    world = make_world(tmp_path, scattered(4, 4), poll, shared=shared)
    arrived: list[float] = []

    def reply(ref: InstanceRef) -> Reply:
        latency = rng.choice([0.05, 9.0])  # until a connection stands
        arrived.append(world.clock.monotonic() + latency)
        return Reply(body(), latency=latency)

    async with watching(world):
        world.source.reply = reply
        for _ in range(200):
            await world.clock.advance(5)
            world.watcher.refresh()
    assert len(arrived) > 3 * BUDGET
    assert most_in_five_minutes(arrived) <= BUDGET


def test_what_is_counted_anew_is_spent_from_then_on() -> None:
    budget = Budget(1)
    budget.spend(100.0, Purpose.PERSON)
    budget.recount(100.0, Purpose.PERSON, 110.0)
    budget.recount(100.0, Purpose.PERSON, 120.0)  # is no longer there
    assert budget.used(110.0) == 1
    assert budget.next_free(110.0, Purpose.PERSON) == 110.0 + WINDOW + LEEWAY
