"""The visible nodes of a JSON document under folds: an index, without any line being built.

Every walk here is a loop with a stack of its own, and looks at nothing below a folded node: a
configuration of a megabyte with ten thousand levels opens as fast as its first screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from sstui.insight.secrets import Veil, mask_key, veil_of
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_variables import is_internal, name_of, numbers_of
from sstui.view.row_keys import END, INTERNAL, ROOT, segment, variable

# Deeper levels are one line each: keys grow with the depth, and 500 levels are two screens wide.
DEEPEST = 500
_INLINE_CHILDREN = 8
_LONG_NUMBER = 10**18  # writing a longer one may take milliseconds, or be refused


class Role(IntEnum):
    """What a visible line is of."""

    OPEN = 0  # an unfolded container: its first line
    CLOSE = 1  # its last line
    FOLDED = 2
    LEAF = 3  # a value, or a small container on one line
    VARIABLE = 4  # an entry of `env`, shown by its name
    GROUP = 5  # the platform-made variables
    GROUP_OPEN = 6


GROUPS = (Role.GROUP, Role.GROUP_OPEN)


class Node:
    """One visible line: what it shows and where that is. Plain slots: a document has 60,000."""

    __slots__ = ("_key", "_veil", "depth", "last", "number", "parent", "part", "role", "value")

    def __init__(
        self, parent: Node | None, part: str | int, value: JSONValue, depth: int, last: bool = True
    ) -> None:
        self.parent = parent
        self.part = part
        self.value = value
        self.depth = depth
        self.last = last
        self.role = Role.LEAF
        self.number = 1  # of the variables of the same name
        self._key: str | None = None
        self._veil: Veil | None = None

    @property
    def name(self) -> str:
        """Of a variable."""
        return name_of(self.value)

    @property
    def key(self) -> str:
        if self._key is None:
            chain: list[Node] = []
            node: Node | None = self
            while node is not None and node._key is None:
                chain.append(node)
                node = node.parent
            for each in reversed(chain):
                each._key = each._own_key()
        return self._key or ""

    def _own_key(self) -> str:
        if self.parent is None:
            return ROOT
        above = "" if self.parent.parent is None else self.parent.key
        if self.role is Role.CLOSE:
            return above + END
        if self.role is Role.VARIABLE:
            return above + variable(mask_key(self.name), self.number)
        if self.role in GROUPS:
            return above + INTERNAL
        if isinstance(self.part, int):
            return above + segment(self.part)
        return above + segment(mask_key(self.part), first=self.parent.parent is None)

    def veil(self, protected: bool) -> Veil:
        """How much of the value may be shown."""
        chain: list[Node] = []
        node: Node = self
        while node._veil is None:
            chain.append(node)
            if node.parent is None:
                break
            node = node.parent
        for each in reversed(chain):
            each._veil = each._own_veil(protected)
        return self._veil or Veil.OPEN

    def _own_veil(self, protected: bool) -> Veil:
        above = self.parent
        if above is None:
            return Veil.BODY
        over = above._veil or Veil.OPEN
        if self.role in (Role.CLOSE, *GROUPS):
            return over
        container = above.value
        if above.role in GROUPS and above.parent is not None:
            container = above.parent.value
        return veil_of(over, container, self.part, protected=protected)


class Shape(NamedTuple):
    """How a document is laid out: ``root`` names it in paths, ``variables`` shows ``env`` by
    name, ``folded`` says which containers are folded until the user unfolds them."""

    root: str
    folded: Callable[[Node], bool]
    variables: bool = False


def visible_nodes(
    document: JSONValue, shape: Shape, folds: Mapping[str, bool], width: int
) -> list[Node]:
    """The lines that are not folded away, in order."""
    nodes: list[Node] = []
    pending = [Node(None, shape.root, document, 0)]
    while pending:
        node = pending.pop()
        nodes.append(node)
        if node.role in (Role.CLOSE, Role.VARIABLE):
            continue
        settle(node, shape, folds, width)
        if node.role is Role.OPEN:
            close = Node(node, "", None, node.depth, node.last)
            close.role = Role.CLOSE
            pending.append(close)
        if node.role in (Role.OPEN, Role.GROUP_OPEN):
            pending.extend(reversed(list(children(node, shape))))
    return nodes


def settle(node: Node, shape: Shape, folds: Mapping[str, bool], width: int) -> None:
    """Decide whether a container is open, folded or on one line."""
    if node.role is Role.GROUP:
        if not folds.get(node.key, True):
            node.role = Role.GROUP_OPEN
        return
    if not isinstance(node.value, (dict, list)) or not node.value:
        return
    if node.parent is None:
        node.role = Role.OPEN
    elif node.depth >= DEEPEST or on_one_line(node, shape, width):
        node.role = Role.LEAF
    else:
        chosen = folds.get(node.key) if folds else None
        folded = shape.folded(node) if chosen is None else chosen
        node.role = Role.FOLDED if folded else Role.OPEN


def on_one_line(node: Node, shape: Shape, width: int) -> bool:
    """A small container of plain values that fits. Characters are counted, not cells measured:
    what is a little too long is cut."""
    value = node.value
    if not isinstance(value, (dict, list)) or len(value) > _INLINE_CHILDREN:
        return False
    if shape.variables and is_variables(node):
        return False
    name = len(node.part) + 4 if isinstance(node.part, str) else 0
    room = width - 2 * node.depth - name - 4 - (not node.last) - 2 * (len(value) - 1)
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, str):
            room -= (len(item) if item.isascii() else 2 * len(item)) + 2
        elif isinstance(item, (dict, list)):
            if item:
                return False
            room -= 2
        else:
            room -= 20 if isinstance(item, int) and abs(item) > _LONG_NUMBER else len(repr(item))
        if room < 0:
            return False
    if isinstance(value, dict):
        room -= sum(len(key) + 4 for key in value)
    return room >= 0


def is_variables(node: Node) -> bool:
    """A list called ``env`` in which something has a name."""
    return (
        node.part == "env"
        and isinstance(node.value, list)
        and any(name_of(item) for item in node.value)
    )


def children(node: Node, shape: Shape) -> Iterator[Node]:
    """What stands in an open container, folded or not."""
    value = node.value
    depth = node.depth + 1
    if node.role in GROUPS:
        if node.parent is not None:
            yield from _variables(node.parent, node)
    elif shape.variables and is_variables(node):
        yield from _variables(node, None)
    elif isinstance(value, dict):
        final = len(value) - 1
        for index, (key, item) in enumerate(value.items()):
            yield Node(node, key, item, depth, index == final)
    elif isinstance(value, list):
        final = len(value) - 1
        for index, item in enumerate(value):
            yield Node(node, index, item, depth, index == final)


def entry(parent: Node, index: int, item: JSONValue, number: int) -> Node:
    """An entry of ``env``, of which ``parent`` is the list or the group of platform-made ones; by
    name where it has one, else by index."""
    # A group is indented already.
    node = Node(parent, index, item, parent.depth + (parent.role not in GROUPS))
    if name_of(item):
        node.role = Role.VARIABLE
        node.number = number
    return node


def group_of(owner: Node, count: int) -> Node:
    """The ``count`` variables of a list that the platform made."""
    group = Node(owner, INTERNAL, count, owner.depth + 2)
    group.role = Role.GROUP
    return group


def _variables(owner: Node, group: Node | None) -> Iterator[Node]:
    """The entries of a list: those of its ``group``, or without one all others, the group last."""
    items = owner.value if isinstance(owner.value, list) else []
    numbers = numbers_of(items)
    left_out = 0
    for index, item in enumerate(items):
        if is_internal(item) is (group is not None):
            yield entry(group or owner, index, item, numbers.get(index, 1))
        else:
            left_out += 1
    if group is None and left_out:
        yield group_of(owner, left_out)
