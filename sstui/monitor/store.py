"""What is known now, of all accounts: snapshots, the ring of events, and who wants to hear."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Protocol

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Event, Observation
from sstui.monitor.reduce import Rules, age, rebookmark, reduce
from sstui.monitor.state import Snapshot, renewed
from sstui.servicestage.refs import InstanceRef

MOST_EVENTS = 500
MOST_DAMPED = 50  # of one instance that flaps; history has them all
MOST_LEFT = 200  # that went off the list and would come back as they were

Callback = Callable[[frozenset[InstanceRef]], None]
Listener = Callable[[tuple[Event, ...]], None]


# What a look like the one before moves: nothing of it is news.
_LOOKED = frozenset({"body_seen", "seen", "looked", "latency", "due", "looking", "timeline"})
_said = attrgetter(*(each.name for each in fields(Snapshot) if each.name not in _LOOKED))


class Recorder(Protocol):
    """Who writes down what happens: told of each look by itself and at once, unlike subscribers.

    ``meet`` may first complete what is known from an earlier run, for a comparison with ``look``.
    """

    def meet(self, known: Snapshot, look: Observation) -> Snapshot: ...

    def took(self, known: Snapshot, now: Snapshot, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """One step of one instance; the events as they are to be told."""
        ...

    def happened(self, events: tuple[Event, ...]) -> None:
        """Events of an account."""
        ...


class Store:
    """Current snapshots in the file's order. Subscribers are told once for each turn of the
    event loop what changed in it. ``heed`` says of each new snapshot whether it is quiet."""

    def __init__(
        self,
        recorder: Recorder | None = None,
        heed: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot,
    ) -> None:
        self._recorder = recorder
        self._heed = heed
        self._snapshots: dict[InstanceRef, Snapshot] = {}
        self._events: deque[Event] = deque(maxlen=MOST_EVENTS)  # newest first
        self._callbacks: list[tuple[Callback, bool]] = []
        self._listeners: list[Listener] = []
        self._changed: set[InstanceRef] = set()
        self._news: set[InstanceRef] | None = None  # of what changed
        self._told: asyncio.Handle | None = None
        self._left: dict[InstanceRef, Snapshot] = {}  # what went off the list, oldest first
        self.version = 0  # moves with every change

    @property
    def snapshots(self) -> dict[InstanceRef, Snapshot]:
        return self._snapshots

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self._events)

    def subscribe(self, callback: Callback, *, news: bool = False) -> Callable[[], None]:
        """``callback`` is called with the refs that changed, empty when accounts or the list did;
        with ``news`` not when there was nothing but looks like those before. Returns the function
        that ends it."""
        subscriber = (callback, news)
        self._callbacks.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._callbacks:
                self._callbacks.remove(subscriber)

        return unsubscribe

    def listen(self, listener: Listener) -> None:
        """``listener`` is called with all that happens from now on, oldest first, at once: `events`
        is bounded, and hundreds may happen in one turn of the event loop. It may only keep them."""
        self._listeners.append(listener)

    def keep(self, bookmarks: Sequence[Bookmark], now: float) -> bool:
        """Hold exactly these; whether that changed anything. What is known of one that goes comes
        back with it: a list may be emptied by mistake."""
        kept = {}
        held = self._left | self._snapshots
        for bookmark in bookmarks:
            known = held.pop(bookmark.ref, None)
            if known is None:
                known = Snapshot(bookmark, expectation=bookmark.expect)
            elif known.bookmark != bookmark:
                known = rebookmark(known, bookmark, now)
            kept[bookmark.ref] = known
        if list(kept.items()) == list(self._snapshots.items()):
            return False
        gone = tuple(held.items())[-MOST_LEFT:]
        self._left = {ref: renewed(known, looking=False, due=None) for ref, known in gone}
        self._snapshots = kept
        self.touched()
        return True

    def recall(self, snapshots: Iterable[Snapshot], events: Iterable[Event]) -> None:
        """Take in what an earlier run knew; ``events`` newest first. Nothing of it is written."""
        for snapshot in snapshots:
            if snapshot.ref in self._snapshots:
                self._snapshots[snapshot.ref] = snapshot
                self._tell(snapshot.ref)
        self._events.extend(events)
        self.touched()

    def observe(self, look: Observation, rules: Rules) -> None:
        """Take in one look; one of an instance that is no longer watched is dropped."""
        before = self._snapshots.get(look.ref)
        if before is None:
            return
        if self._recorder is not None:
            before = self._recorder.meet(before, look)
        self._take(before, *reduce(before, look, rules))

    def expect(self, ref: InstanceRef, word: str, now: float) -> None:
        """What the first good look said is wanted, whichever process made it."""
        known = self._snapshots[ref]
        if known.first_expectation != word:
            first = renewed(known, first_expectation=word)
            self._take(known, rebookmark(first, known.bookmark, now), ())

    def age(self, ref: InstanceRef, now: float, rules: Rules) -> None:
        """Let time make a look stale."""
        before = self._snapshots[ref]
        after = age(before, now, rules)
        if after is not before:
            self._take(before, after, ())

    def schedule(self, ref: InstanceRef, *, pace: float, due: float | None, looking: bool) -> None:
        """What the poller means to do. Nobody is told: the look that follows is the news."""
        known = self._snapshots.get(ref)
        if known is None or (known.pace, known.due, known.looking) == (pace, due, looking):
            return
        self._snapshots[ref] = renewed(known, pace=pace, due=due, looking=looking)
        self.version += 1

    def visited(self, ref: InstanceRef) -> None:
        """A person has seen what changed: the mark ``Δ`` ends."""
        known = self._snapshots.get(ref)
        if known is not None and known.changed:
            self._take(known, renewed(known, changed=False), ())

    def offer(self, ref: InstanceRef, replacement: tuple[str, str] | None) -> None:
        """What there is in the place of an instance that is gone: its id and name."""
        known = self._snapshots.get(ref)
        if known is not None and known.replacement != replacement:
            self._take(known, renewed(known, replacement=replacement), ())

    def mark_drift(self, ref: InstanceRef, drifted: bool) -> None:
        """Whether it differs from its pinned baseline: the mark ``≠``."""
        known = self._snapshots.get(ref)
        if known is not None and known.drifted is not drifted:
            self._take(known, renewed(known, drifted=drifted), ())

    def attend(self) -> None:
        """Which are quiet has changed, and not by a look."""
        for known in tuple(self._snapshots.values()):
            now = self._heed(known)
            if now is not known:
                self._take(known, now, ())

    def record(self, events: Iterable[Event]) -> None:
        """Events of an account."""
        told = tuple(events)
        if self._recorder is not None:
            self._recorder.happened(told)
        self._happened(told)
        self.touched()

    def touched(self) -> None:
        """Accounts or the list changed."""
        self._tell(None)

    def _take(self, before: Snapshot, after: Snapshot, events: tuple[Event, ...]) -> None:
        after = self._heed(after)
        if self._recorder is not None:
            events = self._recorder.took(before, after, events)
        self._snapshots[before.ref] = after
        self._happened(events)
        if any(event.damped for event in events):
            self._thin(before.ref)
        self._tell(before.ref, news=bool(events) or _is_news(before, after))

    def _thin(self, ref: InstanceRef) -> None:
        """What one restless instance does must not push out what happened to the others."""
        damped = [event for event in self._events if event.damped and event.ref == ref]
        if len(damped) > MOST_DAMPED:
            old = set(map(id, damped[MOST_DAMPED:]))
            kept = (event for event in self._events if id(event) not in old)
            self._events = deque(kept, maxlen=MOST_EVENTS)

    def _happened(self, events: tuple[Event, ...]) -> None:
        self._events.extendleft(events)
        for listener in self._listeners:
            listener(events)

    def _tell(self, ref: InstanceRef | None, *, news: bool = True) -> None:
        self.version += 1
        if news:
            self._news = self._news or set()
            self._news |= set() if ref is None else {ref}
        if ref is not None:
            self._changed.add(ref)
        if self._told is None and self._callbacks:
            self._told = asyncio.get_running_loop().call_soon(self._publish)

    def _publish(self) -> None:
        # In a turn of its own: what a subscriber does wrong is not taken for a failed look.
        changed, self._changed = frozenset(self._changed), set()
        news, self._news = self._news, None
        self._told = None
        for callback, only_news in tuple(self._callbacks):
            if not only_news:
                callback(changed)
            elif news is not None:
                callback(frozenset(news))


def _is_news(before: Snapshot, after: Snapshot) -> bool:
    """Whether a person would see more than that it was looked at again."""
    return before.timeline.open is not after.timeline.open or _said(before) != _said(after)
