"""Gone, and its component has another: found by one call, taken over by one key."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from sstui.config.settings import PollSettings
from sstui.insight.records import Freshness
from sstui.monitor.replacing import replacement_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONObject
from tests.monitor.scripted import (
    Reply,
    World,
    answer,
    body,
    bookmarks,
    make_world,
    not_found,
    ref_of,
    watching,
)

MINUTE = 60.0
COMPONENT = ref_of(0).component
OLD: JSONObject = {"id": ref_of(5).instance, "name": "orders", "create_time": 1000}
NEW: JSONObject = {"id": "newcomer-1", "name": "orders-2", "create_time": 3000}


def gone_world(tmp_path: Path, listed: list[JSONObject]) -> World:
    world = make_world(tmp_path, 8, PollSettings(interval=30))
    made = body(create_time=1000)
    world.source.reply = lambda ref: Reply(made)
    world.source.components = {COMPONENT: listed}
    return world


def lose(world: World, number: int) -> None:
    reply = world.source.reply
    absent = Reply(error=not_found())
    world.source.reply = lambda ref: absent if ref == ref_of(number) else reply(ref)


async def test_a_new_instance_of_the_component_is_offered_in_the_place_of_the_gone_one(
    tmp_path: Path,
) -> None:
    world = gone_world(tmp_path, [OLD, NEW])
    async with watching(world):
        await world.clock.advance(MINUTE)
        assert world.source.listed == []
        lose(world, 5)
        await world.clock.advance(3 * MINUTE)
        assert world.snapshot(5).freshness is Freshness.GONE
        assert world.snapshot(5).replacement == ("newcomer-1", "orders-2")
        assert len(world.source.listed) == 1
        assert world.account().used <= 120


async def test_the_component_is_asked_again_every_ten_minutes_while_it_is_gone(
    tmp_path: Path,
) -> None:
    world = gone_world(tmp_path, [OLD])
    async with watching(world):
        await world.clock.advance(MINUTE)
        lose(world, 5)
        await world.clock.advance(3 * MINUTE)
        assert world.snapshot(5).replacement is None
        world.source.components = {COMPONENT: [NEW]}
        await world.clock.advance(31 * MINUTE)
        assert world.snapshot(5).replacement == ("newcomer-1", "orders-2")
        times = [at for at, _ in world.source.listed]
        assert len(times) == 4
        assert min(after - before for before, after in pairwise(times)) >= 600
        world.source.reply = lambda ref: Reply(body(create_time=1000))
        await world.clock.advance(12 * MINUTE)
        assert world.snapshot(5).freshness is Freshness.FRESH
        assert world.snapshot(5).replacement is None
        assert len(world.source.listed) == 4


async def test_the_replacement_keeps_name_group_and_note_and_can_be_taken_back(
    tmp_path: Path,
) -> None:
    world = gone_world(tmp_path, [NEW])
    async with watching(world):
        world.watcher.edit("i5", group="payments", note="runbook")
        await world.clock.advance(MINUTE)
        assert world.watcher.replace("i5") is None
        assert world.watcher.replace("nobody") is None
        lose(world, 5)
        await world.clock.advance(3 * MINUTE)
        before = world.watchlist.load()[5]
        after = world.watcher.replace("i5")
        assert after is not None
        assert after == world.watchlist.load()[5]
        assert (after.name, after.group, after.note) == ("i5", "payments", "runbook")
        assert after.ref.instance == "newcomer-1"
        assert (after.ref.application, after.ref.component) == ("00000001", COMPONENT)
        await world.clock.advance(MINUTE)
        assert world.watcher.fleet().by_ref[after.ref].freshness is Freshness.FRESH
        assert world.watcher.undo() == "i5: instance as before"
        assert world.watchlist.load()[5] == before


async def test_many_that_are_gone_ask_one_after_the_other_from_the_fast_share(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, 45, PollSettings(interval=30))
    async with watching(world):
        await world.clock.advance(MINUTE)
        world.source.reply = lambda ref: Reply(error=not_found())
        await world.clock.advance(7 * MINUTE)
        times = [at for at, _ in world.source.listed]
        assert 0 < max(sum(0 <= at - start < 300 for at in times) for start in times) <= 40
        assert world.account().used <= 120
        assert world.source.most_flying <= 4


def test_only_a_newer_one_that_is_not_watched_is_offered() -> None:
    gone = Snapshot(bookmarks(6)[5], instance=answer(body(create_time=1000)).instance)
    watched = [ref_of(number) for number in range(6)]
    older: JSONObject = {"id": "older", "name": "orders-0", "create_time": 900}
    rows: list[JSONObject] = [OLD, older, {"id": ref_of(2).instance.upper(), "create_time": 5000}]
    assert replacement_of(gone, rows, watched) is None
    newest: JSONObject = {"id": "newest", "create_time": 4000}
    assert replacement_of(gone, [NEW, newest, *rows], watched) == ("newest", "")
    odd: list[JSONObject] = [{"name": "no id"}, {"id": 7}, {"id": "undated"}]
    assert replacement_of(gone, odd, watched) == ("undated", "")
