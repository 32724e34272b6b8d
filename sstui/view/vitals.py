"""Row 2 of the status bar: at the left the counts, or why we are blind; at the right our own vital
signs: next look, budget, profiles, clock. What does not fit is left out in a fixed order: labels,
then other profiles, then names, then the clock's zone, the budget, and last the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import cache
from typing import NamedTuple

from sstui.monitor.state import AccountState, Fleet, Link
from sstui.servicestage.refs import InstanceRef
from sstui.view.age import age, wait
from sstui.view.counts import FROZEN, left_lines, short_cause
from sstui.view.lamp import Lamp
from sstui.view.signs import Signs
from sstui.view.standing import is_blind, tally, tally_line
from sstui.view.text import Line, Span, cut_end, join, line_cells, plain
from sstui.view.wall import wall_text, zone_text

_SOON = 600.0  # credentials that end within ten minutes are coloured
_HOST_CELLS = 34


class _Level(NamedTuple):
    """How much of the right side is shown; ``profiles`` 2 = all, 1 = the gauge's, 0 = none."""

    gap: int
    label: bool
    gauge: int
    budget: bool
    profiles: int
    names: bool
    endpoint: bool
    zone: bool
    clock: bool = True
    next_look: bool = True


_LEVELS = (
    _Level(5, True, 8, True, 2, True, True, True),
    _Level(3, False, 6, True, 2, True, True, True),
    _Level(3, False, 6, True, 2, True, False, True),
    _Level(2, False, 0, True, 2, True, False, True),
    _Level(2, False, 0, True, 1, True, False, True),
    _Level(2, False, 0, True, 1, False, False, True),
    _Level(2, False, 0, True, 1, False, False, False),
    _Level(2, False, 0, False, 0, False, False, False),
    _Level(2, False, 0, False, 0, False, False, False, clock=False),
)
_BLIND_LEVELS = (
    _Level(3, False, 0, False, 2, True, True, True, next_look=False),
    _Level(3, False, 0, False, 2, True, False, True, next_look=False),
    _Level(2, False, 0, False, 2, True, False, False, next_look=False),
    _Level(2, False, 0, False, 0, False, False, False, next_look=False),
)

# (left variants, right levels): words of the left give before the zone and the clock do, and when
# we are blind the next try stays as long as the profiles can.
_PASSES = ((3, 6), (3, 8), (3, 9))
_BLIND_PASSES = ((8, 3), (9, 4))


def vitals_line(
    fleet: Fleet,
    shown: Lamp,
    *,
    width: int,
    signs: Signs,
    tz: tzinfo,
    cursor: InstanceRef | None,
    frozen: bool,
    message: Line | None = None,
    passed: int | None = None,
) -> Line:
    """Row 2 beside the lamp, exactly ``width`` cells, the last of them blank. ``message`` takes
    the left side where the bar has no row for it."""
    if width < 2:
        return (Span(" " * max(width, 0)),)
    room = width - 1
    if message is not None:
        lefts = [(*FROZEN, *message) if frozen else message]
    else:
        lefts = left_lines(fleet, shown, signs, tz, frozen, passed)
    levels = _LEVELS if shown.blind is None else _BLIND_LEVELS
    passes = _PASSES if shown.blind is None else _BLIND_PASSES
    right_of = cache(lambda level: _right(fleet, level, signs, tz, cursor))
    left, right = _first_that_fits(lefts, levels, right_of, room, passes)
    return (*join(left, right, room, signs.cut), Span(" "))


def _first_that_fits(
    lefts: Sequence[Line],
    levels: Sequence[_Level],
    right_of: Callable[[_Level], Line],
    room: int,
    passes: Sequence[tuple[int, int]],
) -> tuple[Line, Line]:
    """The fullest left side that has a right side beside it, with the fullest such. ``passes``
    bounds how far either side may be shortened before the other is."""
    for some_lefts, some_levels in passes:
        for left in lefts[:some_lefts]:
            size = line_cells(left) + 2
            for level in levels[:some_levels]:
                right = right_of(level)
                if size + line_cells(right) <= room:
                    return left, right
    return lefts[-1], ()


def short_vitals_line(
    fleet: Fleet,
    shown: Lamp,
    *,
    width: int,
    signs: Signs,
    tz: tzinfo,
    frozen: bool,
    message: Line | None = None,
) -> Line:
    """The one row of a bar on a screen under ten rows: counts and clock."""
    if width < 2:
        return (Span(" " * max(width, 0)),)
    left = message
    if left is None:
        left = tally_line(tally(fleet.snapshots), signs, skip=shown.own)
    if frozen:
        left = (*FROZEN, *left)
    clock: Line = (Span(wall_text(fleet.wall, tz)),)
    if line_cells(left) + 2 + line_cells(clock) > width - 1:
        clock = ()
    return (*join(left, clock, width - 1, signs.cut), Span(" "))


def _right(
    fleet: Fleet, level: _Level, signs: Signs, tz: tzinfo, cursor: InstanceRef | None
) -> Line:
    accounts = _gauge_first(fleet, cursor)
    parts: list[Sequence[Span]] = []
    if level.next_look:
        parts.append(_next_look(fleet, cursor))
    if level.budget and accounts:
        parts.append(_budget(accounts[0], level, signs))
    chosen = accounts if level.profiles == 2 else accounts[: level.profiles]
    listed: list[Span] = []
    for account in chosen:
        if listed:
            listed.append(Span("   " if level.gap > 2 else "  "))
        listed += _profile(fleet, account, level, signs)
    parts.append(listed)
    if level.clock:
        zone = zone_text(fleet.wall, tz) if level.zone else ""
        parts.append(
            [Span(wall_text(fleet.wall, tz)), *([Span(f" {zone}", "muted")] if zone else [])]
        )
    spans: list[Span] = []
    for part in filter(None, parts):
        if spans:
            spans.append(Span(" " * level.gap))
        spans += part
    return tuple(spans)


def _gauge_first(fleet: Fleet, cursor: InstanceRef | None) -> list[AccountState]:
    """The accounts, first the one whose budget is shown: that of the row under the cursor."""
    snapshot = fleet.snapshot(cursor)
    profile = snapshot.bookmark.profile if snapshot else ""
    return sorted(fleet.accounts, key=lambda account: account.profile != profile)


def _next_look(fleet: Fleet, cursor: InstanceRef | None) -> list[Span]:
    snapshot = fleet.snapshot(cursor)
    if snapshot is None:
        return []
    if snapshot.looking:
        text = "now"
    elif snapshot.due is None:
        text = "off"
    else:
        text = wait(snapshot.due - fleet.now)
    return [Span("next ", "muted"), Span(text)]


def _budget(account: AccountState, level: _Level, signs: Signs) -> list[Span]:
    spans = [Span("budget ", "muted")] if level.label else []
    used_up = account.used >= account.limit
    if level.gauge:
        share = account.used / account.limit if account.limit > 0 else 1.0
        full = min(max(round(share * level.gauge), 1 if account.used else 0), level.gauge)
        spans += [
            Span(signs.gauge_full * full, "degraded" if used_up else "strong"),
            Span(signs.gauge_empty * (level.gauge - full), "rule"),
            Span(" "),
        ]
    spans += [
        Span(str(account.used), "degraded" if used_up else ""),
        Span(f"/{account.limit}", "muted"),
    ]
    return [span for span in spans if span.text]


def _profile(fleet: Fleet, account: AccountState, level: _Level, signs: Signs) -> list[Span]:
    spans: list[Span] = []
    if level.names:
        spans += profile_name(account, signs)
        spans.append(Span(" "))
    if level.endpoint and not account.vendor_host and account.host:
        host = cut_end(plain(account.host), _HOST_CELLS, signs.cut)
        spans.append(Span(f"@{host} ", "muted"))
    if account.link is Link.OK:
        spans.append(Span(signs.valid, "ok"))
        if account.expires is not None:
            left = account.expires - fleet.wall
            spans.append(Span(f" {age(left)}", "degraded" if left < _SOON else ""))
    elif account.link is Link.NO_ANSWER:
        spans.append(Span(signs.unknown, "unknown bold"))
    elif account.link is Link.THROTTLED:
        spans.append(Span("throttled", "degraded"))
    elif is_blind(account):
        spans.append(Span(short_cause(account).split(" ")[-1], "unknown bold"))
    else:
        spans.append(Span(signs.unseen, "muted"))
    if account.leader is False and level.names:
        spans.append(Span(" follows", "muted"))  # another sstui looks; `P` says which
    return spans


def profile_name(account: AccountState, signs: Signs) -> list[Span]:
    """The name, with the profile's own colour as a sign before it, and ``protected`` after it."""
    spans = profile_sign(account, signs)
    spans.append(Span(cut_end(plain(account.profile), 24, signs.cut), "muted"))
    if account.protected:
        spans.append(Span(" protected", "strong"))
    return spans


def profile_sign(account: AccountState, signs: Signs) -> list[Span]:
    """The profile's own colour, where it has one."""
    return [Span(signs.profile, f"profile-{plain(account.color)}")] if account.color else []
