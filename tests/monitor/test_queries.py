"""What a query matches comes by itself; what is gone is told of and leaves; nothing else does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sstui.config.bookmarks import Bookmark
from sstui.config.queries import Members, Query
from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.insight.records import EventKind, Freshness
from sstui.monitor.queries import EVERY
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer, Overview
from sstui.simulator.server import Simulator
from tests.monitor.scripted import (
    Reply,
    ScriptedSource,
    World,
    answer,
    body,
    bookmarks,
    forbidden,
    make_world,
    not_found,
    ref_of,
    unreachable,
    watching,
)
from tests.monitor.test_discovering import watcher_of
from tests.support import until

APPLICATION = ref_of(0).application
QUERY = f'version = 1\n[[query]]\nname = "all"\napplication = "{APPLICATION}"\n'
FREE = PollSettings(budget=100_000)


@asynccontextmanager
async def asked(
    folder: Path, fleet: int, poll: PollSettings = FREE, kind: type[ScriptedSource] = ScriptedSource
) -> AsyncIterator[World]:
    """A query for all of an account of so many instances, of which none is bookmarked."""
    world = make_world(folder, 0, poll)
    world.watchlist.path.write_text(QUERY)
    world.sources["default"] = kind(world.clock)
    world.source.reply = lambda ref: Reply(body(name=f"svc-{int(ref.instance, 16)}"))
    async with watching(world):
        await world.clock.settle()
        world.source.fleet = [ref_of(number) for number in range(fleet)]
        await world.clock.advance(5)
        yield world


def names(world: World) -> list[str]:
    return [each.name for each in world.watcher.fleet().snapshots]


def goes(world: World, number: int) -> None:
    """From now on this one is a 404."""
    before = world.source.reply
    gone = ref_of(number)
    world.source.reply = lambda ref: Reply(error=not_found()) if ref == gone else before(ref)


async def test_what_matches_comes_by_itself_and_is_not_written(tmp_path: Path) -> None:
    async with asked(tmp_path, 3) as world:
        assert names(world) == ["svc-0", "svc-1", "svc-2"]
        assert {each.bookmark.query for each in world.watcher.fleet().snapshots} == {"all"}
        assert world.snapshot(2).freshness is Freshness.FRESH
        world.source.fleet.append(ref_of(3))
        await world.clock.advance(EVERY + 5)
        assert names(world)[-1] == "svc-3"
        assert world.snapshot(3).freshness is Freshness.FRESH
        assert world.watchlist.path.read_text() == QUERY


async def test_it_costs_one_request_a_minute_where_each_instance_has_its_own_call(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, 3) as world:
        before = len(world.source.sweeps)
        await world.clock.advance(10 * EVERY)
        assert len(world.source.sweeps) - before == 10


async def test_it_costs_nothing_where_overviews_are_made_anyway(tmp_path: Path) -> None:
    scarce = PollSettings(interval=30, budget=120)
    async with asked(tmp_path, 16, scarce) as world:
        await world.clock.advance(60)
        before = len(world.source.sweeps)
        await world.clock.advance(600)
        with_query = len(world.source.sweeps) - before
    by_hand = make_world(tmp_path, bookmarks(16), scarce)
    async with watching(by_hand):
        await by_hand.clock.advance(65)
        before = len(by_hand.source.sweeps)
        await by_hand.clock.advance(600)
        assert with_query == len(by_hand.source.sweeps) - before == 20


async def test_absence_alone_proves_nothing(tmp_path: Path) -> None:
    async with asked(tmp_path, 3) as world:
        world.source.missing = {ref_of(1)}
        await world.clock.advance(10 * EVERY)
        assert len(names(world)) == 3
        assert world.snapshot(1).freshness is Freshness.FRESH


async def test_what_is_gone_is_told_and_leaves_when_the_application_knows_it_no_more(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, 3) as world:
        whole = world.source.reply
        goes(world, 1)
        await world.clock.advance(2 * EVERY)
        told = [each.name for each in world.events(EventKind.FRESHNESS) if each.after == "gone"]
        assert told == ["svc-1"]
        assert names(world) == ["svc-0", "svc-2"]
        world.source.reply = whole
        await world.clock.advance(2 * EVERY)
        assert names(world) == ["svc-0", "svc-2", "svc-1"]


class Stubborn(ScriptedSource):
    """Its overviews tell of what its own calls do not know."""

    async def show_overview(self, application: str) -> Overview:
        self.sweeps.append((self._clock.monotonic(), application))
        await self._clock.sleep(0.05)
        told: dict[InstanceRef, Answer] = {
            ref: answer(body(name=f"svc-{int(ref.instance, 16)}")) for ref in self.fleet
        }
        return Overview(told)


async def test_one_that_is_gone_stays_until_seen_while_overviews_still_tell_of_it(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, 2, kind=Stubborn) as world:
        goes(world, 1)
        await world.clock.advance(5 * EVERY)
        assert world.snapshot(1).freshness is Freshness.GONE
        world.watcher.visited(ref_of(1))
        await world.clock.advance(2 * EVERY)
        assert names(world) == ["svc-0"]
        await world.clock.advance(5 * EVERY)
        assert names(world) == ["svc-0"]


async def test_an_application_that_is_deleted_takes_its_members_along(tmp_path: Path) -> None:
    async with asked(tmp_path, 2) as world:
        goes(world, 0)
        goes(world, 1)
        world.source.overview = lambda application: not_found()
        await world.clock.advance(4 * EVERY)
        assert names(world) == []


async def test_no_answer_takes_nobody_off_the_list(tmp_path: Path) -> None:
    async with asked(tmp_path, 2) as world:
        world.source.overview = lambda application: unreachable()
        world.source.reply = lambda ref: Reply(error=unreachable())
        await world.clock.advance(20 * EVERY)
        assert names(world) == ["svc-0", "svc-1"]


async def test_an_overview_that_is_not_permitted_is_said_and_not_asked_for_each_second(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, 2) as world:
        world.source.overview = lambda application: forbidden()
        before = len(world.source.sweeps)
        await world.clock.advance(600)
        assert world.watcher.notes == ("query all: forbidden",)
        assert len(world.source.sweeps) - before <= 6
        world.source.overview = lambda application: None
        await world.clock.advance(150)
        assert not world.watcher.notes


async def test_a_query_that_is_taken_out_takes_along_what_it_made(tmp_path: Path) -> None:
    async with asked(tmp_path, 2) as world:
        world.watcher.watch(Bookmark("mine", ref_of(1)))
        assert sorted(names(world)) == ["mine", "svc-0"]
        world.watcher.unwatch_query("all")
        assert names(world) == ["mine"]
        sweeps = len(world.source.sweeps)
        await world.clock.advance(10 * EVERY)
        assert len(world.source.sweeps) == sweeps
        assert world.watcher.undo() == "put the query all back"
        assert sorted(names(world)) == ["mine", "svc-0"]


async def test_over_a_socket_one_environment_of_an_application(tmp_path: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        cart, search = simulator.instance_id("cart"), simulator.instance_id("search")
        simulator.forget(search)
        environment = (simulator.body(cart) or {})["environment_id"]
        application = next(b["application"] for b in simulator.bookmarks if b["instance"] == cart)
        async with watcher_of(tmp_path, simulator, budget=100_000) as watcher:

            def listed(*, seen: bool = False) -> set[str]:
                return {e.name for e in watcher.fleet().snapshots if e.seen or not seen}

            watcher.watch_query(Query("web", application, environment))
            await until(lambda: len(listed(seen=True)) == 6)
            assert "cart-prod-web" in listed()
            simulator.restore(search)
            watcher.refresh()
            await until(lambda: "search-prod-web" in listed(seen=True))
            simulator.forget(cart)
            ref = next(e.ref for e in watcher.fleet().snapshots if e.ref.instance == cart)

            def told() -> list[str]:
                watcher.refresh(ref)
                events = watcher.fleet().events
                return [e.name for e in events if e.after == Freshness.GONE.value]

            await until(lambda: told() == ["cart-prod-web"])
            assert "cart-prod-web" in listed()
            watcher.refresh()
            await until(lambda: "cart-prod-web" not in listed())
            assert len(listed()) == 6


async def test_the_next_start_knows_them_before_it_asks(tmp_path: Path) -> None:
    path, state = tmp_path / "watchlist.toml", tmp_path / "queries.json"
    path.write_text(QUERY)
    first = WatchList(path, Members(state))
    first.load()
    async with asked(tmp_path, 2) as world:
        first.members.keep("all", world.watchlist.members.known["all"])
    assert [each.name for each in WatchList(path, Members(state)).load()] == ["svc-0", "svc-1"]
