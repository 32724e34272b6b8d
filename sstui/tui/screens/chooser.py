"""One of a few things to do: a key each, or a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from sstui.tui.widgets.row_lists import Listed
from sstui.tui.widgets.rows import RowsView, StripRows
from sstui.view.text import Line, Span, cells, pad


class Choice(NamedTuple):
    """``words`` and ``more`` are harmless; ``more`` is cut where there is no room."""

    id: str
    key: str
    words: str
    more: str = ""


class ChoiceRow:
    def __init__(self, choice: Choice, width: int) -> None:
        self.key = choice.id
        self.line: Line = (
            Span("  "),
            Span(choice.key, "accent bold"),
            Span(f" {pad(choice.words, width)}"),
            Span(f"  {choice.more}", "muted"),
        )


class Chooser(ModalScreen[str | None]):
    """Its result is the id of what was chosen; esc chooses nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("escape,q", "close", show=False),
    ]

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__(classes="strip")
        self._title = title
        self._by_key = {choice.key: choice.id for choice in choices}
        width = max(cells(choice.words) for choice in choices)
        self.rows = StripRows(id="choices")
        self.rows.ONE_CLICK = True
        self._listed = Listed([ChoiceRow(choice, width) for choice in choices])

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield Static(self._title, classes="strip-title", markup=False)
            yield self.rows

    def on_mount(self) -> None:
        self.rows.styles.height = len(self._listed)
        self.rows.show(self._listed)
        self.rows.focus()

    def on_key(self, event: events.Key) -> None:
        chosen = self._by_key.get(event.character or "")
        if chosen is not None:
            event.stop()
            self.dismiss(chosen)

    def on_rows_view_opened(self, _message: RowsView.Opened) -> None:
        self.action_choose()

    def action_move(self, step: int) -> None:
        self.rows.move(step)

    def action_choose(self) -> None:
        self.dismiss(self.rows.cursor_key)

    def action_close(self) -> None:
        self.dismiss(None)
