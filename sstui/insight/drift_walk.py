"""Down two JSON values at once, to the places at which they are compared.

The walk keeps a stack of its own: a body may be deeper than the interpreter's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sstui.insight.likeness import Pair, alike, is_nothing, pairs
from sstui.insight.standins import without_stand_in
from sstui.servicestage.json_types import JSONObject, JSONValue

INTERNAL = "internal"  # a variable that the platform made


@dataclass(frozen=True, slots=True)
class Place:
    """Where two bodies are compared. ``name`` is the path inside its part, as shown; ``path``
    that of the body, as changes name it; ``key`` its last step."""

    name: str
    path: str
    key: str
    before: JSONValue
    after: JSONValue
    aside: str = ""  # why it is no drift, whatever it is
    alone: int = 0  # 1: a thing with a name that only ``after`` has, -1: only ``before``
    size: int = 0  # of what is the same as a whole: how many values it stands for

    def step(self, key: str, before: JSONValue, after: JSONValue, label: str = "") -> Place:
        """The place one level down; ``label`` names an item of a list."""
        text = label or without_stand_in(key)
        join = "" if text.startswith("[") or not self.name else "."
        inner = f"{self.name}{join}{text}"
        path = self.path + (text if text.startswith("[") else f".{text}")
        return Place(inner, path, key, before, after, self.aside)


def never_aside(_key: str) -> str:
    return ""


class Walk:
    """``everything``: go on inside what is the same; else it is one place with its size."""

    def __init__(self, everything: bool) -> None:
        self._everything = everything

    def below(self, root: Place, aside: Callable[[str], str] = never_aside) -> Iterator[Place]:
        """Every place under ``root``. ``aside(key)`` says why a value of that key is no drift."""
        pending = [root]
        while pending:
            place = pending.pop()
            if place.alone or place.size:
                yield place
                continue
            if is_nothing(place.before) and is_nothing(place.after):
                continue  # nothing to compare
            inner = self._inner(place, aside)
            if inner is None:
                yield place
            else:
                pending.extend(reversed(inner))

    def _inner(self, place: Place, aside: Callable[[str], str]) -> list[Place] | None:
        old, new = place.before, place.after
        if isinstance(old, dict) and isinstance(new, dict):
            return self._fields(place, old, new, aside)
        if isinstance(old, list) and isinstance(new, list):
            try:
                found = pairs(old, new)
            except RecursionError:
                return None
            return None if found is None else [_item(place, pair) for pair in found]
        return None

    def _fields(
        self, place: Place, old: JSONObject, new: JSONObject, aside: Callable[[str], str]
    ) -> list[Place]:
        inner = []
        for key in dict.fromkeys((*new, *old)):
            below = place.step(key, old.get(key), new.get(key))
            if why := aside(key):
                below = replace(below, aside=why)
            elif not self._everything and below.before == below.after:
                below = replace(below, size=_values_in(below.before))
            inner.append(below)
        return inner


def only_one_has(pair: Pair) -> int:
    """`Place.alone` of a pair."""
    return (pair.before is None) - (pair.after is None)


def _item(place: Place, pair: Pair) -> Place:
    """One item of a list. Of a variable only the value is of interest."""
    below = place.step("", pair.before, pair.after, without_stand_in(pair.label))
    below = replace(below, alone=only_one_has(pair))
    items = [item for item in pair[1:] if item is not None]
    if not all(_is_variable(item) for item in items):
        return below
    if all(isinstance(item, dict) and item.get("internal") is True for item in items):
        below = replace(below, aside=INTERNAL)
    was, now = (item.get("value") if isinstance(item, dict) else None for item in pair[1:])
    if not below.alone and alike(was, now) and not alike(*pair[1:]):
        return below  # the same value, and yet not the same variable
    return replace(below, before=was, after=now, size=int(not below.alone and was == now))


def _is_variable(value: JSONValue) -> bool:
    return isinstance(value, dict) and "name" in value and "value" in value


def _values_in(value: JSONValue) -> int:
    """How many values are in it; an empty container is none."""
    count = 0
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            pending.extend(each.values())
        elif isinstance(each, list) and any(isinstance(item, (dict, list)) for item in each):
            pending.extend(each)
        else:
            count += not is_nothing(each)
    return count
