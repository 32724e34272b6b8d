"""The language of the filter, on a page of its own: ``?`` in its prompt."""

from __future__ import annotations

from sstui.tui.screens.page import Page
from sstui.view.filter_lines import language_lines
from sstui.view.signs import Signs
from sstui.view.text import Line, fit


class FilterHelp(Page):
    """What can be typed into the prompt; it is there again when this page is closed."""

    HEADING = "Filter"
    WORDS = "what the prompt understands"

    def lines(self, width: int, signs: Signs) -> list[Line]:
        return [fit(line, width, signs.cut) for line in language_lines(signs)]
