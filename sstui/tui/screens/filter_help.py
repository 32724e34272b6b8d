"""The language of the filter, on a page of its own: ``?`` in its prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sstui.tui.screens.page import Page
from sstui.view.filter_fields import Field
from sstui.view.filter_lines import language_lines
from sstui.view.signs import Signs
from sstui.view.text import Line, fit

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp


class FilterHelp(Page):
    """What can be typed into the prompt; it is there again when this page is closed."""

    HEADING = "Filter"
    WORDS = "what the prompt understands"

    def __init__(self, app: SstuiApp, fields: Mapping[str, Field]) -> None:
        super().__init__(app)
        self._fields = fields

    def lines(self, width: int, signs: Signs) -> list[Line]:
        return [fit(line, width, signs.cut) for line in language_lines(self._fields, signs)]
