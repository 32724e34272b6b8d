"""Snapshots and events as rows of the history, and back. Pure.

Inside the process instants are monotonic; on the disk they are wall time, so that they mean the
same in the next run.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Change, Event, EventKind, Freshness, Health
from sstui.insight.standins import as_shown, recognised
from sstui.insight.timeline import Timeline
from sstui.monitor.history_rows import ChangeRow, EventRow, Known, LastKnown, MarkRow
from sstui.monitor.history_writing import Tail
from sstui.monitor.state import Mark, Snapshot
from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import Instance, document_of, parse_instance
from sstui.servicestage.source import Answer


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
    instance = snapshot.instance
    detail = None if instance is None else instance.status_detail
    return Known(
        name=snapshot.name,
        profile=snapshot.bookmark.profile,
        status=snapshot.status,
        have=detail.available_replica if detail else None,
        want=detail.replica if detail else None,
        version=instance.version if instance else None,
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
        instance=_from_columns(known),
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


def completed(snapshot: Snapshot, last: LastKnown) -> Snapshot:
    """The same with its timeline, and the body, secrets masked, where one was kept."""
    snapshot = replace(snapshot, timeline=_timeline(snapshot, last))
    document = _document(last)
    if document is None:
        return snapshot
    shown = as_shown(document)
    instance = _instance(shown)
    if instance is None:
        return snapshot
    return replace(snapshot, instance=instance, body=json.dumps(shown).encode())


def comparable(snapshot: Snapshot, last: LastKnown, answer: Answer, key: bytes | None) -> Snapshot:
    """The same as it can be compared with a good look: where that has a secret of which only the
    fingerprint was kept, it is put back."""
    snapshot = replace(snapshot, timeline=_timeline(snapshot, last))
    document = _document(last)
    later = _told(answer)
    if document is None or later is None or key is None:
        return replace(snapshot, instance=_from_columns(last.known), body=b"")
    before = recognised(document, later, key)
    if before == later and not answer.overview:
        return replace(snapshot, instance=answer.instance, body=answer.body)
    return replace(snapshot, instance=_instance(before) or snapshot.instance, body=b"")


def _told(answer: Answer) -> JSONValue:
    try:
        return document_of(answer.instance) if answer.overview else decode(answer.body)
    except UnusableBody:
        return None


def body_of(snapshot: Snapshot) -> bytes | None:
    """The body as last received, with what overviews told since; None where there is none."""
    if not snapshot.amended or snapshot.instance is None:
        return snapshot.body or None
    try:
        return json.dumps(document_of(snapshot.instance)).encode()
    except RecursionError:  # deeper than it can be written
        return None


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


def _from_columns(known: Known) -> Instance:
    """As much of the instance as its columns tell: enough for the list."""
    detail: JSONObject = {"status": known.status}
    told: JSONObject = {
        "available_replica": known.have,
        "replica": known.want,
        "last_job_id": known.job,
        "last_job_status": known.job_status,
    }
    detail |= {name: value for name, value in told.items() if value is not None}
    version: JSONObject = {} if known.version is None else {"version": known.version}
    return parse_instance({**version, "status_detail": detail})


def _timeline(snapshot: Snapshot, last: LastKnown) -> Timeline:
    known = snapshot.timeline
    return Timeline.from_rows(last.stretches) if known.open is None else known


def _document(last: LastKnown) -> JSONValue:
    """The kept body, concealed; None where there is none that can be read."""
    if last.body is None:
        return None
    try:
        document: JSONValue = json.loads(zlib.decompress(last.body))
    except (zlib.error, ValueError, RecursionError):
        return None
    return document


def _instance(document: JSONValue) -> Instance | None:
    try:
        return parse_instance(document)
    except UnusableBody:
        return None
