"""The floors are programs that run, and the bench makes a table of what it measured."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import subjects
from tests.bench.fleet import (
    calls,
    environment,
    held_fleet,
    leading_to,
    make_home,
    same_calls,
)
from tests.bench.floors.empty import TEXT
from tests.bench.floors.made_up import LAST_NAME, NAMES
from tests.bench.measuring import ROOT, Failed, measure, measure_in_turn
from tests.bench.painting import Painting
from tests.bench.plans import comparison
from tests.bench.rows import Row
from tests.bench.table import HEADS, table
from tests.terminal import TerminalProcess


def no_calls(begin: float, end: float) -> int:
    return 0


def in_a_terminal(command: tuple[str, ...]) -> TerminalProcess:
    environ: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    return TerminalProcess(command, environ)


def test_floor_e_starts_paints_and_ends_with_q() -> None:
    with in_a_terminal(subjects.module("tests.bench.floors.empty")) as terminal:
        terminal.wait_for(lambda text: TEXT in text)
        terminal.type("q")
        assert terminal.wait() == 0


def test_floor_l_shows_a_whole_instance_swaps_it_with_j_and_ends_with_q() -> None:
    with in_a_terminal(subjects.module("tests.bench.floors.still")) as terminal:
        text = terminal.wait_for(lambda text: LAST_NAME in text and "j k move" in text)
        assert all(name in text for name in NAMES)
        assert f"{NAMES[0]}  1/2 replicas" in text
        assert f"▼ {NAMES[0]}-envoy" in text
        terminal.type("jj")
        old, new = f"▼ {NAMES[0]}", f"▼ {NAMES[1]}"
        terminal.wait_for(lambda text: new in text and old not in text)
        terminal.type("q")
        assert terminal.wait() == 0


async def test_floor_n_is_answered_for_every_instance_over_one_connection(tmp_path: Path) -> None:
    async with held_fleet() as simulator:
        home = make_home(tmp_path / "home", simulator, same_calls(0.5))
        loop = subjects.bare_loop(home, 0.5, 0.0, leading_to(simulator))
        figures = await measure(replace(loop, settle=0.0), lambda a, b: calls(simulator, a, b))
        assert figures["calls"] >= len(simulator.bookmarks)
        assert {r.path.rsplit("/", 1)[1] for r in simulator.requests} == {
            bookmark["instance"] for bookmark in simulator.bookmarks
        }
        assert simulator.accepted <= 4


# As E begins and ends, without the quarter of a second that Textual takes; its CPU can be measured.
LIGHT = f"""\
import sys, time, tty
while time.process_time() < 0.05:
    pass
tty.setraw(0)
print({TEXT!r}, flush=True)
sys.stdin.read(1)
"""


async def test_a_comparison_of_one_with_itself_makes_a_table_of_finite_numbers() -> None:
    floor = replace(subjects.empty(0.0, 0.0), command=(sys.executable, "-c", LIGHT))
    plan = comparison(replace(floor, name="E again"), [floor])
    found = await measure_in_turn(list(plan.subjects.values()), 1, no_calls, lambda line: None)
    head, rule, *lines = table(plan.rows(found)).splitlines()
    assert head.count("|") == rule.count("|") == len(HEADS) + 1
    assert len(lines) == 3
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == len(HEADS)
        assert float(cells[2].split()[0]) > 0
        assert math.isfinite(float(cells[4]))


async def test_a_subject_that_ends_at_once_is_named_with_its_command() -> None:
    broken = replace(subjects.empty(0.0, 0.0), command=(sys.executable, "-c", "pass"))
    with pytest.raises(Failed, match=r"^E: never showed .* try `python -c pass`$"):
        await measure(broken, no_calls)


def test_a_limit_is_kept_or_not_and_a_ratio_to_nothing_is_none() -> None:
    row = Row("C3", "bytes", ours=100.0, theirs=0.0, floor="L", unit="B/s", most=1024.0)
    assert (row.ratio, row.kept) == (None, True)
    row = Row("C1", "start", ours=1.2, theirs=1.0, floor="L", unit="s", most_ratio=1.15)
    assert row.kept is False
    assert "| 1.20 | 1.15 × L | **no** |" in table([row])


def test_environment_leads_to_nobodys_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HW_ACCESS_KEY", "SSTUI_HOME", "https_proxy"):
        monkeypatch.setenv(name, "theirs")
    assert "theirs" not in environment().values()


@pytest.mark.parametrize(("rows", "full_repaints"), [(48, 1), (24, 0)])
def test_a_frame_that_draws_nearly_every_cell_is_a_full_repaint(
    rows: int, full_repaints: int
) -> None:
    painting = Painting((160, 48))
    painting.feed(b"\x1b[?2026h" + b"x" * 160 * rows + b"\x1b[?2026l")
    assert (painting.frames, painting.full_repaints) == (1, full_repaints)
