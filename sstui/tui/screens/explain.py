"""Words explained (key e): what they mean, and what operators usually do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sstui.config.language import language_of
from sstui.insight.explanations import labels
from sstui.tui.screens.page import Page
from sstui.view.explain import explain_lines
from sstui.view.explain_topics import Topic
from sstui.view.signs import Signs
from sstui.view.text import Line, plain

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp


class ExplainPage(Page):
    """``topics`` in their order; ``name`` says whose they are."""

    def __init__(self, app: SstuiApp, topics: Sequence[Topic], name: str = "") -> None:
        super().__init__(app)
        self.shown = topics
        self.language = language_of(app.dashboard.settings.language, app.environ)
        self.HEADING = labels()[self.language]["title"]
        self.WORDS = plain(name)

    def lines(self, width: int, signs: Signs) -> list[Line]:
        return explain_lines(self.shown, self.language, width, signs)
