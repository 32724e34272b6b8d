"""Where two JSON documents differ, by meaning: things that have a name are compared by name.

The walk keeps a stack of its own: a body may be deeper than the interpreter's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sstui.insight.records import Change
from sstui.insight.secrets import MASK, Veil, mask_key, shown, veil_of
from sstui.servicestage.json_types import JSONObject, JSONValue

MOST = 200  # places in one event; what is beyond them is counted
_DEEPEST = 60  # levels of an added or removed part that a change carries

_Step = str | int


@dataclass(frozen=True, slots=True)
class Side:
    """A value, how much of it may be shown, and the paths in it that are not to be trusted."""

    value: JSONValue
    veil: Veil
    faults: frozenset[str] = frozenset()

    def child(self, key: _Step | None, protected: bool) -> Side:
        """What stands under ``key``; nothing where there is no such key."""
        value: JSONValue = None
        veil = self.veil
        if isinstance(self.value, dict) and isinstance(key, str):
            value = self.value.get(key)
            veil = veil_of(self.veil, self.value, key, protected=protected)
        elif isinstance(self.value, list) and isinstance(key, int):
            value = self.value[key]
            veil = veil_of(self.veil, self.value, key, protected=protected)
        return Side(value, veil, self.faults)


def changes_between(
    name: str, before: Side, after: Side, *, protected: bool = False
) -> tuple[Change, ...]:
    """The places under ``name`` in which two objects differ: at most `MOST`, and how many more.

    null and missing are the same; lists of named things are compared by name and their order does
    not matter; a list of plain values is one place. Secrets are masked.
    """
    walk = _Walk(protected)
    root = (name, before.child(name, protected), after.child(name, protected))
    changes: list[Change] = []
    more = 0
    for path, was, now in walk.leaves(root):
        if len(changes) < MOST:
            changes.append(_change(path, was, now, protected))
        else:
            more += 1
    if more:
        changes.append(Change(name, None, f"and {more} more places"))
    return tuple(changes)


def veiled(value: JSONValue, veil: Veil, *, protected: bool = False, depth: int = 0) -> JSONValue:
    """A copy of ``value`` as it may be shown under ``veil``."""
    if depth > _DEEPEST:
        return MASK
    if isinstance(value, dict):
        return {
            mask_key(key): veiled(
                item,
                veil_of(veil, value, key, protected=protected),
                protected=protected,
                depth=depth + 1,
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [
            veiled(
                item,
                veil_of(veil, value, index, protected=protected),
                protected=protected,
                depth=depth + 1,
            )
            for index, item in enumerate(value)
        ]
    return shown(value, veil)


def _change(path: str, before: Side, after: Side, protected: bool) -> Change:
    was = veiled(before.value, before.veil, protected=protected)
    now = veiled(after.value, after.veil, protected=protected)
    return Change(path, was, now, secret=was != before.value or now != after.value)


_Place = tuple[str, Side, Side]


class _Walk:
    def __init__(self, protected: bool) -> None:
        self.protected = protected

    def leaves(self, root: _Place) -> Iterator[_Place]:
        pending = [root]
        while pending:
            path, before, after = pending.pop()
            if path in before.faults or _same(before.value, after.value):
                continue
            below = self._below(path, before, after)
            if below is None:
                yield path, before, after
            else:
                pending.extend(reversed(below))

    def _below(self, path: str, before: Side, after: Side) -> list[_Place] | None:
        """The places inside that differ; None where the two differ as a whole."""
        old, new = before.value, after.value
        if isinstance(old, dict) and isinstance(new, dict):
            keys = [*old, *(key for key in new if key not in old)]
            return [
                (f"{path}.{mask_key(key)}", *self._children(before, after, key, key))
                for key in keys
                if not _same(old.get(key), new.get(key))
            ]
        if isinstance(old, list) and isinstance(new, list):
            pairs = _pairs(old, new)
            if pairs is not None:
                return [self._item(path, before, after, pair) for pair in pairs]
        return None

    def _children(
        self, before: Side, after: Side, old: _Step | None, new: _Step | None
    ) -> tuple[Side, Side]:
        return before.child(old, self.protected), after.child(new, self.protected)

    def _item(self, path: str, before: Side, after: Side, pair: _Pair) -> _Place:
        """One item of a list. Of a variable only the value is of interest."""
        was, now = self._children(before, after, pair.before, pair.after)
        place = path + pair.label
        if _is_variable(was.value) and _is_variable(now.value):
            inner = self._children(was, now, "value", "value")
            if not _same(inner[0].value, inner[1].value):
                return place, *inner
        elif _is_variable(was.value) and now.value is None:
            return place, was.child("value", self.protected), now
        elif _is_variable(now.value) and was.value is None:
            return place, was, now.child("value", self.protected)
        return place, was, now


def _same(before: JSONValue, after: JSONValue) -> bool:
    if before is after:
        return True
    try:
        return before == after or (before != before and after != after)  # NaN
    except RecursionError:
        return False


def _is_variable(value: JSONValue) -> bool:
    return isinstance(value, dict) and "name" in value and "value" in value


class _Pair(NamedTuple):
    """Which item of one list is which of the other; None where it has none."""

    label: str
    before: int | None
    after: int | None


def _pairs(old: list[JSONValue], new: list[JSONValue]) -> list[_Pair] | None:
    """The items that differ; None for lists that are compared as a whole."""
    if not all(isinstance(item, dict) for item in (*old, *new)):
        return None
    for identity in _IDENTITIES:
        was, now = _named(old, identity), _named(new, identity)
        if was is not None and now is not None:
            names = [*was, *(name for name in now if name not in was)]
            return [
                _Pair(_label(name), was.get(name), now.get(name))
                for name in names
                if _differ(old, was.get(name), new, now.get(name))
            ]
    return _by_place(old, new)


def _differ(
    old: list[JSONValue], before: int | None, new: list[JSONValue], after: int | None
) -> bool:
    if before is None or after is None:
        return True
    return not _same(old[before], new[after])


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


def label_of(items: Sequence[JSONValue], index: int) -> str:
    """What the item is called in paths; empty where the items have no names."""
    labels = labels_of(items)
    return labels[index] if labels else ""


def labels_of(items: Sequence[JSONValue]) -> list[str]:
    """What each item is called in paths; nothing where the items have no names."""
    for identity in _IDENTITIES:
        names = _named(items, identity)
        if names is not None:
            return [_label(name) for name in names]
    return []


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


def _by_place(old: list[JSONValue], new: list[JSONValue]) -> list[_Pair]:
    """Items without names: what is equal at both ends is left out, the rest goes by place."""
    start = 0
    while start < min(len(old), len(new)) and _same(old[start], new[start]):
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and _same(old[-1 - end], new[-1 - end]):
        end += 1
    was = range(start, len(old) - end)
    now = range(start, len(new) - end)
    return [
        _Pair(f"[{start + k}]", was[k] if k < len(was) else None, now[k] if k < len(now) else None)
        for k in range(max(len(was), len(now)))
    ]
