"""Simulator over a socket → client → poller → store → screen."""

from __future__ import annotations

from pathlib import Path

from sstui.insight.records import Event, Freshness
from sstui.monitor.state import Link
from sstui.simulator.server import Simulator
from sstui.view.text import text_of
from tests.support import QuickClock, until
from tests.tui.harness import Stage, dashboard
from tests.tui.test_commands import message

WATCHED = 3
FAST = "[poll]\ninterval = 1\nfast = 1\nbudget = 100000\n"


async def a_status_that_changes_changes_list_bar_and_pane_and_nothing_else_moves(
    stage: Stage,
) -> None:
    fleet = stage.watcher.fleet()
    stage.main.list.go_to(next(s.ref for s in fleet.snapshots if s.name == "ledger-prod"))
    configuration = stage.main.detail.panes["configuration"]
    await until(lambda: len(configuration.rows) > 4)
    await stage.pilot.press("tab", "tab", "j", "j", "j", "h")
    pane = stage.main.focused_pane
    assert pane is not None
    assert pane.pane_name == "configuration"
    listed = stage.main.list
    before = (listed.cursor_key, pane.cursor_key, pane.top, dict(pane.memory.folds))
    watched = stage.main.snapshot
    assert watched is not None

    stage.simulator.set_status(watched.ref.instance, status="FAILED", available_replica=0)
    await until(lambda: " FAILED " in stage.row_of(watched.name))

    assert "✗ FAILED" in text_of(stage.main.detail.head._lines[0])
    await until(lambda: "✗ ledger" in text_of(stage.main.bar._lines[0]))
    detail = stage.main.detail.panes["status_detail"]
    assert "FAILED" in text_of(detail.rows[0].line)
    assert before == (listed.cursor_key, pane.cursor_key, pane.top, dict(pane.memory.folds))


async def without_an_answer_everything_is_as_last_seen_with_its_cause_and_comes_back(
    stage: Stage,
) -> None:
    def all_are(freshness: Freshness) -> bool:
        return all(each.freshness is freshness for each in stage.watcher.fleet().snapshots)

    await until(lambda: len(changes_of_status(stage)) == 1)  # of the story before
    statuses, events = statuses_of(stage), changes_of_status(stage)

    await stage.simulator.stop()
    await until(lambda: all_are(Freshness.STALE))
    await until(lambda: "NO ANSWER" in stage.text())
    assert "(RUNNING)" in stage.row_of("orders-prod")
    assert "refuses the connection" in text_of(stage.main.bar._lines[1])
    assert statuses_of(stage) == statuses
    assert changes_of_status(stage) == events

    await stage.simulator.start()
    await until(lambda: all_are(Freshness.FRESH))
    await until(lambda: "NO ANSWER" not in stage.text())
    assert statuses_of(stage) == statuses


def statuses_of(stage: Stage) -> dict[str, str]:
    return {each.name: each.status for each in stage.watcher.fleet().snapshots}


def changes_of_status(stage: Stage) -> list[Event]:
    told = stage.watcher.fleet().events
    return [each for each in told if each.kind == "status" and each.before is not None]


async def test_what_changes_and_what_is_not_answered_is_on_the_screen(home: Path) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, config=FAST, count=WATCHED, clock=QuickClock(5)) as stage,
    ):
        await stage.see_all()
        stage.main.show_fleet()
        await a_status_that_changes_changes_list_bar_and_pane_and_nothing_else_moves(stage)
        await without_an_answer_everything_is_as_last_seen_with_its_cause_and_comes_back(stage)


async def test_a_wrong_key_is_one_call_then_silence_and_words(home: Path) -> None:
    async with Simulator("fleet", speed=0) as simulator:
        right, wrong = simulator.secret_key, "wrong"
        quick = QuickClock(10)
        async with dashboard(
            home, simulator, config=FAST, count=WATCHED, clock=quick, secret_key=wrong
        ) as stage:
            await until(lambda: stage.watcher.fleet().accounts[0].link is Link.REFUSED)
            assert len(simulator.requests) == 1
            await until(lambda: "the API refuses our credentials" in stage.text())
            assert all(each.status == "" for each in stage.watcher.fleet().snapshots)
            assert len(simulator.requests) == 1
            for key in "rR":
                await stage.pilot.press(key)
                assert "no call is made: our credentials are refused; next try" in message(stage)

            stage.keys.secret_key = right
            await until(stage.fresh)
            assert "refuses" not in stage.text()
