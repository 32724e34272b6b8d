"""Overviews in place of many calls: what they cost, what they tell, and what they leave open."""

from __future__ import annotations

import json
import logging
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import EventKind, Freshness
from sstui.monitor.judging import AT_ONCE
from sstui.monitor.state import Link
from sstui.servicestage.errors import ServiceStageError, UnreachableKind
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    forbidden,
    make_world,
    most_in_five_minutes,
    not_found,
    ref_of,
    scattered,
    unavailable,
    unreachable,
    watching,
)

MINUTE = 60.0
GOOD = body()
APPLICATION = ref_of(0).application


def calls_in(world: World, since: float) -> list[float]:
    """When calls of either kind began."""
    source = world.source
    return sorted(at for at, _ in (*source.calls, *source.sweeps) if at >= since)


def freshness(world: World) -> set[Freshness]:
    return {each.freshness for each in world.watcher.fleet().snapshots}


def lacking_description(ref: InstanceRef) -> Reply:
    return Reply(body(description="kept", detail={"last_job_id": "JOB1"}))


async def test_two_hundred_in_ten_applications_at_thirty_seconds_cost_a_hundred_calls(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, scattered(200, 10), PollSettings(interval=30))
    async with watching(world):
        begun = world.clock.monotonic()
        await world.clock.advance(20)
        assert freshness(world) == {Freshness.FRESH}
        first = world.source.sweeps[:10]
        assert first[-1][0] - begun >= 10
        await world.clock.advance(7 * MINUTE)
        settled = begun + 2 * MINUTE
        assert most_in_five_minutes(calls_in(world, settled)) <= 100
        assert len(world.source.calls) == 1  # the first one, that goes alone
        assert freshness(world) == {Freshness.FRESH}
        assert {each.pace for each in world.watcher.fleet().snapshots} == {30.0}
        times = [at for at, each in world.source.sweeps if each == APPLICATION]
        assert max(after - before for before, after in pairwise(times)) <= 31
        assert world.account().used <= 108


@every(("applications", "most"), [(10, 120), (5, 10)])
async def test_the_cursor_comes_on_top_and_is_served_by_the_documented_call(
    tmp_path: Path, applications: int, most: int
) -> None:
    """What the fleet leaves: beside ten overviews little, beside five all that it wishes."""
    world = make_world(tmp_path, scattered(20, applications), PollSettings(interval=30))
    async with watching(world):
        await world.clock.advance(MINUTE)
        ref = ref_of(17, 1 + 17 % applications)
        world.watcher.focus(ref)
        await world.clock.advance(4 * MINUTE)
        settled = world.clock.monotonic()
        await world.clock.advance(6 * MINUTE)
        looks = [at for at in world.source.times(ref) if at > settled]
        assert max(after - before for before, after in pairwise(looks)) <= most + 0.5
        sweeps = [at for at, each in world.source.sweeps if each == APPLICATION and at > settled]
        assert {round(after - before) for before, after in pairwise(sweeps)} == {30}
        assert len(world.source.calls) - len(world.source.times(ref)) <= 1
        assert most_in_five_minutes(calls_in(world, settled)) <= 108
        snapshot = world.watcher.fleet().by_ref[ref]
        assert json.loads(snapshot.body) == GOOD
        assert snapshot.pace == min(most, 30.0)


@every(("count", "applications", "interval"), [(20, 5, 15.0), (30, 10, 15.0), (120, 20, 60.0)])
async def test_larger_fleets_stay_inside_the_default_budget_too(
    tmp_path: Path, count: int, applications: int, interval: float
) -> None:
    world = make_world(tmp_path, scattered(count, applications), PollSettings(interval=interval))
    async with watching(world):
        await world.clock.advance(6 * MINUTE)
        assert most_in_five_minutes(calls_in(world, 0.0)) <= 120
        assert freshness(world) == {Freshness.FRESH}
        pace = max(each.pace for each in world.watcher.fleet().snapshots)
        assert pace <= max(interval, 300 * applications / 100)
        times = [at for at, each in world.source.sweeps if each == APPLICATION]
        assert max(after - before for before, after in pairwise(times)) <= pace + 1


async def test_a_look_by_overview_tells_what_changed_and_erases_nothing(tmp_path: Path) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    world.source.reply = lacking_description
    async with watching(world):
        world.watcher.focus(ref_of(3))
        await world.clock.advance(MINUTE)
        documented = world.snapshot(3)
        world.watcher.focus(None)
        told = body("DOWN", have=0, detail={"last_job_id": "JOB2"})
        world.source.reply = lambda ref: Reply(told if ref == ref_of(3) else body())
        await world.clock.advance(MINUTE)
        snapshot = world.snapshot(3)
        assert snapshot.status == "DOWN"
        assert snapshot.instance is not None
        assert snapshot.instance.description == "kept"
        assert (snapshot.body, snapshot.body_seen) == (documented.body, documented.body_seen)
        assert snapshot.seen is not None
        assert snapshot.body_seen is not None
        assert snapshot.seen > snapshot.body_seen
        kinds = [event.kind for event in world.events() if event.ref == ref_of(3) and event.before]
        assert kinds[:2] == [EventKind.STATUS, EventKind.REPLICAS]
        assert EventKind.CONFIGURATION not in kinds


async def test_going_from_one_kind_of_call_to_the_other_makes_no_event(tmp_path: Path) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    world.source.reply = lacking_description
    world.source.told = lambda document: {k: v for k, v in document.items() if k != "description"}
    async with watching(world):
        for _ in range(4):
            world.watcher.focus(ref_of(3))
            await world.clock.advance(MINUTE)
            world.watcher.focus(None)
            await world.clock.advance(MINUTE)
        assert [event for event in world.events() if event.before or event.changes] == []
        instance = world.snapshot(3).instance
        assert instance is not None
        assert instance.description == "kept"


async def test_the_same_documented_body_again_is_news_after_an_overview_told_otherwise(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    async with watching(world):
        world.watcher.focus(ref_of(3))
        await world.clock.advance(MINUTE)
        world.watcher.focus(None)
        world.source.reply = lambda ref: Reply(body("DOWN", have=0))
        await world.clock.advance(MINUTE)
        assert world.snapshot(3).status == "DOWN"
        world.source.reply = lambda ref: Reply(GOOD)
        world.watcher.focus(ref_of(3))
        await world.clock.advance(MINUTE)
        assert world.snapshot(3).status == "RUNNING"
        words = [(e.before, e.after) for e in world.events(EventKind.STATUS) if e.ref == ref_of(3)]
        assert words == [(None, "RUNNING"), ("RUNNING", "DOWN"), ("DOWN", "RUNNING")]


async def test_who_is_left_out_of_an_overview_gets_a_call_of_its_own(tmp_path: Path) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    world.source.missing = {ref_of(5)}
    async with watching(world):
        await world.clock.advance(10 * MINUTE)
        times = world.source.times(ref_of(5))
        assert max(after - before for before, after in pairwise(times)) <= 2 * 15
        assert world.snapshot(5).freshness is Freshness.FRESH
        assert world.events(EventKind.FRESHNESS) == []
        world.source.missing = set()
        await world.clock.advance(MINUTE)
        known = len(world.source.times(ref_of(5)))
        await world.clock.advance(10 * MINUTE)
        assert len(world.source.times(ref_of(5))) == known
        assert freshness(world) == {Freshness.FRESH}


async def test_one_that_is_gone_is_so_by_its_own_404_and_comes_back_by_its_own_answer(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    async with watching(world):
        await world.clock.advance(MINUTE)
        absent = Reply(error=not_found())
        world.source.reply = lambda ref: absent if ref == ref_of(5) else Reply(GOOD)
        await world.clock.advance(3 * MINUTE)
        assert world.snapshot(5).freshness is Freshness.GONE
        known = len(world.source.calls)
        await world.clock.advance(10 * MINUTE)
        assert len(world.source.calls) - known <= 6
        world.source.reply = lambda ref: Reply(GOOD)
        await world.clock.advance(MINUTE)
        assert world.snapshot(5).freshness is Freshness.FRESH
        await world.clock.advance(10 * MINUTE)
        assert world.snapshot(5).freshness is Freshness.FRESH


async def test_without_the_permission_all_are_asked_one_by_one_and_the_account_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(tmp_path, 12, PollSettings(interval=300, budget=20))
    refused = forbidden()
    refused.permission = "servicestage:app:list"
    world.source.overview = lambda application: refused
    async with watching(world):
        with caplog.at_level(logging.WARNING):
            await world.clock.advance(6 * MINUTE)
        assert world.account().lacking == "servicestage:app:list"
        assert world.account().link is Link.OK
        assert freshness(world) == {Freshness.FRESH}
        assert len(world.source.sweeps) == 1
        assert caplog.text.count("overviews are refused") == 1
        assert most_in_five_minutes(calls_in(world, 0.0)) <= 20
        world.source.overview = lambda application: None
        await world.clock.advance(70 * MINUTE)
        assert world.account().lacking == ""
        assert len(world.source.sweeps) > 3


@every("error", [unavailable(), unreachable(UnreachableKind.TIMEOUT), forbidden()])
async def test_overviews_that_fail_alone_give_way_to_own_calls_for_ten_minutes(
    tmp_path: Path, error: ServiceStageError
) -> None:
    world = make_world(tmp_path, scattered(8, 2), PollSettings(interval=30))
    broken = ref_of(0, 2).application
    async with watching(world):
        await world.clock.advance(MINUTE)
        world.source.overview = lambda each: error if each == broken else None
        await world.clock.advance(12 * MINUTE)
        failed = [at for at, each in world.source.sweeps if each == broken]
        assert 2 <= len([at for at in failed if at > 1060]) <= 6
        assert world.events(EventKind.OUTAGE) == []
        assert freshness(world) == {Freshness.FRESH}
        world.source.overview = lambda each: None
        await world.clock.advance(11 * MINUTE)
        known = len(world.source.calls)
        await world.clock.advance(MINUTE)
        assert len(world.source.calls) == known


async def test_an_outage_is_named_and_over_although_only_overviews_are_made(tmp_path: Path) -> None:
    world = make_world(tmp_path, scattered(24, 3), PollSettings(interval=30))
    async with watching(world):
        await world.clock.advance(MINUTE)
        world.source.reply = lambda ref: Reply(error=unreachable())
        world.source.overview = lambda application: unreachable()
        await world.clock.advance(5 * MINUTE)
        assert world.account().link is Link.NO_ANSWER
        assert freshness(world) == {Freshness.STALE}
        world.source.reply = lambda ref: Reply(GOOD)
        world.source.overview = lambda application: None
        await world.clock.advance(MINUTE)
        assert freshness(world) == {Freshness.FRESH}
        assert [event.after for event in world.events(EventKind.OUTAGE)] == ["no answer", "ok"]
        assert world.events(EventKind.FRESHNESS) == []


async def test_every_page_of_an_overview_is_charged_and_the_budget_holds(tmp_path: Path) -> None:
    world = make_world(tmp_path, scattered(40, 4), PollSettings(interval=30))
    world.source.pages = 4
    sent: list[float] = []
    async with watching(world):
        await world.clock.advance(1)
        charge = world.source._on_request

        def counted() -> None:
            charge()
            sent.append(world.clock.monotonic())

        world.source._on_request = counted
        await world.clock.advance(12 * MINUTE)
        assert most_in_five_minutes(sent) <= 120
        assert world.account().used == sum(at > world.clock.monotonic() - 301 for at in sent)
        assert world.watcher.fleet().snapshots[3].pace > 45
        assert freshness(world) == {Freshness.FRESH}


async def test_a_mixed_list_gives_each_what_it_asks_for(tmp_path: Path) -> None:
    listed = [
        *scattered(16, 2),
        *(Bookmark(f"own{n}", ref_of(100 + n, 1), interval=20.0) for n in range(2)),
        Bookmark("off", ref_of(110, 1), interval=0.0),
        Bookmark("single", ref_of(111, 9)),
        *(Bookmark(f"other{n}", ref_of(200 + n, 3), profile="other") for n in range(3)),
    ]
    world = make_world(tmp_path, listed, PollSettings(interval=30))
    async with watching(world):
        await world.clock.advance(10 * MINUTE)
        paces = {each.name: each.pace for each in world.watcher.fleet().snapshots}
        assert (paces["i0"], paces["own0"]) == (20, 20)  # one overview for both
        assert (paces["i1"], paces["single"], paces["off"]) == (30, 30, 0)
        assert world.watcher.fleet().by_ref[ref_of(110, 1)].freshness is Freshness.UNSEEN
        assert len(world.source.times(ref_of(111, 9))) >= 19
        other = world.sources["other"]
        assert other.sweeps == []
        assert len(other.calls) >= 3 * 19


async def test_an_own_call_that_is_under_way_goes_before_what_an_overview_tells(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    async with watching(world):
        await world.clock.advance(MINUTE)
        slow: dict[str, Any] = {"document": body("STOPPED", 0, 0), "latency": 14.0}
        world.source.reply = lambda ref: Reply(GOOD) if ref != ref_of(3) else Reply(**slow)
        world.source.told = lambda document: body("DOWN", 0)
        world.watcher.refresh(ref_of(3))
        await world.clock.advance(13)
        assert world.snapshot(3).status == "RUNNING"
        await world.clock.advance(2)
        assert world.snapshot(3).status == "STOPPED"


async def test_what_is_no_longer_watched_is_no_longer_swept(tmp_path: Path) -> None:
    world = make_world(tmp_path, 8, PollSettings(interval=15))
    async with watching(world):
        await world.clock.advance(MINUTE)
        for bookmark in bookmarks(8)[2:]:
            world.watcher.unwatch(bookmark.name)
        swept = len(world.source.sweeps)
        await world.clock.advance(5 * MINUTE)
        assert len(world.source.sweeps) == swept
        assert len(world.source.times(ref_of(1))) >= 19


async def test_what_an_overview_tells_is_taken_in_over_several_turns_of_the_loop(
    tmp_path: Path,
) -> None:
    """So that a key has its turn in between, however many instances an application has."""
    world = make_world(tmp_path, bookmarks(30), PollSettings(interval=30))
    told: list[frozenset[InstanceRef]] = []
    async with watching(world):
        await world.clock.advance(MINUTE)
        world.watcher.subscribe(told.append)
        looked = len(world.source.sweeps)
        while len(world.source.sweeps) == looked:
            await world.clock.advance(1)
        await world.clock.settle()
    turns = [refs for refs in told if refs]
    assert frozenset().union(*turns) == {ref_of(number) for number in range(30)}
    assert max(map(len, turns)) <= AT_ONCE
