"""Where there are several profiles, or a protected one, everything that could be taken for
another's begins with profile and region."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from sstui.monitor.state import Fleet
from sstui.view.head import head_lines
from sstui.view.head_parts import profile_text
from sstui.view.peek import peek_lines
from sstui.view.signs import UNICODE
from sstui.view.text import text_of
from tests.cases import every
from tests.view.fleets import account, the_fleet

SEVERAL = replace(the_fleet(), accounts=(account(), account("staging")))
GUARDED = replace(the_fleet(), accounts=(account(protected=True),))


def first_lines(fleet: Fleet) -> tuple[str, str]:
    """Of head and peek."""
    snapshot = fleet.snapshots[0]
    head = head_lines(fleet, snapshot, width=100, rows=4, signs=UNICODE, tz=UTC)
    peek = peek_lines(fleet, snapshot, width=100, signs=UNICODE, tz=UTC)
    return text_of(head[0]), text_of(peek[0])


@every(
    ("fleet", "begin"),
    [(SEVERAL, "prod ap-southeast-3  "), (GUARDED, "prod protected ap-southeast-3  ")],
)
def test_head_and_peek_begin_with_it(fleet: Fleet, begin: str) -> None:
    assert all(line.startswith(begin) for line in first_lines(fleet))


def test_so_does_a_row_that_is_copied() -> None:
    assert profile_text(SEVERAL, SEVERAL.snapshots[0]) == "prod ap-southeast-3: "
    assert profile_text(GUARDED, GUARDED.snapshots[0]) == "prod ap-southeast-3: "


def test_the_only_one_is_not_named() -> None:
    fleet = the_fleet()
    assert not any("ap-southeast-3" in line for line in first_lines(fleet))
    assert profile_text(fleet, fleet.snapshots[0]) == ""
