"""Search in a JSON document, folded parts included, and never inside what is masked.

The document is laid into one long text once (`_Index`, kept for the last two documents); a step of
a search then looks through that text, and masks only what it found. A configuration of a megabyte:
60 to 120 ms for the index (`prepare_document`), 1 to 30 ms for each letter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from sstui.insight.secrets import mask_key, shown
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import (
    DEEPEST,
    Node,
    Role,
    Shape,
    children,
    is_internal,
    is_variables,
    on_one_line,
)
from sstui.view.json_text import leaf_text

MOST_HITS = 1000  # more than a person walks through
_PARTING = "\0"  # between the texts; a NUL inside a text only parts it


class _Place(NamedTuple):
    container: int
    part: str | int
    is_name: bool


class _Container(NamedTuple):
    above: int
    part: str | int
    value: JSONValue


class _Index:
    """All names and leaves of a document, in document order."""

    def __init__(self, document: JSONValue, shape: Shape, protected: bool) -> None:
        self.shape = shape
        self.protected = protected
        # Nodes made for hits are kept for the next letter.
        self.nodes: dict[int, Node] = {0: Node(None, shape.root, document, 0)}
        self.variables: dict[int, dict[str | int, Node]] = {}
        self.containers = [_Container(-1, shape.root, document)]
        # Where each text is: two lists of plain values instead of one of 100,000 tuples, which
        # took three times as long. A name is told from a leaf by the lowest bit of its owner.
        self.owners: list[int] = []
        self.steps: list[str | int] = []
        texts: list[str] = []
        open_parts = [(0, iter(_parts(document)))]
        while open_parts:
            owner, parts = open_parts[-1]
            for part, value in parts:
                if isinstance(part, str):
                    texts.append(part)
                    self.owners.append(2 * owner + 1)
                    self.steps.append(part)
                if isinstance(value, (dict, list)) and value:
                    inner = self._by_name(part, value) if part == "env" else _parts(value)
                    open_parts.append((len(self.containers), iter(inner)))
                    self.containers.append(_Container(owner, part, value))
                    break
                texts.append(value if isinstance(value, str) else _text(value))
                self.owners.append(2 * owner)
                self.steps.append(part)
            else:
                open_parts.pop()
        folded = [text.casefold() for text in texts]
        self.text = _PARTING.join(folded)
        self.starts = list(accumulate((len(each) + 1 for each in folded), initial=0))

    def _by_name(self, part: str | int, value: JSONValue) -> Iterable[tuple[str | int, JSONValue]]:
        """Variables in the order in which they are shown: the platform's own come last."""
        node = Node(None, part, value, 0)
        if not (self.shape.variables and isinstance(value, list) and is_variables(node)):
            return _parts(value)
        return sorted(enumerate(value), key=lambda each: _is_internal(each[1]))

    def found(self, query: str) -> Iterator[_Place]:
        at = self.text.find(query)
        while at >= 0:
            entry = bisect_right(self.starts, at) - 1
            owner, is_name = divmod(self.owners[entry], 2)
            yield _Place(owner, self.steps[entry], bool(is_name))
            at = self.text.find(query, self.starts[entry + 1])


def _parts(value: JSONValue) -> Iterable[tuple[str | int, JSONValue]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _text(value: JSONValue) -> str:
    if isinstance(value, (dict, list)):
        return "[]" if isinstance(value, list) else "{}"
    return leaf_text(value)


def _is_internal(item: JSONValue) -> bool:
    return is_internal(Node(None, "", item, 0))


class _Same:
    """A document as a key of the cache: by identity, since it cannot be hashed."""

    def __init__(self, document: JSONValue) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document


@lru_cache(maxsize=2)
def _index(document: _Same, shape: Shape, protected: bool) -> _Index:
    return _Index(document.document, shape, protected)


class _Search:
    def __init__(self, index: _Index, query: str, width: int) -> None:
        self.index = index
        self.query = query.casefold()
        self.width = width
        self._rows: dict[int, Node | None] = {0: None}

    def hits(self) -> Iterator[str]:
        for place in self.index.found(self.query):
            key = self._key(place)
            if key is not None:
                yield key

    def _key(self, place: _Place) -> str | None:
        """The key of the line on which the place is seen; None when it is masked or not shown."""
        owner = self._node(place.container)
        row = self._rows[place.container]
        if owner.role is Role.VARIABLE and not _is_seen(place):
            return None
        container = owner.value
        value: JSONValue = None
        if isinstance(container, dict):
            value = container[str(place.part)]
        elif isinstance(container, list) and isinstance(place.part, int):
            value = container[place.part]
        node = Node(owner, place.part, value, owner.depth + 1)
        if place.is_name:
            seen = mask_key(str(place.part))
        elif isinstance(value, (dict, list)):
            seen = "[]" if isinstance(value, list) else "{}"
        elif owner.role is Role.VARIABLE and place.part == "name":
            seen = mask_key(leaf_text(value))
        else:
            seen = leaf_text(shown(value, node.veil(self.index.protected)))
        if self.query not in seen.casefold():
            return None
        return (row or node).key

    def _node(self, container: int) -> Node:
        """The node of a container, and in `_rows` the line that shows all of it, if one does."""
        missing: list[int] = []
        at = container
        while at not in self._rows:
            missing.append(at)
            at = self.index.containers[at].above
        for each in reversed(missing):
            above, part, value = self.index.containers[each]
            node = self.index.nodes.get(each)
            if node is None:
                node = self._child(above, self.index.nodes[above], part, value)
                self.index.nodes[each] = node
            alone = (
                node.role is Role.VARIABLE
                or node.depth >= DEEPEST
                or on_one_line(node, self.index.shape, self.width)
            )
            self._rows[each] = self._rows[above] or (node if alone else None)
        return self.index.nodes[container]

    def _child(self, above: int, owner: Node, part: str | int, value: JSONValue) -> Node:
        if self.index.shape.variables and is_variables(owner):
            known = self.index.variables.get(above)
            if known is None:
                known = self.index.variables[above] = dict(self._named(owner))
            if part in known:
                return known[part]
        container = owner.value
        last = isinstance(container, list) and part == len(container) - 1
        if isinstance(container, dict):
            last = part == next(reversed(container))
        return Node(owner, part, value, owner.depth + 1, last)

    def _named(self, owner: Node) -> Iterator[tuple[str | int, Node]]:
        for each in children(owner, self.index.shape):
            if each.role is Role.GROUP:
                for inner in children(each, self.index.shape):
                    yield inner.part, inner
            else:
                yield each.part, each


def _is_seen(place: _Place) -> bool:
    """Of a variable, the words ``name``, ``value``, ``internal`` are not drawn, nor is the flag."""
    if place.is_name:
        return place.part not in ("name", "value", "internal")
    return place.part != "internal"


def prepare_document(document: JSONValue, shape: Shape, *, protected: bool) -> None:
    """Make the index that the first search of a document needs."""
    _index(_Same(document), shape, protected)


def search_document(
    document: JSONValue, shape: Shape, query: str, width: int, *, protected: bool
) -> tuple[str, ...]:
    """The keys of the first `MOST_HITS` hits, in document order. Case does not matter."""
    if not query or _PARTING in query:
        return ()
    search = _Search(_index(_Same(document), shape, protected), query, width)
    keys: dict[str, None] = {}
    for key in search.hits():
        keys[key] = None
        if len(keys) == MOST_HITS:
            break
    return tuple(keys)
