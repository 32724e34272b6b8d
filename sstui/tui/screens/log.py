"""Our own log (key L): its last lines, as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sstui.tui.screens.page import Page
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, plain, wrapped

if TYPE_CHECKING:
    from sstui.view.explain_topics import Topic

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
            text = plain(f"nothing was written to {path}")
            return [(Span(part, "muted"),) for part in by_words(text, width)]
        return [(Span(part),) for line in written for part in wrapped(plain(line), width)]

    def topics(self) -> Sequence[Topic]:
        from sstui.view.explain_topics import log_topics

        return log_topics(tail(self.sstui.dashboard.log_file))


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
