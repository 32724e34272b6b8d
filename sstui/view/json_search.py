"""Search in a JSON document, folded parts included, and never inside what is masked.

The document is laid into one long text once (`Index`, kept for the last two documents); a step of
a search then looks through that text, and masks only what it found. A configuration of a megabyte:
40 to 80 ms for the index (`prepare_document`), a tree of 62,000 leaves 120 to 160; 0 to 20 ms for
each letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from sstui.insight.secrets import mask_key, shown
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import (
    DEEPEST,
    Node,
    Role,
    Shape,
    entry,
    group_of,
    on_one_line,
)
from sstui.view.json_search_index import PARTING, Index, Place
from sstui.view.json_text import leaf_text
from sstui.view.json_variables import is_internal

MOST_HITS = 1000  # more than a person walks through


class _Variables:
    """The entries of a list ``env`` as the nodes by which they are shown."""

    def __init__(self, owner: Node, numbers: Mapping[int, int]) -> None:
        self._owner = owner
        self._items = owner.value if isinstance(owner.value, list) else []
        self._numbers = numbers

    @cached_property
    def _group(self) -> Node:
        return group_of(self._owner, sum(map(is_internal, self._items)))

    def at(self, index: int) -> Node:
        item = self._items[index]
        parent = self._group if is_internal(item) else self._owner
        return entry(parent, index, item, self._numbers.get(index, 1))


class _Searched:
    """A document with its index, and the nodes that were made for hits: the next letter needs
    most of them again."""

    def __init__(self, document: JSONValue, shape: Shape, protected: bool) -> None:
        self.shape = shape
        self.protected = protected
        self.index = Index(document, shape, protected)
        self._nodes: dict[int, Node] = {0: Node(None, shape.root, document, 0)}
        self._variables: dict[int, _Variables] = {}

    def node(self, container: int) -> Node:
        """The node of a container; that of the one above it is known already."""
        node = self._nodes.get(container)
        if node is None:
            above, part, value = self.index.containers[container]
            node = self._nodes[container] = self._child(above, part, value)
        return node

    def _child(self, above: int, part: str | int, value: JSONValue) -> Node:
        owner = self._nodes[above]
        if isinstance(part, int) and above in self.index.numbers:
            variables = self._variables.get(above)
            if variables is None:
                variables = _Variables(owner, self.index.numbers[above])
                self._variables[above] = variables
            return variables.at(part)
        container = owner.value
        last = isinstance(container, list) and part == len(container) - 1
        if isinstance(container, dict):
            last = part == next(reversed(container))
        return Node(owner, part, value, owner.depth + 1, last)


class _Same:
    """A document as a key of the cache: by identity, since it cannot be hashed."""

    def __init__(self, document: JSONValue) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document


@lru_cache(maxsize=2)
def _searched(document: _Same, shape: Shape, protected: bool) -> _Searched:
    return _Searched(document.document, shape, protected)


class _Search:
    def __init__(self, searched: _Searched, query: str, width: int) -> None:
        self.searched = searched
        self.query = query.casefold()
        self.width = width
        self._rows: dict[int, Node | None] = {0: None}

    def keys(self) -> tuple[str, ...]:
        """The keys of the lines on which it is seen."""
        keys: dict[str, None] = {}
        for place in self.searched.index.found(self.query):
            row = self._row(place.container)
            if row is not None and row.key in keys:
                continue
            node = self._seen(place)
            if node is not None:
                keys[(row or node).key] = None
                if len(keys) == MOST_HITS:
                    break
        return tuple(keys)

    def _seen(self, place: Place) -> Node | None:
        """The node of a place; None when what is looked for is masked there."""
        owner = self.searched.node(place.container)
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
            seen = leaf_text(shown(value, node.veil(self.searched.protected)))
        return node if self.query in seen.casefold() else None

    def _row(self, container: int) -> Node | None:
        """The line that shows all of a container, if one does."""
        missing: list[int] = []
        at = container
        while at not in self._rows:
            missing.append(at)
            at = self.searched.index.containers[at].above
        for each in reversed(missing):
            node = self.searched.node(each)
            alone = (
                node.role is Role.VARIABLE
                or node.depth >= DEEPEST
                or on_one_line(node, self.searched.shape, self.width)
            )
            above = self._rows[self.searched.index.containers[each].above]
            self._rows[each] = above or (node if alone else None)
        return self._rows[container]


def prepare_document(document: JSONValue, shape: Shape, *, protected: bool) -> None:
    """Make the index that the first search of a document needs."""
    _searched(_Same(document), shape, protected)


def search_document(
    document: JSONValue, shape: Shape, query: str, width: int, *, protected: bool
) -> tuple[str, ...]:
    """The keys of the first `MOST_HITS` hits, in document order. Case does not matter."""
    if not query or PARTING in query:
        return ()
    return _Search(_searched(_Same(document), shape, protected), query, width).keys()
