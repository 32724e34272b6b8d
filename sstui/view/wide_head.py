"""The head of the wide list: the titles of its columns, and what a click on one sorts by."""

from __future__ import annotations

from sstui.view.list_line import AGE_CELLS, NAME_AT
from sstui.view.ranking import Order
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, cut_end, fit
from sstui.view.wide_layout import GAP, WidePlaces

# What each of the list's own orders is as a column.
SORTED = {Order.NAME: "name", Order.WORST: "status", Order.CHANGE: "for"}
_SHORT = {"replicas": "repl"}


def head_line(places: WidePlaces, sorted_by: str, signs: Signs) -> Line:
    """Exactly ``places.width`` cells; a sign behind the title that the rows are sorted by."""
    spans: list[Span] = [Span(" " * NAME_AT)]
    at = NAME_AT
    for name, start, size, right in _titles(places):
        by = name == sorted_by
        title = _SHORT.get(name, name) + (f" {signs.below}" if by else "")
        text = cut_end(title, max(size, cells(title) if right else 0), signs.cut)
        begin = max(start + size - cells(text) if right else start, at)
        spans += [Span(" " * (begin - at)), Span(text, "accent" if by else "muted")]
        at = begin + cells(text)
    return fit(tuple(spans), places.width, signs.cut)


def sort_at(places: WidePlaces, x: int) -> str | None:
    """The column whose title is at cell ``x``."""
    found = None
    for name, start, size, right in _titles(places):
        begin = start + size - max(size, len(_SHORT.get(name, name))) if right else start
        if x >= begin - 1:
            found = name
    return found


def _titles(places: WidePlaces) -> list[tuple[str, int, int, bool]]:
    """Name, start, cells and whether it stands at the right, of each column."""
    picked = [(each.column.name, each.at, each.cells, each.column.right) for each in places.picked]
    return [
        ("name", NAME_AT, places.name, False),
        ("status", places.status_at, places.status + GAP, False),
        ("replicas", places.replicas_end - places.replicas, places.replicas, True),
        *picked,
        ("for", places.age_at, AGE_CELLS, True),
    ]
