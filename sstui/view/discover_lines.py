"""The picker's head, filter row and foot. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sstui.config.bookmarks import Bookmark
from sstui.monitor.discovering import Reading
from sstui.servicestage.discovery import Discovery
from sstui.servicestage.errors import ServiceStageError
from sstui.view.age import ago
from sstui.view.discover_filter import COLUMNS
from sstui.view.discover_side import Bill, Draft
from sstui.view.discover_words import count, how_many, reading_words
from sstui.view.filter import Filter
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, fit, join, plain

_BAR = 20


@dataclass(frozen=True, slots=True)
class Hint:
    """What can be clicked in the foot: an action from one cell up to another."""

    action: str
    start: int
    end: int


HINTS = (
    ("tick", "space", "choose"),
    ("add", "enter", "add"),
    ("filter", "/", "filter"),
    ("tick_all", "*", "all that match"),
    ("draft", "e", "edit"),
    ("watch_all", "W", "watch all of it"),
    ("by_id", "i", "by id"),
    ("read", "R", "read again"),
    ("fold", "h l", "fold"),
    ("back", "esc", "back"),
)
_LAST = ("back",)  # never cut away


def head_line(
    profile: str, discovery: Discovery | None, now: float, *, width: int, signs: Signs
) -> Line:
    """Whose account this is, how much it has, and when it was read."""
    dot = f" {signs.dot} "
    title = Span(" Add to the watch list", "strong bold")
    if discovery is None:
        return fit((title, Span(f"   {plain(profile)}", "muted")), width, signs.cut)
    words = dot.join((profile, discovery.facts.region, how_many(discovery)))
    left = (title, Span(f"   {plain(words)}", "muted"))
    read = f"read {ago(now - discovery.at)}{dot}{count(discovery.requests, 'request')} "
    right: Line = (Span(read, "muted"),) if width >= 100 else ()
    return join(left, right, width, signs.cut)


def filter_line(wanted: Filter, shown: int, total: int, *, width: int, signs: Signs) -> Line:
    """What stands at the right of the prompt."""
    if wanted.problem:
        return fit((Span(plain(wanted.problem), "degraded"),), width, signs.cut)
    columns = " ".join(f"{name}:" for name in COLUMNS)
    words = f" of {total} {signs.dot} {columns}" if width >= 50 else f" of {total}"
    return fit((Span(str(shown), "strong bold"), Span(words, "muted")), width, signs.cut)


def progress_lines(reading: Reading, *, width: int, signs: Signs) -> tuple[Line, ...]:
    """How far a reading is, in place of the tree."""
    full = _BAR * reading.done // reading.applications if reading.applications else 0
    bar = (
        Span(" "),
        Span(signs.gauge_full * full, "accent"),
        Span(signs.gauge_empty * (_BAR - full), "rule"),
    )
    said = (Span(f" reading the account: {reading_words(reading)}"),)
    note = (Span(" esc gives it up; nothing is written", "muted"),)
    return tuple(fit(line, width, signs.cut) for line in (said, bar, note))


def error_lines(error: ServiceStageError, *, width: int, signs: Signs) -> tuple[Line, ...]:
    """Why an account could not be read, and what to do."""
    lines: tuple[Line, ...] = (
        (Span(f" not read: {plain(str(error))}", "bad"),),
        (Span(f" {plain(error.remedy)}", "muted"),),
        (Span(" R reads it again; i adds one by its ids, without asking anybody", "muted"),),
    )
    return tuple(fit(line, width, signs.cut) for line in lines)


def prospect(made: Sequence[Bookmark], draft: Draft, bill: Bill) -> str:
    """What adding these does; without any, how to choose."""
    if not made:
        return "space ticks; W watches all of a row, also what comes later"
    group = f", in group {draft.group}" if draft.group else ""
    return f"{bill.words}{group}; u undoes"


def foot_line(ticked: int, words: str, *, width: int, signs: Signs) -> Line:
    """What is chosen, and what adding it does."""
    left = (Span(f" {ticked} chosen", "strong bold"), Span(f"   {plain(words)}", "muted"))
    return fit(left, width, signs.cut)


def hint_line(ticked: int, *, width: int, signs: Signs) -> tuple[Line, tuple[Hint, ...]]:
    """The keys, as many as fit, and where each stands; *back* is always there."""
    spans: list[Span] = [Span(" ")]
    hints: list[Hint] = []
    kept = sum(_hint_cells(action, ticked) for action in _LAST)
    at = 1
    for action, key, word in HINTS:
        size = _hint_cells(action, ticked)
        if action not in _LAST and at + size + kept > width:
            continue
        shown = f"{word} {ticked}" if action == "add" and ticked else word
        spans += [Span(key, "accent bold"), Span(f" {shown}   ", "muted")]
        hints.append(Hint(action, at, at + size - 3))
        at += size
    return fit(tuple(spans), width, signs.cut), tuple(hints)


def _hint_cells(action: str, ticked: int) -> int:
    key, word = next((key, word) for each, key, word in HINTS if each == action)
    number = f" {ticked}" if action == "add" and ticked else ""
    return cells(f"{key} {word}{number}   ")
