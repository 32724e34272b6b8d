"""Parts of an instance's side of the screen: columns of panes, the numbered views, the head."""

from __future__ import annotations

from textual import events
from textual.containers import VerticalScroll
from textual.message import Message

from sstui.tui.widgets.lines import Lines


class Column(VerticalScroll, can_focus=False):
    """Panes one above the other; scrolls as a whole where they do not fit."""


class Tabs(Lines):
    """The numbered views; a click chooses one."""

    class Chosen(Message):
        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def on_click(self, event: events.Click) -> None:
        x = 0
        number = None
        for span in self._lines[0] if self._lines else ():
            number = int(span.text) if span.text.strip().isdigit() else number
            x += len(span.text)
            if event.x < x:
                break
        if number is not None:
            self.post_message(self.Chosen(number))


class Head(Lines):
    """Status and story of the instance; a click explains their words."""

    class Asked(Message):
        """They are to be explained."""

    def on_click(self) -> None:
        self.post_message(self.Asked())
