"""For how long an instance is to be quiet: one line, one key."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from sstui.insight.attention import UNTIL_WELL
from sstui.tui.widgets.lines import Lines
from sstui.view.text import Line, Span, cells, cut_middle, line_cells

CHOICES = (("15m", 900.0), ("1h", 3600.0), ("until ok", UNTIL_WELL))


class Options(Lines):
    """The choices side by side; a click takes one."""

    class Taken(Message):
        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def offer(self, what: str, at: int) -> None:
        """``snooze orders   1 15m   2 1h   3 until ok``; ``at`` is the one that enter takes.
        Of a long name what there is no room for is cut."""
        spans: list[Span] = []
        for number, (word, _) in enumerate(CHOICES):
            style = "strong bold underline" if number == at else ""
            spans += [Span("   "), Span(str(number + 1), "accent bold"), Span(f" {word}", style)]
        spans += [Span("   "), Span("esc", "accent bold")]
        begin = Span("snooze ", "muted")
        room = self.size.width - line_cells((begin, *spans))
        name = Span(cut_middle(what, max(room, 1), self.look.signs.cut), "strong bold")
        closes = Span(" closes", "muted")
        if line_cells((name, closes)) <= room:
            spans.append(closes)
        self.show(((begin, name, *spans),))

    def on_click(self, event: events.Click) -> None:
        line: Line = self._lines[0] if self._lines else ()
        x, number = 0, None
        for span in line:
            if span.text.isdigit() and span.style == "accent bold":
                number = int(span.text) - 1
            elif span.text in {"   ", "esc"}:
                number = None
            x += cells(span.text)
            if event.x < x:
                break
        if number is not None:
            self.post_message(self.Taken(number))


class SnoozePrompt(ModalScreen[int | None]):
    """Its result is the place of the choice in `CHOICES`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n + 1), f"take({n})", show=False) for n in range(len(CHOICES))),
        Binding("l,right,j,down,tab,S", "move(1)", show=False),
        Binding("h,left,k,up,shift+tab", "move(-1)", show=False),
        Binding("enter", "take", show=False),
        Binding("escape,q", "close", show=False),
    ]

    def __init__(self, what: str) -> None:
        super().__init__(classes="strip")
        self._what = what
        self._at = 0
        self._options = Options(id="snooze", surface="ground-prompt")

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield self._options

    def on_mount(self) -> None:
        self._options.styles.height = 1
        self.call_after_refresh(self._options.offer, self._what, self._at)

    def on_options_taken(self, message: Options.Taken) -> None:
        self.dismiss(message.number)

    def action_move(self, step: int) -> None:
        self._at = (self._at + step) % len(CHOICES)
        self._options.offer(self._what, self._at)

    def action_take(self, number: int | None = None) -> None:
        self.dismiss(self._at if number is None else number)

    def action_close(self) -> None:
        self.dismiss(None)
