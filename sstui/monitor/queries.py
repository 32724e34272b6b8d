"""What the queries match, kept true: from overviews that come anyway, else one a minute.

What an overview tells of and a query matches is a member at once. Absence proves nothing: a member
leaves when its own call was answered with a definite 404 and a later overview does not tell of
it either, or when it is gone, somebody has seen that, and the overview is wrong about it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sstui.config.queries import Member, Query
from sstui.config.watchlist import WatchList
from sstui.insight.records import Freshness
from sstui.monitor.budget import Purpose
from sstui.monitor.clock import Clock
from sstui.monitor.frames import Told
from sstui.monitor.poller import AccountPoller
from sstui.monitor.reduce import ABSENCES_UNTIL_GONE, GONE_FOR
from sstui.monitor.rest import FOREVER, Rest
from sstui.monitor.state import Link, Snapshot
from sstui.servicestage.errors import NotFound, ServiceStageError, Withheld
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds after an overview, whoever wanted it, to the next one for a query's sake
_FAILED = 120.0
_LEAST_WAIT = 15.0  # where somebody else leads, or the line is not good: not each second

Key = tuple[str, str]  # a profile, and an application's id in lower case
Answers = Mapping[InstanceRef, Answer]


@dataclass(slots=True)
class _Look:
    """An application of which overviews are wanted; instants are monotonic seconds."""

    due: float
    problem: str = ""


class QueryWatch:
    """``poller(profile)`` gives the account; ``changed`` is called when members came or left."""

    def __init__(
        self,
        watchlist: WatchList,
        clock: Clock,
        poller: Callable[[str], AccountPoller],
        snapshots: Callable[[], Mapping[InstanceRef, Snapshot]],
        changed: Callable[[], object],
    ) -> None:
        self._watchlist = watchlist
        self._clock = clock
        self._poller = poller
        self._snapshots = snapshots
        self._changed = changed
        self._rest = Rest(clock)
        self._looks: dict[Key, _Look] = {}
        self._dismissed: set[InstanceRef] = set()  # seen to be gone, though overviews tell of them

    @property
    def problems(self) -> tuple[str, ...]:
        """Why a query is not answered, one line each."""
        return tuple(
            f"query {query.name}: {look.problem}"
            for query in self._watchlist.queries
            if (look := self._looks.get(_key(query))) and look.problem
        )

    def keep(self, queries: Iterable[Query]) -> None:
        """Answer exactly these."""
        now = self._clock.monotonic()
        looks = {(key := _key(query)): self._looks.get(key) or _Look(now) for query in queries}
        if looks != self._looks:
            self._looks = looks
            self._rest.wake()

    def refresh(self) -> None:
        """A person asks: now, where the budget allows it."""
        for look in self._looks.values():
            look.due = min(look.due, self._clock.monotonic())
        self._rest.wake()

    def heard(self, profile: str, told: Told, application: str) -> None:
        """An overview came. What follows of it waits until its looks have been taken in."""
        key = (profile, application.lower())
        look = self._looks.get(key)
        if look is None:
            return
        if told.overview is not None:
            answers: Answers = told.overview.answers
        elif isinstance(told.error, NotFound) and told.error.what in GONE_FOR:
            answers = {}
        else:
            return
        look.due, look.problem = max(look.due, told.started + EVERY), ""
        asyncio.get_running_loop().call_soon(self._take, key, answers, told.started)

    async def run(self) -> None:
        """Ask for what nobody else asks for, until cancelled."""
        while True:
            now = self._clock.monotonic()
            for key, look in tuple(self._looks.items()):
                if look.due <= now:
                    await self._ask(key, look)
            await self._rest.until(
                min((look.due for look in self._looks.values()), default=FOREVER)
            )

    async def _ask(self, key: Key, look: _Look) -> None:
        profile, application = key
        poller, now = self._poller(profile), self._clock.monotonic()
        allowed = poller.caller.budget.next_free(now, Purpose.ROUTINE)
        if poller.used and poller.state().link is not Link.OK:
            allowed = max(allowed, now + _LEAST_WAIT)
        if allowed > now:
            look.due = allowed
            return
        look.due = now + EVERY
        paid = poller.caller.pay(Purpose.ROUTINE)
        told = await poller.caller.overview(application, Purpose.ROUTINE, paid)
        error = told.error
        if isinstance(error, Withheld):
            look.due = now + max(error.wait, _LEAST_WAIT)
        elif error is not None and not isinstance(error, NotFound):
            look.due = now + _FAILED
            self._say(look, error)

    def _say(self, look: _Look, error: ServiceStageError) -> None:
        if look.problem != error.cause:
            look.problem = error.cause
            log.warning("a query is not answered: %s", error)
            self._changed()

    def _take(self, key: Key, answers: Answers, started: float) -> None:
        """What the queries of an application match from now on."""
        moved = False
        self._dismissed = {
            ref for ref in self._dismissed if ref in answers or ref.application != key[1]
        }
        for query in self._watchlist.queries:
            if _key(query) == key:
                before = self._watchlist.members.known.get(query.name, ())
                after = self._members(query, before, answers, started)
                if after != before:
                    self._watchlist.members.keep(query.name, after)
                    moved = True
        if moved:
            self._changed()

    def _members(
        self, query: Query, before: tuple[Member, ...], answers: Answers, started: float
    ) -> tuple[Member, ...]:
        snapshots = self._snapshots()
        stay = []
        for member in filter(query.matches, before):
            listed = member.ref in answers
            if not _has_left(snapshots.get(member.ref), listed, started):
                stay.append(member)
            elif listed:
                self._dismissed.add(member.ref)
        have = {member.ref for member in stay} | self._dismissed
        new = (_member(ref, answer) for ref, answer in answers.items() if ref not in have)
        return (*stay, *(member for member in new if query.matches(member)))


def _key(query: Query) -> Key:
    return query.profile, query.application.lower()


def _member(ref: InstanceRef, answer: Answer) -> Member:
    instance = answer.instance
    return Member(ref, instance.name or ref.instance[:8], instance.environment_id or "")


def _has_left(known: Snapshot | None, listed: bool, started: float) -> bool:
    """Whether its own 404 was definite, and the overview that began at ``started`` knows it no
    more, or it does but a person has seen that it is gone."""
    if known is None:
        return False
    gone = known.freshness is Freshness.GONE
    never = known.seen is None and known.absences >= ABSENCES_UNTIL_GONE
    if listed:
        return gone and not known.changed
    since = known.since if gone else known.looked
    return (gone or never) and since is not None and started > since
