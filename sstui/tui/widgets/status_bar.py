"""The live status bar: cells, counts, keys or a message; a click on a cell goes to its instance."""

from __future__ import annotations

from datetime import tzinfo
from typing import NamedTuple

from textual import events
from textual.message import Message
from textual.timer import Timer

from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef
from sstui.tui.hints import Hints, Place
from sstui.tui.widgets.lines import Lines
from sstui.view.bar import WITH_KEYS, Hit, bar
from sstui.view.text import Line, Span, plain

SAID = 6.0  # seconds that a message stands in place of the keys


class BarView(NamedTuple):
    """What the screen tells the bar to show. ``problem`` stands until it is mended."""

    fleet: Fleet
    tz: tzinfo
    screen_rows: int
    cursor: InstanceRef | None
    hints: Hints
    frozen: bool = False
    problem: str | None = None
    passed: int | None = None  # how many the list's filter lets through


class StatusBar(Lines):
    """Draws the bar of a fleet; its height is the bar's."""

    class Picked(Message):
        """A click on the cell of an instance."""

        def __init__(self, ref: InstanceRef) -> None:
            super().__init__()
            self.ref = ref

    class Given(Message):
        """A click on a hint: its command is given."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self) -> None:
        super().__init__(id="bar", surface="ground-bar")
        self.message: Line | None = None
        self._view: BarView | None = None
        self._hits: tuple[Hit, ...] = ()
        self._places: tuple[Place, ...] = ()
        self._silence: Timer | None = None

    def look_at(self, view: BarView) -> None:
        self._view = view
        self.rebuild()

    def rebuild(self) -> None:
        view = self._view
        if view is None or not self.is_attached:  # the screen is being left
            return
        message = self.message
        if message is None and view.problem is not None:
            message = (Span(plain(view.problem), "degraded"),)
        drawn = bar(
            view.fleet,
            width=self.screen.size.width,
            screen_rows=view.screen_rows,
            signs=self.look.signs,
            tz=view.tz,
            cursor=view.cursor,
            hints=view.hints.line,
            message=message,
            frozen=view.frozen,
            passed=view.passed,
        )
        self._hits = drawn.hits
        with_hints = message is None and view.screen_rows >= WITH_KEYS
        self._places = view.hints.places if with_hints else ()
        height = len(drawn.lines)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.show(drawn.lines)

    def say(self, text: str, style: str) -> None:
        """A message in place of the keys, for six seconds."""
        self.message = (Span(plain(text), style),)
        if self._silence is not None:
            self._silence.stop()
        self._silence = self.set_timer(SAID, self._said)
        self.rebuild()

    def _said(self) -> None:
        self.message = None
        self.rebuild()

    def on_click(self, event: events.Click) -> None:
        """On the hints, or on the message in their place, which it ends."""
        if event.y == len(self._lines) - 1:
            for place in self._places:
                if place.start <= event.x < place.end:
                    self.post_message(self.Given(place.command))
            if self.message is not None:
                self._said()
        for hit in self._hits:
            if hit.row == event.y and hit.start <= event.x < hit.end:
                self.post_message(self.Picked(hit.ref))
                return
