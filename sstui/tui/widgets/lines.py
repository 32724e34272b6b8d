"""Lines that were computed elsewhere (head, tabs, peek, notice): drawn, not selected."""

from __future__ import annotations

from sstui.tui.widgets.painted import Painted
from sstui.view.text import Line


class Lines(Painted):
    """A block of lines of which the screen decides all."""

    def __init__(self, *, id: str | None = None, surface: str = "ground") -> None:
        super().__init__(id=id)
        self.SURFACE = surface
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        """Draw these; rows without a line are blank."""
        self._lines = lines
        self.paint()

    def line_at(self, y: int) -> tuple[Line, str]:
        return (self._lines[y] if y < len(self._lines) else ()), self.SURFACE
