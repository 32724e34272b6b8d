"""Keys that arrive in one burst, as a fast hand or tmux sends them, go where each one led."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from sstui.tui.screens.main import MainScreen
from tests.support import until
from tests.tui.fingers import key_event
from tests.tui.harness import Stage
from tests.tui.test_commands import looked_at, to_the_list


def keys(text: str) -> list[Key]:
    return [key_event("enter" if each == "\r" else each) for each in text]


def burst(stage: Stage, events: Iterable[Key | Paste]) -> None:
    """All of them before the first is handled, as the driver posts what it read at once."""
    for event in events:
        stage.app.post_message(event)


def typed(stage: Stage) -> str:
    focused = stage.app.focused
    return focused.value if isinstance(focused, Input) else ""


def withhold_frames(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every key comes before what the main screen does after the next frame."""
    monkeypatch.setattr(stage.main, "call_after_refresh", lambda *_: True)


async def copied(stage: Stage, sent: str) -> str:
    before = stage.app.clipboard
    burst(stage, keys(sent))
    await until(lambda: stage.app.clipboard != before)
    return stage.app.clipboard


async def a_key_finds_the_instance_that_the_keys_before_it_led_to(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = stage.main.list.shown_refs
    stage.main.list.go_to(refs[0])
    await stage.pilot.press("6", "tab")
    with monkeypatch.context() as patched:
        withhold_frames(stage, patched)
        for sent, ref in (("Jjy", refs[1]), ("1J6jy", refs[2])):  # the id is the second row
            assert await copied(stage, sent) == ref.instance


async def what_follows_a_key_reaches_what_the_key_opened(stage: Stage) -> None:
    burst(stage, keys(":themes"))
    await until(lambda: typed(stage) == "themes")
    await stage.pilot.press("escape")
    await until(lambda: isinstance(stage.app.screen, MainScreen))
    burst(stage, keys("/card"))
    await until(lambda: typed(stage) == "card")
    await stage.pilot.press("escape")
    burst(stage, [*keys("A"), Paste("a/b/c"), *keys("d")])
    await until(lambda: typed(stage) == "a/b/cd")
    while not isinstance(stage.app.screen, MainScreen):
        await stage.pilot.press("escape")
    burst(stage, keys(":q\r"))
    await until(lambda: stage.app.return_code == 0)


async def test_what_is_told_of_bursts_is_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home, 3) as stage:
        await a_key_finds_the_instance_that_the_keys_before_it_led_to(stage, monkeypatch)
        await to_the_list(stage)
        await what_follows_a_key_reaches_what_the_key_opened(stage)
