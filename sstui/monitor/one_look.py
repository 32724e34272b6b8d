"""One look at each of several instances, for commands that end with it.

What earlier looks left is counted in: what is expected of each and whether it was ever seen, by
all processes of the machine, and since when it has been so, by the history. Nothing is recorded
but what a first good look says is expected.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sstui.config.bookmarks import Bookmark
from sstui.insight.health import expected_after
from sstui.insight.records import Freshness, Observation
from sstui.monitor.clock import Clock
from sstui.monitor.expectations import Expectations
from sstui.monitor.history_reading import read_last_known
from sstui.monitor.reduce import GONE_FOR, Rules, rebookmark, reduce
from sstui.monitor.remembered import Moment, snapshot_of
from sstui.monitor.state import Snapshot
from sstui.servicestage.errors import (
    NoCredentials,
    NotFound,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unreachable,
    UnreachableKind,
)
from sstui.servicestage.refs import InstanceRef

AT_ONCE = 4  # calls in flight
_NO_STRETCHES = float("inf")  # what it was, when, is not asked
_ABOUT_HOST = {
    UnreachableKind.DNS,
    UnreachableKind.REFUSED,
    UnreachableKind.TLS,
    UnreachableKind.PROXY,
}

Look = Callable[[Bookmark, float], Awaitable[Observation]]


@dataclass(frozen=True, slots=True)
class Before:
    """What is known without a look: ``known`` of the history, by ref; ``protected(profile)``."""

    known: Mapping[InstanceRef, Snapshot]
    expectations: Expectations
    protected: Callable[[str], bool]


def remembered(
    path: Path | None, bookmarks: Iterable[Bookmark], clock: Clock
) -> dict[InstanceRef, Snapshot]:
    """What the history in ``path`` knows of them. Raises `HistoryError`."""
    if path is None:
        return {}
    known = read_last_known(path, since=_NO_STRETCHES)
    now = Moment(clock.monotonic(), clock.now())
    pairs = ((each, known[each.ref]) for each in bookmarks if each.ref in known)
    found = (snapshot_of(bookmark, last, now) for bookmark, last in pairs)
    return {each.ref: each for each in found if each is not None}


async def look_at_each(
    bookmarks: Sequence[Bookmark], look: Look, before: Before, clock: Clock, within: float
) -> tuple[Snapshot, ...]:
    """In the order of ``bookmarks``; all looks together take ``within`` seconds at most.

    ``look(bookmark, seconds)`` holds every `ServiceStageError`. Of each profile one call goes
    alone: what it says of keys or host holds for the others, of which none is then made.
    """
    looking = _Looking(look, before, clock, clock.monotonic() + within)
    profiles: dict[str, list[Bookmark]] = {}
    for bookmark in bookmarks:
        profiles.setdefault(bookmark.profile, []).append(bookmark)
    await asyncio.gather(*(looking.at_profile(each) for each in profiles.values()))
    return tuple(looking.seen[each.ref] for each in bookmarks)


class _Looking:
    def __init__(self, look: Look, before: Before, clock: Clock, end: float) -> None:
        self.seen: dict[InstanceRef, Snapshot] = {}
        self._look = look
        self._before = before
        self._clock = clock
        self._end = end
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def at_profile(self, bookmarks: Sequence[Bookmark]) -> None:
        words = self._words_of(bookmarks)
        first, *others = bookmarks
        error = await self._at(first, words.get(first.ref))
        if error is not None and _holds_for_all(error):
            now = self._clock.monotonic()
            for each in others:
                look = Observation(each.ref, now, now, self._clock.now(), error=error)
                self._judge(self._base(each, words.get(each.ref), look), [look])
        else:
            await asyncio.gather(*(self._at(each, words.get(each.ref)) for each in others))

    def _words_of(self, bookmarks: Iterable[Bookmark]) -> Mapping[InstanceRef, str]:
        """What is expected of each; the history's word holds where nobody has another."""
        known = self._before.known
        last = [known[each.ref] for each in bookmarks if each.ref in known]
        learnt = {each.ref: each.first_expectation for each in last if each.first_expectation}
        return {
            **self._before.expectations.known(each.ref for each in bookmarks),
            **self._before.expectations.learn_all(learnt),
        }

    async def _at(self, bookmark: Bookmark, word: str | None) -> ServiceStageError | None:
        """Look, and again at what is absent though it was there: one 404 is not enough."""
        async with self._slots:
            looks = [await self._look_once(bookmark)]
            base = self._base(bookmark, word, looks[0])
            if _absent(looks[0]) and base.seen is not None:
                looks.append(await self._look_once(bookmark))
        self._judge(base, looks)
        return looks[-1].error

    async def _look_once(self, bookmark: Bookmark) -> Observation:
        now = self._clock.monotonic()
        if now < self._end:
            return await self._look(bookmark, self._end - now)
        error = Unreachable(
            "not asked: the time was over", cause="timed out", remedy="Allow more time."
        )
        error.kind = UnreachableKind.TIMEOUT
        return Observation(bookmark.ref, now, now, self._clock.now(), error=error)

    def _base(self, bookmark: Bookmark, word: str | None, look: Observation) -> Snapshot:
        """What was known of it. That something is expected of it says that it was seen."""
        base = self._before.known.get(bookmark.ref) or Snapshot(bookmark)
        if word is not None:
            base = replace(base, first_expectation=word, expectation=bookmark.expect or word)
            if _absent(look) and base.seen is None:
                base = replace(base, seen=look.started)
        return base

    def _judge(self, base: Snapshot, looks: Sequence[Observation]) -> None:
        snapshot = base
        for look in looks:
            if look.answer is not None and snapshot.first_expectation is None:
                word = expected_after(look.answer.instance.status_detail)
                if word is not None:
                    word = self._before.expectations.learn(look.ref, word)
                    snapshot = replace(snapshot, first_expectation=word)
            rules = Rules(protected=self._before.protected(base.bookmark.profile))
            snapshot, _ = reduce(snapshot, look, rules)
        self.seen[base.ref] = _lasting(base, snapshot, looks[-1].at)


def _lasting(base: Snapshot, snapshot: Snapshot, at: float) -> Snapshot:
    """It has been so since the history first saw it, where it is what that saw last."""
    same = snapshot.freshness is Freshness.FRESH and base.status == snapshot.status
    if not same or base.since is None or base.freshness is Freshness.GONE:
        return snapshot
    lasting = replace(snapshot, since=base.since, since_first=base.since_first)
    return rebookmark(lasting, snapshot.bookmark, at)


def _absent(look: Observation) -> bool:
    return isinstance(look.error, NotFound) and look.error.what in GONE_FOR


def _holds_for_all(error: ServiceStageError) -> bool:
    if isinstance(error, Unreachable):
        return error.kind in _ABOUT_HOST
    return isinstance(error, Unauthorized | NoCredentials | Throttled)
