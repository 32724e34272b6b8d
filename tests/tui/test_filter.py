"""The filter of the list on the fleet: by keys alone and by mouse alone; as it looks in
`test_sizes`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from sstui.config.ui_state import UiState
from sstui.servicestage.refs import InstanceRef
from sstui.tui.screens.filter_help import FilterHelp
from sstui.tui.widgets.filter_prompt import FilterPrompt
from sstui.view.text import text_of
from tests.support import until
from tests.tui.harness import Stage
from tests.tui.mouse import click_hint, click_text
from tests.tui.test_commands import at, looked_at, message, named, to_the_list


def shown(stage: Stage) -> list[str]:
    """The names in the list, top to bottom."""
    found = (stage.main.fleet.snapshot(ref) for ref in stage.main.list.shown_refs)
    return [snapshot.name for snapshot in found if snapshot is not None]


def prompt(stage: Stage) -> FilterPrompt:
    assert stage.main.filter is not None
    return stage.main.filter


async def looked_again(stage: Stage, ref: InstanceRef) -> None:
    before = stage.watcher.fleet().by_ref[ref].looked
    stage.watcher.refresh(ref)
    await until(lambda: stage.watcher.fleet().by_ref[ref].looked != before, 10)


async def filtered(stage: Stage, text: str) -> None:
    """The prompt with this text, put there at once."""
    await stage.pilot.press("/")
    await until(lambda: stage.main.filter is not None and prompt(stage).input.has_focus)
    prompt(stage).input.value = text
    await until(lambda: prompt(stage).filter.text == text)


def head(stage: Stage) -> str:
    """The line above the list while the prompt is closed."""
    return text_of(prompt(stage).line._lines[0])


async def by_keys_alone(stage: Stage) -> None:
    press, main = stage.pilot.press, stage.main
    await press("/")
    await until(lambda: stage.main.filter is not None and prompt(stage).input.has_focus)
    await press(*"health:bad")
    assert shown(stage) == ["cart", "mailer"]
    assert at(stage) == "cart"
    await press(" ", *"age:>")
    assert shown(stage) == ["cart", "mailer"]
    await until(lambda: "age:> wants a duration" in stage.text())

    await press("?")
    await until(lambda: isinstance(stage.app.screen, FilterHelp))
    await until(lambda: "its letters in that order" in stage.text())
    await press("escape")
    await until(lambda: stage.app.screen is main)
    assert prompt(stage).input.has_focus

    await press(*(["backspace"] * 6), "enter")
    assert main.list.has_focus
    await until(lambda: " / health:bad" in stage.text())
    assert head(stage).split()[-3:] == ["2", "of", "24"]
    await press("G")
    assert at(stage) == "mailer"

    await press("escape")
    assert len(shown(stage)) == 24
    assert at(stage) == "mailer"
    assert not prompt(stage).display

    await press("/", "up", "enter")
    assert shown(stage) == ["cart", "mailer"]
    await press("/", "escape")
    assert shown(stage) == ["cart", "mailer"]
    assert main.list.has_focus
    await press("escape")
    assert len(shown(stage)) == 24


async def completing(stage: Stage) -> None:
    await stage.pilot.press("/", *"gr", "tab")
    assert prompt(stage).input.value == "group:"
    await stage.pilot.press(*"da", "tab")
    await until(lambda: prompt(stage).input.value == 'group:"data 数据平台"')
    assert len(shown(stage)) == 5
    await stage.pilot.press(" ", *"health:o", "tab")
    await until(lambda: " off  ok" in stage.text())


async def what_is_bad(stage: Stage) -> None:
    await filtered(stage, "group:payments")
    await until(lambda: "2 bad hidden" in stage.text())
    await stage.pilot.press("enter")
    assert head(stage).split()[-7:] == ["7", "of", "24", "·", "2", "bad", "hidden"]
    assert "✗ 2 BAD" in stage.text()
    assert "✗  cart" in text_of(stage.main.bar._lines[0]).replace("✗ cart", "✗  cart")
    await stage.pilot.press("g", "n")
    assert "in what the filter lets through" in message(stage)


async def by_mouse_alone(stage: Stage) -> None:
    click, main = stage.pilot.click, stage.main
    await click_hint(stage, "/ filter")
    await until(lambda: main.filter is not None and prompt(stage).input.has_focus)
    await click_text(stage, " health: ")
    await until(lambda: prompt(stage).input.value == "health:")
    await stage.pilot.press("b")
    assert prompt(stage).input.value == "health:b"  # who clicked a word goes on typing
    await stage.pilot.press("backspace", "tab")
    await click_text(stage, "bad  degraded")
    await until(lambda: shown(stage) == ["cart", "mailer"])
    await click_text(stage, " mailer ")
    await until(lambda: "next trouble" in stage.text().splitlines()[-1])  # the keys are the list's
    await click_hint(stage, "close, then clear")
    await until(lambda: " / health:bad" in stage.text())
    assert main.list.has_focus
    await click("#filter")
    await click_hint(stage, "keep")
    await until(lambda: not prompt(stage).editing)
    assert main.list.has_focus

    await click("#filter")
    assert prompt(stage).editing
    await click_text(stage, " group: ")
    await until(lambda: prompt(stage).input.value == "health:bad group:")
    await click_text(stage, "edge")
    await until(lambda: shown(stage) == ["mailer"])
    await click_hint(stage, "close, then clear")
    await until(lambda: "filter 1 of 24 · the bar shows all" in stage.text())
    await click_hint(stage, "clear the filter")
    await until(lambda: len(shown(stage)) == 24)

    await click_hint(stage, "/ filter")
    await click_hint(stage, "earlier filters")
    await until(lambda: shown(stage) == ["mailer"])
    await click_hint(stage, "help for this prompt")
    await until(lambda: isinstance(stage.app.screen, FilterHelp))
    await click_text(stage, "esc back")
    await until(lambda: stage.app.screen is main)
    hit = next(h for h in main.bar._hits if h.ref == named(stage, "cart"))
    await click("#bar", offset=(hit.start, hit.row))
    await until(lambda: at(stage) == "cart")
    assert len(shown(stage)) == 24
    assert "the filter hid it" in message(stage)


async def folding(stage: Stage) -> None:
    stage.main.list.go_to(named(stage, "cart"))
    await stage.pilot.press("space")
    folded = stage.main.list.folded
    assert "cart" not in shown(stage)
    await filtered(stage, "cart")
    await stage.pilot.press("enter")
    assert shown(stage) == ["cart"]
    await stage.pilot.press("escape")
    assert stage.main.list.folded == folded
    await stage.pilot.press("space")


async def the_row_under_the_cursor_stays_when_it_does_not_pass_any_more(stage: Stage) -> None:
    """Well from then on: the last story."""
    await filtered(stage, "health:bad")
    await stage.pilot.press("enter")
    ref = named(stage, "cart")
    stage.simulator.set_status(ref.instance, status="RUNNING", available_replica=3)
    for _ in range(2):  # better is believed at the second look
        await looked_again(stage, ref)
    stage.main.show_fleet()
    assert "RUNNING" in stage.row_of("cart")
    assert at(stage) == "cart"
    await stage.pilot.press("j", "j")
    stage.main.show_fleet()
    assert shown(stage) == ["mailer"]


STORIES = (
    by_keys_alone,
    completing,
    what_is_bad,
    by_mouse_alone,
    folding,
    the_row_under_the_cursor_stays_when_it_does_not_pass_any_more,
)


async def test_what_is_told_of_the_filter_is_so(home: Path) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home) as stage:
        for told in STORIES:
            await told(stage)
            while prompt(stage).display:
                await stage.pilot.press("escape")
            await to_the_list(stage)
            assert len(shown(stage)) == 24


async def test_the_last_filters_are_kept_for_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "ui.json"
    ui = UiState(file)
    ui.remember(filters=("health:bad", "tag:team-a"))
    assert UiState(file).layout.filters == ("health:bad", "tag:team-a")
    file.write_text(json.dumps({"filters": ["a", 7], "columns": "x", "wide": 3}))
    assert replace(UiState(file).layout, filters=()) == replace(ui.layout, filters=())
    assert UiState(file).layout.filters == ("a",)
