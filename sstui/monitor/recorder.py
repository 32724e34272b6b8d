"""Between the store and the history: what is written down, and what an earlier run knew.

What was known comes back as stale, with its age, and counts until the first good look. That is
compared with it: what changed while nobody looked is an event like any other, and says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

from sstui.insight.records import Event, Freshness, Observation
from sstui.insight.timeline import KEPT
from sstui.monitor.clock import Clock
from sstui.monitor.handover import Handover, Step
from sstui.monitor.history import History
from sstui.monitor.history_rows import LastKnown
from sstui.monitor.history_writing import Body, Row
from sstui.monitor.remembered import (
    Moment,
    event_of,
    event_row,
    known_of,
    lasting,
    mark_rows,
    snapshot_of,
    tail,
)
from sstui.monitor.state import Snapshot
from sstui.monitor.store import Store
from sstui.servicestage.refs import InstanceRef

SEEN_EVERY = 300.0  # seconds between two notes that all was looked at and nothing changed


class HistoryRecorder:
    """Writes into ``history`` what the store takes in, of the profiles that this process
    ``leads``. ``protected(profile)``: whether every variable counts as a secret there.
    """

    def __init__(
        self,
        history: History,
        clock: Clock,
        *,
        leads: Callable[[str], bool],
        protected: Callable[[str], bool],
    ) -> None:
        self._history = history
        self._clock = clock
        self._leads = leads
        self._protected = protected
        self._handover = Handover(history, protected)
        self._look: Observation | None = None  # that is being taken in
        self._recalled: dict[InstanceRef, LastKnown] = {}  # without a good look in this run
        self._away: float | None = None  # of the look that is being taken in
        self._whole: dict[InstanceRef, int] = {}  # in which generation of the file
        self._store: Store | None = None
        self._seen_at = clock.monotonic()

    def recall(self, store: Store) -> None:
        """Open the history, and show in ``store`` what it knows, from plain columns: the last
        state of each instance, and the newest events."""
        self._store = store
        now = self._now()
        known, rows = self._history.open(now.wall - KEPT)
        self._handover.opened()
        snapshots = []
        for ref, watched in store.snapshots.items():
            last = known.get(ref)
            snapshot = None if last is None else snapshot_of(watched.bookmark, last, now)
            if last is not None and snapshot is not None:
                self._recalled[ref] = last
                snapshots.append(replace(snapshot, pace=watched.pace, due=watched.due))
        events = (event_of(row, now) for row in rows)
        store.recall(snapshots, [event for event in events if event is not None])

    async def recall_more(self, store: Store) -> None:
        """Timelines and bodies to that, one instance in each turn of the loop; where a look was
        first, not at all."""
        from sstui.monitor.kept_bodies import completed

        for ref in tuple(self._recalled):
            await asyncio.sleep(0)
            last, snapshot = self._recalled.get(ref), store.snapshots.get(ref)
            if last is not None and snapshot is not None:
                store.recall((completed(snapshot, last),), ())

    def meet(self, known: Snapshot, look: Observation) -> Snapshot:
        self._away, self._look = None, look
        if look.answer is None or known.ref not in self._recalled:
            return known
        from sstui.monitor.kept_bodies import comparable

        last = self._recalled.pop(known.ref)
        # Of one that is gone the last good look says less than when it was found gone.
        looks = (known.seen, known.since, known.health_since)
        self._away = look.at - max(instant for instant in looks if instant is not None)
        return comparable(known, last, look.answer, self._history.key)

    def took(self, known: Snapshot, now: Snapshot, events: tuple[Event, ...]) -> tuple[Event, ...]:
        if self._away is not None:
            events = tuple(_while_away(event, self._away) for event in events)
            self._away = None
        look, self._look = self._look, None
        if now.seen is None:
            return events
        if self._leads(now.bookmark.profile):
            step = None if look is None else self._handover.step(known, look, self._now())
            with self._history.at_once():
                self._write(known, now, events, step)
        elif now.seen != known.seen:
            self._handover.heard(now.ref)
        return events

    def happened(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if self._leads(event.name):
                self._history.add(event_row(event, event.name))

    def close(self, within: float) -> None:
        """Write down when each was last seen, and all that waits."""
        for snapshot in self._seen_in_this_run():
            self._put(snapshot, whole=False)
        self._history.close(within)

    def _write(
        self, known: Snapshot, now: Snapshot, events: tuple[Event, ...], step: Step | None
    ) -> None:
        timeline = known.timeline
        if step is not None:
            events, timeline = step
        for event in events:
            self._history.add(event_row(event, now.bookmark.profile))
        stretches = tail(now, timeline, now.timeline)
        if stretches is not None:
            self._history.stretch(stretches)
        recalled = now.ref in self._recalled
        if recalled and now.freshness is not Freshness.GONE:
            return  # nothing but our own failures so far
        renewed = self._whole.get(now.ref) != self._history.generation
        whole = not recalled and (bool(events) or renewed or step is not None)
        if whole or lasting(known) != lasting(now):
            self._put(now, whole=whole)
        if self._clock.monotonic() - self._seen_at >= SEEN_EVERY:
            self._note_seen()

    def _put(self, snapshot: Snapshot, *, whole: bool) -> None:
        now, profile = self._now(), snapshot.bookmark.profile
        row = Row(known_of(snapshot, now), mark_rows(snapshot, now), None)
        if whole:
            from sstui.monitor.kept_bodies import body_of

            self._whole[snapshot.ref] = self._history.generation
            body = body_of(snapshot)
            kept = None if body is None else Body(body, self._protected(profile))
            row = row._replace(body=kept)
        self._history.put(snapshot.ref, row)

    def _note_seen(self) -> None:
        """One row for a whole profile: that of each instance would be two hundred."""
        now = self._now()
        self._seen_at = now.monotonic
        oldest: dict[str, float] = {}
        for snapshot in self._seen_in_this_run():
            if snapshot.freshness is Freshness.FRESH and snapshot.seen is not None:
                profile = snapshot.bookmark.profile
                oldest[profile] = min(oldest.get(profile, snapshot.seen), snapshot.seen)
        for ref in self._recalled if oldest else ():
            self._put_stale(ref)  # the row below must not speak for what this run never saw
        for profile, seen in oldest.items():
            self._history.seen(profile, now.time(seen))

    def _put_stale(self, ref: InstanceRef) -> None:
        snapshot = None if self._store is None else self._store.snapshots.get(ref)
        if snapshot is not None and self._leads(snapshot.bookmark.profile):
            self._put(snapshot, whole=False)

    def _seen_in_this_run(self) -> Iterator[Snapshot]:
        for ref, snapshot in () if self._store is None else self._store.snapshots.items():
            seen = snapshot.seen is not None and ref not in self._recalled
            if seen and self._leads(snapshot.bookmark.profile):
                yield snapshot

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.now())


def _while_away(event: Event, away: float) -> Event:
    """How long the state before had been *seen* ends with the last look at it."""
    lasted = None if event.lasted is None else max(event.lasted - away, 0.0)
    return replace(event, away=away, lasted=lasted)
