"""Words explained on the screen, by keys and by mouse, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.tui.screens.explain import ExplainPage
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import named

CALM = "[poll]\ninterval = 60\nfast = 60\nbudget = 100000\n"
FAILED = {
    "status": "FAILED",
    "available_replica": 0,
    "fail_detail": "namespace_inaccessible",
    "last_job_status": "FAILED",
}


@asynccontextmanager
async def explained(
    home: Path, size: tuple[int, int] = SIZES["half"], config: str = ""
) -> AsyncIterator[Stage]:
    """Three instances; the cursor is on one that has failed."""
    async with Simulator("fleet", speed=0) as simulator:
        simulator.set_status(simulator.bookmarks[0]["instance"], **FAILED)
        configured = f"{config}\n{CALM}"
        async with dashboard(home, simulator, size, config=configured, count=3) as stage:
            await stage.see_all()
            stage.main.show_fleet()
            stage.main.list.go_to(named(stage, simulator.bookmarks[0]["name"]))
            await stage.pilot.pause()
            yield stage


async def seen(stage: Stage, *texts: str) -> None:
    await until(lambda: all(text in stage.text() for text in texts))


async def one_key_explains_all_that_holds_for_the_row_under_the_cursor(stage: Stage) -> None:
    await stage.pilot.press("e")
    await until(lambda: isinstance(stage.app.screen, ExplainPage))
    await seen(stage, "The last operation failed", "replicas 0/", "RBAC", "Ended with a")
    await stage.pilot.press("escape")
    assert stage.app.screen is stage.main


async def the_word_under_the_cursor_of_the_pane_comes_first(stage: Stage) -> None:
    await stage.pilot.resize_terminal(*SIZES["wide"])
    for _ in range(5):
        await stage.pilot.press("tab")
    pane = stage.main.focused_pane
    assert pane is not None
    assert pane.move_to("fail_detail")
    await stage.pilot.press("e")
    await seen(stage, "RBAC")
    first = stage.text().splitlines()[2]
    assert first.strip().startswith("namespace_inaccessible")
    await stage.pilot.press("escape", "escape")
    assert stage.main.is_home
    await stage.pilot.resize_terminal(*SIZES["half"])


async def a_click_on_the_head_explains_and_one_on_the_title_leads_back(stage: Stage) -> None:
    await stage.pilot.click("#head", offset=(4, 0))
    await seen(stage, "The last operation failed")
    await stage.pilot.click(stage.app.screen, offset=(4, 0))
    await until(lambda: stage.app.screen is stage.main)


async def codes_in_our_log_are_explained(stage: Stage) -> None:
    file = stage.app.dashboard.log_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("10:00 h answered 404 Not Found: SVCSTG.00100412 gone\n", encoding="utf-8")
    await stage.pilot.press("L", "e")
    await seen(stage, "SVCSTG.00100412", "The instance is not there.")
    await stage.pilot.press("escape", "escape", "?", "e")
    assert not isinstance(stage.app.screen, ExplainPage)  # nothing of it to explain
    await stage.pilot.press("escape")


async def the_cause_of_the_bar_is_explained_with_its_code(stage: Stage) -> None:
    """All calls are stopped after it."""
    stage.simulator.fault(Fault.STATUS, status=401)
    stage.watcher.refresh()
    await until(lambda: stage.watcher.fleet().accounts[0].link == "refused")
    stage.main.show_fleet()
    await stage.pilot.press("e", "G")
    await seen(stage, "APIGW.0301", "token expired", "account ·")
    await stage.pilot.press("escape", "P", "e")
    await seen(stage, "APIGW.0301", "all calls of the account are stopped")


STORIES = (
    one_key_explains_all_that_holds_for_the_row_under_the_cursor,
    the_word_under_the_cursor_of_the_pane_comes_first,
    a_click_on_the_head_explains_and_one_on_the_title_leads_back,
    codes_in_our_log_are_explained,
    the_cause_of_the_bar_is_explained_with_its_code,
)


async def as_it_looks(stage: Stage, snapshot: SnapshotAssertion) -> None:
    for name, size in SIZES.items():
        await stage.pilot.resize_terminal(*size)
        await stage.pilot.press("e")
        await seen(stage, "The last operation failed")
        assert stage.text().rstrip() == snapshot(name=name)
        await stage.pilot.press("escape")
    await stage.pilot.resize_terminal(*SIZES["half"])


async def test_what_is_told_of_explaining_is_so(home: Path, snapshot: SnapshotAssertion) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with explained(home) as stage:
        await as_it_looks(stage, snapshot)
        for told in STORIES:
            await told(stage)


async def test_the_key_follows_the_users_map_on_pages_too_in_either_language(
    home: Path, snapshot: SnapshotAssertion
) -> None:
    config = 'language = "zh-cn"\nkeys = { explain = "ctrl+e" }'
    async with explained(home, SIZES["narrow"], config) as stage:
        await stage.pilot.press("ctrl+e")
        await seen(stage, "最近一次操作失败")
        assert stage.text().rstrip() == snapshot(name="chinese")
        await stage.pilot.press("escape", "P", "ctrl+e")
        await seen(stage, "账号 · sstui 的理解")
        await stage.pilot.press("escape", "e")
        assert not isinstance(stage.app.screen, ExplainPage)
