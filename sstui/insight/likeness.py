"""What in one JSON value is what in another, whatever the order: for comparing by meaning.

Items of a list are matched by the name that they have; those without one are matched where they
mean the same, and what is left by place. Pure.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from sstui.insight.standins import without_stand_in
from sstui.servicestage.json_types import JSONValue

# Lists of plain values whose order says nothing: zones and nodes of an affinity rule, hosts.
_UNORDERED = frozenset({"az", "node", "nodes", "component", "components", "hosts"})
_NAMES = ("name", "id", "logPath", "path", "mountPath")


class Pair(NamedTuple):
    """An item of the one list and its match in the other; None where there is none."""

    label: str  # its name, or ``[2]``
    before: JSONValue
    after: JSONValue


def is_nothing(value: JSONValue) -> bool:
    """null, missing and empty containers say the same; an empty text is a value."""
    return value is None or value == {} or value == []


def alike(before: JSONValue, after: JSONValue, key: str = "") -> bool:
    """Whether two values mean the same; ``key`` is what they are called."""
    try:
        return before == after or canonical(before, key) == canonical(after, key)
    except RecursionError:
        return False


def canonical(value: JSONValue, key: str = "") -> str:
    """One text for all values that mean the same. Raises RecursionError."""
    return json.dumps(_sorted(value, key), sort_keys=True)


def _sorted(value: JSONValue, key: str) -> JSONValue:
    if is_nothing(value):
        return None
    if isinstance(value, dict):
        kept = {name: _sorted(item, name) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None}
    if isinstance(value, list):
        items = [_sorted(item, key) for item in value]
        if key in _UNORDERED or all(isinstance(item, dict) for item in value):
            return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
        return items
    return _inner(value, key) if isinstance(value, str) and value[:1] in ("[", "{") else value


def _inner(text: str, key: str) -> JSONValue:
    """A text that is JSON, such as the ``hosts`` of an ECS resource, means what is in it."""
    try:
        return {"JSON": _sorted(json.loads(text), key)}
    except ValueError:
        return text


def pairs(before: Sequence[JSONValue], after: Sequence[JSONValue]) -> list[Pair] | None:
    """The items of two lists of objects, matched; None for lists that are one value."""
    items = (*before, *after)
    if not all(isinstance(item, dict) for item in items):
        return None
    field = next((name for name in _NAMES if all(named(item, name) for item in items)), None)
    if field is None:
        return matched("", list(before), list(after))
    groups: dict[str, tuple[list[JSONValue], list[JSONValue]]] = {}
    for item in after:
        groups.setdefault(_name(item, field), ([], []))[1].append(item)
    for item in before:
        groups.setdefault(_name(item, field), ([], []))[0].append(item)
    return [pair for name, (was, now) in groups.items() for pair in matched(name, was, now)]


def named(item: JSONValue, field: str) -> str:
    """The text under ``field``; empty where there is none."""
    value = item.get(field) if isinstance(item, dict) else None
    return value if isinstance(value, str) else ""


def _name(item: JSONValue, field: str) -> str:
    """A name that is itself a secret, such as the path of a Secret mount, is its mask."""
    return without_stand_in(named(item, field))


def matched(name: str, before: list[JSONValue], after: list[JSONValue]) -> list[Pair]:
    """Items of one name, or without any: those that mean the same are each other's, whatever
    their order, the rest go by place. In the order of ``after``, what only ``before`` has last.
    Raises RecursionError."""
    if len(before) == len(after) == 1:
        return [Pair(_label(name, 0), before[0], after[0])]
    left: dict[str, deque[int]] = {}
    for index, item in enumerate(before):
        left.setdefault(canonical(item), deque()).append(index)
    same = {
        index: found.popleft()
        for index, item in enumerate(after)
        if (found := left.get(canonical(item)))
    }
    taken = set(same.values())
    rest = deque(index for index in range(len(before)) if index not in taken)
    result = []
    for index, item in enumerate(after):
        at = same.get(index, rest.popleft() if index not in same and rest else None)
        result.append(Pair(_label(name, index), None if at is None else before[at], item))
    return result + [Pair(_label(name, index), before[index], None) for index in rest]


def _label(name: str, index: int) -> str:
    if not name:
        return f"[{index}]"
    return f"{name}[{index}]" if index else name
