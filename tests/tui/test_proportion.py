"""What is done for a key and for a change is in proportion to it: counted, never timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sstui.tui.screens.main import MainScreen
from sstui.view import bar_cells, list_rows
from tests.support import until
from tests.tui.harness import Stage
from tests.tui.test_commands import looked_at
from tests.view.fleets import quiet_fleet


def counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Counter[str]:
    """How often a function is called from now on."""
    calls: Counter[str] = Counter()
    function: Callable[..., object] = getattr(owner, name)

    def count(*values: object, **named: object) -> object:
        calls[name] += 1
        return function(*values, **named)

    monkeypatch.setattr(owner, name, count)
    return calls


async def of_rows_that_go_by_in_one_frame_only_the_last_is_drawn_whole(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = stage.main
    shown = counted(monkeypatch, MainScreen, "show_instance")
    for _ in range(5):
        main.list.move(1)
    await stage.pilot.pause()
    assert shown["show_instance"] == 1
    snapshot = main.snapshot
    assert snapshot is not None
    assert snapshot.name in stage.text().splitlines()[0]


async def a_key_that_moves_the_cursor_draws_no_cell_of_the_bar_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = stage.main
    main.frozen = True
    main.show_fleet()
    cells = counted(monkeypatch, bar_cells, "glyph")
    main.list.move(1)
    await stage.pilot.pause()
    assert cells["glyph"] == 0
    assert main.bar._view is not None
    assert main.bar._view.cursor == main.list.ref


async def of_five_hundred_that_pass_a_letter_of_the_filter_draws_what_is_in_sight(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = stage.main
    main.frozen = True
    main.fleet = quiet_fleet(500)
    main.show_fleet()
    await stage.pilot.press("/")
    drawn = counted(monkeypatch, list_rows, "instance_line")
    await stage.pilot.press("s", "e", "r")
    await until(lambda: main.list.filter.passed == 500)
    assert len(main.list.rows) == 501
    assert 0 < drawn["instance_line"] <= 3 * main.list.page


STORIES = (
    of_rows_that_go_by_in_one_frame_only_the_last_is_drawn_whole,
    a_key_that_moves_the_cursor_draws_no_cell_of_the_bar_again,
    of_five_hundred_that_pass_a_letter_of_the_filter_draws_what_is_in_sight,
)


async def test_what_is_done_is_in_proportion(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one dashboard: its start takes longer than a story."""
    async with looked_at(home, 8) as stage:
        for told in STORIES:
            with monkeypatch.context() as patched:
                await told(stage, patched)
