"""Where two JSON documents differ, by meaning: things that have a name are compared by name.

The walk keeps a stack of its own: a body may be deeper than the interpreter's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sstui.insight.list_items import Pair, pairs, same
from sstui.insight.records import Change
from sstui.insight.secrets import MASK, Veil, mask_key, shown, veil_of
from sstui.servicestage.json_types import JSONValue

MOST = 200  # places in one event; what is beyond them is counted
_DEEPEST = 60  # levels of an added or removed part that a change carries

_Step = str | int


class Side(NamedTuple):
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
            if path in before.faults or same(before.value, after.value):
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
                if not same(old.get(key), new.get(key))
            ]
        if isinstance(old, list) and isinstance(new, list):
            found = pairs(old, new)
            if found is not None:
                return [self._item(path, before, after, pair) for pair in found]
        return None

    def _children(
        self, before: Side, after: Side, old: _Step | None, new: _Step | None
    ) -> tuple[Side, Side]:
        return before.child(old, self.protected), after.child(new, self.protected)

    def _item(self, path: str, before: Side, after: Side, pair: Pair) -> _Place:
        """One item of a list. Of a variable only the value is of interest."""
        was, now = self._children(before, after, pair.before, pair.after)
        place = path + pair.label
        if _is_variable(was.value) and _is_variable(now.value):
            inner = self._children(was, now, "value", "value")
            if not same(inner[0].value, inner[1].value):
                return place, *inner
        elif _is_variable(was.value) and now.value is None:
            return place, was.child("value", self.protected), now
        elif _is_variable(now.value) and was.value is None:
            return place, was, now.child("value", self.protected)
        return place, was, now


def _is_variable(value: JSONValue) -> bool:
    return isinstance(value, dict) and "name" in value and "value" in value
