"""Prose in lines: broken between words, and between the characters of scripts that have none."""

from __future__ import annotations

import re
import unicodedata

from sstui.view.text import cells, wrapped

# A line does not begin with what closes, nor end with what opens.
_CLOSING = "、。，．：；！？）】》」』〉’”…)]}>,.:;!?%"
_OPENING = "（【《「『〈‘“([{<"


def by_words(text: str, width: int) -> list[str]:
    """Harmless ``text`` in lines of at most ``width`` cells; a word that is longer is broken."""
    lines: list[str] = [""]
    for piece in _pieces(text):
        both = lines[-1] + piece
        if cells(both.rstrip()) <= width:
            lines[-1] = both
        elif cells(piece.rstrip()) <= width:
            lines.append(piece)
        else:
            lines += wrapped(piece, width)
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _pieces(text: str) -> list[str]:
    """What is not broken: words with the blanks behind them, wide characters one by one, each
    with its punctuation."""
    pieces: list[str] = []
    for run in re.findall(r"\S+\s*", text):
        start = len(pieces)
        for character in run:
            joins = len(pieces) > start and not _may_part(pieces[-1][-1], character)
            if joins:
                pieces[-1] += character
            else:
                pieces.append(character)
    return pieces


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters of a run without blanks."""
    if after.isspace() or after in _CLOSING or before in _OPENING:
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}
