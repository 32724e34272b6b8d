"""One line of what happened, and the words for the state of a stretch."""

from __future__ import annotations

from typing import NamedTuple

from sstui.insight.records import Event, Health
from sstui.insight.timeline import Stretch
from sstui.view.signs import Signs
from sstui.view.text import plain


class Entry(NamedTuple):
    """A stretch and the one ``before`` it; or the events of a look that began none, with the
    stretch that lasted then."""

    time: float
    stretch: Stretch | None
    before: Stretch | None
    events: tuple[Event, ...]

    @property
    def key(self) -> str:
        return f"{'stretch' if self.stretch else 'change'} {self.time:.3f}"


def stretch_status(stretch: Stretch, signs: Signs) -> tuple[str, str, str]:
    """Sign, the API's word, and the colour of the health."""
    if stretch.health is None:
        return signs.unknown, "not known", "unknown"
    if stretch.status is None:
        return signs.gone, "gone 404", "bad" if stretch.health is Health.BAD else "off"
    return signs.health(stretch.health), plain(stretch.status) or '""', stretch.health.value


def ours(text: str, signs: Signs) -> str:
    """A kept text in the signs in force."""
    return text.replace(" → ", f" {signs.became} ").replace(" · ", f" {signs.dot} ")
