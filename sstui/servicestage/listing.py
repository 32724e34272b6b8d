"""Pages of a list, put together: ``count`` beside an array, ``offset`` in records."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.errors import BadRequest, Forbidden
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.refs import InvalidReference, check_id
from sstui.servicestage.rejections import malformed, name_permission
from sstui.servicestage.reply import Reply

_PERMISSION = "servicestage:app:list"  # needed by every list (permission pages)


class Get(Protocol):
    """One authenticated GET below the project. Raises `ServiceStageError`."""

    async def __call__(self, path: str, query: list[tuple[str, str]]) -> Reply: ...


async def list_rows(get: Get, path: str, key: str, *ids: str) -> list[JSONObject]:
    """All rows of a list. ``path`` has a place for each of the ids (of an application, of a
    component), ``key`` is the array's. Raises `ServiceStageError`."""
    try:
        path = path.format(*(check_id("application or component", value) for value in ids))
    except InvalidReference as error:
        raise invalid_id(error) from error
    try:
        return await _all_pages(get, path, key)
    except Forbidden as error:
        name_permission(error, _PERMISSION)
        raise


async def count_rows(get: Get, path: str) -> int:
    """``count`` of a list, for the price of one row. Raises `ServiceStageError`."""
    try:
        reply = await get(path, [("limit", "1"), ("offset", "0")])
    except Forbidden as error:
        name_permission(error, _PERMISSION)
        raise
    try:
        document = decode(reply.body, cut=reply.cut)
    except UnusableBody as error:
        raise malformed(reply, str(error)) from error
    count = document.get("count") if isinstance(document, dict) else None
    if isinstance(count, bool) or not isinstance(count, int):
        raise malformed(reply, "the answer has no count")
    return count


def invalid_id(error: InvalidReference) -> BadRequest:
    """For an id of a bookmark with which no call can be made."""
    return BadRequest(
        str(error), cause="an id is invalid", remedy="Correct the ids of the bookmark."
    )


async def _all_pages(get: Get, path: str, key: str) -> list[JSONObject]:
    """Oldest first: what is created meanwhile comes last and shifts nothing."""
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


class Page(NamedTuple):
    """Where the next one starts, in rows, and whether there is none."""

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
