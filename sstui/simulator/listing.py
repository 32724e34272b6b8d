"""Sorting and paging of the list calls, as documented."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from sstui.simulator.story import JsonObject

MAX_LIMIT = 100
LIMIT_OUT_OF_RANGE = 10  # what the service makes of a limit that it does not accept
MAX_ROWS = 1000
_SORT_KEYS = ("create_time", "name", "update_time")


def page(
    name: str,
    rows: list[JsonObject],
    parameters: Mapping[str, str],
    sort_keys: tuple[str, ...] = _SORT_KEYS,
    most_rows: int | None = None,
) -> JsonObject:
    """``{"count": total, NAME: rows}``; without ``limit`` there is no paging, up to 1000 rows.

    ``order_by`` is create_time unless one of ``sort_keys``, ``order`` is desc unless asc;
    ``most_rows`` cuts every page short, as the service does with a limit that it does not like.
    """
    order_by = parameters.get("order_by", "")
    key = order_by if order_by in sort_keys else "create_time"
    descending = parameters.get("order") != "asc"
    ordered = sorted(rows, key=lambda row: _place(row.get(key)), reverse=descending)
    first, last = bounds(parameters)
    if most_rows is not None:
        last = min(last, first + most_rows)
    return {"count": len(rows), name: ordered[first:last]}


def _place(value: Any) -> tuple[float, str]:
    """Numbers before texts: a test may have patched one into the place of the other."""
    if isinstance(value, str):
        return inf, value
    return (value if isinstance(value, int | float) else 0.0), ""


def bounds(parameters: Mapping[str, str]) -> tuple[int, int]:
    """The rows that ``offset`` and ``limit`` ask for: the first, and the one after the last."""
    first = max(_number(parameters.get("offset"), 0), 0)
    limit = MAX_ROWS
    if "limit" in parameters:
        limit = _number(parameters["limit"], LIMIT_OUT_OF_RANGE)
        if not 0 <= limit <= MAX_LIMIT:
            limit = LIMIT_OUT_OF_RANGE
    return first, first + limit


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
