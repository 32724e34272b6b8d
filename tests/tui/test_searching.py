"""A search in a pane: nothing is made again for a letter that is in sight already."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.tui.widgets.pane import Pane
from tests.support import until
from tests.tui.harness import SIZES, Stage
from tests.tui.mouse import click_hint
from tests.tui.test_commands import looked_at


async def in_configuration(stage: Stage) -> Pane:
    await stage.pilot.press("j", "2", "tab")
    pane = stage.main.focused_pane
    assert pane is not None
    assert pane.pane_name == "configuration"
    return pane


async def the_prompt_is_on_the_screen_before_the_document_is_indexed(
    stage: Stage, pane: Pane, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    prompt = stage.main.detail.prompt
    with monkeypatch.context() as patched:
        patched.setattr(pane, "prepare_search", lambda: seen.append(bool(prompt.region)))
        await stage.pilot.press("/")
        await until(lambda: seen == [True])


async def rows_are_made_again_only_for_a_hit_that_is_folded_away(stage: Stage, pane: Pane) -> None:
    rows = pane.rows
    await stage.pilot.press("/", *"CACHE")
    assert "CACHE_TTL" in str(pane.cursor_key)
    assert pane.rows is rows
    await stage.pilot.press(*["backspace"] * 5, *"paas_a")
    await until(lambda: pane.cursor_key == "env{}{PAAS_APP_ID}")
    assert pane.rows is not rows


async def the_hints_are_those_of_the_prompt_while_it_is_open(stage: Stage, pane: Pane) -> None:
    """`n` and `/` are then letters to look for."""
    await stage.pilot.press("/", *"CACHE")
    await until(lambda: "esc end it" in stage.text())
    assert "n next trouble" not in stage.text()
    await click_hint(stage, "keep the search")
    await until(lambda: "n next hit" in stage.text())
    assert stage.main.focused_pane is pane
    await stage.pilot.press("/", *"CACHE")
    await stage.pilot.resize_terminal(*SIZES["side"])  # the window is split meanwhile
    await until(lambda: "orders-prod" in stage.text().splitlines()[0])
    assert "CACHE" in stage.text()
    assert stage.main.detail.prompt.has_focus
    await stage.pilot.resize_terminal(*SIZES["wide"])
    await until(lambda: "esc end it" in stage.text())
    await click_hint(stage, "end it")
    await until(lambda: stage.main.focused_pane is pane)
    assert pane.search is None


async def a_click_elsewhere_closes_the_prompt(stage: Stage) -> None:
    await stage.pilot.press("/", *"CACHE")
    await until(lambda: "esc end it" in stage.text())
    await stage.pilot.click(stage.main.list, offset=(5, 0))
    await until(lambda: "n next trouble" in stage.text())
    assert not stage.main.detail.prompt.display


async def ended(stage: Stage, pane: Pane) -> None:
    await stage.pilot.press("escape")
    await until(lambda: stage.main.focused_pane is pane and not stage.main.detail.prompt.display)


async def test_what_is_told_of_searching_is_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home, 1) as stage:
        pane = await in_configuration(stage)
        await the_prompt_is_on_the_screen_before_the_document_is_indexed(stage, pane, monkeypatch)
        await ended(stage, pane)
        await rows_are_made_again_only_for_a_hit_that_is_folded_away(stage, pane)
        await ended(stage, pane)
        await the_hints_are_those_of_the_prompt_while_it_is_open(stage, pane)
        await a_click_elsewhere_closes_the_prompt(stage)
