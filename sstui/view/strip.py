"""The history strip: one cell for each slice of time, as high and coloured as its worst health."""

from __future__ import annotations

from itertools import groupby

from sstui.insight.availability import Availability, strip
from sstui.insight.records import Health
from sstui.insight.timeline import Timeline
from sstui.view.age import MINUTE, lasted
from sstui.view.signs import Signs
from sstui.view.text import Line, Span

LIST_SPAN = 7200.0  # seconds that the strips of the list show

# Where the cell of a health stands in `Signs.strip`; one that nobody knows is drawn like no answer.
_CELLS = {
    Health.OFF: 0,
    Health.OK: 1,
    Health.MOVING: 2,
    Health.DEGRADED: 3,
    Health.BAD: 4,
    Health.UNKNOWN: 5,
}


def strip_end(wall: float, span: float, cells: int) -> float:
    """The end of the slice that ``wall`` lies in: slices stand still, so that a cell is redrawn
    only when what it shows has changed."""
    size = span / max(cells, 1)
    return (wall // size + 1) * size


def strip_line(timeline: Timeline, wall: float, span: float, cells: int, signs: Signs) -> Line:
    """The last ``span`` seconds in exactly ``cells`` cells."""
    if cells < 1:
        return ()
    end = strip_end(wall, span, cells)
    runs = groupby(strip(timeline, end - span, end, cells))
    return tuple(strip_span(health, len(list(run)), signs) for health, run in runs)


def strip_span(health: Health | None, cells: int, signs: Signs) -> Span:
    """So many cells of one health; None is not known."""
    if health is None:
        return Span(signs.not_known * cells, "muted")
    return Span(signs.strip[_CELLS[health]] * cells, health.value)


def percent(share: float) -> str:
    """``98.9%``, rounded down: 100% is said only of what never failed."""
    if share >= 1:
        return "100%"
    return f"{int(share * 1000) / 10:.1f}%"


def availability_words(found: Availability, signs: Signs) -> Line:
    """``98.9% up · 40m unknown``; below half known no percentage, but how much is known."""
    shares = found.serving
    share, dot = shares.share, f" {signs.dot} "
    known = f"{dot}{lasted(shares.known)} known" if shares.known >= MINUTE else ""
    if share is not None:
        blind = f"{dot}{lasted(shares.unknown)} unknown" if shares.unknown >= MINUTE else ""
        style = "strong" if share >= 1 else "text"
        return (Span(percent(share), style), Span(f" up{blind}", "muted"))
    if shares.off > shares.unknown:
        return (Span("off", "muted"),)
    return (Span(f"availability not known{known}", "muted"),)
