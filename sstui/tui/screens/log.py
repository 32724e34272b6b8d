"""Our own log (key L): its last lines, as they are written."""

from __future__ import annotations

from pathlib import Path

from sstui.tui.screens.page import Page
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cut_end, plain

TAIL = 64 * 1024  # bytes of the file's end that are shown


class LogPage(Page):
    """The end of ``sstui.log``."""

    HEADING = "Our own log"
    LIVE = 1.0
    FROM_END = True

    def lines(self, width: int, signs: Signs) -> list[Line]:
        path = self.sstui.dashboard.log_file
        written = tail(path)
        if not written:
            return [(Span(f"nothing was written to {plain(str(path))}", "muted"),)]
        return [(Span(cut_end(plain(line), width, signs.cut)),) for line in written]


def tail(path: Path) -> list[str]:
    """The last whole lines of a file; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - TAIL, 0))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    lines = text.splitlines()
    return lines[1:] if size > TAIL else lines
