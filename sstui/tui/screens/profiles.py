"""Profiles and their state (key P)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sstui.tui.screens.page import Page
from sstui.view.paragraph import by_words
from sstui.view.profiles import profile_lines
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, plain

if TYPE_CHECKING:
    from sstui.view.explain_topics import Topic


class ProfilesPage(Page):
    """How each account answers, as whom we ask, and what we may still ask."""

    HEADING = "Profiles"
    WORDS = "no value of a credential is here"
    LIVE = 1.0

    def lines(self, width: int, signs: Signs) -> list[Line]:
        watcher = self.sstui.dashboard.watcher
        lines = list(profile_lines(watcher.fleet(), width=width, signs=signs, tz=self.sstui.tz))
        notes = (part for note in watcher.notes for part in by_words(plain(note), width))
        return [*lines, *((Span(part, "degraded"),) for part in notes)]

    def topics(self) -> Sequence[Topic]:
        from sstui.view.explain_topics import account_topics

        return account_topics(self.sstui.dashboard.watcher.fleet().accounts)
