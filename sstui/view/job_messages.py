"""What a step of a job says: JSON inside a string mostly. Data, and never a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sstui.insight.secrets import Veil, mask, masked
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_text import one_line
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, plain

_MOST_CHARACTERS = 4000  # of one message; more than anybody reads
_MOST_ROWS = 12
_NARROW = 72  # cells of the page below which the indent is less


def message_lines(text: str, width: int, signs: Signs) -> Iterator[Line]:
    """Each member of an object on lines of its own, wrapped; nothing where nothing is said."""
    indent = 5 if width < _NARROW else 7
    lines = [
        line
        for said in _said(text)
        for line in by_words(plain(said[:_MOST_CHARACTERS]), width - indent)
    ]
    if len(lines) > _MOST_ROWS:
        more = len(lines) - _MOST_ROWS + 1
        lines = [*lines[: _MOST_ROWS - 1], f"{signs.cut} {more} more lines"]
    for line in lines:
        yield (Span(" " * indent), Span(line, "string"))


def _said(text: str) -> Iterator[str]:
    try:
        document = masked(json.loads(text), veil=Veil.OPEN) if text.strip() else None
    except (ValueError, RecursionError):
        yield mask(text.strip())
        return
    if isinstance(document, dict):
        for key, value in document.items():
            yield f"{key}: {_written(value)}"
    elif document:
        yield _written(document)


def _written(value: JSONValue) -> str:
    return value if isinstance(value, str) else one_line(value)
