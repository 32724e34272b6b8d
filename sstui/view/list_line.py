"""One line of the watch list: where its columns stand, and how a row is drawn in them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sstui.view.standing import TOKENS, Standing
from sstui.view.text import Line, Span, cells, cut_end, cut_middle, fit, pad, plain

AGE_CELLS = 3
MARGIN = Span(" ")  # the cursor's column
_NARROW = 40  # below: glyph, name, age
NAME_AT = 3
_LEAST_NAME = 8


class Columns(NamedTuple):
    """Cells: the width of the name, of status and replicas together (0 = not shown), of the strip,
    and where the age begins. Without ``replicas`` the status has its cells for itself."""

    width: int
    name: int
    status: int
    strip: int
    age_at: int
    replicas: bool = True


@lru_cache(maxsize=64)
def columns(width: int, strip: int, widest_word: int) -> Columns:
    """The places of SCREENS' pictures at 53, 55, 60 and 80 cells; between them the name gives."""
    if width < _NARROW:
        age_at = max(width - 1 - AGE_CELLS, 0)
        return Columns(width, max(age_at - 1 - NAME_AT, 0), 0, 0, age_at)
    age_at = width - 3 - AGE_CELLS
    replicas_end = width - 9 - (strip + 2 if strip else 0)
    status = 24 if 46 <= replicas_end <= 50 else 23
    if replicas_end - status < NAME_AT + 1 + 16:
        status = min(widest_word, 18) + 6
    if replicas_end - status < NAME_AT + 1 + _LEAST_NAME:
        return columns(width, 0, widest_word) if strip else _cramped(width, age_at, widest_word)
    return Columns(width, replicas_end - status - 1 - NAME_AT, status, strip, age_at)


def _cramped(width: int, age_at: int, widest_word: int) -> Columns:
    status = min(widest_word, 18)
    return Columns(width, age_at - status - 2 - NAME_AT, status, 0, age_at, False)


def instance_line(
    at: Columns,
    which: Standing,
    is_quiet: bool,
    glyph_text: str,
    name: str,
    status: str,
    replica_text: str,
    age_text: str,
    age_style: str,
    mark_text: str,
    mark_style: str,
    strip: Line,
    cut: str,
) -> Line:
    """Exactly ``at.width`` cells; ``name`` is foreign text, all else has passed `plain`; ``strip``
    has ``at.strip`` cells. ``which`` is what is seen: a row that ``is_quiet`` has its colour, and
    no weight."""
    token = TOKENS[which]
    is_bad = which is Standing.BAD
    bold = " bold" if is_bad and not is_quiet else ""
    dim = which > Standing.MOVING and which is not Standing.OK
    name_style = token + bold if is_bad else ("muted" if dim else "")
    word_style = "muted" if which > Standing.MOVING else token + bold
    spans = [
        MARGIN,
        Span(glyph_text, token + bold),
        Span(f" {pad(_name(plain(name), which, at, cut), at.name)} ", name_style),
    ]
    if at.status:
        spans.append(Span(_status_block(status, replica_text, at, cut), word_style))
        between = at.age_at - NAME_AT - at.name - 1 - at.status
        if at.strip:
            spans += [Span("  "), *strip]
            between -= at.strip + 2
        spans.append(Span(" " * between))
    spans.append(Span(age_text, age_style))
    if at.status:
        spans += [Span(" "), Span(mark_text or " ", mark_style if mark_text else "")]
    return fit(tuple(spans), at.width, cut)


def _name(name: str, which: Standing, at: Columns, cut: str) -> str:
    """Where there is no room for the status word, the name has its parentheses: as last seen."""
    if which is Standing.STALE and not at.status and at.name > 4:
        return f"({cut_middle(name, at.name - 2, cut)})"
    return cut_middle(name, at.name, cut)


def _status_block(status: str, replica_text: str, at: Columns, cut: str) -> str:
    """The word at the left, replicas at the right: only a word unknown to us can be too long."""
    if not at.replicas:
        return pad(cut_end(status, at.status, cut), at.status)
    room = at.status - cells(replica_text) - 1
    if room < 1:
        return pad(cut_end(replica_text, at.status, cut), at.status)
    return pad(cut_end(status, room, cut), room + 1) + replica_text
