"""A widget made of the view's lines, that repaints only the lines that differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sstui.tui.palette import Palette
from sstui.view.signs import Signs
from sstui.view.text import Line, fit

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

LEFT, RIGHT = 1, 3  # mouse buttons: the right one opens the palette, and elsewhere goes back


class Look:
    """How things are drawn now: the palette of the theme and the set of signs."""

    def __init__(self, palette: Palette, signs: Signs) -> None:
        self.palette = palette
        self.signs = signs


class Painted(Widget):
    """Draws `line_at` for each row of its own height.

    Textual repaints a widget whole; here `paint` compares what each row shows with what it showed
    and marks only the rows that changed, so that a poll without news writes nothing.
    """

    ALLOW_SELECT = False
    SURFACE = "ground"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: list[tuple[Line, str]] = []
        self._waits = False

    @property
    def look(self) -> Look:
        return cast("SstuiApp", self.app).look

    def line_at(self, y: int) -> tuple[Line, str]:
        """The line of row ``y`` and the surface under it."""
        return (), self.SURFACE

    @contextmanager
    def painting_once(self) -> Iterator[None]:
        """Repaint at the end of what moves several things, each of which would repaint."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
        self.paint()

    def paint(self) -> None:
        """Repaint the rows whose line or surface changed."""
        if self._waits:
            return
        width, height = self.size
        fresh = [self.line_at(y) for y in range(height)]
        if len(fresh) != len(self._shown):
            self._shown = fresh
            self.refresh()
            return
        changed = [
            Region(0, y, width, 1)
            for y, (new, old) in enumerate(zip(fresh, self._shown, strict=True))
            if new != old
        ]
        if changed:
            self._shown = fresh
            self.refresh(*changed)

    def _forward_event(self, event: events.Event) -> None:
        # The right button is the screen's, wherever it is pressed: what a click does here it would
        # do too. There is no public way to tell them apart in one place.
        if isinstance(event, events.Click) and event.button == RIGHT:
            event._set_forwarded()
            self.screen.post_message(event)
        else:
            super()._forward_event(event)

    def repaint_all(self) -> None:
        """Repaint every row: the theme or the signs changed."""
        self._shown = []
        self.paint()

    def render_line(self, y: int) -> Strip:
        if y >= len(self._shown):
            return Strip.blank(self.size.width, self.look.palette.style("", self.SURFACE))
        line, surface = self._shown[y]
        palette = self.look.palette
        width = self.size.width
        strip = palette.strip(line, surface)
        if strip.cell_length > width:  # what is cut says so
            strip = palette.strip(fit(line, width, self.look.signs.cut), surface)
        return strip.adjust_cell_length(width, palette.style("", surface))

    def on_resize(self) -> None:
        self._shown = []
        self.paint()
