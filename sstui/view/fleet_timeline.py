"""All instances on one page of time: one strip each on a common axis, and the slice under the
cursor marked in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import NamedTuple

from sstui.insight.availability import DAY, HOUR, WEEK, strip
from sstui.insight.records import Health
from sstui.insight.timeline import KEPT
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.signs import Signs
from sstui.view.standing import TOKENS, glyph, seen_standing
from sstui.view.strip import strip_end, strip_span
from sstui.view.text import Line, Span, cells, cut_middle, fit, pad, plain
from sstui.view.timeline import axis_line
from sstui.view.wall import wall_text

SPANS = {"1h": HOUR, "24h": DAY, "7d": WEEK}
_BEFORE = 3  # cells: the cursor, the glyph, a blank
_FULL_TITLE = 70  # cells: from here on its two ends have room for day and time
_CLOCKS = {HOUR: "%H:%M:%S", DAY: "%a %H:%M", WEEK: "%a %d %b %H:%M"}


class Window(NamedTuple):
    """``cells`` equal slices from ``start`` to ``end``, epoch seconds; the cursor is on ``at``.
    ``wall`` is now: the last slice may end later, and no time that is shown does."""

    start: float
    end: float
    cells: int
    at: int
    wall: float

    @property
    def size(self) -> float:
        return (self.end - self.start) / self.cells

    def slice(self) -> tuple[float, float]:
        """The one under the cursor."""
        return self.start + self.at * self.size, self.start + (self.at + 1) * self.size

    def middle(self, at: int, wall: float) -> float:
        """A time in the slice ``at``, also one outside of the window; within what is kept."""
        found = self.start + (at + 0.5) * self.size
        return max(wall - KEPT, min(found, wall))


def name_cells(width: int) -> int:
    return 24 if width >= 100 else 18 if width >= 70 else 14


def window(wall: float, span: float, width: int, moment: float | None) -> Window:
    """The last ``span`` seconds, or those that begin with ``moment`` where it is earlier; None is
    now. ``width``: of the page."""
    count = max(width - _BEFORE - name_cells(width) - 2, 1)
    size, end = span / count, strip_end(wall, span, count)
    if moment is None:
        return Window(end - span, end, count, count - 1, wall)
    if moment < end - span:
        end = moment // size * size + span
    start = end - span
    at = max(0, min(int((moment - start) / size), count - 1))
    return Window(start, end, count, at, wall)


class Row(NamedTuple):
    """A group's name, or an instance."""

    key: str
    line: Line
    ref: InstanceRef | None = None


class FleetRows:
    """Rows by index, drawn when they are asked for: a strip of 130 cells takes 0.15 ms."""

    def __init__(
        self, ordered: Sequence[Snapshot], seen: Window, width: int, signs: Signs, *, grouped: bool
    ) -> None:
        self._window, self._width, self._signs = seen, width, signs
        self._rows: list[tuple[str, str | Snapshot]] = []
        before = None
        for each in ordered:
            group = each.bookmark.group
            if grouped and group != before:
                self._rows.append((f"group:{group}", group))
            self._rows.append((f"instance:{each.ref}", each))
            before = group
        self._places = {key: index for index, (key, _) in enumerate(self._rows)}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Row:
        key, what = self._rows[index]
        if isinstance(what, str):
            text = plain(what) or "no group"
            return Row(key, fit((Span(" "), Span(text, "strong bold")), self._width))
        return Row(key, self._line(what), what.ref)

    def find(self, key: str) -> int | None:
        return self._places.get(key)

    def _line(self, each: Snapshot) -> Line:
        signs, seen = self._signs, self._window
        style = TOKENS[seen_standing(each)]
        room = name_cells(self._width)
        name = cut_middle(plain(each.name), room, signs.cut)
        found = strip(each.timeline, seen.start, seen.end, seen.cells)
        line: Line = (
            Span(" "),
            Span(glyph(each, signs), style),
            Span(f" {pad(name, room)} ", "bad" if style == "bad" else ""),
            *_cells(found[: seen.at], signs),
            _marked(found[seen.at], signs),
            *_cells(found[seen.at + 1 :], signs),
        )
        return fit(line, self._width)


def _cells(found: Iterable[Health | None], signs: Signs) -> Line:
    spans: list[tuple[Health | None, int]] = []
    for health in found:
        if spans and spans[-1][0] is health:
            spans[-1] = health, spans[-1][1] + 1
        else:
            spans.append((health, 1))
    return tuple(strip_span(health, count, signs) for health, count in spans)


def _marked(health: Health | None, signs: Signs) -> Span:
    text, style = strip_span(health, 1, signs)
    return Span(text, f"{style} hit")


def column_at(x: int, width: int, seen: Window) -> int | None:
    """The slice that a click on the cell ``x`` is for; None: on a name."""
    column = x - _BEFORE - name_cells(width) - 1
    return column if 0 <= column < seen.cells else None


def ordered(
    fleet: Fleet, shown: Iterable[Snapshot], place: dict[InstanceRef, int]
) -> tuple[Snapshot, ...]:
    """``shown`` in the list's order: groups as the file has them, inside them as it ranks."""
    groups = {each.bookmark.group: None for each in fleet.snapshots}
    order = {group: index for index, group in enumerate(groups)}
    last = len(place)
    return tuple(
        sorted(shown, key=lambda each: (order[each.bookmark.group], place.get(each.ref, last)))
    )


def head_lines(
    seen: Window, span: str, width: int, signs: Signs, tz: tzinfo
) -> tuple[Line, Line, Line]:
    """The title with the span that is shown, a sign above the slice with its time, the axis."""
    title: list[Span] = [Span(" "), Span("Fleet timeline", "strong bold"), Span("  ")]
    for name in SPANS:
        style = "strong bold underline" if name == span else "muted"
        title += [Span(" "), Span(name, style), Span(" ")]
    form = "%a %d %b %H:%M"
    if width < _FULL_TITLE:
        form = "%d %b" if SPANS[span] == WEEK else "%a %H:%M"
    times = [wall_text(each, tz, form) for each in (seen.start, min(seen.end, seen.wall))]
    title.append(Span(f"  {times[0]} to {times[1]}", "muted"))
    left = _BEFORE + name_cells(width) + 1
    when = slice_words(seen, tz)
    at = left + seen.at
    flip = at + 2 + cells(when) > width
    before = at - cells(when) - 1 if flip else at
    sign = Span(signs.below, "accent bold")
    words = Span(when, "accent")
    pointer = (words, Span(" "), sign) if flip else (sign, Span(" "), words)
    axis = axis_line(seen.start, seen.end, seen.wall, seen.cells, tz, signs)
    return (
        fit(tuple(title), width, signs.cut),
        fit((Span(" " * max(before, 0)), *pointer), width, signs.cut),
        fit((Span(" " * left), *axis), width, signs.cut),
    )


def slice_words(seen: Window, tz: tzinfo) -> str:
    """``Tue 13:50 to 14:05``."""
    start, end = seen.slice()
    span = next(each for each in SPANS.values() if seen.end - seen.start <= each + 1)
    day = "%H:%M:%S" if span == HOUR else "%H:%M"
    until = wall_text(min(end, seen.wall), tz, day)
    return f"{wall_text(start, tz, _CLOCKS[span])} to {until}"
