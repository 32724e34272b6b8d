"""Since you last looked: the strip for one who comes back, by keys, by mouse, and at the start."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from syrupy.assertion import SnapshotAssertion
from textual.events import AppFocus, MouseDown, MouseUp

from sstui.config.paths import Paths
from sstui.config.ui_state import UiState
from sstui.monitor.history import History
from sstui.servicestage.refs import InstanceRef
from sstui.simulator.server import Simulator
from sstui.tui.widgets.since_strip import SinceStrip
from tests.support import QuickClock, until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import at, message, named

CALM = "[poll]\ninterval = 3600\nfast = 3600\nbudget = 100000\nstale_after = 86400\n"
CALM += "[alerts]\nbell = []\n"
BEGIN = 1_795_500_000.0
WATCHED = 13  # the last is sessions
TITLE = "Since you last looked"


@asynccontextmanager
async def opened(
    home: Path, simulator: Simulator, clock: QuickClock, count: int
) -> AsyncIterator[Stage]:
    """With a history and a file of what was looked at, as the program has them."""
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    paths.watchlist_file.unlink(missing_ok=True)
    history = History(paths.history_db, paths.fingerprint_key)
    async with dashboard(
        home, simulator, config=CALM, count=count, clock=clock, history=history,
        ui=UiState(paths.ui_file),
    ) as stage:  # fmt: skip
        await stage.see_all()
        stage.main.show_fleet()
        yield stage


@asynccontextmanager
async def looked_at(home: Path) -> AsyncIterator[tuple[Stage, QuickClock]]:
    clock = QuickClock(1, BEGIN)
    async with (
        Simulator("fleet", speed=0, clock=clock.now) as simulator,
        opened(home, simulator, clock, WATCHED) as stage,
    ):
        await stage.pilot.press("g")
        yield stage, clock


async def seen(stage: Stage, clock: QuickClock, name: str, status: str, have: int) -> None:
    """The platform changes it; looks find that, and believe it."""
    ref = named(stage, name)
    stage.simulator.set_status(ref.instance, status=status, available_replica=have)
    for _ in range(2):
        await looked_again(stage, clock, ref)


async def let_pass(stage: Stage, clock: QuickClock, seconds: float) -> None:
    """While no call is under way: its signature would be too old."""
    await until(lambda: not any(each.looking for each in stage.watcher.fleet().snapshots))
    clock.skip(seconds)


async def looked_again(stage: Stage, clock: QuickClock, ref: InstanceRef) -> None:
    before = stage.watcher.fleet().by_ref[ref].looked
    await let_pass(stage, clock, 5)

    def looked() -> bool:
        stage.watcher.refresh(ref)  # again: one that is under way began before
        return stage.watcher.fleet().by_ref[ref].looked != before

    await until(looked)


async def night(stage: Stage, clock: QuickClock) -> None:
    """A quarter of an hour: one comes and goes, one fails, one is upgraded."""
    await let_pass(stage, clock, 300)
    await seen(stage, clock, "search", "FAILED", 0)
    await let_pass(stage, clock, 120)
    await seen(stage, clock, "search", "RUNNING", 4)
    await let_pass(stage, clock, 380)
    await seen(stage, clock, "sessions", "FAILED", 0)
    recommender = named(stage, "recommender")
    stage.simulator.patch(recommender.instance, lambda body: body.update(version="9.9"))
    stage.watcher.refresh(recommender)
    await until(lambda: stage.watcher.fleet().by_ref[recommender].changed)
    await let_pass(stage, clock, 100)


def strip(stage: Stage) -> list[str]:
    """Its lines as they are seen."""
    found = stage.main.query(SinceStrip)
    return stage.text().splitlines()[: found.first().size.height] if found else []


async def clicked(stage: Stage, x: int, y: int) -> None:
    """As the terminal tells it."""
    for kind in (MouseDown, MouseUp):
        stage.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
    await stage.pilot.pause()


async def the_key_that_opens_it_does_its_usual_job(stage: Stage, clock: QuickClock) -> None:
    await seen(stage, clock, "refunds-prod", "STOPPED", 0)
    await let_pass(stage, clock, 580)
    await stage.pilot.press("g", "j")
    assert not stage.main.absence.is_open
    await night(stage, clock)
    await stage.pilot.press("j")
    assert at(stage) == "ledger-prod"
    await until(lambda: "came and went" in stage.text())
    title, *rows = strip(stage)
    assert title.startswith(f" {TITLE}  15m ago, ")
    assert f"· 4 changes on 3 of {WATCHED} · 1 came and went" in title
    assert [" ".join(row.split()) for row in rows] == [
        "✗ sessions RUNNING → FAILED 1m ago 2/2 → 0/2",
        "● search FAILED → RUNNING 8m ago was bad for 2m while you were away",
        "● recommender version 4.2.0 → 9.9 1m ago",
    ]


async def keys_walk_it(stage: Stage, _clock: QuickClock) -> None:
    press = stage.pilot.press
    await press("n")
    assert at(stage) == "sessions"
    await until(lambda: strip(stage)[1].startswith("▌"))
    await until(lambda: "next change" in stage.text().splitlines()[-1])
    await press("n", "n")
    assert at(stage) == "recommender"
    await press("n", "N")
    assert at(stage) == "recommender"
    await press("enter")
    assert stage.main.focused_pane is not None
    await press("escape")
    assert stage.main.absence.is_open


async def the_hand_over_is_the_report_of_that_time(stage: Stage, _clock: QuickClock) -> None:
    await stage.pilot.press("Y")
    await until(lambda: stage.app.clipboard.startswith("# sstui report\n"))
    copied = stage.app.clipboard
    assert re.search(r"Changes since .* \(15m.*\)\.", copied)
    assert re.search(r"- \*\*sessions\*\* FAILED 0/2 · bad since .* \(1m\)", copied)
    assert "| search | RUNNING → FAILED · 4/4 → 0/4 |" in copied
    assert "| search | no replica available |" in copied


async def the_mouse_does_it_too(stage: Stage, _clock: QuickClock) -> None:
    await clicked(stage, 10, 1)
    await until(lambda: at(stage) == "sessions")
    title = strip(stage)[0]
    await clicked(stage, title.index("walk through"), 0)
    await until(lambda: at(stage) == "search")
    await clicked(stage, title.index("copy as Markdown"), 0)
    await until(lambda: "copied" in message(stage))
    await clicked(stage, title.rindex("seen"), 0)
    await until(lambda: not strip(stage))
    await until(lambda: "Δ" not in stage.row_of("sessions"))


async def nothing_happened_nothing_opens(stage: Stage, clock: QuickClock) -> None:
    await let_pass(stage, clock, 700)
    await stage.pilot.press("j")
    assert not stage.main.absence.is_open


async def a_click_opens_it_after_it_went_where_it_was_meant(
    stage: Stage, clock: QuickClock
) -> None:
    await let_pass(stage, clock, 900)
    await seen(stage, clock, "sessions", "RUNNING", 2)
    y = next(y for y, row in enumerate(stage.text().splitlines()) if "recommender" in row[:20])
    await clicked(stage, 10, y)
    await until(lambda: TITLE in stage.text())
    assert at(stage) == "recommender"
    await stage.pilot.press("escape")
    await until(lambda: not strip(stage))


async def the_focus_opens_it_where_the_terminal_reports_it(stage: Stage, clock: QuickClock) -> None:
    await let_pass(stage, clock, 900)
    await seen(stage, clock, "sessions", "FAILED", 0)
    stage.app.post_message(AppFocus())
    await until(lambda: TITLE in stage.text())
    await stage.pilot.press("n")
    assert at(stage) == "sessions"
    await stage.pilot.press("escape")


async def the_key_that_opened_it_is_not_one_of_its_own(stage: Stage, clock: QuickClock) -> None:
    await let_pass(stage, clock, 900)
    await seen(stage, clock, "sessions", "RUNNING", 2)
    await stage.pilot.press("escape")
    await until(lambda: TITLE in stage.text())


async def test_what_one_is_told_who_comes_back(home: Path, snapshot: SnapshotAssertion) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home) as (stage, clock):
        await the_key_that_opens_it_does_its_usual_job(stage, clock)
        await keys_walk_it(stage, clock)
        for name, size in SIZES.items():
            await stage.pilot.resize_terminal(*size)
            await stage.pilot.pause()
            await until(lambda: TITLE in stage.text())
            assert "\n".join(strip(stage)) == snapshot(name=name)
        await stage.pilot.resize_terminal(*SIZES["wide"])
        await stage.pilot.pause()
        await the_hand_over_is_the_report_of_that_time(stage, clock)
        await the_mouse_does_it_too(stage, clock)
        await nothing_happened_nothing_opens(stage, clock)
        await a_click_opens_it_after_it_went_where_it_was_meant(stage, clock)
        await the_focus_opens_it_where_the_terminal_reports_it(stage, clock)
        await the_key_that_opened_it_is_not_one_of_its_own(stage, clock)


async def test_what_happened_while_it_was_closed_is_told_at_the_start_with_what_nobody_knows(
    home: Path,
) -> None:
    clock = QuickClock(1, BEGIN)
    async with Simulator("fleet", speed=0, clock=clock.now) as simulator:
        async with opened(home, simulator, clock, 2) as stage:
            await stage.pilot.press("g")
            ref = named(stage, "ledger-prod")
            assert not strip(stage)
        simulator.set_status(ref.instance, status="FAILED", available_replica=0)
        clock.skip(9 * 3600)
        async with opened(home, simulator, clock, 2) as stage:
            await until(lambda: TITLE in stage.text())
            title, row = strip(stage)
            assert f"{TITLE}  9h ago" in title
            assert "up to 9h not known: sstui was not running" in title
            assert "ledger-prod           RUNNING → FAILED" in row
            assert "at some time in 9h unwatched" in row
            await stage.pilot.press("j")
        async with opened(home, simulator, clock, 2) as stage:  # it was not marked as seen
            await until(lambda: TITLE in stage.text())
            await stage.pilot.press("escape")
            await until(lambda: not strip(stage))
        clock.skip(60)
        async with opened(home, simulator, clock, 2) as stage:
            await stage.pilot.press("g")
            assert not strip(stage)
