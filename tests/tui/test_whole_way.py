"""Simulator over a socket → client → poller → store → screen."""

from __future__ import annotations

from pathlib import Path

from sstui.insight.records import Freshness
from sstui.monitor.state import Link
from sstui.simulator.server import Simulator
from sstui.view.text import text_of
from tests.support import QuickClock, until
from tests.tui.harness import dashboard
from tests.tui.test_commands import message

WATCHED = 3
FAST = "[poll]\ninterval = 1\nfast = 1\nbudget = 100000\n"


async def test_a_status_that_changes_changes_list_bar_and_pane_and_nothing_else_moves(
    home: Path,
) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, config=FAST, count=WATCHED) as stage,
    ):
        await stage.see_all()
        stage.main.show_fleet()
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

        simulator.set_status(watched.ref.instance, status="FAILED", available_replica=0)
        await until(lambda: " FAILED " in stage.row_of(watched.name))

        assert "✗ FAILED" in text_of(stage.main.detail.head._lines[0])
        await until(lambda: "✗ ledger" in text_of(stage.main.bar._lines[0]))
        detail = stage.main.detail.panes["status_detail"]
        assert "FAILED" in text_of(detail.rows[0].line)
        assert before == (listed.cursor_key, pane.cursor_key, pane.top, dict(pane.memory.folds))


async def test_without_an_answer_everything_is_as_last_seen_with_its_cause_and_comes_back(
    home: Path,
) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, config=FAST, count=WATCHED, clock=QuickClock(5)) as stage,
    ):
        await stage.see_all()
        statuses = {each.name: each.status for each in stage.watcher.fleet().snapshots}

        await simulator.stop()
        await until(
            lambda: all(s.freshness is Freshness.STALE for s in stage.watcher.fleet().snapshots), 30
        )
        await until(lambda: "NO ANSWER" in stage.text())
        assert "(RUNNING)" in stage.row_of("orders-prod")
        assert "refuses the connection" in text_of(stage.main.bar._lines[1])
        assert statuses == {each.name: each.status for each in stage.watcher.fleet().snapshots}
        told = stage.watcher.fleet().events
        assert not [each for each in told if each.kind == "status" and each.before is not None]

        await simulator.start()
        await until(
            lambda: all(s.freshness is Freshness.FRESH for s in stage.watcher.fleet().snapshots), 30
        )
        await until(lambda: "NO ANSWER" not in stage.text())
        assert statuses == {each.name: each.status for each in stage.watcher.fleet().snapshots}


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
