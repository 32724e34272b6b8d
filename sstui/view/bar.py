"""The live status bar: lamp, one cell for every watched instance, counts and vital signs, keys."""

from __future__ import annotations

from datetime import tzinfo
from typing import NamedTuple

from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef
from sstui.view.bar_cells import cell_rows, cells_of
from sstui.view.bar_pieces import CellRows, Hit
from sstui.view.lamp import Lamp, lamp, lamp_lines, lamp_width
from sstui.view.last import last
from sstui.view.signs import Signs
from sstui.view.standing import standings
from sstui.view.text import Line, Span, fit
from sstui.view.vitals import short_vitals_line, vitals_line

__all__ = ["WITH_KEYS", "Bar", "Hit", "bar"]

_TALL = 40  # rows of screen from which the cells may take three rows
WITH_KEYS = 24  # rows of screen from which there is a row of keys
_ONE_ROW = 10


class Bar(NamedTuple):
    """``lines`` from top to bottom, each exactly as wide as asked; ``hits`` for the mouse."""

    lines: tuple[Line, ...]
    hits: tuple[Hit, ...]


def bar(
    fleet: Fleet,
    *,
    width: int,
    screen_rows: int,
    signs: Signs,
    tz: tzinfo,
    cursor: InstanceRef | None,
    hints: Line,
    message: Line | None = None,
    frozen: bool = False,
    passed: int | None = None,
) -> Bar:
    """Three rows on a screen of 24 rows or more (up to five of 40 or more, where the cells need
    it), two of 10 to 23, one below. ``message`` stands in place of ``hints``, or where those have
    no row in place of the counts; ``passed`` is how many a filter of the list lets through."""
    shown = lamp(fleet, signs)
    size = lamp_width(shown, width)
    room = max(width - size - 1, 0)
    if screen_rows < _ONE_ROW:
        rest = short_vitals_line(
            fleet, shown, width=room, signs=signs, tz=tz, frozen=frozen, message=message
        )
        lines = _beside_lamp(shown, width, [rest])
        return Bar(lines, _lamp_hits(fleet, shown, size, 1))
    rows = 3 if screen_rows >= _TALL else 1
    placed = cell_rows(
        cells_of(fleet.snapshots, signs), max(room - 1, 0), rows, signs.cut, signs.parting
    )
    has_keys = screen_rows >= WITH_KEYS
    rest = vitals_line(
        fleet,
        shown,
        width=room,
        signs=signs,
        tz=tz,
        cursor=cursor,
        frozen=frozen,
        message=None if has_keys else message,
        passed=passed,
    )
    lines = _beside_lamp(shown, width, [*placed.lines, rest])
    hits = (*_lamp_hits(fleet, shown, size, len(lines)), *_moved(placed, size + 1))
    if has_keys:
        keys = hints if message is None else (Span(" "), *message)
        lines = (*lines, fit(keys, width, signs.cut))
    return Bar(lines, hits)


def _beside_lamp(shown: Lamp, width: int, parts: list[Line]) -> tuple[Line, ...]:
    return tuple(
        fit((*left, Span(" "), *part), width)
        for left, part in zip(lamp_lines(shown, width, len(parts)), parts, strict=True)
    )


@last
def _moved(placed: CellRows, by: int) -> tuple[Hit, ...]:
    return tuple(hit._replace(start=hit.start + by, end=hit.end + by) for hit in placed.hits)


def _lamp_hits(fleet: Fleet, shown: Lamp, size: int, rows: int) -> tuple[Hit, ...]:
    """A click on the lamp goes to the first of what it counts."""
    if shown.own is None:
        return ()
    found = zip(fleet.snapshots, standings(fleet.snapshots), strict=True)
    ref = next((snapshot.ref for snapshot, which in found if which is shown.own), None)
    return () if ref is None else tuple(Hit(row, 0, size, ref) for row in range(rows))
