"""The title of *since you last looked*: since when, how much happened, what is not known, keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple

from sstui.monitor.state import Fleet
from sstui.view.age import MINUTE, ago, lasted
from sstui.view.signs import Signs
from sstui.view.since_told import Told
from sstui.view.text import Line, Span, fit, line_cells, plain
from sstui.view.wall import moment_text

WIDE = 100  # cells from which words are whole
KEYS = (("next", "walk through"), ("copy-path", "copy as Markdown"), ("back", "seen"))


class Hit(NamedTuple):
    """Cells ``start`` to ``end`` of the first line: the key of a command."""

    start: int
    end: int
    command: str


def title_line(
    fleet: Fleet,
    told: Sequence[Told],
    since: float,
    width: int,
    signs: Signs,
    tz: tzinfo,
    keys: Mapping[str, str],
) -> tuple[Line, tuple[Hit, ...]]:
    """The first line of the strip, and where its keys can be clicked."""
    name = (Span(" "), Span("Since you last looked", "strong bold"), Span("  "))
    left: Line = (*name, *_summary(fleet, told, since, signs, tz))
    brief = width < WIDE
    right: list[Span] = []
    ends: list[tuple[int, str]] = []
    for command, word in KEYS:
        key = keys.get(command, "")
        if key:
            more = "" if brief and command == "next" else f" {word.split()[0] if brief else word}"
            right += [Span(key, "accent bold"), Span(more, "muted"), Span("   ")]
            ends.append((line_cells(tuple(right)), command))
    edge = width - line_cells(tuple(right))
    starts = [0, *(end for end, _ in ends)]
    hits = tuple(
        Hit(edge + start, edge + end - 3, command)
        for start, (end, command) in zip(starts, ends, strict=False)
    )
    if edge < 24:
        return fit(left, width, signs.cut), ()
    return (*fit(left, edge - 2, signs.cut), Span("  "), *right), hits


def _summary(fleet: Fleet, told: Sequence[Told], since: float, signs: Signs, tz: tzinfo) -> Line:
    """``47m ago, 13:27 · 5 changes on 5 of 24 · 1 came and went · up to 9h not known``."""
    dot = f" {signs.dot} "
    changes = sum(each.story.changes for each in told)
    noun = "change" if changes == 1 else "changes"
    on = sum(each.snapshot is not None for each in told)
    parts = [Span(f"{ago(fleet.wall - since)}, {moment_text(fleet.wall, since, tz)}", "muted")]
    parts.append(Span(f"{changes} {noun} on {on} of {len(fleet.snapshots)}"))
    went = sum(each.story.came_and_went for each in told)
    if went:
        parts.append(Span(f"{went} came and went", "muted"))
    dark, why = unwatched(fleet, since)
    if dark >= MINUTE:
        parts.append(Span(f"up to {lasted(dark)} not known: {why}", "unknown"))
    spans: list[Span] = []
    for part in parts:
        spans += [Span(dot, "muted"), part] if spans else [part]
    return tuple(spans)


def unwatched(fleet: Fleet, since: float) -> tuple[float, str]:
    """Of the instance of which least is known since then: for how many seconds nothing is, and why
    for the longest of them."""
    worst, reason = 0.0, ""
    for each in fleet.snapshots:
        dark = [
            (end - start, stretch.why)
            for start, end, stretch in each.timeline.parts(since, fleet.wall)
            if stretch.health is None
        ]
        total = sum(length for length, _ in dark)
        if total > worst:
            worst, reason = total, max(dark)[1]
    return worst, plain(reason)
