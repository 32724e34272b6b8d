"""One look at each: what earlier looks left is counted in, and a refused key costs one call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import Freshness, Health, Observation
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.ledger import Ledger
from sstui.monitor.one_look import Before, look_at_each, remembered
from sstui.monitor.state import Snapshot
from sstui.monitor.within import look_within
from sstui.servicestage.errors import ServiceStageError, UnreachableKind
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.monitor.remembering import history_in
from tests.monitor.scripted import (
    ManualClock,
    Reply,
    ScriptedSource,
    body,
    bookmarks,
    forbidden,
    make_world,
    not_found,
    ref_of,
    throttled,
    unauthorized,
    unreachable,
    watching,
)

STEP = 0.05  # of scripted time


class Machine:
    """What one-shot commands of one machine share: the folder and the clock."""

    def __init__(self, folder: Path, budget: int = 120) -> None:
        self.clock = ManualClock()
        self.source = ScriptedSource(self.clock)
        self.budget = budget
        self._folder = folder

    def reply(self, *replies: Reply) -> None:
        """These in turn, the last one for ever."""
        left = list(replies)
        self.source.reply = lambda ref: left.pop(0) if len(left) > 1 else left[0]

    async def look(self, listed: list[Bookmark], within: float = 30.0) -> tuple[Snapshot, ...]:
        """One command, from its begin to its end."""
        task = asyncio.create_task(self._command(listed, within))
        while not task.done():
            await self.clock.advance(STEP)
        return task.result()

    async def look_at_one(self, **fields: Any) -> Snapshot:
        (snapshot,) = await self.look(bookmarks(1, **fields))
        return snapshot

    async def _command(self, listed: list[Bookmark], within: float) -> tuple[Snapshot, ...]:
        ledger = Ledger(self._folder / "shared.db", self.clock, "boot")

        def connect(profile: str, on_request: Callable[[], None]) -> ScriptedSource:
            self.source._on_request = on_request
            return self.source

        caller = Caller("default", connect, self.clock, self.budget, ledger)

        async def look(bookmark: Bookmark, seconds: float) -> Observation:
            return await look_within(caller, self.clock, bookmark.ref, seconds, Purpose.ROUTINE)

        known = remembered(self._folder / "history.db", listed, self.clock)
        before = Before(known, ledger.expectations, lambda profile: False)
        try:
            return await look_at_each(listed, look, before, self.clock, within)
        finally:
            await caller.aclose()
            ledger.close()

    @property
    def calls(self) -> int:
        return len(self.source.calls)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


async def test_all_are_seen_in_their_order_and_four_at_once(machine: Machine) -> None:
    listed = bookmarks(20)
    seen = await machine.look(listed)
    assert [each.bookmark for each in seen] == listed
    assert {each.health for each in seen} == {Health.OK}
    assert machine.source.most_flying == 4
    assert machine.calls == 20


@pytest.mark.parametrize(
    "error",
    [unauthorized(), throttled(60), unreachable(), unreachable(UnreachableKind.DNS)],
    ids=["refused", "throttled", "host", "name"],
)
async def test_what_is_about_the_account_is_asked_once(
    machine: Machine, error: ServiceStageError
) -> None:
    machine.reply(Reply(error=error))
    seen = await machine.look(bookmarks(20))
    assert machine.calls == 1
    assert {each.error and each.error.cause for each in seen} == {error.cause}
    assert {each.freshness for each in seen} == {Freshness.UNSEEN}


@every("error", [forbidden(), not_found(), unreachable(UnreachableKind.TIMEOUT)])
async def test_what_is_about_one_instance_is_asked_of_each(
    machine: Machine, error: ServiceStageError
) -> None:
    machine.reply(Reply(error=error), Reply(body()))
    first, *others = await machine.look(bookmarks(5))
    assert first.error is error
    assert {each.health for each in others} == {Health.OK}


async def test_a_refused_key_is_tried_three_times_an_hour_by_a_job_of_every_other_minute(
    machine: Machine,
) -> None:
    machine.reply(Reply(error=unauthorized()))
    for _ in range(30):
        (seen,) = await machine.look(bookmarks(1))
        assert seen.error is not None
        assert seen.error.cause == "refused"
        await machine.clock.advance(120)
    assert machine.calls <= 3


async def test_the_budget_holds_and_its_end_is_said(tmp_path: Path) -> None:
    machine = Machine(tmp_path, budget=30)
    runs = [await machine.look(bookmarks(20), within=5.0) for _ in range(3)]
    # The last tenth is for what a person asks.
    assert machine.calls == 27
    short = [each for run in runs for each in run if each.error is not None]
    assert len(short) == 60 - 27
    assert {each.error.cause for each in short if each.error} == {"budget spent"}


async def test_where_there_is_time_it_waits_for_the_budget(tmp_path: Path) -> None:
    machine = Machine(tmp_path, budget=30)
    await machine.look(bookmarks(20))
    started = machine.clock.monotonic()
    seen = await machine.look(bookmarks(20), within=400.0)
    assert {each.health for each in seen} == {Health.OK}
    assert 250 < machine.clock.monotonic() - started < 310


async def test_what_is_not_seen_within_the_time_was_not_seen(machine: Machine) -> None:
    machine.reply(Reply(body(), latency=2.0))
    seen = await machine.look(bookmarks(10), within=3.0)
    assert [each.freshness for each in seen].count(Freshness.FRESH) == 5
    late = [each.error for each in seen if each.error is not None]
    assert {error.cause for error in late} == {"timed out"}
    assert machine.calls == 5


async def test_the_first_look_says_what_is_expected_of_the_next(machine: Machine) -> None:
    assert (await machine.look_at_one()).health is Health.OK
    machine.reply(Reply(body("STOPPED", 0)))
    stopped = await machine.look_at_one()
    assert (stopped.health, stopped.reason) == (Health.BAD, "expected running")
    assert (await machine.look_at_one(expect="any")).health is Health.OFF


async def test_one_that_was_stopped_at_first_is_off_and_then_expected_so(machine: Machine) -> None:
    machine.reply(Reply(body("STOPPED", 0)))
    assert (await machine.look_at_one()).health is Health.OFF
    machine.reply(Reply(body()))
    assert (await machine.look_at_one()).reason == "running, expected off"


async def test_gone_needs_two_answers_about_something_seen_before(machine: Machine) -> None:
    machine.reply(Reply(error=not_found()))
    never = await machine.look_at_one()
    assert (never.freshness, never.reason) == (Freshness.UNSEEN, "wrong ids or project?")
    assert machine.calls == 1
    machine.reply(Reply(body()))
    await machine.look_at_one()
    machine.reply(Reply(error=not_found()))
    gone = await machine.look_at_one()
    assert (gone.freshness, gone.health) == (Freshness.GONE, Health.BAD)
    assert machine.calls == 4
    machine.reply(Reply(error=not_found()), Reply(body()))
    assert (await machine.look_at_one()).health is Health.OK


@pytest.mark.parametrize(
    ("status", "have", "minutes", "health", "reason"),
    [
        ("UPGRADING", 3, 10, Health.MOVING, ""),
        ("UPGRADING", 3, 20, Health.DEGRADED, "moving longer than 15m"),
        ("PENDING", 0, 2, Health.MOVING, ""),
        ("PENDING", 0, 4, Health.BAD, "pending longer than 3m, no replica available"),
    ],
)
async def test_since_when_it_is_so_is_known_from_the_history(
    tmp_path: Path, status: str, have: int, minutes: float, health: Health, reason: str
) -> None:
    machine = Machine(tmp_path)
    settings = PollSettings(budget=100_000)
    history = history_in(tmp_path)
    world = make_world(tmp_path, 1, settings, history, clock=machine.clock)
    world.source.reply = lambda ref: Reply(body(status, have))
    async with watching(world):
        await machine.clock.advance(30)
    await machine.clock.advance(minutes * 60)
    machine.reply(Reply(body(status, have)))
    seen = await machine.look_at_one()
    assert (seen.health, seen.reason) == (health, reason)
    assert seen.since is not None
    assert machine.clock.monotonic() - seen.since == pytest.approx(minutes * 60 + 30, abs=2)
    other = "RUNNING" if status == "UPGRADING" else "UPGRADING"
    machine.reply(Reply(body(other)))
    changed = await machine.look_at_one()
    assert changed.since is not None
    assert machine.clock.monotonic() - changed.since < 2


async def test_a_failed_look_shows_what_the_history_knows(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    world = make_world(tmp_path, 1, history=history_in(tmp_path), clock=machine.clock)
    async with watching(world):
        await machine.clock.advance(30)
    await machine.clock.advance(600)
    machine.reply(Reply(error=unreachable()))
    seen = await machine.look_at_one()
    assert (seen.freshness, seen.status) == (Freshness.STALE, "RUNNING")
    assert seen.seen is not None


async def test_ids_in_another_case_are_the_same_instance(machine: Machine) -> None:
    await machine.look_at_one()
    machine.reply(Reply(body("STOPPED", 0)))
    (listed,) = bookmarks(1)
    ref = ref_of(0)
    upper = InstanceRef(ref.application.upper(), ref.component.upper(), ref.instance.upper())
    (seen,) = await machine.look([replace(listed, ref=upper)])
    assert seen.health is Health.BAD
