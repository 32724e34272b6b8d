"""Without bookmarks: what to do, what was found, and nobody is called."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual.widgets import Input

from sstui.simulator.server import Simulator
from sstui.tui.dashboard import Ending
from sstui.tui.screens.first_run import FirstRun
from sstui.tui.screens.main import MainScreen
from tests.support import QuickClock, until
from tests.tui.harness import SIZES, Stage, dashboard, write_watchlist


def shows(stage: Stage, words: str) -> bool:
    return words in stage.text()


async def opened(stage: Stage) -> None:
    assert isinstance(stage.app.screen, FirstRun)
    await until(lambda: "Nothing is watched yet" in stage.text())


async def says_how_to_start_and_what_was_found_by_source_never_by_value(
    stage: Stage, height: int
) -> None:
    for words in (
        "See it work first",
        "Choose from the account",
        "by hand",
        "Use a team's list",
    ):
        await until(partial(shows, stage, words))
    await until(lambda: "environment" in stage.text() or height < 24)
    text = stage.text()
    assert stage.simulator.access_key not in text
    assert stage.simulator.secret_key not in text


async def in_a_small_pane_every_way_is_in_sight_and_no_sentence_is_cut(stage: Stage) -> None:
    for words in ("1  See it", "2  Choose", "3  Add one", "4  Use a team's list"):
        await until(partial(shows, stage, words))
    assert "nobody has been called." in stage.text()


async def one_key_asks_for_the_demo(stage: Stage) -> None:
    await stage.pilot.press("1")
    await until(lambda: stage.app.return_value == Ending(open_demo=True))


async def test_what_is_told_of_the_ways_to_start_is_so(home: Path) -> None:
    async with Simulator("seed") as simulator, dashboard(home, simulator, count=0) as stage:
        await opened(stage)
        for size in SIZES.values():
            await stage.pilot.resize_terminal(*size)
            await says_how_to_start_and_what_was_found_by_source_never_by_value(stage, size[1])
        await stage.pilot.resize_terminal(39, 12)
        await in_a_small_pane_every_way_is_in_sight_and_no_sentence_is_cut(stage)
        assert simulator.requests == []
        assert not (home / "config" / "watchlist.toml").exists()
        await one_key_asks_for_the_demo(stage)


async def test_adding_one_by_hand_opens_the_dashboard_on_it(home: Path) -> None:
    async with Simulator("seed") as simulator, dashboard(home, simulator, count=0) as stage:
        await opened(stage)
        await stage.pilot.press("j", "j", "enter")
        await until(lambda: isinstance(stage.app.focused, Input))
        only = simulator.bookmarks[0]
        path = (
            f"/v2/{simulator.project_id}/cas/applications/{only['application']}"
            f"/components/{only['component']}/instances/{only['instance']}"
        )
        stage.app.screen.query_one("#field-ref", Input).value = simulator.endpoint + path
        await stage.pilot.press("ctrl+s")
        await until(lambda: isinstance(stage.app.screen, MainScreen))
        await until(lambda: "RUNNING" in stage.text())


async def test_choosing_from_the_account_opens_the_dashboard_on_it(home: Path) -> None:
    async with Simulator("seed") as simulator, dashboard(home, simulator, count=0) as stage:
        await opened(stage)
        assert simulator.requests == []
        await stage.pilot.press("2")
        await until(lambda: "1 of 1" in stage.text())
        await stage.pilot.press("*", "enter")
        await until(lambda: isinstance(stage.app.screen, MainScreen))
        await until(lambda: "RUNNING" in stage.text(), 10)


async def test_a_team_s_list_is_read_before_it_is_taken(home: Path, tmp_path: Path) -> None:
    async with Simulator("seed") as simulator, dashboard(home, simulator, count=0) as stage:
        await opened(stage)
        await stage.pilot.press("4")
        await until(lambda: isinstance(stage.app.focused, Input))
        field = stage.app.screen.query_one("#field-path", Input)
        field.value = str(tmp_path / "nothing.toml")
        await stage.pilot.press("ctrl+s")
        await until(lambda: "no file" in stage.text())
        theirs = tmp_path / "team.toml"
        write_watchlist(theirs, simulator)
        field.value = str(theirs)
        await stage.pilot.press("ctrl+s")
        await until(lambda: stage.app.return_value == Ending(watch_list=str(theirs)))


async def test_a_list_that_is_filled_from_outside_opens_the_dashboard(home: Path) -> None:
    async with (
        Simulator("seed") as simulator,
        dashboard(home, simulator, count=0, clock=QuickClock(10)) as stage,
    ):
        await opened(stage)
        write_watchlist(home / "config" / "watchlist.toml", simulator)
        await until(lambda: isinstance(stage.app.screen, MainScreen))
        await until(lambda: "RUNNING" in stage.text())


async def test_a_list_that_is_filled_behind_a_form_waits_for_the_form(home: Path) -> None:
    async with (
        Simulator("seed") as simulator,
        dashboard(home, simulator, count=0, clock=QuickClock(10)) as stage,
    ):
        await opened(stage)
        await stage.pilot.press("3")
        await until(lambda: isinstance(stage.app.focused, Input))
        write_watchlist(home / "config" / "watchlist.toml", simulator)
        await until(lambda: bool(stage.app.dashboard.watcher.fleet().snapshots))
        await stage.pilot.pause()
        assert isinstance(stage.app.focused, Input)
        await stage.pilot.press("escape")
        await until(lambda: isinstance(stage.app.screen, MainScreen))
