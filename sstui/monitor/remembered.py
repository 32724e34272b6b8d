"""Snapshots and events as rows of the history, and back. Pure.

Inside the process instants are monotonic; on the disk they are wall time, so that they mean the
same in the next run.
"""

from __future__ import annotations

from typing import NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Change, Event, EventKind, Freshness, Health
from sstui.insight.timeline import Timeline
from sstui.monitor.history_rows import ChangeRow, EventRow, Known, LastKnown, MarkRow
from sstui.monitor.history_writing import Tail
from sstui.monitor.state import Mark, Recalled, Snapshot


class Moment(NamedTuple):
    """Both clocks, read at once."""

    monotonic: float
    wall: float

    def time(self, instant: float) -> float:
        """The wall time of a monotonic instant."""
        return self.wall - (self.monotonic - instant)

    def instant(self, time: float) -> float:
        """The monotonic instant of a wall time; one that lies ahead (the clock was set back) is
        now."""
        return self.monotonic - max(self.wall - time, 0.0)

    def maybe_time(self, instant: float | None) -> float | None:
        return None if instant is None else self.time(instant)

    def maybe_instant(self, time: float | None) -> float | None:
        return None if time is None else self.instant(time)


def known_of(snapshot: Snapshot, now: Moment) -> Known:
    """What is kept of it besides marks, timeline and body."""
    told = snapshot.instance or snapshot.recalled
    detail = snapshot.detail
    return Known(
        name=snapshot.name,
        profile=snapshot.bookmark.profile,
        status=snapshot.status,
        have=detail.available_replica if detail else None,
        want=detail.replica if detail else None,
        version=told.version if told else None,
        job=detail.last_job_id if detail else None,
        job_status=detail.last_job_status if detail else None,
        health=snapshot.health.value,
        reason=snapshot.reason,
        freshness=snapshot.freshness.value,
        seen=now.maybe_time(snapshot.seen),
        since=now.maybe_time(snapshot.since),
        since_first=snapshot.since_first,
        health_since=now.maybe_time(snapshot.health_since),
        moving_since=now.maybe_time(snapshot.moving_since),
        first_expectation=snapshot.first_expectation,
        stuck=snapshot.stuck,
        job_failed=snapshot.job_failed,
        changed=snapshot.changed,
        clock_moves=snapshot.clock_moves,
    )


def lasting(snapshot: Snapshot) -> tuple[object, ...]:
    """What makes a row worth writing when it differs; that it was looked at again does not."""
    return (
        snapshot.bookmark.name,
        snapshot.bookmark.profile,
        snapshot.status,
        snapshot.health,
        snapshot.reason,
        snapshot.freshness,
        snapshot.since,
        snapshot.health_since,
        snapshot.moving_since,
        snapshot.first_expectation,
        snapshot.changed,
        snapshot.clock_moves,
        snapshot.marks,
    )


def snapshot_of(bookmark: Bookmark, last: LastKnown, now: Moment) -> Snapshot | None:
    """As it was last known, stale; without timeline and body (`completed` adds them).

    None where a later version of sstui wrote words that this one does not know.
    """
    known = last.known
    try:
        health, freshness = Health(known.health), Freshness(known.freshness)
    except ValueError:
        return None
    gone = freshness is Freshness.GONE
    return Snapshot(
        bookmark,
        recalled=Recalled(
            known.status, known.have, known.want, known.job, known.job_status, known.version
        ),
        health=health,
        reason=known.reason,
        freshness=Freshness.GONE if gone else Freshness.STALE,
        hushed=not gone,
        seen=now.maybe_instant(known.seen),
        since=now.maybe_instant(known.since),
        since_first=known.since_first,
        health_since=now.maybe_instant(known.health_since),
        moving_since=now.maybe_instant(known.moving_since),
        first_expectation=known.first_expectation,
        expectation=bookmark.expect or known.first_expectation,
        stuck=known.stuck,
        job_failed=known.job_failed,
        changed=known.changed,
        clock_moves=known.clock_moves,
        marks=tuple(Mark(Change(*mark.change), now.instant(mark.at)) for mark in last.marks),
    )


def mark_rows(snapshot: Snapshot, now: Moment) -> tuple[MarkRow, ...]:
    return tuple(MarkRow(_change_row(mark.change), now.time(mark.at)) for mark in snapshot.marks)


def event_row(event: Event, profile: str) -> EventRow:
    return EventRow(
        event.kind.value,
        event.name,
        profile,
        event.ref,
        event.time,
        event.before,
        event.after,
        event.health.value,
        tuple(map(_change_row, event.changes)),
        event.lasted,
        event.away,
        event.damped,
    )


def event_of(row: EventRow, now: Moment) -> Event | None:
    """None where a later version of sstui wrote words that this one does not know."""
    try:
        kind, health = EventKind(row.kind), Health(row.health)
    except ValueError:
        return None
    return Event(
        kind,
        row.name,
        row.ref,
        now.instant(row.last),
        row.last,
        row.before,
        row.after,
        health,
        tuple(Change(*change) for change in row.changes),
        row.lasted,
        damped=row.damped,
        away=row.away,
    )


def tail(snapshot: Snapshot, before: Timeline, after: Timeline) -> Tail | None:
    """The stretches that are new since ``before``, and the one that led to them: what was last
    seen in an earlier run is on the disk with its begin alone. None where only the last look
    moved."""
    if after.open is before.open or after.open is None:
        return None
    start = min(after.open.start, before.open.start if before.open else after.open.start)
    closed = []
    for stretch in reversed(after.closed):
        if stretch.end is not None and stretch.end < start:
            break
        closed.append(stretch)
    rows = Timeline(tuple(reversed(closed)), after.open, after.until).as_rows()
    return Tail(snapshot.ref, rows[0][0], rows)


def _change_row(change: Change) -> ChangeRow:
    return ChangeRow(change.path, change.before, change.after, change.secret)
