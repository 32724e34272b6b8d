"""Choosing a theme, seen as the cursor moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from sstui.tui.widgets.row_lists import Listed
from sstui.tui.widgets.rows import RowsView, StripRows
from sstui.view.text import Line, Span, plain

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp


class ThemeRow:
    def __init__(self, name: str) -> None:
        self.key = name
        self.line: Line = (Span("  "), Span(plain(name)))


class ThemePicker(ModalScreen[None]):
    """enter keeps the theme under the cursor, esc goes back to the one before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "keep", show=False),
        Binding("escape,q", "restore", show=False),
    ]

    def __init__(self, app: SstuiApp) -> None:
        super().__init__(classes="strip")
        self.sstui = app
        self.before = app.theme_name
        self.names = StripRows(id="theme-names")

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield self.names

    def on_mount(self) -> None:
        names = list(self.sstui.dashboard.themes)
        self.names.styles.height = len(names)
        self.names.show(Listed([ThemeRow(name) for name in names]))
        self.names.move_to(self.before, by_hand=False)
        self.names.focus()

    def on_rows_view_moved(self, message: RowsView.Moved) -> None:
        if message.key is not None:
            self.sstui.use_theme(message.key)

    def on_rows_view_opened(self, _message: RowsView.Opened) -> None:
        self.action_keep()

    def action_move(self, step: int) -> None:
        self.names.move(step)

    def action_keep(self) -> None:
        self.sstui.keep_theme()
        self.dismiss()

    def action_restore(self) -> None:
        self.sstui.use_theme(self.before)
        self.dismiss()
