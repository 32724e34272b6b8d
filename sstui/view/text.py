"""Text that is safe to draw: spans, their width in cells, and cutting them to fit.

What the API sends is data. `plain` makes every character of it harmless, and every function of
this floor passes foreign text through it exactly once.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Span(NamedTuple):
    """A run of one style. ``style`` is a space-separated list: at most one colour token of
    the theme (``text strong muted accent string ok moving degraded bad off unknown rule``, or
    ``profile-`` and a profile's own colour, ``red`` or ``#c03030``), at most one ground
    (``fill-bad fill-degraded fill-unknown tint-bad tint-degraded tint-moving tint-unknown hit
    cursor notice``) and any of ``bold dim underline reverse strike``. Empty = text."""

    text: str
    style: str = ""


Line = tuple[Span, ...]

# Joiners and variation selectors change how neighbours are drawn; widths would be guesses.
_DROPPED = {0x200C, 0x200D, *range(0xFE00, 0xFE10)}


def _replacement(code: int) -> str | None:
    character = chr(code)
    if code in _DROPPED:
        return ""
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return None


class _Harmless(dict[int, str]):
    """Filled as characters are met; ``str.translate`` keeps what raises LookupError."""

    def __missing__(self, code: int) -> str:
        replacement = _replacement(code)
        self[code] = chr(code) if replacement is None else replacement
        return self[code]


_HARMLESS = _Harmless()
_HARMLESS.update({0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"})


def plain(text: str) -> str:
    """``text`` with control, format, bidi and surrogate characters written as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_HARMLESS)


@lru_cache(maxsize=8192)
def cells(text: str) -> int:
    """Width in terminal cells of text that `plain` has passed: 0, 1 or 2 for each character."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


# Where Unicode's newer tables, which Textual and most terminals follow, differ from this Python's:
# Hangul vowels and finals join the syllable before them, skin tones the emoji; trigrams, hexagrams
# and counting rods are two cells wide.
_JOINED = (
    (0x1160, 0x11FF),
    (0x3164, 0x3164),
    (0xD7B0, 0xD7FF),
    (0xFFA0, 0xFFA0),
    (0x1F3FB, 0x1F3FF),
)
_WIDE = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D376))


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Mc"}:
        return 0
    code = ord(character)
    if any(first <= code <= last for first, last in _JOINED):
        return 0
    if any(first <= code <= last for first, last in _WIDE):
        return 2
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def head(text: str, width: int) -> str:
    """The longest beginning of ``text`` that fits ``width`` cells."""
    if text.isascii():
        return text[: max(width, 0)]
    used = 0
    for index, character in enumerate(text):
        used += _width(character)
        if used > width:
            return text[:index]
    return text


def tail(text: str, width: int) -> str:
    """The longest end of ``text`` that fits ``width`` cells."""
    if width <= 0:
        return ""
    used = 0
    for index in range(len(text) - 1, -1, -1):
        used += _width(text[index])
        if used > width:
            return text[index + 1 :]
    return text


def cut_end(text: str, width: int, cut: str = "…") -> str:
    """``text`` in at most ``width`` cells, ending in ``cut`` when it was longer."""
    if cells(text) <= width:
        return text
    return head(text, width - cells(cut)) + cut if width >= cells(cut) else head(text, width)


def cut_middle(text: str, width: int, cut: str = "…") -> str:
    """``text`` in at most ``width`` cells, the middle left out: names keep their ending."""
    if cells(text) <= width:
        return text
    room = width - cells(cut)
    if room < 2:
        return cut_end(text, width, cut)
    before = (room + 1) // 2
    start = head(text, before)
    return start + cut + tail(text, room - cells(start))


def pad(text: str, width: int) -> str:
    """``text`` filled with blanks on the right to ``width`` cells."""
    return text + " " * (width - cells(text))


def line_cells(line: Line) -> int:
    return sum(cells(span.text) for span in line)


def fit(line: Line, width: int, cut: str = "…") -> Line:
    """``line`` in exactly ``width`` cells: cut at the end, or filled with blanks."""
    used = line_cells(line)
    if used == width:
        return line
    if used < width:
        return (*line, Span(" " * (width - used)))
    result: list[Span] = []
    room = width
    for index, span in enumerate(line):
        size = cells(span.text)
        last_that_fits = size > room or (
            size == room and any(rest.text for rest in line[index + 1 :])
        )
        if last_that_fits:
            result.append(Span(pad(cut_end(span.text + cut, room, cut), room), span.style))
            break
        result.append(span)
        room -= size
    return tuple(result)


def join(left: Line, right: Line, width: int, cut: str = "…") -> Line:
    """``left`` and, at the right edge, ``right``; the left part is cut to leave two blanks."""
    if not right:
        return fit(left, width, cut)
    room = width - line_cells(right)
    if room < 4:
        return fit(left, width, cut)
    gap = 2 if line_cells(left) > room - 2 else 0
    return (*fit(left, room - gap, cut), Span(" " * gap), *right)


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)


def pad_left(text: str, width: int) -> str:
    """``text`` filled with blanks on the left to ``width`` cells: numbers and ages."""
    return " " * (width - cells(text)) + text


def rule_line(title: Line, right: Line, width: int, rule: str, cut: str = "…") -> Line:
    """``title ─────── right`` in exactly ``width`` cells: the head of a pane."""
    room = width - line_cells(title) - line_cells(right) - (2 if right else 1)
    if room < 1:
        return join(title, right, width, cut)
    tail_of_rule: Line = (Span(" "), *right) if right else ()
    return (*title, Span(" "), Span(rule * room, "rule"), *tail_of_rule)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` broken at ``width`` cells, wherever that is: values have no words."""
    lines: list[str] = []
    while text:
        line = head(text, max(width, 2))
        lines.append(line)
        text = text[len(line) :]
    return lines or [""]


def marked(line: Line, query: str) -> Line:
    """``line`` with every occurrence of ``query`` marked, whatever its case."""
    wanted = query.casefold()
    result: list[Span] = []
    for span in line:
        text, folded = span.text, span.text.casefold()
        if len(folded) != len(text) or wanted not in folded:
            result.append(span)
            continue
        start = 0
        while (found := folded.find(wanted, start)) >= 0:
            result.append(Span(text[start:found], span.style))
            result.append(Span(text[found : found + len(wanted)], f"{span.style} hit".strip()))
            start = found + len(wanted)
        result.append(Span(text[start:], span.style))
    return tuple(each for each in result if each.text)
