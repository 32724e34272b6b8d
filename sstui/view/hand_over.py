"""The hand-over of what a dashboard knows: the same that `sstui report` reads from the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sstui.insight.availability import WEEK, availability
from sstui.insight.records import Event, Freshness
from sstui.monitor.state import AccountState, Fleet, Snapshot
from sstui.view.outages import instance_outages, profile_outages
from sstui.view.report import HandOver, Picture, ProfileFacts


def hand_over_of(fleet: Fleet, events: Sequence[Event], since: float) -> HandOver:
    """Of the time from ``since`` (epoch seconds) to now; ``events`` oldest first."""
    length = fleet.wall - since
    told = tuple(event for event in events if event.time >= since)
    bad = profile_outages(told)
    for each in fleet.snapshots:
        figures = availability(each.timeline, fleet.wall, min(length, WEEK))
        bad += instance_outages(each.name, figures, fleet.wall)
    pictures = tuple(
        Picture(each.name, each.bookmark.profile, _in_wall_time(fleet, each))
        for each in fleet.snapshots
    )
    facts = tuple(map(_facts, fleet.accounts))
    return HandOver(fleet.wall, length, facts, pictures, told, tuple(bad))


def _facts(account: AccountState) -> ProfileFacts:
    return ProfileFacts(account.profile, account.region, account.project_id)


def _in_wall_time(fleet: Fleet, snapshot: Snapshot) -> Snapshot | None:
    """As a report takes it: its instants in epoch seconds; None: never seen."""
    if snapshot.freshness is Freshness.UNSEEN:
        return None
    seen, since, health_since = (
        None if instant is None else fleet.wall_time(instant)
        for instant in (snapshot.seen, snapshot.since, snapshot.health_since)
    )
    return replace(snapshot, seen=seen, since=since, health_since=health_since)
