"""The screen that a program paints, and how much of it each frame draws."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pyte

# Sequences that pyte would print as text or trip over; none of them paints a cell.
UNPARSED = re.compile(
    rb"\x1b[P_^X].*?\x1b\\|\x1b\[[<>=][\d;]*[A-Za-z]|\x1b\[[\d;]* q"
    rb"|\x1b\[\?[\d;]*(?:\$p|[umnrs])|\x1b\[[\d;]*:[\d;:]*m",
    re.S,
)
REPEAT = re.compile(rb"([ -~])\x1b\[(\d+)b")  # repeat the last character: unknown to pyte
END_OF_FRAME = b"\x1b[?2026l"  # of a synchronized update
FRAMES = re.compile(rb"(?<=\x1b\[\?2026l)")
FULL = 0.9  # a frame that draws this part of all cells is a full repaint


class Screen(pyte.Screen):
    """A screen that counts the cells that were drawn, also those that were drawn alike."""

    drawn = 0

    def draw(self, data: str) -> None:
        self.drawn += len(data)
        super().draw(data)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        if how in (2, 3):
            self.drawn += self.columns * self.lines
        super().erase_in_display(how, *args, **kwargs)


class Painting:
    """A screen of ``size`` columns and rows; ``frames`` that drew, ``full_repaints`` of them."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.screen = Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.fed = 0  # times
        self.frames = 0
        self.full_repaints = 0

    def feed(self, data: bytes) -> None:
        """Paint what the program wrote, which must not end within a sequence."""
        self.fed += 1
        data = REPEAT.sub(lambda m: m[1] * (int(m[2]) + 1), UNPARSED.sub(b"", data))
        for part in FRAMES.split(data):
            with contextlib.suppress(TypeError, ValueError, IndexError):
                self._stream.feed(part)  # raises for a sequence that pyte doesn't know
            if part.endswith(END_OF_FRAME):
                self._end_frame()

    def _end_frame(self) -> None:
        screen = self.screen
        self.frames += screen.drawn > 0
        self.full_repaints += screen.drawn >= FULL * screen.columns * screen.lines
        screen.drawn = 0

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)
