"""``wait``: until instances are where they should be, with a real account behind it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from sstui.cli.options import Options
from sstui.cli.session import Chosen, Session
from sstui.cli.wait import Waiting
from sstui.config.watchlist import WatchList
from sstui.simulator.server import Simulator
from sstui.view.awaiting import Goal
from tests.cli.conftest import ORDERS, Call
from tests.monitor.scripted import Reply, World, body, bookmarks, make_world, unreachable
from tests.support import until
from tests.tui.harness import write_watchlist

QUICK = "[poll]\ninterval = 1\nfast = 1\nbudget = 100000\n"


def goal(wanted: str, unwanted: str = "") -> Goal:
    return Goal(frozenset(wanted.split(",")), frozenset(filter(None, unwanted.split(","))))


class Waited:
    """A wait on scripted time; ``code`` is None while it goes on."""

    def __init__(self, world: World, wanted: Goal, *, any_of_them: bool = False) -> None:
        self.world = world
        chosen = world.watchlist.load()
        waiting = Waiting(world.watcher, chosen, wanted, any_of_them=any_of_them)
        self._task = asyncio.create_task(waiting.follow())

    @property
    def code(self) -> int | None:
        return self._task.result() if self._task.done() else None

    async def passes(self, seconds: float) -> None:
        await self.world.clock.advance(seconds)

    async def ended(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


Printed = pytest.CaptureFixture[str]


async def test_it_goes_on_until_the_instance_is_there(tmp_path: Path, capsys: Printed) -> None:
    world = make_world(tmp_path)
    world.source.reply = lambda ref: Reply(body("UPGRADING", 1))
    async with world.watcher:
        waited = Waited(world, goal("RUNNING", "FAILED"))
        await waited.passes(60)
        assert waited.code is None
        world.source.reply = lambda ref: Reply(body("UPGRADING", 2))
        await waited.passes(60)
        world.source.reply = lambda ref: Reply(body())
        await waited.passes(30)
        assert waited.code == 0
    assert capsys.readouterr().err.splitlines() == [
        "i0 UPGRADING 1/3, moving, version 1",
        "i0 UPGRADING 2/3, moving, version 1",
        "i0 RUNNING 3/3, ok, version 1",
    ]


async def test_an_outage_is_said_and_outlived(tmp_path: Path, capsys: Printed) -> None:
    world = make_world(tmp_path)
    world.source.reply = lambda ref: Reply(body("UPGRADING"))
    async with world.watcher:
        waited = Waited(world, goal("RUNNING", "FAILED,bad"))
        await waited.passes(10)
        world.source.reply = lambda ref: Reply(error=unreachable())
        await waited.passes(3600)
        assert waited.code is None
        world.source.reply = lambda ref: Reply(body())
        await waited.passes(60)
        assert waited.code == 0
    said = capsys.readouterr().err.splitlines()
    assert "sstui: profile default: no answer: refused; Wait." in said
    assert "sstui: profile default: the API answers again" in said
    assert len(said) <= 5


async def test_of_several_all_have_to_be_there_at_once(tmp_path: Path) -> None:
    listed = bookmarks(2)
    world = make_world(tmp_path, listed)
    there = {"i0"}
    names = {each.ref: each.name for each in listed}
    world.source.reply = lambda ref: Reply(body() if names[ref] in there else body("UPGRADING"))
    async with world.watcher:
        waited = Waited(world, goal("RUNNING"))
        first = Waited(world, goal("RUNNING"), any_of_them=True)
        await waited.passes(60)
        assert (waited.code, first.code) == (None, 0)
        there.clear()
        await waited.passes(60)
        there.add("i1")
        await waited.passes(60)
        assert waited.code is None
        there.add("i0")
        await waited.passes(60)
        assert waited.code == 0


async def test_one_that_is_taken_off_the_list_will_not_be_there(
    tmp_path: Path, capsys: Printed
) -> None:
    world = make_world(tmp_path)
    async with world.watcher:
        waited = Waited(world, goal("STOPPED"))
        await waited.passes(10)
        world.watchlist.remove("i0")
        await waited.passes(10)
        assert waited.code == 1
    assert "sstui: i0: no longer on the watch list" in capsys.readouterr().err


def test_only_the_chosen_are_watched_and_without_queries(tmp_path: Path) -> None:
    whole = WatchList(tmp_path / "watchlist.toml")
    listed = bookmarks(3, interval=0.0)
    whole.add_all(listed)
    with whole.path.open("a") as file:
        file.write(f'\n[[query]]\nname = "q"\napplication = "{listed[0].ref.application}"\n')
    chosen = Chosen(whole, listed[1:2])
    (only,) = chosen.load()
    assert (only.name, only.interval) == ("i1", None)
    assert chosen.queries == ()
    assert len(whole.load()) == 3


async def test_it_follows_a_real_account_and_leaves_nothing_but_the_ledger(
    bookmarked: Simulator, home: Path, capsys: Printed
) -> None:
    (home / "config" / "config.toml").write_text(QUICK)
    bookmarked.set_status(ORDERS, status="UPGRADING", available_replica=1)
    session = Session(Options(), os.environ)
    chosen = session.watch_list.load()
    told = ""

    def has_told(words: str) -> bool:
        nonlocal told
        told += capsys.readouterr().err
        return words in told

    task = asyncio.create_task(Waiting(session.observer(chosen), chosen, goal("ok")).run())
    await until(lambda: has_told("orders-prod UPGRADING 1/3, moving"))
    bookmarked.set_status(ORDERS, status="RUNNING", available_replica=3)
    assert await task == 0
    assert has_told("orders-prod RUNNING 3/3, ok")
    left = {each.name for each in (home / "state").iterdir()}
    assert {name for name in left if not name.startswith("shared.db")} == set()


def test_the_rest_of_the_watch_list_is_not_asked_for(
    home: Path, fleet: Simulator, sstui: Call
) -> None:
    write_watchlist(home / "config" / "watchlist.toml", fleet)
    said = sstui("wait", "orders-prod", "ledger-prod", "--for", "ok")
    assert (said.code, said.out) == (0, "")
    assert len(said.err.splitlines()) == 2
    assert len(fleet.requests) <= 4
