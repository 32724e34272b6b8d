"""The line into which a filter is typed, drawn as the filter reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from sstui.tui.widgets.painted import Look
from sstui.view.filter import parse
from sstui.view.filter_fields import Field
from sstui.view.filter_lines import term_styles

GROUND = "ground-list"
_HELP = {"?", "？"}


class Terms(Highlighter):
    """Draws what is typed as the filter reads it."""

    def __init__(self, look: Callable[[], Look], fields: Callable[[], Mapping[str, Field]]) -> None:
        self._look = look
        self._fields = fields

    def highlight(self, text: Text) -> None:
        palette = self._look().palette
        for start, end, style in term_styles(parse(text.plain, self._fields())):
            text.stylize(palette.style(style, GROUND), start, end)


class FilterInput(Input):
    """One line of text; what its own keys mean is the prompt's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        Binding("up", "earlier(1)", show=False),
        Binding("down", "earlier(-1)", show=False),
    ]

    # A letter leaves everything where it is; Textual's own asks for a layout of the screen, which
    # is 8 ms of the 15 that pass between a letter and its paint.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    class Asked(Message):
        """The language is to be explained."""

    class Complete(Message):
        """The last word is to be completed."""

    class Earlier(Message):
        """Another filter of before, so many steps away."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    async def on_key(self, event: events.Key) -> None:
        """``?`` asks, wherever no quote is open."""
        if event.character in _HELP and self.value[: self.cursor_position].count('"') % 2 == 0:
            event.prevent_default()
            event.stop()
            self.post_message(self.Asked())

    def action_complete(self) -> None:
        self.post_message(self.Complete())

    def action_earlier(self, step: int) -> None:
        self.post_message(self.Earlier(step))
