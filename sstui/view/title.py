"""The title of the terminal's pane, which tmux shows: at most 21 cells."""

from __future__ import annotations

from sstui.monitor.state import Fleet, Link
from sstui.view.age import age
from sstui.view.lamp import lamp
from sstui.view.signs import Signs
from sstui.view.standing import Standing, standing_glyph, tally
from sstui.view.text import cells

MOST_CELLS = 21

# What gives way first where not everything fits, the last first.
_KEEP = (
    Standing.BAD,
    Standing.DEGRADED,
    Standing.UNKNOWN,
    Standing.STALE,
    Standing.OK,
    Standing.MOVING,
    Standing.QUIET,
    Standing.UNSEEN,
    Standing.GONE,
    Standing.OFF,
)


def pane_title(fleet: Fleet, signs: Signs) -> str:
    """``2✗ 1◐ 37● sstui``, ``40● sstui``, ``? 4m · 40 sstui``, ``?keys · 40 sstui``; a number in
    parentheses counts what is stale."""
    account = lamp(fleet, signs).blind
    watched = len(fleet.snapshots)
    if account is not None:
        cause = f"{signs.unknown}keys"
        if account.link is Link.NO_ANSWER:
            since = "" if account.since is None else f" {age(fleet.now - account.since)}"
            cause = f"{signs.unknown}{since}"
        return f"{cause} {signs.dot} {watched} sstui"
    counts = tally(fleet.snapshots)
    for kept in range(len(_KEEP), 0, -1):
        shown = set(_KEEP[:kept])
        parts = [
            f"({count})" if which is Standing.STALE else f"{count}{standing_glyph(which, signs)}"
            for which, count in counts.counts
            if which in shown
        ]
        title = " ".join([*parts, "sstui"])
        if cells(title) <= MOST_CELLS:
            return title
    return "sstui"
