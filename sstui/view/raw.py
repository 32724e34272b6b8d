"""Pane *raw*: the whole body as JSON, masked."""

from __future__ import annotations

import json
from functools import lru_cache

from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import Node, Shape

_MANY = 100  # children: longer ones would fill screens before the next field
_DEEP = 8


def _folded(node: Node) -> bool:
    sized = node.value
    count = len(sized) if isinstance(sized, (dict, list)) else 0
    return count > _MANY or node.depth > _DEEP


SHAPE = Shape("", _folded)


def raw_document(snapshot: Snapshot) -> JSONValue:
    """The body of the last documented call, as received, whatever overviews told since. Without
    one, or where it cannot be read again, it is put together from the model."""
    document = _parsed(snapshot.body) if snapshot.body else None
    if document is None and snapshot.instance is not None:
        from sstui.servicestage.models import document_of  # pydantic: not for the first paint

        return document_of(snapshot.instance)
    return document


@lru_cache(maxsize=4)
def _parsed(body: bytes) -> JSONValue:
    # A body is read once for each of its rows' rebuilds: parsing a megabyte takes 10 ms.
    try:
        document: JSONValue = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document
