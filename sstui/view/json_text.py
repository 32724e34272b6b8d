"""JSON values as short, harmless text: leaves, one-line objects, and what kind a value is.

Nothing here looks at more of a value than fits the room it is given: a string may have a megabyte,
an object ten thousand levels.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import NamedTuple

from sstui.insight.secrets import MASK, Veil, mask_key, shown, veil_of
from sstui.servicestage.json_types import JSONValue
from sstui.view.signs import UNICODE, Signs
from sstui.view.text import Line, Span, cells, cut_end, plain

Leaf = str | int | float | bool | None
_TOO_DEEP_SHOWN = 100_000  # characters of a value that is too deep to be laid out


class Shown(NamedTuple):
    """A value ready to be drawn: text that fits, its style, what is copied."""

    text: str
    style: str
    value: str | None
    secret: bool = False

    @property
    def span(self) -> Span:
        return Span(self.text, self.style)


def fitted(text: str, width: int, signs: Signs) -> str:
    """Foreign text made harmless, in at most ``width`` cells."""
    # Four characters a cell leave room for combining marks; what is longer is cut in any case.
    start = text[: 4 * max(width, 1)]
    harmless = plain(start)
    if len(start) == len(text):
        return cut_end(harmless, width, signs.cut)
    return cut_end(harmless, width - cells(signs.cut), "") + signs.cut if width > 0 else ""


def quoted(text: str, width: int, signs: Signs) -> str:
    """A JSON string with its quotes; a cut one keeps them: ``"jdbc:postgresql://10.0.4…"``."""
    start = text[: 4 * max(width, 1)]
    inner = plain(json.dumps(start, ensure_ascii=False)[1:-1])
    room = max(width - 2, 0)
    if len(start) < len(text):
        inner = cut_end(inner, room - cells(signs.cut), "") + signs.cut
    return f'"{cut_end(inner, room, signs.cut)}"'


def leaf_text(value: Leaf) -> str:
    """A leaf as JSON writes it, without quotes and uncut."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    try:
        return str(value)
    except ValueError:  # the interpreter writes no integer of more than 4,300 digits
        return hex(value) if isinstance(value, int) else "?"


def leaf_style(value: JSONValue) -> str:
    if isinstance(value, str):
        return "string" if value else "muted"
    return "muted" if value is None or value == [] or value == {} else "text"


def show_value(
    value: JSONValue, veil: Veil, width: int, signs: Signs, *, revealed: bool = False
) -> Shown:
    """A field's value as plain text: strings without quotes, containers as compact JSON."""
    if isinstance(value, (dict, list)):
        text, secret = compact(value, veil, width * 2, signs, revealed=revealed)
        whole = None if len(text) >= width * 2 else text
        return Shown(fitted(text, width, signs), "text" if value else "muted", whole, secret)
    visible = shown(value, veil)
    secret = _differs(visible, value)
    if revealed:
        visible = value
    if visible is None or visible == "":
        return Shown('""' if visible == "" else "null", "muted", leaf_text(visible), secret)
    text = leaf_text(visible).replace(MASK, signs.mask)
    style = "muted" if secret and not revealed and text == signs.mask else "text"
    return Shown(fitted(text, width, signs), style, text, secret)


def kind_of(value: JSONValue) -> str:
    """``string, 39 characters``; for the line under the cursor."""
    if isinstance(value, str):
        return f"string, {_count(len(value), 'character')}"
    if isinstance(value, dict):
        return f"object, {_count(len(value), 'key')}"
    if isinstance(value, list):
        return f"array, {_count(len(value), 'item')}"
    if value is None:
        return "null"
    return "boolean" if isinstance(value, bool) else "number"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def one_line(value: JSONValue) -> str:
    """What may be shown as it is, as JSON; of what is nested more deeply than the interpreter can
    follow, the beginning."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return compact(value, Veil.OPEN, _TOO_DEEP_SHOWN, UNICODE)[0]


def laid_out(value: JSONValue) -> str:
    """The same on many lines, harmless but for their breaks."""
    try:
        return harmless(json.dumps(value, ensure_ascii=False, indent=2))
    except (RecursionError, ValueError):
        return one_line(value)


def harmless(text: str) -> str:
    """Several lines of foreign text; everything but the line breaks is made harmless."""
    return "\n".join(plain(line) for line in text.replace("\r\n", "\n").split("\n"))


def compact(
    value: JSONValue, veil: Veil, limit: int, signs: Signs, *, revealed: bool = False
) -> tuple[str, bool]:
    """At most about ``limit`` cells of the value as JSON on one line; and whether it is masked."""
    line, secret = compact_line(value, veil, limit, signs, revealed=revealed)
    return "".join(span.text for span in line), secret


def compact_line(
    value: JSONValue,
    veil: Veil,
    limit: int,
    signs: Signs,
    *,
    protected: bool = False,
    revealed: bool = False,
) -> tuple[Line, bool]:
    """As `compact`, in styles: ``{ "maxSurge": 0, "maxUnavailable": 1 }``."""
    spans: list[Span] = []
    used, secret = 0, False
    for text, style, masked_here in _tokens(value, veil, protected, revealed, limit, signs):
        spans.append(Span(text, style))
        used += cells(text)
        secret |= masked_here
        if used > limit:
            break
    return tuple(spans), secret


def _tokens(
    value: JSONValue, veil: Veil, protected: bool, revealed: bool, limit: int, signs: Signs
) -> Iterator[tuple[str, str, bool]]:
    """Text, style and whether it is masked, one token after the other, without recursion."""
    # One iterator of (text before, value, veil) for each open container, with its closing sign.
    stack: list[tuple[Iterator[tuple[str, JSONValue, Veil]], str]] = [
        (iter([("", value, veil)]), "")
    ]
    while stack:
        children, closing = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if closing:
                yield closing, "muted", False
            continue
        before, item, over = child
        if before:
            yield before, "muted", False
        if isinstance(item, (dict, list)) and item:
            yield ("{ " if isinstance(item, dict) else "[ "), "muted", False
            closing = " }" if isinstance(item, dict) else " ]"
            stack.append((_children(item, over, protected, limit, signs), closing))
        else:
            yield _leaf(item, over, revealed, limit, signs)


def _leaf(
    item: JSONValue, veil: Veil, revealed: bool, limit: int, signs: Signs
) -> tuple[str, str, bool]:
    if isinstance(item, (dict, list)):
        return ("{}" if isinstance(item, dict) else "[]"), "muted", False
    visible = shown(item, veil)
    secret = _differs(visible, item)
    if revealed:
        visible = item
    if visible == MASK:
        return signs.mask, "muted", True
    if isinstance(visible, str):
        text = quoted(visible.replace(MASK, signs.mask), limit, signs)
        return text, leaf_style(visible), secret
    return fitted(leaf_text(visible), limit, signs), leaf_style(visible), secret


def _differs(visible: Leaf, value: Leaf) -> bool:
    """Whether masking changed a leaf. A number is compared by identity: NaN is not itself."""
    return visible is not value and visible != value


def _children(
    container: JSONValue, veil: Veil, protected: bool, limit: int, signs: Signs
) -> Iterator[tuple[str, JSONValue, Veil]]:
    comma = ""
    if isinstance(container, dict):
        for key, item in container.items():
            name = quoted(mask_key(key), limit, signs)
            below = veil_of(veil, container, key, protected=protected)
            yield f"{comma}{name}: ", item, below
            comma = ", "
    elif isinstance(container, list):
        for index, item in enumerate(container):
            yield comma, item, veil_of(veil, container, index, protected=protected)
            comma = ", "
