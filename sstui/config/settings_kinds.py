"""The kinds of values that settings have: how each is read, shown, and said in JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sstui.config.columns import chosen
from sstui.config.durations import FORM, parse_duration, write_duration
from sstui.config.toml_lines import Key

SHORTEST = 1.0  # seconds between two looks

Schema = Mapping[str, object]
Expand = Callable[[str], Path]  # a path as written, made absolute from where it is written


class Mistake(NamedTuple):
    """``key`` is the way to it from the table that was read."""

    key: Key
    what: str
    remedy: str


class Refused(Exception):
    """A value that cannot be used, with each of its mistakes."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("; ".join(mistake.what for mistake in mistakes))
        self.mistakes = mistakes

    def under(self, key: str | int) -> tuple[Mistake, ...]:
        """The mistakes as seen from the table that has this value at ``key``."""
        return tuple(Mistake((key, *each.key), each.what, each.remedy) for each in self.mistakes)


class Kind(NamedTuple):
    """``read`` turns what TOML has, or an option, into a value, or raises `Refused`; ``show``
    turns a value into what a person writes for it. A kind that holds tables names theirs."""

    read: Callable[[object, Expand], object]
    schema: Schema
    show: Callable[[object], object] = lambda value: value
    holds: Literal["value", "words", "table", "tables", "named"] = "value"
    table: type[Any] | None = None


def refused(what: str, remedy: str) -> Refused:
    return Refused(Mistake((), what, remedy))


def refused_by(error: ValueError) -> Refused:
    """For checks that say ``what is wrong; what to do`` in their text."""
    what, _, remedy = str(error).partition("; ")
    return refused(what, remedy)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refused("not a text", "put it in quotes")
    return value


def text(check: Callable[[str], str] | None = None, **schema: object) -> Kind:
    """``check`` returns the text as it is to be used, or raises ValueError."""

    def read(value: object, _: Expand) -> str:
        written = _text(value)
        try:
            return check(written) if check else written
        except ValueError as error:
            raise refused_by(error) from error

    return Kind(read, {"type": "string", **schema})


def choice(*words: str) -> Kind:
    """One of these words."""
    written = [repr(word) for word in words]
    expected = f"{', '.join(written[:-1])} or {written[-1]}"

    def read(value: object, _: Expand) -> object:
        if value not in words:
            raise refused("not one of the known words", f"write {expected}")
        return value

    return Kind(read, {"enum": list(words)})


def path(place: Callable[[str, Expand], str] | None = None, **schema: object) -> Kind:
    """A path, absolute from the file's folder. ``place`` is for a text that has one inside it:
    it returns the text with that path in place, or raises ValueError."""

    def read(value: object, expand: Expand) -> object:
        if isinstance(value, Path):
            return value
        try:
            return place(_text(value), expand) if place else expand(_text(value))
        except ValueError as error:
            raise refused_by(error) from error

    return Kind(read, {"type": "string", **schema}, lambda value: value and str(value))


def _flag(value: object, _: Expand) -> bool:
    if not isinstance(value, bool):
        raise refused("not true or false", "write true or false")
    return value


def _count(value: object, _: Expand) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refused("not a whole number", "write one such as 120")
    if value < 1:
        raise refused("too small", "write 1 or more")
    return value


def _duration(value: object, _: Expand) -> float:
    try:
        return parse_duration(value)
    except ValueError as error:
        raise refused(str(error), FORM) from error


def _pace(value: object, expand: Expand) -> float:
    seconds = _duration(value, expand)
    if 0 < seconds < SHORTEST:
        raise refused(f"too short: {seconds:g}s", f"at least {SHORTEST:g}s, 0 is off")
    return seconds


def _show_duration(value: object) -> object:
    return write_duration(value) if isinstance(value, int | float) else value


def _not_empty(written: str) -> str:
    if not written:
        raise ValueError("empty; give a text, or take the key out")
    return written


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone: {name!r}; write one such as Asia/Singapore") from error
    return name


def _column(written: str) -> str:
    chosen(written)
    return written


def texts(each: Kind, *, least: int = 0) -> Kind:
    """A list of at least so many items of one kind."""

    def read(value: object, expand: Expand) -> tuple[object, ...]:
        items = read_items(value, each, expand)
        if len(items) < least:
            raise refused("an empty list", "give at least one, or take the key out")
        return tuple(items)

    return Kind(read, {"type": "array", "items": each.schema, "minItems": least}, _as_list)


def read_items(value: object, kind: Kind, expand: Expand) -> list[object]:
    """Each item of a list read as ``kind``. Raises `Refused` with the mistakes of all of them."""
    if not isinstance(value, list | tuple):
        raise refused("not a list", 'write ["one", "two"]')
    items: list[object] = []
    mistakes: list[Mistake] = []
    for index, item in enumerate(value):
        try:
            items.append(kind.read(item, expand))
        except Refused as error:
            mistakes += error.under(index)
    if mistakes:
        raise Refused(*mistakes)
    return items


def _as_list(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


TEXT = text()
SOME_TEXT = text(_not_empty, minLength=1)
FLAG = Kind(_flag, {"type": "boolean"})
COLUMN = text(_column, minLength=1)
COUNT = Kind(_count, {"type": "integer", "minimum": 1})
ZONE = text(_zone, minLength=1)
_UNITS = "([mM]?[sS]|[mMhHdD])?"
DURATION = Kind(
    _duration,
    {
        "anyOf": [
            {"type": "string", "pattern": rf"^\s*[0-9]{{1,12}}(\.[0-9]{{1,6}})?\s*{_UNITS}\s*$"},
            {"type": "number", "minimum": 0},
        ]
    },
    _show_duration,
)
_OFF = rf"0+(\.0+)?\s*{_UNITS}"
_LONG = r"0*[1-9][0-9]*(\.[0-9]+)?\s*[sS]?|0*[1-9][0-9]{3,}(\.[0-9]+)?\s*[mM][sS]"
_LONGER = r"[0-9]+(\.[0-9]+)?\s*[mMhHdD]"
PACE = Kind(
    _pace,
    {
        "anyOf": [
            {"type": "string", "pattern": rf"^\s*({_OFF}|{_LONG}|{_LONGER})\s*$"},
            {"type": "number", "minimum": SHORTEST},
            {"const": 0},
        ]
    },
    _show_duration,
)
