"""The strip of what happened since somebody last looked. It takes no focus: the list's cursor is
its own too."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.painted import Painted
from sstui.view.since import Strip
from sstui.view.text import Line


class SinceStrip(Painted):
    """``picked`` is told of a click on an instance's line; ``pressed`` of one on a key of the
    title: its command, one of `sstui.view.since_title.KEYS`."""

    SURFACE = "ground-prompt"

    def __init__(
        self, pressed: Callable[[str], None], picked: Callable[[InstanceRef], None]
    ) -> None:
        super().__init__(id="since")
        self._pressed, self._picked = pressed, picked
        self._strip = Strip((), (), ())
        self._cursor: InstanceRef | None = None

    def show(self, strip: Strip, cursor: InstanceRef | None) -> None:
        self._strip, self._cursor = strip, cursor
        height = len(strip.lines)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.paint()

    def line_at(self, y: int) -> tuple[Line, str]:
        if y >= len(self._strip.lines):
            return (), self.SURFACE
        ref = self._strip.refs[y]
        here = ref is not None and ref == self._cursor
        return self._strip.lines[y], "cursor" if here else self.SURFACE

    def on_click(self, event: events.Click) -> None:
        for hit in self._strip.hits if event.y == 0 else ():
            if hit.start <= event.x < hit.end:
                self._pressed(hit.command)
        ref = self._strip.refs[event.y] if event.y < len(self._strip.refs) else None
        if ref is not None:
            self._picked(ref)
