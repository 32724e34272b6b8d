"""A body as it may lie on a disk: every secret replaced by what stands for it.

A stand-in is the value as it may be shown, followed by the secret's keyed fingerprint in ``⟦⟧``.
Without the machine's key it tells nothing; with it, and with a later body, it tells whether the
secret is still the same. All walks keep a stack of their own: a body may be deeper than Python's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial

from sstui.insight.secrets import Veil, fingerprint, mask_key, shown, veil_of
from sstui.servicestage.json_types import JSONValue

_DIGITS = 32  # of the fingerprint: 128 bits
_STAND_IN = re.compile(rf"⟦([0-9a-f]{{{_DIGITS}}})⟧\Z")
_END = "⟧"  # of most texts it is known at once that they have none

Leaf = str | int | float | bool | None


def concealed(document: JSONValue, key: bytes, *, protected: bool = False) -> JSONValue:
    """A copy of a whole body in which a stand-in is at the place of every secret, names too.

    With ``protected`` (a profile's setting) the value of every variable is one.
    """

    def name(each: str) -> str:
        masked = mask_key(each)
        return each if masked == each else f"{masked}⟦{_digest(each, key)}⟧"

    def leaf(value: Leaf, veil: Veil) -> Leaf:
        masked = shown(value, veil)
        return value if masked == value else f"{masked}⟦{_digest(value, key)}⟧"

    return _rebuilt(document, name, leaf, protected)


def as_shown(document: JSONValue) -> JSONValue:
    """A concealed body without its fingerprints: only the masks are left."""

    def leaf(value: Leaf, veil: Veil = Veil.OPEN) -> Leaf:
        return without_stand_in(value) if isinstance(value, str) else value

    if not isinstance(document, (dict, list)):
        return leaf(document)
    return _rebuilt(document, without_stand_in, leaf, False)


def recognised(document: JSONValue, later: JSONValue, key: bytes) -> JSONValue:
    """A concealed body with every secret put back that ``later``, a body as received, still has.

    What stays a stand-in was changed or taken away since. Equal fingerprints are equal values, so
    that it does not matter where in the body they stand.
    """
    wanted = {found[1] for leaf in _leaves(document) if (found := _found(leaf))}
    secrets: dict[str, Leaf] = {}
    for value in _leaves(later) if wanted else ():
        digest = _digest(value, key)
        if digest in wanted:
            secrets[digest] = value
            if len(secrets) == len(wanted):
                break

    def leaf(value: Leaf, veil: Veil) -> Leaf:
        found = _found(value)
        return value if found is None else secrets.get(found[1], value)

    return _rebuilt(document, lambda name: str(leaf(name, Veil.OPEN)), leaf, False)


def has_stand_in(value: JSONValue) -> bool:
    """Whether a stand-in is in it, names included."""
    if isinstance(value, str):
        return _found(value) is not None
    if not isinstance(value, (dict, list)):
        return False
    return any(_found(leaf) is not None for leaf in _leaves(value))


def without_stand_in(text: str) -> str:
    """A name or a value of a concealed body as it may be shown."""
    return _STAND_IN.sub("", text) if text.endswith(_END) else text


def _found(value: Leaf) -> re.Match[str] | None:
    return _STAND_IN.search(value) if isinstance(value, str) and value.endswith(_END) else None


def _digest(value: Leaf, key: bytes) -> str:
    # As JSON, so that 1 and "1" stay two.
    return fingerprint(key, json.dumps(value))[:_DIGITS]


def _leaves(document: JSONValue) -> Iterator[Leaf]:
    """Every value, and every name of an object."""
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield from value
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        else:
            yield value


def _rebuilt(
    document: JSONValue,
    name: Callable[[str], str],
    leaf: Callable[[Leaf, Veil], Leaf],
    protected: bool,
) -> JSONValue:
    root: list[JSONValue] = []
    pending: list[tuple[JSONValue, Veil, Callable[[JSONValue], None]]]
    pending = [(document, Veil.BODY, root.append)]
    while pending:
        value, over, put = pending.pop()
        if isinstance(value, dict):
            names = {each: name(each) for each in value}
            copied: dict[str, JSONValue] = dict.fromkeys(names.values())
            put(copied)
            for each, item in value.items():
                veil = veil_of(over, value, each, protected=protected)
                pending.append((item, veil, partial(copied.__setitem__, names[each])))
        elif isinstance(value, list):
            items: list[JSONValue] = [None] * len(value)
            put(items)
            for index, item in enumerate(value):
                veil = veil_of(over, value, index, protected=protected)
                pending.append((item, veil, partial(items.__setitem__, index)))
        else:
            put(leaf(value, over))
    return root[0]
