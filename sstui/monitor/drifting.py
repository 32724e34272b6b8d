"""Baselines of what is watched: pinned, dropped, and compared with what is there now (the mark
``≠`` of the list); and what was recorded of an instance earlier.

Compared only when the body of an instance changed or its baseline did, one at a time and in a
thread: a body of a megabyte takes half a second, and nobody waits for a mark.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Event
from sstui.monitor.baselines import Baseline, Baselines
from sstui.monitor.clock import Clock
from sstui.monitor.history_file import HistoryError
from sstui.monitor.history_reading import read_events
from sstui.monitor.history_rows import EventRow
from sstui.monitor.remembered import Moment, event_of
from sstui.monitor.state import Snapshot
from sstui.monitor.store import Store
from sstui.monitor.supervise import tell_defect
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

MOST_EVENTS = 2000  # that are read: of what flaps for a month there may be more


class _Compared(NamedTuple):
    baseline: Baseline
    instance: Instance | None
    protected: bool


class Drifting:
    """Keeps `Snapshot.drifted` true to ``baselines``. ``protected(profile)``: whether every
    variable counts as a secret there. `compared` counts comparisons."""

    def __init__(
        self,
        store: Store,
        baselines: Baselines,
        clock: Clock,
        *,
        protected: Callable[[str], bool],
        history: Path | None,
    ) -> None:
        self.baselines = baselines
        self.compared = 0
        self._store = store
        self._clock = clock
        self._protected = protected
        self._history = history
        self._done: dict[InstanceRef, _Compared] = {}
        self._version = 0
        self._task: asyncio.Task[None] | None = None

    async def follow(self) -> None:
        """Take in what any process of this machine pinned or dropped: read away from the event
        loop, which another that writes there would hold up for a second."""
        if self.baselines.shared:
            await asyncio.to_thread(self.baselines.load)
        if self._version != self.baselines.version:
            self._baselines_changed()

    def told(self, refs: frozenset[InstanceRef]) -> None:
        """These may have changed."""
        if self._task is None and any(self._is_due(ref) for ref in refs & self.baselines.refs):
            self._task = asyncio.create_task(self._catch_up(), name="comparing with baselines")
            self._task.add_done_callback(self._caught_up)

    async def pin(self, ref: InstanceRef) -> str:
        """What is seen now is the baseline from now on; returns words where it is kept for this
        run only. Raises `BaselineError`, KeyError for what is not watched or not seen yet."""
        from sstui.monitor.drift_bodies import body_now

        snapshot = self._store.snapshots[ref]
        if not is_whole(snapshot) or snapshot.body_seen is None:
            raise KeyError(ref)
        profile, now = snapshot.bookmark.profile, self._clock.now()
        words = await asyncio.to_thread(
            self.baselines.pin,
            ref,
            profile,
            body_now(snapshot),
            seen=now - (self._clock.monotonic() - snapshot.body_seen),
            now=now,
            protected=self._protected(profile),
        )
        self._baselines_changed()
        return words

    async def unpin(self, ref: InstanceRef) -> str:
        """Drop the baseline; returns words where the file still has it."""
        words = await asyncio.to_thread(self.baselines.unpin, ref)
        self._baselines_changed()
        return words

    async def recorded(
        self, ref: InstanceRef | None = None, since: float | None = None
    ) -> tuple[Event, ...]:
        """What the history has of one instance or of all, from ``since`` (epoch seconds) on, oldest
        first; nothing where there is none."""
        if self._history is None:
            return ()
        rows = await asyncio.to_thread(_events, self._history, ref, since)
        now = Moment(self._clock.monotonic(), self._clock.now())
        return tuple(event for row in rows if (event := event_of(row, now)) is not None)

    async def close(self) -> None:
        """End the comparison that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _baselines_changed(self) -> None:
        self._version = self.baselines.version
        for ref in self._done.keys() - self.baselines.refs:
            del self._done[ref]
            self._store.mark_drift(ref, False)
        self._store.touched()
        self.told(self.baselines.refs)

    def _wanted(self, ref: InstanceRef) -> _Compared | None:
        """What the mark of an instance has to be of; None where it cannot be told."""
        snapshot, baseline = self._store.snapshots.get(ref), self.baselines.of(ref)
        if snapshot is None or baseline is None or not is_whole(snapshot):
            return None
        protected = self._protected(snapshot.bookmark.profile)
        return _Compared(baseline, snapshot.instance, protected)

    def _is_due(self, ref: InstanceRef) -> bool:
        wanted, done = self._wanted(ref), self._done.get(ref)
        if wanted is None or done is None:
            return wanted is not None
        same = wanted.instance is done.instance  # the same answer is the same object
        return not same or wanted.baseline != done.baseline or wanted.protected != done.protected

    async def _catch_up(self) -> None:
        while due := [ref for ref in self.baselines.refs if self._is_due(ref)]:
            for ref in due:
                await self._compare(ref)

    def _caught_up(self, task: asyncio.Task[None]) -> None:
        self._task = None
        tell_defect(task)
        if not task.cancelled():
            self.told(self.baselines.refs)  # one that fails does not keep the others waiting

    async def _compare(self, ref: InstanceRef) -> None:
        # What compares bodies loads with the first baseline: no start without one pays for it.
        from sstui.monitor.drift_bodies import differs

        wanted, snapshot = self._wanted(ref), self._store.snapshots.get(ref)
        if wanted is None or snapshot is None:
            return
        self.compared += 1
        self._done[ref] = wanted  # also where it fails: nothing new would come of another try
        key, protected = self.baselines.key, wanted.protected
        drifted = await asyncio.to_thread(differs, wanted.baseline, snapshot, key, protected)
        if ref in self.baselines.refs:
            self._store.mark_drift(ref, drifted)


def is_whole(snapshot: Snapshot) -> bool:
    """Whether this run has seen the whole body, secrets included: what an earlier run kept has
    masks in their place, and an overview tells but a part."""
    return snapshot.instance is not None and snapshot.body_seen is not None


def _events(path: Path, ref: InstanceRef | None, since: float | None) -> deque[EventRow]:
    try:
        return deque(read_events(path, ref=ref, since=since), maxlen=MOST_EVENTS)
    except HistoryError:
        return deque()
