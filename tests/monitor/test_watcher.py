"""The watcher as a screen sees it, over a scripted API and scripted time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sstui.config.bookmarks import Bookmark, UnknownName
from sstui.config.problems import ConfigurationError
from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.insight.records import EventKind, Freshness, Health
from sstui.monitor.state import AccountState, Fleet, Link
from sstui.servicestage.errors import NoCredentials, Unreachable
from sstui.servicestage.refs import InstanceRef
from sstui.watcher import Watcher
from tests.monitor.scripted import (
    ManualClock,
    Reply,
    ScriptedSource,
    body,
    bookmarks,
    entry,
    make_world,
    ref_of,
    unreachable,
    watching,
)
from tests.support import until


async def test_what_is_bookmarked_is_looked_at_and_shown_in_the_file_s_order(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 5)) as world:
        await world.clock.advance(3)
        fleet = world.watcher.fleet()
        assert [each.name for each in fleet.snapshots] == ["i0", "i1", "i2", "i3", "i4"]
        assert {each.health for each in fleet.snapshots} == {Health.OK}
        assert {each.freshness for each in fleet.snapshots} == {Freshness.FRESH}
        assert world.account().link is Link.OK
        assert world.account().host == "api.example"


async def test_a_status_that_changes_is_seen_within_one_interval(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 3)) as world:
        await world.clock.advance(3)
        world.source.reply = lambda ref: Reply(body("FAILED" if ref == ref_of(1) else "RUNNING"))
        await world.clock.advance(15)
        assert world.snapshot(1).status == "FAILED"
        assert world.snapshot(1).changed
        assert not world.snapshot(0).changed
        (event,) = [e for e in world.events(EventKind.STATUS) if e.before]
        assert (event.name, event.before, event.after) == ("i1", "RUNNING", "FAILED")
        world.watcher.visited(ref_of(1))
        assert not world.snapshot(1).changed


async def test_every_change_that_lasts_one_interval_is_told_once_and_in_order(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 8)) as world:
        rng = random.Random(5)
        script = {ref_of(number): ["RUNNING"] for number in range(8)}
        world.source.reply = lambda ref: Reply(body(script[ref][-1]))
        await world.clock.advance(10)
        for _ in range(12):
            for words in script.values():
                others = {"RUNNING", "FAILED", "DOWN", "UPGRADING"} - {words[-1]}
                words.append(rng.choice(sorted(others)))
            await world.clock.advance(15)
        await world.clock.advance(1)  # the last answers
        told: dict[InstanceRef | None, list[str | None]] = {}
        for event in world.events(EventKind.STATUS):
            told.setdefault(event.ref, []).append(event.after)
        assert told == script


def busy(number: int) -> Any:
    """A body of which three parts are others in each."""
    resource = {"type": "rds", "id": "orders-db", "parameters": {"size": number}}
    artifacts = {"web": {"type": "image", "version": str(number)}}
    return body(version=str(number), artifacts=artifacts, refer_resources=[resource])


async def test_the_ring_of_events_is_bounded(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 4, PollSettings(interval=1, budget=100_000))) as world:
        flip = iter(range(100_000))
        world.source.reply = lambda ref: Reply(busy(next(flip)))
        await world.clock.advance(45)  # of three events in each look
        events = world.watcher.fleet().events
        assert len(events) == 500
        assert events[0].at > events[-1].at


async def test_subscribers_are_told_what_changed_and_no_more(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 3)) as world:
        await world.clock.advance(10)
        world.told.clear()
        await world.clock.advance(15)
        assert sorted(map(sorted, world.told)) == [[ref_of(0)], [ref_of(1)], [ref_of(2)]]


async def test_a_subscriber_that_left_hears_nothing(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        heard: list[frozenset[InstanceRef]] = []
        leave = world.watcher.subscribe(heard.append)
        await world.clock.advance(1)
        assert heard
        leave()
        leave()
        heard.clear()
        await world.clock.advance(60)
        assert heard == []


async def test_a_fleet_keeps_what_did_not_change_and_never_changes_itself(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 3)) as world:
        await world.clock.advance(10)
        first = world.watcher.fleet()
        await world.clock.advance(1)
        second = world.watcher.fleet()
        assert second.snapshots is first.snapshots
        assert second.now == first.now + 1
        kept = dict(first.by_ref)
        await world.clock.advance(30)
        world.watcher.unwatch("i2")
        assert first.by_ref == kept
        assert len(world.watcher.fleet().snapshots) == 2


async def test_a_bookmark_that_is_added_is_written_and_looked_at(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        world.watcher.watch(Bookmark("new", ref_of(7)))
        await world.clock.advance(1)
        assert world.snapshot(7).freshness is Freshness.FRESH
        assert [each.name for each in world.watchlist.load()] == ["i0", "i1", "new"]
        assert frozenset() in world.told or any(ref_of(7) in refs for refs in world.told)


async def test_a_bookmark_that_is_removed_is_called_no_more_and_undo_brings_it_back(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        since = world.snapshot(1).since
        world.watcher.unwatch("i1")
        known = len(world.source.times(ref_of(1)))
        await world.clock.advance(60)
        assert len(world.source.times(ref_of(1))) == known
        assert world.watcher.fleet().snapshot(ref_of(1)) is None
        assert "i1" in (world.watcher.undo() or "")
        await world.clock.advance(1)
        assert world.snapshot(1).freshness is Freshness.FRESH
        assert world.snapshot(1).since == since
        assert world.watcher.undo() is None


async def test_a_list_that_was_empty_for_a_moment_loses_nothing_of_what_was_known(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        text = world.watchlist.path.read_text()
        before = world.snapshot(0)
        world.watchlist.path.write_text("version = 1\n")
        await world.clock.advance(6)
        assert world.watcher.fleet().snapshots == ()
        world.watchlist.path.write_text(text)
        await world.clock.advance(6)
        assert world.snapshot(0).since == before.since
        assert [event.name for event in world.events(EventKind.STATUS)] == ["i0", "i1"]


async def test_an_edit_keeps_what_is_known(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        before = world.snapshot(1)
        world.watcher.edit("i1", name="orders", group="shop", interval=60.0, expect="off")
        after = world.snapshot(1)
        assert (after.name, after.bookmark.group, after.pace) == ("orders", "shop", 60.0)
        assert (after.health, after.reason) == (Health.BAD, "running, expected off")
        assert (after.since, after.instance) == (before.since, before.instance)
        with pytest.raises(UnknownName):
            world.watcher.edit("i1", name="x")


async def test_a_bookmark_can_move_to_another_profile(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        world.watcher.edit("i1", profile="other")
        await world.clock.advance(60)
        assert [each.profile for each in world.watcher.fleet().accounts] == ["default", "other"]
        assert world.sources["other"].times(ref_of(1))
        world.watcher.edit("i0", profile="other")
        await world.clock.advance(60)
        assert [each.profile for each in world.watcher.fleet().accounts] == ["other"]


async def test_what_is_under_the_cursor_is_looked_at_faster_also_by_another_profile(
    tmp_path: Path,
) -> None:
    poll = PollSettings(interval=60, budget=10_000)
    async with watching(make_world(tmp_path, 3, poll)) as world:
        await world.clock.advance(10)
        world.watcher.focus(ref_of(1))
        assert world.watcher.pace(ref_of(1)) == 10.0
        world.watcher.edit("i1", profile="other")  # nobody was asked there before
        assert world.watcher.pace(ref_of(1)) == 10.0
        world.watcher.edit("i1", profile="default")
        assert world.watcher.pace(ref_of(1)) == 10.0


async def test_what_another_process_writes_appears_by_itself(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        WatchList(tmp_path / "watchlist.toml").add(Bookmark("theirs", ref_of(9)))
        await world.clock.advance(6)
        assert world.snapshot(9).freshness is Freshness.FRESH
        assert not world.watcher.reload()


async def test_a_broken_file_keeps_the_list_and_is_told_until_it_is_mended(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(10)
        path = tmp_path / "watchlist.toml"
        good = path.read_text()
        path.write_text(good + "\n[[instance\n")
        world.told.clear()
        await world.clock.advance(6)
        assert "watchlist.toml" in str(world.watcher.problem)
        assert len(world.watcher.fleet().snapshots) == 2
        assert frozenset() in world.told
        await world.clock.advance(20)
        assert world.snapshot(0).freshness is Freshness.FRESH
        path.write_text(good)
        await world.clock.advance(6)
        assert world.watcher.problem is None


async def test_an_empty_list_asks_nobody(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 0)) as world:
        await world.clock.advance(60)
        assert world.source.calls == []
        assert world.watcher.fleet().snapshots == ()
        assert world.watcher.fleet().accounts == ()


async def test_a_profile_that_cannot_be_set_up_is_shown_and_tried_again(tmp_path: Path) -> None:
    clock = ManualClock()
    watchlist = WatchList(tmp_path / "watchlist.toml")
    watchlist.path.write_text("version = 1\n" + "".join(map(entry, bookmarks(2))))
    broken = ["yes"]

    def connect(profile: str, on_request: Callable[[], None]) -> ScriptedSource:
        if broken:
            raise ConfigurationError("no such profile", where="config.toml", remedy="add it")
        return ScriptedSource(clock, on_request)

    def describe(profile: str) -> AccountState:
        raise ConfigurationError("no such profile")

    async with Watcher(
        watchlist, PollSettings(), connect, clock=clock, describe=describe
    ) as watcher:
        await clock.advance(10)
        (account,) = watcher.fleet().accounts
        assert account.link is Link.NO_CREDENTIALS
        assert isinstance(account.error, NoCredentials)
        assert "config.toml: no such profile" in str(account.error)
        assert account.used == 0
        broken.clear()
        await clock.advance(70)
        assert watcher.fleet().accounts[0].link is Link.OK


async def test_what_settings_know_of_an_account_is_shown_before_any_call(tmp_path: Path) -> None:
    clock = ManualClock()
    watchlist = WatchList(tmp_path / "watchlist.toml")
    watchlist.path.write_text("version = 1\n" + "".join(map(entry, bookmarks(1))))
    watcher = Watcher(
        watchlist,
        PollSettings(),
        lambda profile, on_request: ScriptedSource(clock, on_request),
        clock=clock,
        describe=lambda profile: AccountState(profile, color="red", region="cn-north-4"),
    )
    async with watcher:
        (account,) = watcher.fleet().accounts
        assert (account.color, account.region, account.limit) == ("red", "cn-north-4", 120)


async def test_closing_ends_calls_and_loops_and_leaves_the_line(tmp_path: Path) -> None:
    world = make_world(tmp_path, 8)
    async with watching(world):
        await world.clock.advance(5)
        world.source.reply = lambda ref: Reply(body(), latency=1000.0)
        await world.clock.advance(20)
        assert len(world.source.flying) == 4
    assert world.source.flying == []
    assert world.source.closed


async def test_one_look_needs_no_start_and_watches_nothing(tmp_path: Path) -> None:
    world = make_world(tmp_path, 0)
    look = world.watcher.look_once(Bookmark("x", ref_of(3)), within=5.0)
    seen = []

    async def ask() -> None:
        seen.append(await look)

    task = asyncio.create_task(ask())
    await world.clock.advance(1)
    await until(task.done)
    assert seen[0].answer is not None
    assert seen[0].answer.instance.status == "RUNNING"
    assert world.watcher.fleet() == Fleet(
        now=world.clock.monotonic(), wall=world.clock.now(), accounts=()
    )
    await world.watcher.close()
    assert world.source.closed


async def test_one_look_that_takes_too_long_is_cut_off(tmp_path: Path) -> None:
    world = make_world(tmp_path, 0)
    world.source.reply = lambda ref: Reply(body(), latency=1000.0)
    look = await world.watcher.look_once(Bookmark("x", ref_of(3)), within=0.01)
    assert isinstance(look.error, Unreachable)
    assert world.source.flying == []
    world.source.reply = lambda ref: Reply(error=unreachable(), latency=0.0)
