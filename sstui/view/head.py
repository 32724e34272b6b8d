"""The head of an instance: always in place, always the same number of lines (SCREENS §4).

Lines are as wide as asked and have no margin of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Literal

from sstui.insight.access_expiry import soonest_end
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.accesses import expiry_words
from sstui.view.age import duration
from sstui.view.head_parts import (
    ID_CELLS,
    availability_line,
    pill,
    profile_spans,
    replicas_and_age,
    seen_span,
    short_ids,
    updated_text,
)
from sstui.view.peek import peek_lines
from sstui.view.signs import Signs
from sstui.view.story import REPLACE_KEY, story_line
from sstui.view.text import Line, Span, cut_end, cut_middle, fit, join, line_cells, plain

__all__ = ["head_lines", "peek_lines", "tabs_line"]

_LONG_FROM = 78  # cells from which a head of two lines has room for words
_TABS = ("overview", "configuration", "timeline", "drift", "events", "raw")


def head_lines(
    fleet: Fleet,
    snapshot: Snapshot,
    *,
    width: int,
    rows: Literal[4, 2],
    signs: Signs,
    tz: tzinfo,
    position: tuple[int, int] | None = None,
    replace_key: str = REPLACE_KEY,
) -> tuple[Line, ...]:
    """Exactly ``rows`` lines. ``position`` is the instance's place in the list, from 1, and how
    many there are."""
    first, said_updated = _first_line(fleet, snapshot, width, signs, position, brief=rows == 2)
    second = fit(story_line(fleet, snapshot, signs, tz, replace_key), width, signs.cut)
    if rows == 2:
        return first, second
    third = fit(_facts_line(fleet, snapshot, signs, said_updated), width, signs.cut)
    return first, second, third, availability_line(fleet, snapshot, width, signs)


def _first_line(
    fleet: Fleet,
    snapshot: Snapshot,
    width: int,
    signs: Signs,
    position: tuple[int, int] | None,
    *,
    brief: bool,
) -> tuple[Line, bool]:
    """The line, and whether it had room for *updated*."""
    name = plain(snapshot.name)
    start = (*profile_spans(fleet, snapshot, signs), *pill(snapshot, signs), Span("  "))
    long_end = replicas_and_age(fleet, snapshot, signs, long=True)
    short_end = replicas_and_age(fleet, snapshot, signs, long=False)
    rights = _rights(fleet, snapshot, signs, position)
    ends = (short_end,) if brief and width < _LONG_FROM else (long_end, short_end)
    for end in ends:
        left: Line = (*start, Span(name, "strong bold"), *end)
        for index, right in enumerate(rights):
            if line_cells(left) + 2 + line_cells(right) <= width:
                return join(left, right, width, signs.cut), index == 0
    room = width - line_cells(start) - line_cells(short_end)
    name = cut_middle(name, max(room, 8), signs.cut)
    return fit((*start, Span(name, "strong bold"), *short_end), width, signs.cut), False


def _rights(
    fleet: Fleet, snapshot: Snapshot, signs: Signs, position: tuple[int, int] | None
) -> Sequence[Line]:
    """Seen, updated, interval and place; shorter and shorter."""
    seen = seen_span(fleet, snapshot)
    dot = f" {signs.dot} "
    updated = updated_text(fleet, snapshot)
    place = f"{position[0]} of {position[1]}" if position else ""
    every = "" if snapshot.due is None and not snapshot.pace else f"every {duration(snapshot.pace)}"
    choices = ((updated, every, place), (every, place), (place,), ())
    return [
        tuple(
            part
            for part in (seen, *(Span(dot + each, "muted") for each in choice if each))
            if part.text
        )
        for choice in choices
    ]


def _facts_line(fleet: Fleet, snapshot: Snapshot, signs: Signs, said_updated: bool) -> Line:
    """Application / component · environment · platform · version · updated · note; before them
    that an address ends within a day."""
    parts = [short_ids(snapshot)]
    spans: list[Span] = []
    dot = f" {signs.dot} "
    instance = snapshot.instance
    if instance is not None:
        end = soonest_end(instance.external_accesses, fleet.wall)
        if end is not None:
            spans.append(Span(f"address {expiry_words(end, fleet.wall)}{dot}", "degraded"))
        parts.append(plain(instance.environment_id or "")[:ID_CELLS])
        parts.append(cut_end(plain(instance.platform_type or ""), 20, signs.cut))
        parts.append(cut_end(plain(instance.version or ""), 24, signs.cut))
    if not said_updated:
        parts.append(updated_text(fleet, snapshot))
    spans.append(Span(dot.join(filter(None, parts)), "muted"))
    if snapshot.bookmark.note:
        spans += [Span(f"{dot}note: ", "muted"), Span(plain(snapshot.bookmark.note))]
    return tuple(spans)


def tabs_line(view: int, width: int, signs: Signs) -> Line:
    """The numbered views, ``view`` (1 to 6) underlined; a number is a span of its own."""
    shorter = ("overview", "config", *_TABS[2:])
    for names, gap in ((_TABS, 3), (shorter, 3), (shorter, 2), (shorter, 1), (("",) * 6, 2)):
        spans: list[Span] = []
        for number, name in enumerate(names, start=1):
            if spans:
                spans.append(Span(" " * gap))
            current = number == view
            spans.append(Span(str(number), "accent bold" if current and not name else "accent"))
            if name:
                spans += [Span(" "), Span(name, "strong bold underline" if current else "muted")]
        line = tuple(spans)
        rest = width - line_cells(line)
        if rest >= 0:
            rule: Line = (Span("  "), Span(signs.rule * (rest - 2), "rule")) if rest > 3 else ()
            return fit((*line, *rule), width, signs.cut)
    return fit(line, width, signs.cut)
