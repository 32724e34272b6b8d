"""Search in a JSON document, folded parts included, and never inside what is masked.

A hit must be in what the value really is, and in what of it may be shown: the first is cheap and
rules nearly everything out, so only candidates are masked.
"""

from __future__ import annotations

from collections.abc import Iterator

from sstui.insight.secrets import Veil, mask_key, shown, veil_of
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import DEEPEST, Node, Role, Shape, children, is_variables, on_one_line
from sstui.view.json_text import leaf_text


class _Search:
    def __init__(self, query: str, shape: Shape, width: int, protected: bool) -> None:
        self.query = query.casefold()
        self.shape = shape
        self.width = width
        self.protected = protected

    def hits(self, document: JSONValue) -> Iterator[str]:
        """Keys of the lines that hold a hit once they are unfolded, in document order."""
        stack = [self._inside(Node(None, self.shape.root, document, 0))]
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
            elif isinstance(found, str):
                yield found
            else:
                stack.append(self._inside(found))

    def _inside(self, node: Node) -> Iterator[str | Node]:
        """Hits among the children; a child that has children of its own comes back as a node."""
        if self.shape.variables and is_variables(node):
            for each in children(node, self.shape):
                yield from self._variables(each)
        elif isinstance(node.value, dict):
            for key, value in node.value.items():
                yield from self._child(node, key, value, self._in_name(key))
        elif isinstance(node.value, list):
            for index, value in enumerate(node.value):
                yield from self._child(node, index, value, False)

    def _variables(self, node: Node) -> Iterator[str | Node]:
        if node.role is Role.GROUP:
            for each in children(node, self.shape):
                yield from self._variables(each)
        elif node.role is Role.VARIABLE:
            if self._in_name(node.name) or self._in_value(node, _without_name(node.value)):
                yield node.key
        else:
            yield from self._child(node, None, node.value, False)

    def _child(
        self, above: Node, part: str | int | None, value: JSONValue, in_name: bool
    ) -> Iterator[str | Node]:
        """``part`` None: ``above`` itself is the child, already made."""
        if isinstance(value, (dict, list)) and value:
            node = above if part is None else self._node(above, part, value)
            if node.depth >= DEEPEST or on_one_line(node, self.shape, self.width):
                if in_name or self._in_value(node, value):
                    yield node.key
                return
            if in_name:
                yield node.key
            yield node
        elif in_name or self._maybe(value):
            node = above if part is None else self._node(above, part, value)
            if in_name or self._in_leaf(value, node.veil(self.protected)):
                yield node.key

    def _node(self, above: Node, part: str | int, value: JSONValue) -> Node:
        container = above.value
        last = isinstance(part, int) and isinstance(container, list) and part == len(container) - 1
        if isinstance(container, dict):
            last = part == next(reversed(container))
        return Node(above, part, value, above.depth + 1, last)

    def _in_name(self, name: str) -> bool:
        return self.query in name.casefold() and self.query in mask_key(name).casefold()

    def _maybe(self, value: JSONValue) -> bool:
        if isinstance(value, str):
            return self.query in value.casefold()
        return not isinstance(value, (dict, list)) and self.query in leaf_text(value).casefold()

    def _in_leaf(self, value: JSONValue, veil: Veil) -> bool:
        if isinstance(value, (dict, list)) or not self._maybe(value):
            return False
        return self.query in leaf_text(shown(value, veil)).casefold()

    def _in_value(self, node: Node, value: JSONValue) -> bool:
        """Whether anything in a small container is a hit; walks without recursion."""
        veil = node.veil(self.protected)
        pending = [(value, veil)]
        while pending:
            item, over = pending.pop()
            if isinstance(item, dict):
                for key, below in item.items():
                    if node.role is not Role.VARIABLE and self._in_name(key):
                        return True
                    container = node.value if item is value else item
                    pending.append((below, self._veil(over, container, key)))
            elif isinstance(item, list):
                pending += [(each, self._veil(over, item, at)) for at, each in enumerate(item)]
            elif self._in_leaf(item, over):
                return True
        return False

    def _veil(self, over: Veil, container: JSONValue, key: str | int) -> Veil:
        return veil_of(over, container, key, protected=self.protected)


def _without_name(entry: JSONValue) -> JSONValue:
    if not isinstance(entry, dict):
        return entry
    return {key: value for key, value in entry.items() if key not in ("name", "internal")}


def search_document(
    document: JSONValue, shape: Shape, query: str, width: int, *, protected: bool
) -> tuple[str, ...]:
    """The keys of all hits, in document order. Case does not matter."""
    if not query:
        return ()
    return tuple(_Search(query, shape, width, protected).hits(document))
