"""Completing what is typed into the filter: names of columns, and the values that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from sstui.monitor.state import Fleet
from sstui.view.filter_fields import FIELDS, HEALTHS, IS, Field, Kind

MOST = 12  # candidates that are shown
_QUOTED = frozenset(' ,:!~<>="')


class Completion(NamedTuple):
    """The text with what is certain added, and what else it could become."""

    text: str
    candidates: tuple[str, ...] = ()


def complete(text: str, fleet: Fleet, fields: Mapping[str, Field] = FIELDS) -> Completion:
    """Completes the last word of ``text``."""
    kept, word = _parted(text)
    column, colon, begun = word.partition(":")
    if not colon and kept.endswith(","):
        column, begun = _column_before(kept), word
    elif colon:
        kept += column + colon
    if not (colon or kept.endswith(",")):
        names = [f"{name}:" for name in fields if name.startswith(word.casefold())]
        return _completed(kept, word, names, are_names=True)
    field = fields.get(column.casefold())
    values = _values(field, fleet) if field is not None else []
    wanted = begun.lstrip('"').casefold()
    return _completed(kept, begun, [each for each in values if each.casefold().startswith(wanted)])


def completed_by(text: str, candidate: str) -> str:
    """``text`` with one of its candidates in the place of what was begun."""
    kept, word = _parted(text)
    column, colon, _ = word.partition(":")
    if candidate.endswith(":"):
        return kept + candidate
    return kept + (column + colon if colon else "") + _quoted(candidate)


def _parted(text: str) -> tuple[str, str]:
    """What is before the last word and its ``!``, and that word."""
    start = max(text.rfind(" "), text.rfind(",")) + 1
    word = text[start:].lstrip("!")
    return text[: len(text) - len(word)], word


def _column_before(kept: str) -> str:
    """The column that the alternatives of a comma share."""
    return kept[kept.rfind(" ") + 1 :].partition(":")[0].lstrip("!")


def _values(field: Field, fleet: Fleet) -> list[str]:
    if field.kind is Kind.HEALTH:
        return list(HEALTHS)
    if field.kind is Kind.IS:
        return list(IS)
    if field.texts is None:
        return []
    found = (text for snapshot in fleet.snapshots for text in field.texts(fleet, snapshot) if text)
    return sorted(set(found), key=str.casefold)


def _completed(
    kept: str, begun: str, found: Sequence[str], *, are_names: bool = False
) -> Completion:
    """A column's name ends in its colon and stays as it is; a value is quoted where it must be."""
    if len(found) == 1:
        return Completion(kept + (found[0] if are_names else _quoted(found[0])))
    common = _common(found)
    longer = common if len(common) > len(begun) and not _QUOTED & set(common) else begun
    return Completion(kept + longer, tuple(found[:MOST]))


def _common(found: Sequence[str]) -> str:
    """The beginning that all have."""
    if not found:
        return ""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(min(found), max(found), strict=False))
    return "".join(one for one, _ in pairs)


def _quoted(value: str) -> str:
    if not _QUOTED & set(value):
        return value
    return '"' + value.replace('"', "") + '"'
