"""Which item of one list is which of another: by the names that they have. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sstui.insight.secrets import mask_key
from sstui.servicestage.json_types import JSONObject, JSONValue


def same(before: object, after: object) -> bool:
    """Equal, and NaN as itself; what is too deep to be compared differs."""
    if before is after:
        return True
    try:
        return before == after or (before != before and after != after)  # NaN
    except RecursionError:
        return False


class Pair(NamedTuple):
    """Which item of one list is which of the other; None where it has none."""

    label: str
    before: int | None
    after: int | None


def pairs(old: list[JSONValue], new: list[JSONValue]) -> list[Pair] | None:
    """The items that differ; None for lists that are compared as a whole."""
    if not all(isinstance(item, dict) for item in (*old, *new)):
        return None
    for identity in _IDENTITIES:
        was, now = _named(old, identity), _named(new, identity)
        if was is not None and now is not None:
            names = [*was, *(name for name in now if name not in was)]
            return [
                Pair(_label(name), was.get(name), now.get(name))
                for name in names
                if _differ(old, was.get(name), new, now.get(name))
            ]
    return _by_place(old, new)


def _differ(
    old: list[JSONValue], before: int | None, new: list[JSONValue], after: int | None
) -> bool:
    if before is None or after is None:
        return True
    return not same(old[before], new[after])


_Name = tuple[str, int]  # and which of several that are called so


def _label(name: _Name) -> str:
    text, number = name
    return f".{mask_key(text)}[{number}]" if number else f".{mask_key(text)}"


def _named(
    items: Sequence[JSONValue], identity: Callable[[JSONObject], str]
) -> dict[_Name, int] | None:
    """The index of each name; None where one item has none."""
    seen: Counter[str] = Counter()
    names: dict[_Name, int] = {}
    for index, item in enumerate(items):
        text = identity(item) if isinstance(item, dict) else ""
        if not text:
            return None
        names[text, seen[text]] = index
        seen[text] += 1
    return names


def labels_of(items: Sequence[JSONValue]) -> list[str]:
    """What each item is called in paths: ``.DB_URL``, ``.cce:5234…``, or ``[2]`` where the items
    have no names."""
    for identity in _IDENTITIES:
        names = _named(items, identity)
        if names is not None:
            return [_label(name) for name in names]
    return [f"[{index}]" for index in range(len(items))]


def _text(item: JSONObject, key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _resource(item: JSONObject) -> str:
    """A reference is known by type and id together: ids may be words such as ``default``."""
    return f"{item['type']}:{item['id']}" if _text(item, "type") and _text(item, "id") else ""


_IDENTITIES: tuple[Callable[[JSONObject], str], ...] = (
    lambda item: _text(item, "name"),
    _resource,
    lambda item: _text(item, "id"),
    lambda item: _text(item, "logPath"),
)


def _by_place(old: list[JSONValue], new: list[JSONValue]) -> list[Pair]:
    """Items without names: what is equal at both ends is left out, the rest goes by place."""
    start = 0
    while start < min(len(old), len(new)) and same(old[start], new[start]):
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and same(old[-1 - end], new[-1 - end]):
        end += 1
    was = range(start, len(old) - end)
    now = range(start, len(new) - end)
    return [
        Pair(f"[{start + k}]", was[k] if k < len(was) else None, now[k] if k < len(now) else None)
        for k in range(max(len(was), len(now)))
    ]
