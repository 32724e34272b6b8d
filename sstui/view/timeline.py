"""View 3: how much of the last hour, day and week an instance served, its strips, and every stretch
by our own looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import NamedTuple

from sstui.insight.availability import DAY, HOUR, WEEK, WINDOWS, Availability, availability
from sstui.insight.records import Health
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import duration, lasted
from sstui.view.pane_rows import PaneOptions, PaneRow
from sstui.view.signs import Signs
from sstui.view.stretches import happened_rows
from sstui.view.strip import percent, strip_end, strip_line, strip_span
from sstui.view.text import Line, Span, cells, fit, pad_left, text_of
from sstui.view.wall import wall_text

NOTE = "counted over known time only"
_NAMES = {HOUR: "1h", DAY: "24h", WEEK: "7d"}
_AXES = {HOUR: "%H:%M", DAY: "%a %H:%M", WEEK: "%d %b"}
_LABEL = 6  # cells before table and strips
_MOST_CELLS = 92
_LEGEND = (
    (Health.OK, "ok"),
    (Health.MOVING, "moving"),
    (Health.DEGRADED, "degraded"),
    (Health.BAD, "bad"),
    (Health.OFF, "off"),
    (None, "not known: nobody looked, or no answer"),
)


class Column(NamedTuple):
    """``rank`` says which ones stay when there is no room for all; the smaller, the longer."""

    title: str
    width: int
    rank: int
    cell: Callable[[Availability, Signs], Span]


def timeline_rows(
    fleet: Fleet, snapshot: Snapshot, options: PaneOptions, *, unfolded: bool = False
) -> list[PaneRow]:
    """``unfolded``: every stretch with what is in it, as a search wants it."""
    found = [availability(snapshot.timeline, options.wall, window) for window in WINDOWS]
    columns = _columns(options.width - _LABEL)
    rows = [_text_row("head", _head(columns), options)]
    rows += [_figures(each, columns, options) for each in found]
    for window in WINDOWS:
        rows += _strip_rows(snapshot, window, options)
    rows += [_blank("legend-above", options), _text_row("legend", _legend(options), options)]
    rows.append(_blank("happened-above", options))
    return rows + happened_rows(fleet, snapshot, options, unfolded=unfolded)


def _text_row(key: str, line: Line, options: PaneOptions) -> PaneRow:
    whole = text_of(line).strip()
    return PaneRow(key=key, line=fit(line, options.width, options.signs.cut), value=whole or None)


def _blank(key: str, options: PaneOptions) -> PaneRow:
    return PaneRow(key=key, line=(Span(" " * options.width),))


# The table.


def _share(share: float | None, signs: Signs) -> Span:
    return Span(signs.dash, "muted") if share is None else Span(percent(share), "bold")


def _spent(seconds: float, style: str) -> Span:
    return Span(lasted(seconds), style if seconds >= 1 else "muted")


def _maybe(seconds: float | None, signs: Signs) -> Span:
    return Span(signs.dash, "muted") if seconds is None else Span(lasted(seconds))


_COLUMNS = (
    Column("up", 8, 0, lambda found, signs: _share(found.serving.share, signs)),
    Column("full", 8, 3, lambda found, signs: _share(found.full.share, signs)),
    Column("down", 8, 2, lambda found, signs: _spent(found.serving.no, "bad")),
    Column("degraded", 10, 5, lambda found, signs: _spent(found.degraded, "degraded")),
    Column("moving", 8, 7, lambda found, signs: _spent(found.moving, "moving")),
    Column("not known", 11, 1, lambda found, signs: _spent(found.serving.unknown, "unknown")),
    Column("outages", 9, 4, lambda found, signs: Span(str(len(found.outages)))),
    Column("longest", 9, 6, lambda found, signs: _maybe(found.longest, signs)),
    Column("time between", 14, 8, lambda found, signs: _maybe(found.between, signs)),
)


def _columns(room: int) -> tuple[Column, ...]:
    kept: set[str] = set()
    for column in sorted(_COLUMNS, key=lambda each: each.rank):
        if column.width > room:
            break
        room -= column.width
        kept.add(column.title)
    return tuple(column for column in _COLUMNS if column.title in kept)


def _head(columns: Sequence[Column]) -> Line:
    titles = "".join(pad_left(column.title, column.width) for column in columns)
    return (Span(" " * _LABEL + titles, "muted"),)


def _figures(found: Availability, columns: Sequence[Column], options: PaneOptions) -> PaneRow:
    name = _NAMES[found.window]
    spans = [Span(f"  {name}".ljust(_LABEL), "strong bold")]
    for column in columns:
        figure = column.cell(found, options.signs)
        spans.append(Span(pad_left(figure.text, column.width), figure.style))
    line = fit(tuple(spans), options.width, options.signs.cut)
    return PaneRow(f"availability {name}", line, value=availability_text(found))


def availability_text(found: Availability) -> str:
    """One window in words: ``24h: 98.9% up, 6m down in 3 outages, 40m not known``."""
    share = found.serving.share
    up = "availability not known" if share is None else f"{percent(share)} up"
    count = len(found.outages)
    outages = f"{lasted(found.serving.no)} down in {count} outage{'s' if count != 1 else ''}"
    unknown = f"{duration(found.serving.unknown)} not known"
    return f"{_NAMES[found.window]}: {up}, {outages}, {unknown}"


# The strips.


def _strip_rows(snapshot: Snapshot, window: float, options: PaneOptions) -> list[PaneRow]:
    room = min(options.width - _LABEL - 1, _MOST_CELLS)
    name, end = _NAMES[window], strip_end(options.wall, window, room)
    label = Span(f"  {name}".ljust(_LABEL), "strong bold")
    strip = strip_line(snapshot.timeline, options.wall, window, room, options.signs)
    axis = axis_line(end - window, end, options.wall, room, options.tz, options.signs)
    return [
        _blank(f"strip {name} above", options),
        _text_row(f"strip {name}", (label, *strip), options),
        _text_row(f"axis {name}", (Span(" " * _LABEL), *axis), options),
    ]


def axis_line(start: float, end: float, wall: float, room: int, tz: tzinfo, signs: Signs) -> Line:
    """Times at equal distances below a strip of an hour, a day or a week, joined by a rule.

    None is later than ``wall``, which is now: the last slice is not over yet."""
    form = next((_AXES[span] for span in WINDOWS if end - start <= span + 1), _AXES[WEEK])
    size = cells(wall_text(min(end, wall), tz, form))
    ticks = 5 if room >= 5 * (size + 3) else 2
    if room < 2 * (size + 2):
        return (Span(wall_text(start, tz, form), "muted"),)
    spans: list[Span] = []
    used = 0
    for tick in range(ticks):
        text = wall_text(min(start + (end - start) * tick / (ticks - 1), wall), tz, form)
        place = (room - size) * tick // (ticks - 1)
        if tick:
            spans.append(Span(f" {signs.rule * (place - used - 2)} ", "rule"))
        spans.append(Span(text, "muted"))
        used = place + cells(text)
    return tuple(spans)


def _legend(options: PaneOptions) -> Line:
    spans = [Span(" " * _LABEL)]
    for health, word in _LEGEND:
        spans += [strip_span(health, 1, options.signs), Span(f" {word}   ", "muted")]
    return tuple(spans)
