"""What went bad together: one slice of time over the timelines of many instances. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from sstui.insight.records import Health
from sstui.insight.timeline import Stretch, Timeline

_SEVERITY = {Health.DEGRADED: 1, Health.BAD: 2}


class InSlice(NamedTuple):
    """Of one instance, at most one of them: ``fell`` is the worst trouble that was seen to begin in
    the slice; ``lasting`` one that was there before, or was found by the first look after time that
    is not known; ``dark`` why nothing at all is known of the slice. ``well``: it is known, and
    never was in trouble."""

    fell: Health | None = None
    lasting: Health | None = None
    dark: str | None = None
    well: bool = False


def in_slice(timeline: Timeline, start: float, end: float) -> InSlice:
    """From ``start`` up to ``end`` (epoch seconds)."""
    fell = lasting = None
    known, dark = False, None
    for part in timeline.parts(start, end):
        stretch = part.stretch
        if part.start >= end:
            break
        if stretch.health is None:
            dark = dark or stretch.why
            continue
        known = True
        if _severity(stretch) and stretch.start >= start and _got_worse(timeline, stretch):
            fell = _worse(fell, stretch.health)
        elif _severity(stretch):
            lasting = _worse(lasting, stretch.health)
    if fell is not None:
        return InSlice(fell=fell)
    if lasting is not None:
        return InSlice(lasting=lasting)
    if known:
        return InSlice(well=dark is None)
    return InSlice(dark=dark)


def falls(timeline: Timeline) -> Iterator[float]:
    """When it was seen to get into trouble, or into worse."""
    for before, after in pairwise(timeline.stretches):
        if before.health is not None and _severity(after) > _severity(before):
            yield after.start


def _got_worse(timeline: Timeline, stretch: Stretch) -> bool:
    before = timeline.before(stretch)
    return (
        before is not None and before.health is not None and _severity(stretch) > _severity(before)
    )


def _severity(stretch: Stretch) -> int:
    return 0 if stretch.health is None else _SEVERITY.get(stretch.health, 0)


def _worse(one: Health | None, other: Health) -> Health:
    return other if one is None or _SEVERITY[other] > _SEVERITY[one] else one
