"""The live status bar: cells, counts, keys; a click on a cell goes to its instance."""

from __future__ import annotations

from textual import events
from textual.message import Message

from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.lines import Lines
from sstui.view.bar import Bar, Hit


class StatusBar(Lines):
    """Draws a `Bar`; its height is the bar's."""

    class Picked(Message):
        """A click on the cell of an instance."""

        def __init__(self, ref: InstanceRef) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self) -> None:
        super().__init__(id="bar", surface="ground-bar")
        self._hits: tuple[Hit, ...] = ()

    def show_bar(self, bar: Bar) -> None:
        self._hits = bar.hits
        if self.styles.height is None or self.styles.height.value != len(bar.lines):
            self.styles.height = len(bar.lines)
        self.show(bar.lines)

    def on_click(self, event: events.Click) -> None:
        for hit in self._hits:
            if hit.row == event.y and hit.start <= event.x < hit.end:
                self.post_message(self.Picked(hit.ref))
                return
