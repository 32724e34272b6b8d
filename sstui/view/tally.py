"""Standings: what counts of an instance, as one severity, and how many there are of each.

The order is SCREENS §2: bad, degraded, unknown, moving, quiet, stale, (not seen yet), gone, off,
ok. Needs no snapshot: `sstui tmux` counts what a file says.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from sstui.view.signs import Signs
from sstui.view.text import Line, Span


class Standing(IntEnum):
    """Severity: the smaller, the worse."""

    BAD = 0
    DEGRADED = 1
    UNKNOWN = 2
    MOVING = 3
    QUIET = 4
    STALE = 5
    UNSEEN = 6
    GONE = 7
    OFF = 8
    OK = 9


TOKENS = {
    Standing.BAD: "bad",
    Standing.DEGRADED: "degraded",
    Standing.UNKNOWN: "unknown",
    Standing.MOVING: "moving",
    Standing.QUIET: "muted",
    Standing.STALE: "muted",
    Standing.UNSEEN: "muted",
    Standing.GONE: "off",
    Standing.OFF: "off",
    Standing.OK: "ok",
}

TROUBLE = frozenset({Standing.BAD, Standing.DEGRADED, Standing.UNKNOWN, Standing.MOVING})


def standing_glyph(which: Standing, signs: Signs) -> str:
    """The sign of a count."""
    if which is Standing.STALE:
        return signs.unknown
    if which is Standing.QUIET:
        return signs.acknowledged
    return str(getattr(signs, which.name.lower()))


class Tally(NamedTuple):
    """Counts by standing, worst first; stale rows are left out of their health."""

    counts: tuple[tuple[Standing, int], ...]  # none is zero

    def of(self, which: Standing) -> int:
        return next((count for each, count in self.counts if each is which), 0)

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


def tally_of(standings: Iterable[Standing]) -> Tally:
    counts = [0] * len(Standing)  # the hash of an enumeration's member is Python code: by index
    for each in standings:
        counts[each] += 1
    return Tally(tuple((each, counts[each]) for each in Standing if counts[each]))


def tally_line(
    counts: Tally, signs: Signs, *, gap: str = " ", skip: Standing | None = None
) -> Line:
    """``1✗ 1◐ (2) 4●``; the number in parentheses counts what is stale."""
    spans: list[Span] = []
    for which, count in counts.counts:
        if which is skip:
            continue
        if spans:
            spans.append(Span(gap))
        if which is Standing.STALE:
            spans.append(Span(f"({count})", "degraded"))
            continue
        style = "bad bold" if which is Standing.BAD else TOKENS[which]
        spans.append(Span(f"{count}{standing_glyph(which, signs)}", style))
    return tuple(spans)
