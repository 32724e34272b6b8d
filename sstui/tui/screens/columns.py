"""Choosing the columns of the wide list, seen as they are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from sstui.config.columns import COLUMNS
from sstui.tui.actions.columns import chosen_columns, use_columns
from sstui.tui.widgets.row_lists import Listed
from sstui.tui.widgets.rows import RowsView, StripRows
from sstui.view.text import Line, Span, cut_end, pad, plain

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

ROWS = 12
NAME_CELLS = 14
WORDS = "space ticks   J K move it   enter keeps   esc leaves all as it was"


class ColumnRow:
    """One column, ticked or not."""

    def __init__(self, text: str, ticked: bool) -> None:
        name, equals, expression = text.partition("=")
        self.key = text
        words = expression if equals else COLUMNS.get(text, "")
        self.line: Line = (
            Span("  [x] " if ticked else "  [ ] ", "accent"),
            Span(f"{pad(cut_end(plain(name), NAME_CELLS), NAME_CELLS)} "),
            Span(plain(words), "muted"),
        )


class ColumnPicker(ModalScreen[None]):
    """Those that are ticked come first, in their order; what is kept is ``ui.json``'s."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("J", "shift(1)", show=False),
        Binding("K", "shift(-1)", show=False),
        Binding("space", "tick", show=False),
        Binding("enter", "keep", show=False),
        Binding("escape,q", "restore", show=False),
    ]

    def __init__(self, screen: MainScreen) -> None:
        super().__init__(classes="strip")
        self.main = screen
        self.before = chosen_columns(screen)
        self.ticked = list(self.before)
        self.names = StripRows(id="column-names")

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield self.names
            yield Static(WORDS, id="strip-words", markup=False)

    def on_mount(self) -> None:
        self.names.focus()
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.names.styles.height = max(1, min(ROWS, self.app.size.height - 9))

    def _show(self) -> None:
        offered = (*self.main.sstui.dashboard.settings.columns, *self.before, *COLUMNS)
        rest = [text for text in dict.fromkeys(offered) if text not in self.ticked]
        rows = [ColumnRow(text, True) for text in self.ticked]
        self.names.show(Listed([*rows, *(ColumnRow(text, False) for text in rest)]))

    def _change(self) -> None:
        self._show()
        use_columns(self.main, tuple(self.ticked))
        self.main.show_fleet()

    def on_rows_view_opened(self, _message: RowsView.Opened) -> None:
        self.action_tick()

    def action_move(self, step: int) -> None:
        self.names.move(step)

    def action_tick(self) -> None:
        text = self.names.cursor_key
        if text is None:
            return
        if text in self.ticked:
            self.ticked.remove(text)
        else:
            self.ticked.append(text)
        self._change()

    def action_shift(self, step: int) -> None:
        """The column under the cursor further to the right, or to the left."""
        text = self.names.cursor_key
        if text is None or text not in self.ticked:
            return
        here = self.ticked.index(text)
        there = max(0, min(here + step, len(self.ticked) - 1))
        self.ticked.insert(there, self.ticked.pop(here))
        self._change()

    def action_keep(self) -> None:
        self.main.sstui.dashboard.ui.remember(columns=tuple(self.ticked))
        self.dismiss()

    def action_restore(self) -> None:
        use_columns(self.main, self.before)
        self.main.show_fleet()
        self.dismiss()
