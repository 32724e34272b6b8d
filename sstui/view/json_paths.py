"""Where a node is: found by its key, as a path for people, and as the place that changes name."""

from __future__ import annotations

from sstui.insight.list_items import labels_of
from sstui.insight.secrets import mask_key
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import GROUPS, Node, Role, Shape, children

_LONG_LIST = 500  # to name the items of a longer one costs more than a mark is worth


def node_at(document: JSONValue, shape: Shape, keys: tuple[str, ...]) -> Node | None:
    """The node whose key is the last of ``keys``, through the nodes of the others."""
    node: Node | None = Node(None, shape.root, document, 0)
    for key in keys:
        if node is None or (node.role is Role.LEAF and not isinstance(node.value, (dict, list))):
            return None
        if node.role is Role.LEAF:
            node.role = Role.OPEN
        node = next((each for each in children(node, shape) if each.key == key), None)
    return node


def path_of(node: Node) -> str:
    """``configuration.env[1].value``; names that are no plain words stand in quotes."""
    parts: list[str] = ["" if node.role is not Role.VARIABLE else _value_step(node)]
    at: Node | None = node.parent if node.role in (Role.CLOSE, *GROUPS) else node
    while at is not None:
        if at.role not in GROUPS:
            parts.append(_step(at))
        at = at.parent
    return "".join(reversed(parts)).removeprefix(".")


def _value_step(node: Node) -> str:
    return ".value" if isinstance(node.value, dict) and "value" in node.value else ""


def _step(node: Node) -> str:
    if isinstance(node.part, int):
        return f"[{node.part}]"
    if node.parent is None:
        return node.part
    name = mask_key(node.part)
    return f".{name}" if name.replace("-", "_").isidentifier() else f'["{name}"]'


def place_of(node: Node) -> str:
    """The path as changes name it: items of lists by what they are called."""
    if node.role in (Role.CLOSE, *GROUPS):
        return ""
    parts: list[str] = []
    at: Node | None = node
    while at is not None:
        if at.role not in GROUPS:
            parts.append(_label(at))
        at = at.parent
    return "".join(reversed(parts)).removeprefix(".")


def _label(node: Node) -> str:
    if isinstance(node.part, str):
        return node.part if node.parent is None else f".{mask_key(node.part)}"
    if node.role is Role.VARIABLE:
        again = f"[{node.number - 1}]" if node.number > 1 else ""
        return f".{mask_key(node.name)}{again}"
    items = node.parent.value if node.parent is not None else None
    if isinstance(items, list) and len(items) <= _LONG_LIST:
        return labels_of(items)[node.part]
    return f"[{node.part}]"
