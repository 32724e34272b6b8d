"""View 4 on the screen: pinned, compared, walked, by keys and by mouse; and the past in 2, 4, 6."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from sstui.config.paths import Paths
from sstui.monitor.baselines import Baselines
from sstui.simulator.server import Simulator
from sstui.tui import comparing
from sstui.tui.screens.compare import CompareWith
from sstui.tui.widgets.pane import Pane
from tests.monitor.scripted import ManualClock
from tests.support import until
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_bursts import burst, keys, withhold_frames
from tests.tui.test_commands import message, named, to_the_list

CALM = "[poll]\ninterval = 60\nfast = 60\nbudget = 100000\n"
PLANTED = "a-planted-secret-of-its-own-length"


def drifting(body: dict[str, Any]) -> None:
    """An upgrade, a variable changed, one added, one taken away, a secret changed."""
    env = body["configuration"]["env"]
    values = {each["name"]: each for each in env}
    values["LOG_LEVEL"]["value"] = "trace"
    values["DB_PASSWORD"]["value"] = PLANTED
    env.remove(values["CACHE_TTL"])
    env.append({"name": "FEATURE_INSTANT_REFUND", "value": "on"})
    env.reverse()
    body["artifacts"]["orders"] |= {
        "url": "swr.example.com/shop/orders:2.14.9",
        "version": "2.14.9",
    }


@asynccontextmanager
async def on_orders(home: Path, size: tuple[int, int] = SIZES["wide"]) -> AsyncIterator[Stage]:
    """Two instances, seen; the cursor is on the first."""
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    baselines = Baselines(paths.shared_db, paths.fingerprint_key)
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, size, config=CALM, count=3, baselines=baselines) as stage,
    ):
        await stage.see_all()
        stage.main.show_fleet()
        stage.main.list.go_to(named(stage, "orders-prod"))
        yield stage


async def drift_from_baseline(stage: Stage) -> None:
    """Pinned, drifted, seen again."""
    ref = named(stage, "orders-prod")
    await stage.pilot.press("b")
    await until(lambda: "baseline pinned: orders-prod" in message(stage))
    stage.simulator.patch(ref.instance, drifting)
    stage.watcher.refresh(ref)
    await until(lambda: stage.watcher.fleet().by_ref[ref].drifted, 10)
    await to_orders(stage)


async def to_orders(stage: Stage) -> None:
    """Where each story begins: overview, nothing open, what has changed is known to be seen."""
    await to_the_list(stage)
    ref = named(stage, "orders-prod")
    stage.watcher.visited(ref)
    stage.main.show_fleet()
    stage.main.list.go_to(ref)


def pane(stage: Stage) -> Pane:
    found = stage.main.focused_pane
    assert found is not None
    return found


async def a_pin_before_the_first_look_is_refused_in_words(stage: Stage) -> None:
    ref = named(stage, "orders-prod")
    snapshots = stage.watcher.drifting._store.snapshots
    seen = snapshots[ref]
    snapshots[ref] = type(seen)(seen.bookmark)
    await stage.pilot.press("b")
    await until(lambda: "not seen yet in full" in message(stage))
    snapshots[ref] = seen


async def the_differences_are_walked_by_keys_alone(stage: Stage) -> None:
    press = stage.pilot.press
    await until(lambda: stage.row_of("orders-prod").endswith("≠ "))
    await press("4", "tab")
    await until(lambda: "4 changed · 1 added · 1 removed" in stage.text())
    walked = []
    for _ in range(6):
        await press("n")
        walked.append(str(pane(stage).cursor_key).rpartition(".")[2])
    assert walked == [
        "url",
        "version",
        "FEATURE_INSTANT_REFUND",
        "DB_PASSWORD",
        "LOG_LEVEL",
        "CACHE_TTL",
    ]
    await press("N", "enter")
    await until(lambda: 'A  "info"' in stage.text() and 'B  "trace"' in stage.text())
    assert "when  first seen" in stage.text()
    await press("escape", "y")
    await until(lambda: stage.app.clipboard == "trace")
    await press("Y")
    await until(lambda: stage.app.clipboard == "configuration.env.LOG_LEVEL")
    await press("/", *"REF", "enter")
    assert str(pane(stage).cursor_key).endswith("FEATURE_INSTANT_REFUND")
    await press("escape", "i")
    rows = pane(stage)
    await until(lambda: rows.rows.find("same at configuration.env.DB_URL") is not None)
    await press("i")
    await until(lambda: rows.rows.find("same at configuration.env.DB_URL") is None)


async def a_secret_differs_and_is_on_no_screen_and_in_no_copy(stage: Stage) -> None:
    await stage.pilot.press("4", "tab", "/", *"PASS", "enter", "escape", "enter")
    await until(lambda: re.search("B  •{8}   differs", stage.text()) is not None)
    await stage.pilot.press("v")
    assert "fingerprints" in message(stage)
    await stage.pilot.press("y")
    await until(lambda: stage.app.clipboard == "••••••••")
    assert PLANTED not in stage.text()


async def all_is_reached_by_mouse_alone(stage: Stage) -> None:
    main, click = stage.main, stage.pilot.click
    await click(main.detail.tabs, offset=(46, 0))
    await until(lambda: main.view == 4 and "FEATURE_INSTANT_REFUND" in stage.text())
    shown = main.detail.panes["drift"]
    row = shown.rows.find("at configuration.env.LOG_LEVEL")
    assert row is not None
    await click(shown, offset=(10, row + 1))
    await click(shown, offset=(10, row + 1))
    await until(lambda: 'B  "trace"' in stage.text())
    await click(shown, offset=(10, 1))
    await click(shown, offset=(10, 1))
    await until(lambda: isinstance(stage.app.screen, CompareWith))
    chooser = stage.app.screen
    assert isinstance(chooser, CompareWith)
    await until(lambda: len(chooser.found.rows) == 4)
    await click(chooser.found, offset=(5, 1))
    await click(chooser.found, offset=(5, 1))
    await until(lambda: "the look before that differed, as seen" in stage.text())


async def earlier_looks_are_called_so_in_views_2_4_and_6_and_esc_leads_back(stage: Stage) -> None:
    press = stage.pilot.press
    await press("2", "[")
    await until(lambda: re.search(r"configuration as seen \S+, 1st of 2", stage.text()) is not None)
    assert '"info"' in stage.text()
    assert '"trace"' not in stage.text()
    await press("[")
    assert "no earlier look" in message(stage)
    await press("6")
    await until(lambda: re.search(r"raw as seen \S+, 1st of 2", stage.text()) is not None)
    await press("4")
    await until(lambda: "B  as seen" in stage.text() and "not now" in stage.text())
    assert "2 not known" not in stage.text()
    await press("b")
    assert "earlier look" in message(stage)
    await press("escape")
    await until(lambda: "B  now, seen" in stage.text())
    await press("2")
    await until(lambda: '"trace"' in stage.text())
    assert "as seen" not in stage.text()
    await press("]")
    assert "this is now" in message(stage)
    await press("3", "[")
    assert "views 2, 4 and 6" in message(stage)
    await press("2")
    with pytest.MonkeyPatch.context() as patch:
        withhold_frames(stage, patch)
        burst(stage, keys("J["))  # of the next instance, which has none
        await until(lambda: "no earlier look" in message(stage))


async def another_instance_is_chosen_by_a_few_letters_and_compared_in_a_thread_when_large(
    stage: Stage,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "LARGE", 0)
        await stage.pilot.press("x")
        await until(lambda: "compare orders-prod with" in stage.text())
        await stage.pilot.press(*"refds", "enter")
        await until(lambda: "A  refunds-prod, seen" in stage.text())
        assert stage.main.view == 4
        paths = [stage.main.detail.panes["drift"].rows[n].key for n in range(5, 12)]
        assert not any(path.endswith((".id", "at name", "address")) for path in paths)
        await stage.pilot.press("x", "enter")
        await until(lambda: "A  baseline, pinned" in stage.text())


async def a_baseline_is_replaced(stage: Stage) -> None:
    press = stage.pilot.press
    await press("b")
    await until(lambda: "baseline replaced: orders-prod" in message(stage))
    await press("4", "tab")
    await until(lambda: "none: the same as baseline" in stage.text())
    assert re.search(r"\d+ values compared, \d+ set aside", stage.text())


async def a_baseline_survives_a_restart_and_is_unpinned_on_its_line(stage: Stage) -> None:
    await until(lambda: "≠" in stage.row_of("orders-prod"))  # the simulator begins anew
    await stage.pilot.press("4", "tab", "g")
    await until(lambda: "A  baseline, pinned" in stage.text())
    await stage.pilot.press("b")
    await until(lambda: "no baseline any more: orders-prod" in message(stage))
    await until(lambda: "no earlier look that differed is known" in stage.text())
    assert "≠" not in stage.row_of("orders-prod")


STORIES = (
    the_differences_are_walked_by_keys_alone,
    earlier_looks_are_called_so_in_views_2_4_and_6_and_esc_leads_back,
    a_secret_differs_and_is_on_no_screen_and_in_no_copy,
    all_is_reached_by_mouse_alone,
    another_instance_is_chosen_by_a_few_letters_and_compared_in_a_thread_when_large,
    a_baseline_is_replaced,
)


async def test_what_is_told_of_drift_is_so(home: Path) -> None:
    """In one dashboard, and after a restart: its start takes longer than a story."""
    async with on_orders(home) as stage:
        await a_pin_before_the_first_look_is_refused_in_words(stage)
        await drift_from_baseline(stage)
        for told in STORIES:
            await told(stage)
            await to_orders(stage)
    (home / "config" / "watchlist.toml").unlink()
    async with on_orders(home) as stage:
        await a_baseline_survives_a_restart_and_is_unpinned_on_its_line(stage)


async def test_drift_at_each_size(home: Path, snapshot: SnapshotAssertion) -> None:
    clock = ManualClock()
    async with (
        Simulator("fleet", speed=0, clock=clock.now) as simulator,
        dashboard(home, simulator, clock=clock, count=3) as stage,
    ):
        while not stage.fresh():
            await stage.second(clock)
        ref = named(stage, "orders-prod")
        await stage.watcher.drifting.pin(ref)
        simulator.patch(ref.instance, drifting)
        while not stage.watcher.fleet().by_ref[ref].drifted:
            await stage.second(clock)
        stage.main.show_fleet()
        stage.main.list.go_to(ref)
        for name, size in SIZES.items():
            await stage.pilot.resize_terminal(*size)
            await stage.pilot.press("4", "tab", "g", "n")
            await until(lambda: "2.14.9" in stage.text())
            shown = stage.main.detail.panes["drift"]
            lines = [shown.render_line(y).text.rstrip() for y in range(shown.size.height)]
            assert "\n".join(lines).rstrip() == snapshot(name=name)
            await stage.pilot.press("escape", "escape")
