"""The cells of the status bar: one for every instance, in the file's order, which never changes
with health. The bar takes the first of these steps that fits its room:

(a) all names; (b) names for what is in trouble, quiet or not; (c) names for bad; (d) glyphs alone,
parted by blanks, then close together, then in more rows; (e) runs of ok or off as glyph and count;
(f) worst first, and ``+n``. Names are cut to 14, then 11, then 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.bar_pieces import CellRows, Piece, placed, wrap
from sstui.view.last import last
from sstui.view.short_names import short_names
from sstui.view.signs import Signs
from sstui.view.standing import TOKENS, TROUBLE, Standing, glyph, seen_standing, standing
from sstui.view.text import Span, cells, cut_end, plain

NAME_CUTS = (14, 11, 9)

_TINTS = {
    Standing.BAD: "fill-bad bold",
    Standing.DEGRADED: "degraded tint-degraded",
    Standing.UNKNOWN: "unknown tint-unknown",
    Standing.MOVING: "moving tint-moving",
}
_QUIET_BAD = "bad tint-bad"


class Cell(NamedTuple):
    """One instance in the bar, before there is room or not."""

    ref: InstanceRef
    which: Standing
    seen: Standing  # quiet or not: gives the colour
    glyph: str
    name: str  # short
    group: str
    opens: str  # "(" where a run of stale cells begins
    closes: str


@last
def cells_of(snapshots: tuple[Snapshot, ...], signs: Signs) -> tuple[Cell, ...]:
    """In the file's order, each group at the place of its first row."""
    groups: dict[str, list[Snapshot]] = {}
    for snapshot in snapshots:
        groups.setdefault(snapshot.bookmark.group, []).append(snapshot)
    order = [snapshot for members in groups.values() for snapshot in members]
    names = short_names(tuple(plain(snapshot.name) for snapshot in order))
    which = [standing(snapshot) for snapshot in order]
    stale = [False, *(each is Standing.STALE for each in which), False]
    return tuple(
        Cell(
            snapshot.ref,
            which[index],
            seen_standing(snapshot),
            glyph(snapshot, signs),
            names[index],
            snapshot.bookmark.group,
            "(" if stale[index + 1] and not stale[index] else "",
            ")" if stale[index + 1] and not stale[index + 2] else "",
        )
        for index, snapshot in enumerate(order)
    )


@last
def cell_rows(
    all_cells: tuple[Cell, ...], width: int, rows: int, cut: str, parting: str
) -> CellRows:
    """At most ``rows`` rows (1 to 3) of at most ``width`` cells each; hits count from cell 0."""
    for named in (frozenset(Standing), TROUBLE | {Standing.QUIET}, frozenset({Standing.BAD})):
        for limit in NAME_CUTS:
            if _named_size(all_cells, named, limit, width, cut) <= width:
                pieces = list(_pieces(all_cells, _naming(named, limit, cut), parting))
                return placed([pieces], dense=False)
    if len(all_cells) <= rows * width:
        glyphs = list(_pieces(all_cells, _bare, parting))
        for most, dense in ((1, False), (1, True), (rows, True)):
            wrapped = wrap(glyphs, width, most, dense=dense)
            if wrapped is not None:
                return placed(wrapped, dense=dense)
    wrapped = wrap(list(_merged(all_cells, parting)), width, rows, dense=False)
    if wrapped is not None:
        return placed(wrapped, dense=False)
    return placed(_worst_first(all_cells, width, rows), dense=True)


def _naming(named: frozenset[Standing], limit: int, cut: str) -> Callable[[Cell], Piece]:
    def piece(cell: Cell) -> Piece:
        if cell.which not in named:
            return _bare(cell)
        name = cut_end(cell.name, limit, cut)
        if tint := _tint(cell):
            text = f" {cell.glyph} {name} "
            return Piece((Span(text, tint),), cells(text), cell.ref, False)
        start = f"{cell.opens}{cell.glyph}"
        rest = f" {name}{cell.closes}"
        spans = (Span(start, TOKENS[cell.seen]), Span(rest, "muted"))
        return Piece(spans, cells(start) + cells(rest), cell.ref, False)

    return piece


def _tint(cell: Cell) -> str:
    """The ground of a named cell; of what is quiet only bad has one, and that is no fill."""
    if cell.which is Standing.QUIET:
        return _QUIET_BAD if cell.seen is Standing.BAD else ""
    return _TINTS.get(cell.which, "")


def _bare(cell: Cell) -> Piece:
    if cell.which is Standing.BAD:
        return Piece((Span(f" {cell.glyph} ", _TINTS[Standing.BAD]),), 3, cell.ref, False)
    text = f"{cell.opens}{cell.glyph}{cell.closes}"
    return Piece((Span(text, TOKENS[cell.seen]),), cells(text), cell.ref, True)


def _named_size(
    all_cells: Sequence[Cell], named: frozenset[Standing], limit: int, width: int, cut: str
) -> int:
    """Cells that the bar would need; counting stops as soon as it is too much."""
    size = -1
    group: str | None = None
    for cell in all_cells:
        if group is not None and cell.group != group:
            size += 2
        group = cell.group
        bare = 3 if cell.which is Standing.BAD else 1 + len(cell.opens) + len(cell.closes)
        size += 1 + bare
        if cell.which in named:
            size += cells(cut_end(cell.name, limit, cut)) + 1
            size += 2 if _tint(cell) and cell.which is not Standing.BAD else 0
        if size > width:
            break
    return size


def _pieces(
    all_cells: Sequence[Cell], draw: Callable[[Cell], Piece], parting: str
) -> Iterator[Piece]:
    group: str | None = None
    for cell in all_cells:
        if group is not None and cell.group != group:
            yield _parting(parting)
        group = cell.group
        yield draw(cell)


def _parting(parting: str) -> Piece:
    return Piece((Span(parting, "rule"),), cells(parting), None, False)


def _merged(all_cells: Sequence[Cell], parting: str) -> Iterator[Piece]:
    """Step (e): nothing but fresh ok and off is ever merged, and only inside a group."""
    index = 0
    while index < len(all_cells):
        cell = all_cells[index]
        if index and all_cells[index - 1].group != cell.group:
            yield _parting(parting)
        end = index + 1
        if cell.which in {Standing.OK, Standing.OFF}:
            while end < len(all_cells) and _alike(all_cells[end], cell):
                end += 1
        if end - index == 1:
            yield _bare(cell)
        else:
            count = str(end - index)
            spans = (Span(cell.glyph, TOKENS[cell.which]), Span(count, "muted"))
            yield Piece(spans, cells(cell.glyph) + len(count), cell.ref, False)
        index = end


def _alike(one: Cell, other: Cell) -> bool:
    return one.which is other.which and one.group == other.group


def _worst_first(all_cells: Sequence[Cell], width: int, rows: int) -> list[list[Piece]]:
    """Step (f): as many as fit, the worst of them, and the number of the others."""
    order = sorted(all_cells, key=lambda cell: cell.which)
    pieces = [
        _bare(cell._replace(opens="(", closes=")") if cell.which is Standing.STALE else cell)
        for cell in order
    ]
    least, most = 0, len(pieces)
    best: list[list[Piece]] = [[]]
    while least <= most:
        count = (least + most) // 2
        rest = f"+{len(pieces) - count}" if count < len(pieces) else ""
        tried = [*pieces[:count], Piece((Span(rest, "muted"),), len(rest), None, False)]
        wrapped = wrap(tried, width, rows, dense=True)
        if wrapped is None:
            most = count - 1
        else:
            best, least = wrapped, count + 1
    return best
