"""The picker's own widgets: a tree whose boxes can be clicked, and a foot whose keys can be."""

from __future__ import annotations

from textual import events
from textual.message import Message

from sstui.tui.widgets.painted import Painted
from sstui.tui.widgets.rows import RowsView
from sstui.view.discover_entries import Entry
from sstui.view.discover_lines import Hint
from sstui.view.discover_tree import PickRows
from sstui.view.text import Line


class PickTree(RowsView):
    """Applications, components, instances. A click on a box ticks, on anything else moves; a
    second one there is *open*."""

    ALWAYS_CURSOR = True

    class Ticked(Message):
        """A click on the box of the row under the cursor."""

    @property
    def entry(self) -> Entry | None:
        """What the cursor is on."""
        rows = self.rows
        if isinstance(rows, PickRows) and 0 <= self.cursor < len(rows):
            return rows.entries[self.cursor]
        return None

    def on_click(self, event: events.Click) -> None:
        index = self.top + event.y
        rows = self.rows
        if isinstance(rows, PickRows) and index < len(rows):
            first, end = rows.box_at(index)
            if first <= event.x < end:
                event.prevent_default()  # a click on a row is the base class's to handle
                self.move_to(rows[index].key)
                self.post_message(self.Ticked())


class PickFoot(Painted):
    """What is chosen, and the keys."""

    SURFACE = "ground-bar"

    class Pressed(Message):
        """A click on a key."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__(id="pick-foot")
        self._lines: tuple[Line, ...] = ()
        self._hints: tuple[Hint, ...] = ()

    def show(self, words: Line, keys: Line, hints: tuple[Hint, ...]) -> None:
        self._lines, self._hints = (words, keys), hints
        self.paint()

    def line_at(self, y: int) -> tuple[Line, str]:
        return (self._lines[y] if y < len(self._lines) else ()), self.SURFACE

    def on_click(self, event: events.Click) -> None:
        for hint in self._hints if event.y == 1 else ():
            if hint.start <= event.x < hint.end:
                self.post_message(self.Pressed(hint.action))
