"""Following a job: looks until it is finished, paid for as what a person asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from sstui.config.settings import PollSettings
from sstui.insight.job import JobLook
from sstui.monitor.following import EVERY, SPARING, UNCLEAR_FOR
from sstui.servicestage.errors import Forbidden, NotFound, ServiceStageError
from tests import jobs
from tests.monitor.scripted import (
    Reply,
    World,
    make_world,
    ref_of,
    throttled,
    unreachable,
    watching,
)

CALM = PollSettings(interval=3600, fast=3600, budget=100_000)


class Follower:
    """Somebody who has opened the job of the first instance."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.looks: list[JobLook] = []
        follow = world.watcher.following.follow(ref_of(0), "JOB1", self.looks.append)
        self.task = asyncio.ensure_future(follow)

    @property
    def last(self) -> JobLook:
        return self.looks[-1]

    @property
    def asked(self) -> list[float]:
        """Seconds between the calls."""
        times = [at for at, _ in self.world.source.asked_jobs]
        return [round(after - before) for before, after in pairwise(times)]

    async def passes(self, seconds: float) -> None:
        await self.world.clock.advance(seconds)


@asynccontextmanager
async def following(
    tmp_path: Path, *replies: Any, poll: PollSettings = CALM
) -> AsyncIterator[Follower]:
    """``replies`` to one call after the other: a document, or an error; the last one again."""
    waiting = [
        Reply(error=each) if isinstance(each, ServiceStageError) else Reply(each)
        for each in replies
    ]
    async with watching(make_world(tmp_path, 1, poll)) as world:
        await world.clock.advance(30)
        world.source.job = lambda job_id: waiting.pop(0) if len(waiting) > 1 else waiting[0]
        follower = Follower(world)
        try:
            yield follower
        finally:
            follower.task.cancel()
            await asyncio.gather(follower.task, return_exceptions=True)


async def test_it_is_looked_at_every_five_seconds_until_it_is_finished(tmp_path: Path) -> None:
    done = jobs.document("SUCCEEDED", "SUCCEEDED SUCCEEDED")
    async with following(tmp_path, *[jobs.document()] * 4, done) as follower:
        await follower.passes(60)
        assert follower.asked == [EVERY] * 4
        assert follower.task.done()
        assert follower.last.job is not None
        assert follower.last.job.status == "SUCCEEDED"
        known = follower.world.watcher.fleet().jobs[ref_of(0)]
        assert known.due is None
        assert known.job == follower.last.job


async def test_each_look_is_paid_for_as_a_persons_and_spares_a_short_budget(
    tmp_path: Path,
) -> None:
    poll = PollSettings(interval=3600, fast=3600, budget=24)
    async with following(tmp_path, jobs.document(), poll=poll) as follower:
        await follower.passes(250)
        assert follower.asked[0] == EVERY
        assert follower.asked[-1] > EVERY
        assert SPARING in follower.asked
        used = follower.world.account().used
        assert used <= 24
        assert used == len(follower.world.source.asked_jobs) + len(follower.world.source.calls)


async def test_failures_keep_the_last_picture_and_are_tried_again_more_and_more_rarely(
    tmp_path: Path,
) -> None:
    async with following(tmp_path, jobs.document(), unreachable()) as follower:
        await follower.passes(200)
        assert follower.last.job is not None
        assert follower.last.failures >= 4
        assert follower.asked[:5] == [5, 10, 20, 40, 60]
        assert not follower.task.done()


async def test_it_goes_on_trying_however_often_it_failed(tmp_path: Path) -> None:
    async with following(tmp_path, unreachable()) as follower:
        follower.world.watcher.following.looks = {ref_of(0): JobLook("JOB1", failures=5000)}
        follower.task.cancel()
        again = Follower(follower.world)
        await follower.passes(130)
        assert again.last.failures == 5003
        assert not again.task.done()
        again.task.cancel()


async def test_a_throttle_is_waited_out_and_said(tmp_path: Path) -> None:
    async with following(tmp_path, throttled(40), jobs.document()) as follower:
        await follower.passes(1)
        assert follower.last.waiting == 40
        await follower.passes(60)
        assert follower.last.moving


async def test_what_is_forbidden_or_not_known_any_more_is_asked_for_once(tmp_path: Path) -> None:
    for number, kind in enumerate((Forbidden, NotFound)):
        folder = tmp_path / str(number)
        folder.mkdir()
        error = kind("no", cause="no", remedy="", status=404)
        async with following(folder, error) as follower:
            await follower.passes(600)
            assert len(follower.world.source.asked_jobs) == 1
            assert follower.last.error is error


async def test_unknown_is_followed_for_ten_minutes_and_no_longer(tmp_path: Path) -> None:
    async with following(tmp_path, jobs.document("UNKNOWN")) as follower:
        await follower.passes(UNCLEAR_FOR - 20)
        assert not follower.task.done()
        await follower.passes(60)
        assert follower.task.done()
        assert follower.last.unclear_since is not None


async def test_a_step_that_moves_ends_a_stall(tmp_path: Path) -> None:
    clock_at_begin = 1_700_000_000.0 + 1030
    still = jobs.document("RUNNING", "SUCCEEDED RUNNING SUBMITTED", began=clock_at_begin - 10)
    on = jobs.document("RUNNING", "SUCCEEDED SUCCEEDED RUNNING", began=clock_at_begin - 10)
    async with following(tmp_path, *[still] * 80, on) as follower:
        await follower.passes(390)
        now = follower.world.clock.monotonic()
        stalled = follower.last.stalled(now)
        assert stalled is not None
        assert 385 < stalled < 395
        await follower.passes(20)
        assert follower.last.stalled(follower.world.clock.monotonic()) is None


async def test_who_opens_it_again_is_shown_what_was_known_at_once(tmp_path: Path) -> None:
    async with following(tmp_path, jobs.document()) as follower:
        await follower.passes(1)
        follower.task.cancel()
        await follower.passes(60)
        assert len(follower.world.source.asked_jobs) == 1
        again = Follower(follower.world)
        await follower.world.clock.settle()
        assert again.looks[0].job is not None
        assert again.looks[0].looking
        again.task.cancel()
        other = follower.world.watcher.following.known(ref_of(0), "JOB2")
        assert other == JobLook("JOB2")


async def test_an_instance_taken_off_the_list_is_not_asked_for(tmp_path: Path) -> None:
    async with following(tmp_path, jobs.document()) as follower:
        await follower.passes(1)
        follower.world.watcher.unwatch("i0")
        await follower.passes(30)
        assert len(follower.world.source.asked_jobs) == 1
        assert follower.task.done()
