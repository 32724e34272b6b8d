"""What is done for a key and for a change is in proportion to it: counted, never timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sstui.tui.screens.main import MainScreen
from tests.tui.test_commands import looked_at


def counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Counter[str]:
    """How often a function is called from now on."""
    calls: Counter[str] = Counter()
    function: Callable[..., object] = getattr(owner, name)

    def count(*values: object, **named: object) -> object:
        calls[name] += 1
        return function(*values, **named)

    monkeypatch.setattr(owner, name, count)
    return calls


async def test_of_rows_that_go_by_in_one_frame_only_the_last_is_drawn_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with looked_at(home, 8) as stage:
        main = stage.main
        shown = counted(monkeypatch, MainScreen, "show_instance")
        for _ in range(5):
            main.list.move(1)
        await stage.pilot.pause()
        assert shown["show_instance"] == 1
        snapshot = main.snapshot
        assert snapshot is not None
        assert snapshot.name in stage.text().splitlines()[0]
