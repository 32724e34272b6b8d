"""Who is told of in *since you last looked*, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sstui.insight.absence_story import Story, stories
from sstui.insight.records import Event
from sstui.monitor.state import Fleet, Link, Snapshot
from sstui.view.standing import Standing, seen_standing

_CAME_AND_WENT = Standing.GONE + 0.5  # after what still is, before what only changed


class Told(NamedTuple):
    """A story and the instance as it is now; None for a profile's."""

    story: Story
    snapshot: Snapshot | None


def told_since(fleet: Fleet, events: Sequence[Event], since: float) -> tuple[Told, ...]:
    """From ``events`` (oldest first), worst first; of what is watched now. ``since`` in epoch
    seconds."""
    profiles = {each.profile for each in fleet.accounts}
    found = []
    for story in stories(events, since):
        snapshot = fleet.snapshot(story.ref)
        if snapshot is not None or (story.ref is None and story.name in profiles):
            found.append(Told(story, snapshot))
    return tuple(sorted(found, key=lambda told: _rank(fleet, told)))


def _rank(fleet: Fleet, told: Told) -> tuple[float, float]:
    story, snapshot = told
    newest = -story.events[-1].time
    if snapshot is None:
        return (Standing.UNKNOWN if is_blind(fleet, story) else _CAME_AND_WENT, newest)
    return (_CAME_AND_WENT if story.came_and_went else seen_standing(snapshot), newest)


def is_blind(fleet: Fleet, story: Story) -> bool:
    account = fleet.account(story.name)
    return account is not None and account.link is not Link.OK
