"""Pages of a list, put together: ``count`` beside an array, ``offset`` in records."""

from __future__ import annotations

from typing import NamedTuple

from sstui.servicestage.bodies import UnusableBody
from sstui.servicestage.json_types import JSONObject, JSONValue


class Page(NamedTuple):
    next_offset: int
    last: bool


def merge_page(document: JSONValue, key: str, offset: int, items: list[JSONObject]) -> Page:
    """Append what a page brings that is new; says where the next one starts.

    The end is where ``count`` says, never where a page is short: a limit that the server does not
    like counts as ten. A page that brings nothing new ends it too, so that a server that ignores
    ``offset`` cannot hold us. Raises `UnusableBody`.
    """
    rows = document.get(key) if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(rows, list):
        raise UnusableBody(f"the answer has no list of {key}")
    known = {item["id"] for item in items if isinstance(item.get("id"), str)}
    fresh = [row for row in rows if isinstance(row, dict) and row.get("id") not in known]
    items.extend(fresh)
    count = document.get("count")
    reached = offset + len(rows)
    total = count if isinstance(count, int) else reached
    return Page(reached, not fresh or reached >= total)
