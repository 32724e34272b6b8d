"""How a line of the wide list is drawn: an instance in its columns, a group with its tally."""

from __future__ import annotations

from collections.abc import Mapping

from sstui.monitor.state import Fleet, Snapshot
from sstui.view.columns import STRIP, Cell
from sstui.view.list_layout import Group
from sstui.view.list_line import AGE_CELLS, MARGIN, NAME_AT
from sstui.view.list_rows import NO_GROUP
from sstui.view.signs import Signs
from sstui.view.standing import (
    TOKENS,
    Standing,
    age_cell,
    glyph,
    mark,
    mark_style,
    replicas,
    seen_standing,
    tally_line,
    tally_of,
    word,
)
from sstui.view.strip import strip_line
from sstui.view.text import (
    Line,
    Span,
    cut_end,
    cut_middle,
    fit,
    line_cells,
    pad,
    pad_left,
    plain,
)
from sstui.view.wide_layout import GAP, Place, WidePlaces

SPAN = 86400.0  # seconds that the strip shows


def instance_line(
    fleet: Fleet,
    snapshot: Snapshot,
    places: WidePlaces,
    cells: Mapping[str, Cell],
    signs: Signs,
) -> Line:
    """Exactly ``places.width`` cells; ``cells`` are those of the picked columns, by name."""
    spans = [*_start(snapshot, places, signs)]
    at = places.replicas_end
    for place in places.picked:
        spans.append(Span(" " * (place.at - at)))
        if place.column.name == STRIP:
            spans += strip_line(snapshot.timeline, fleet.wall, SPAN, place.cells, signs)
        else:
            spans.append(_picked(place, cells[place.column.name], signs))
        at = place.at + place.cells
    text, style = age_cell(fleet, snapshot, signs)
    sign = mark(snapshot, signs)
    spans += [
        Span(" " * (places.age_at - at)),
        Span(pad_left(text, AGE_CELLS), style),
        Span(" "),
        Span(sign or " ", mark_style(snapshot) if sign else ""),
    ]
    return fit(tuple(spans), places.width, signs.cut)


def _start(snapshot: Snapshot, places: WidePlaces, signs: Signs) -> Line:
    """Cursor, glyph, name, word and replicas."""
    which = seen_standing(snapshot)
    token = TOKENS[which]
    is_bad = which is Standing.BAD
    bold = " bold" if is_bad and snapshot.quiet is None else ""
    dim = which > Standing.MOVING and which is not Standing.OK
    name = pad(cut_middle(plain(snapshot.name), places.name, signs.cut), places.name)
    status = pad(cut_end(word(snapshot), places.status, signs.cut), places.status + GAP)
    numbers = pad_left(replicas(snapshot, signs), places.replicas)
    return (
        MARGIN,
        Span(glyph(snapshot, signs), token + bold),
        Span(f" {name}{' ' * GAP}", token + bold if is_bad else ("muted" if dim else "")),
        Span(status + numbers, "muted" if which > Standing.MOVING else token + bold),
    )


def _picked(place: Place, cell: Cell, signs: Signs) -> Span:
    text = cut_end(cell.text, place.cells, signs.cut)
    return Span((pad_left if place.column.right else pad)(text, place.cells), cell.style)


def group_line(group: Group, is_open: bool, places: WidePlaces, signs: Signs) -> Line:
    """Fold sign, name, and its tally where the replicas end."""
    counts = tally_line(tally_of(member.standing for member in group.members), signs)
    room = places.replicas_end - NAME_AT - line_cells(counts) - GAP
    name = cut_end(plain(group.name) or NO_GROUP, max(room, 4), signs.cut)
    left: Line = (
        MARGIN,
        Span(signs.unfolded if is_open else signs.folded, "muted"),
        Span(" "),
        Span(name, "strong bold" if group.name else "muted"),
    )
    between = places.replicas_end - line_cells(left) - line_cells(counts)
    return fit((*left, Span(" " * max(between, 1)), *counts), places.width, signs.cut)
