"""All that can be found in a JSON document, as one long text and the place of each part of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from sstui.insight.secrets import Veil, veil_of
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import Node, Shape, is_variables
from sstui.view.json_text import leaf_text
from sstui.view.json_variables import is_internal, name_of, numbers_of

PARTING = "\0"  # between the texts; a NUL inside a text only parts it
_UNDRAWN = frozenset({"name", "value"})  # of a variable: what they hold is drawn
_NOTHING: frozenset[str] = frozenset()
_CLOSED = frozenset({Veil.VARIABLES, Veil.VARIABLE, Veil.HIDDEN})  # much below these is masked

_Part: TypeAlias = "tuple[str | int, JSONValue]"


class Place(NamedTuple):
    """A name, or the leaf of that name or index, in the container of that number."""

    container: int
    part: str | int
    is_name: bool


class Container(NamedTuple):
    """An object or a list that is not empty: what it is in, and its own name or index there."""

    above: int
    part: str | int
    value: JSONValue


class _Open(NamedTuple):
    """A container of which some parts are still to come."""

    number: int
    value: JSONValue
    parts: Iterator[_Part]
    veil: Veil  # of a protected profile; else open
    undrawn: frozenset[str] = _NOTHING  # names
    by_name: bool = False  # its parts are variables


class Index:
    """All names and leaves of a document that are drawn, in document order."""

    def __init__(self, document: JSONValue, shape: Shape, protected: bool) -> None:
        self._shape = shape
        self._protected = protected
        self.containers = [Container(-1, shape.root, document)]
        self.numbers: dict[int, dict[int, int]] = {}  # of variables, by the container of a list
        # Where each text is: two lists of plain values instead of one of 100,000 tuples, which
        # took three times as long. A name is told from a leaf by the lowest bit of its owner.
        self._owners: list[int] = []
        self._steps: list[str | int] = []
        folded = [text.casefold() for text in self._texts(document)]
        self._text = PARTING.join(folded)
        self._starts = list(accumulate((len(each) + 1 for each in folded), initial=0))

    def _texts(self, document: JSONValue) -> list[str]:
        texts: list[str] = []
        pending = [_Open(0, document, iter(_parts(document)), Veil.BODY)]
        while pending:
            at = pending[-1]
            closed = self._protected and at.veil in _CLOSED
            for part, value in at.parts:
                if isinstance(part, str) and part not in at.undrawn:
                    texts.append(part)
                    self._owners.append(2 * at.number + 1)
                    self._steps.append(part)
                if isinstance(value, (dict, list)) and value:
                    pending.append(self._opened(at, part, value))
                    self.containers.append(Container(at.number, part, value))
                    break
                if closed and self._veil(at, part) is Veil.HIDDEN:
                    continue  # else a word of many masked values took 150 ms to be found in none
                texts.append(value if isinstance(value, str) else _text(value))
                self._owners.append(2 * at.number)
                self._steps.append(part)
            else:
                pending.pop()
        return texts

    def _opened(self, above: _Open, part: str | int, value: JSONValue) -> _Open:
        """A container within ``above``, its parts in the order in which they are shown."""
        number = len(self.containers)
        veil = self._veil(above, part) if self._protected else Veil.OPEN
        if above.by_name and isinstance(value, dict) and name_of(value):
            parts = [each for each in value.items() if each[0] != "internal"]
            return _Open(number, value, iter(parts), veil, _UNDRAWN)
        if part == "env" and self._shape.variables and is_variables(Node(None, part, value, 0)):
            items = sorted(_parts(value), key=lambda each: is_internal(each[1]))  # those last
            self.numbers[number] = numbers_of(value if isinstance(value, list) else [])
            return _Open(number, value, iter(items), veil, by_name=True)
        return _Open(number, value, iter(_parts(value)), veil)

    def _veil(self, at: _Open, part: str | int) -> Veil:
        return veil_of(at.veil, at.value, part, protected=self._protected)

    def found(self, query: str) -> Iterator[Place]:
        """Where the case-folded ``query`` is, masked or not, in document order."""
        at = self._text.find(query)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            owner, is_name = divmod(self._owners[number], 2)
            yield Place(owner, self._steps[number], bool(is_name))
            at = self._text.find(query, self._starts[number + 1])


def _parts(value: JSONValue) -> Iterable[_Part]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _text(value: JSONValue) -> str:
    if isinstance(value, (dict, list)):
        return "[]" if isinstance(value, list) else "{}"
    return leaf_text(value)
