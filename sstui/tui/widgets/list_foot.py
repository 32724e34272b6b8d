"""What stands in the free rows below the list: *latest* with the peek beside it, or the columns of
the filter while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

from sstui.monitor.state import Fleet
from sstui.tui.widgets.row_lists import RowLike
from sstui.view.latest import latest_rows
from sstui.view.list_rows import nothing_row
from sstui.view.signs import Signs
from sstui.view.text import Line, fit

if TYPE_CHECKING:
    from sstui.view.filter_fields import Field

LEAST_ROWS = 6  # free rows from which *latest* is worth its place
MOST_ROWS = 8
LATEST_SCREEN = 40  # rows of the screen from which there is a *latest*
PEEK_CELLS = 60  # of the peek that stands beside *latest*


class ListFoot:
    """Lines at the bottom of a list of ``width`` by ``height`` cells."""

    def __init__(self) -> None:
        self.peek: tuple[Line, ...] = ()
        self._rows: tuple[RowLike, ...] = ()
        self._width = 0
        self._top = 0
        self._beside = False  # whether the peek stands there too

    def clear(self, height: int) -> None:
        """Nothing stands there."""
        self._rows, self._top = (), height

    def lay_nothing(self, top: int, width: int, add_key: str, signs: Signs) -> None:
        """There is no row above: how to get one."""
        self._rows, self._top, self._beside = (nothing_row(width, add_key, signs),), top, False

    def lay_columns(
        self, fields: Mapping[str, Field], width: int, height: int, free: int, signs: Signs
    ) -> None:
        from sstui.view.filter_lines import column_rows

        self._put(column_rows(fields, width, free, signs), width, height, beside=False)

    def lay_latest(
        self, fleet: Fleet, width: int, height: int, free: int, signs: Signs, tz: tzinfo
    ) -> None:
        """The newest events; where there is a peek they leave it its cells."""
        room = width - (PEEK_CELLS + 4 if self.peek else 0)
        rows = latest_rows(fleet, width=room, height=min(free, MOST_ROWS), signs=signs, tz=tz)
        self._put(rows, width, height, beside=bool(self.peek))

    def _put(self, rows: tuple[RowLike, ...], width: int, height: int, *, beside: bool) -> None:
        count = max(len(rows), len(self.peek) if beside else 0) if rows else 0
        self._rows, self._width, self._beside = rows, width, beside
        self._top = height - count

    def line(self, y: int) -> Line:
        """Of the list's own row ``y``."""
        index = y - self._top
        if index < 0 or not self._rows:
            return ()
        line = self._rows[index].line if index < len(self._rows) else ()
        if not self._beside:
            return line
        peek = self.peek[index] if index < len(self.peek) else ()
        return (*fit(line, self._width - PEEK_CELLS - 1), *peek)

    def row(self, y: int) -> RowLike | None:
        """What a click on the list's own row ``y`` is for."""
        index = y - self._top
        return self._rows[index] if 0 <= index < len(self._rows) else None
