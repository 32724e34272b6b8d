"""Pane *configuration*: a JSON viewer that shows ``env`` by name."""

from __future__ import annotations

from sstui.view.json_nodes import Node, Shape

# What an operator looks for first; everything else is one line until it is unfolded.
_OPEN = frozenset({"env", "probes", "strategy"})
_SMALL = 8


def _folded(node: Node) -> bool:
    if node.depth == 1 and node.part in _OPEN:
        return False
    return not _is_small(node)


def _is_small(node: Node) -> bool:
    """A few plain values that did not fit on one line."""
    value = node.value
    if not isinstance(value, (dict, list)) or len(value) > _SMALL:
        return False
    items = value.values() if isinstance(value, dict) else value
    return not any(isinstance(item, (dict, list)) and item for item in items)


SHAPE = Shape("configuration", _folded, variables=True)
