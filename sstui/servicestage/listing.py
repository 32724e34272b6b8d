"""Pages of a list, put together: ``count`` beside an array, ``offset`` in records."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.rejections import malformed
from sstui.servicestage.reply import Reply


class Get(Protocol):
    async def __call__(self, path: str, query: list[tuple[str, str]]) -> Reply: ...


async def all_pages(get: Get, path: str, key: str) -> list[JSONObject]:
    """All pages, oldest first: what is created meanwhile comes last and shifts nothing."""
    items: list[JSONObject] = []
    page = Page(0, False)
    while not page.last:
        query = [("limit", "100"), ("offset", str(page.next_offset))]
        reply = await get(path, [*query, ("order_by", "create_time"), ("order", "asc")])
        try:
            page = merge_page(decode(reply.body, cut=reply.cut), key, page.next_offset, items)
        except UnusableBody as error:
            raise malformed(reply, str(error)) from error
    return items


def total(reply: Reply) -> int:
    """``count`` of a list, however few of its rows came."""
    try:
        document = decode(reply.body, cut=reply.cut)
    except UnusableBody as error:
        raise malformed(reply, str(error)) from error
    count = document.get("count") if isinstance(document, dict) else None
    if isinstance(count, bool) or not isinstance(count, int):
        raise malformed(reply, "the answer has no count")
    return count


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
    fresh: list[JSONObject] = []
    for row in rows:
        if isinstance(row, dict):
            identifier = row.get("id")
            is_known = identifier in known if isinstance(identifier, str) else row in items
            fresh += [] if is_known else [row]
    items.extend(fresh)
    count = document.get("count")
    reached = offset + len(rows)
    total = count if isinstance(count, int) else reached
    return Page(reached, not fresh or reached >= total)
