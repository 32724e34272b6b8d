"""Values of two bodies side by side: cut to where they differ, secrets as masks and a word."""

from __future__ import annotations

from sstui.insight.drift import Kind, Row
from sstui.insight.drift_parts import Part
from sstui.insight.standins import as_shown
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_text import one_line
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, cut_end, fit, plain, tail

NOT_SET = "not set"
# Parts whose texts are shown bare; elsewhere "5" and 5 are two values.
_BARE = frozenset({Part.ARTIFACTS, Part.ACCESSES, Part.INSTANCE})
_IN_WORDS = "._-"  # of versions, hosts, names
_LEAD = 8  # cells of what both begin with that stay in sight before the difference


def word_of(row: Row) -> str:
    """What is said of a secret, which is not shown; empty for anything else."""
    if not row.secret or row.kind in (Kind.ADDED, Kind.REMOVED):
        return ""
    if row.kind is Kind.NOT_KNOWN:
        return "not known"
    return "the same" if row.kind is Kind.EQUAL else "differs"


def whole_text(row: Row, value: JSONValue) -> str:
    """A value in full, harmless, secrets masked; ``not set`` where there is none."""
    if value is None:
        return NOT_SET
    shown = as_shown(value)
    if isinstance(shown, str) and (row.part in _BARE or row.secret):
        return plain(shown)
    return plain(one_line(shown))


def copied_text(row: Row) -> str:
    """What `y` copies: the newer value, or the older one of what was removed."""
    value = row.place.before if row.kind is Kind.REMOVED else row.place.after
    shown = as_shown(value)
    return shown if isinstance(shown, str) else one_line(shown)


def cells_of(row: Row, before: int, after: int, signs: Signs) -> tuple[Line, Line]:
    """The two values in so many cells each."""
    place = row.place
    was, now = whole_text(row, place.before), whole_text(row, place.after)
    quiet = row.kind is Kind.EQUAL or bool(place.aside)
    style = "muted" if quiet or place.after is None else "text"
    word = word_of(row)
    if word:
        room = max(after - cells(word) - 3, 1)
        said = Span(f"   {word}", "muted" if row.kind is Kind.EQUAL else "accent bold")
        right: Line = (Span(cut_end(now, room, signs.cut), style), said)
        return _cut(was, before, signs), fit(right, after, signs.cut)
    start = _common(was, now) if row.kind is Kind.CHANGED else 0
    left = _from_difference(was, start, before, signs)
    text = _from_difference(now, start, after, signs)
    if start < _LEAD or row.kind is not Kind.CHANGED:
        return _cut(left, before, signs), fit((Span(text, style),), after, signs.cut)
    shown = len(text) - (len(now) - start)  # how much of it both begin with
    parts = (Span(text[:shown], style), Span(text[shown:], "accent bold"))
    return _cut(left, before, signs), fit(parts if shown > 0 else (Span(text),), after, signs.cut)


def _cut(text: str, room: int, signs: Signs) -> Line:
    return fit((Span(text, "muted"),), room, signs.cut)


def _common(before: str, after: str) -> int:
    """How many characters both begin with, back to where the word or version begins."""
    pairs = enumerate(zip(before, after, strict=False))
    start = next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
    while start and (before[start - 1].isalnum() or before[start - 1] in _IN_WORDS):
        start -= 1
    return start


def _from_difference(text: str, start: int, room: int, signs: Signs) -> str:
    """Too long a text, without its beginning where what differs would not be seen."""
    if cells(text) <= room or start <= _LEAD:
        return text
    kept = tail(text, room - cells(signs.cut))
    return text if len(text) - len(kept) > start else f"{signs.cut}{kept}"
