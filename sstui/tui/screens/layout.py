"""Which panes are seen where, at which size (SCREENS §7): plain values, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class View(IntEnum):
    """The views of an instance; the numbers are the keys, the same at every size."""

    OVERVIEW = 1
    CONFIGURATION = 2
    TIMELINE = 3
    DRIFT = 4
    EVENTS = 5
    RAW = 6


# The pane that a view is, where it is one alone.
ALONE = {
    View.CONFIGURATION: "configuration",
    View.TIMELINE: "timeline",
    View.DRIFT: "drift",
    View.EVENTS: "events",
    View.RAW: "raw",
}
LEFT_PANES = ("artifacts", "configuration")
RIGHT_PANES = ("refer_resources", "external_accesses", "status_detail", "instance")
WALL, WIDE, HALF, NARROW, SIDE = 180, 140, 100, 72, 40


@dataclass(frozen=True, slots=True)
class Layout:
    """What is seen, for a size and what the person chose."""

    columns: int
    rows: int
    view: View
    zoomed: str | None  # the pane that is alone
    opened: bool  # the instance has the whole screen, where it cannot stand beside the list
    spread: bool = False  # the list is the wide one, and has the whole width

    @property
    def wide(self) -> bool:
        return self.columns >= WIDE

    @property
    def beside(self) -> bool:
        """List and instance side by side."""
        return self.columns >= HALF and not self.spread

    @property
    def list_shown(self) -> bool:
        return self.beside or not self.opened

    @property
    def detail_shown(self) -> bool:
        return self.beside or self.opened

    @property
    def peek_shown(self) -> bool:
        room = self.columns >= NARROW and self.rows >= 20
        return room and not self.beside and not self.opened and not self.peek_in_list

    @property
    def peek_in_list(self) -> bool:
        """Beside *latest*, below the rows of the wide list."""
        return self.spread and not self.opened and self.wide and self.rows >= 40

    @property
    def list_width(self) -> int:
        """Cells; all of the width where the list stands alone."""
        if not self.beside:
            return self.columns
        if self.columns >= WALL:
            return 69  # with a strip of twelve cells
        return 55 if self.wide else 53

    @property
    def strip(self) -> int:
        """Cells of history strip in a list row."""
        if not self.beside and self.columns >= NARROW:
            return 16
        return 12 if self.columns >= WALL else 0

    @property
    def head_rows(self) -> int:
        if self.rows < 24:
            return 2
        return 2 if not self.beside and self.view is not View.OVERVIEW else 4

    @property
    def spaced(self) -> bool:
        """A blank line around the tabs."""
        return self.rows >= 24

    @property
    def panes(self) -> tuple[str, ...]:
        """The panes that are seen, in focus order."""
        if self.zoomed:
            return (self.zoomed,)
        if self.view in ALONE:
            return (ALONE[self.view],)
        return (*LEFT_PANES, *RIGHT_PANES) if self.wide else ("artifacts", *RIGHT_PANES)

    @property
    def alone(self) -> bool:
        """One pane has all the room."""
        return len(self.panes) == 1
