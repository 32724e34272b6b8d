"""Scripted time and a scripted API: thousands of looks in milliseconds, the same each time."""

from __future__ import annotations

import asyncio
import heapq
import json
import random
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Sequence, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.insight.records import Event, EventKind, Observation
from sstui.monitor.history import History
from sstui.monitor.ledger import Ledger
from sstui.monitor.state import AccountState, Snapshot
from sstui.servicestage.errors import (
    Forbidden,
    Missing,
    NotFound,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unavailable,
    Unreachable,
    UnreachableKind,
)
from sstui.servicestage.iam import Project
from sstui.servicestage.jobs import Job, parse_job
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer, Overview, SourceFacts
from sstui.watcher import Watcher
from tests.monitor.refs import ref_of as ref_of

_TURNS = 64  # of the event loop: what an overview tells of two hundred needs fifty and some


class ManualClock:
    """Time that moves only when a test says so, from one sleeper's instant to the next."""

    def __init__(self) -> None:
        self._at = 1000.0
        self._wall = 1_700_000_000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        return self._wall + self._at

    def monotonic(self) -> float:
        return self._at

    async def sleep(self, seconds: float) -> None:
        sleeper = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._at + seconds, self._count, sleeper))
        await sleeper

    async def advance(self, seconds: float) -> None:
        """Let so much time pass; whatever is due in it happens at its own instant."""
        end = self._at + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, sleeper = heapq.heappop(self._sleepers)
            if sleeper.done():
                continue
            self._at = max(self._at, at)
            sleeper.set_result(None)
            await self.settle()
        self._at = end

    async def settle(self) -> None:
        """Let happen what is to happen now. Mostly that is over after three turns, and half of the
        time of a scripted hour would go to empty ones; only the loop itself knows."""
        ready: Sized = vars(asyncio.get_running_loop())["_ready"]
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            if not ready:
                break

    def suspend(self, seconds: float) -> None:
        """The machine sleeps: time passes, and no timer knows."""
        self._at += seconds
        self._sleepers = [(at + seconds, n, each) for at, n, each in self._sleepers]

    def set_wall(self, by: float) -> None:
        """Somebody sets the wall clock."""
        self._wall += by


def body(status: str = "RUNNING", have: int | None = 3, want: int | None = 3, **more: Any) -> Any:
    """A small body; ``more`` are further fields of the instance, ``detail`` of status_detail."""
    detail = {"status": status, "available_replica": have, "replica": want}
    detail |= more.pop("detail", {})
    return {"name": "orders", "version": "1", **more, "status_detail": detail}


def answer(document: Any) -> Answer:
    return Answer(parse_instance(document), json.dumps(document).encode(), None, "request-1")


@dataclass
class Reply:
    """What the API does with one call: after ``latency`` seconds a body or an error."""

    document: Any = None
    error: ServiceStageError | None = None
    latency: float = 0.05
    fault: BaseException | None = None  # a mistake of our own


class NoInventory:
    """An account that tells of nothing but the instances that it is asked for."""

    async def list_applications(self) -> list[JSONObject]:
        return []

    async def list_environments(self) -> list[JSONObject]:
        return []

    async def list_overviews(self, application: str) -> list[JSONObject]:
        return []

    async def count_v3_components(self) -> int:
        return 0

    async def list_projects(self) -> list[Project]:
        return []

    async def show_job(self, job_id: str) -> Job:
        raise NotFound("no jobs", cause="job not found", remedy="", status=404)


class ScriptedSource(NoInventory):
    """An account whose answers a test writes down."""

    def __init__(self, clock: ManualClock, on_request: Callable[[], None] = lambda: None) -> None:
        self.calls: list[tuple[float, InstanceRef]] = []
        self.reply: Callable[[InstanceRef], Reply] = lambda ref: Reply(body())
        self.asked_for_credentials: list[float] = []
        self.others_at_hand = False
        self.account = SourceFacts(host="api.example", origin="environment")
        self.fleet: list[InstanceRef] = []  # what overviews tell of
        self.missing: set[InstanceRef] = set()
        self.told: Callable[[Any], Any] = lambda document: document  # by an overview
        self._answered: dict[InstanceRef, tuple[Any, Answer]] = {}
        self._overviewed: dict[InstanceRef, tuple[Any, Answer]] = {}
        self.pages = 1  # of each overview
        self.overview: Callable[[str], ServiceStageError | None] = lambda application: None
        self.sweeps: list[tuple[float, str]] = []
        self.components: dict[str, list[JSONObject]] = {}
        self.listed: list[tuple[float, str]] = []
        self.job: Callable[[str], Reply] = lambda job_id: Reply({})
        self.asked_jobs: list[tuple[float, str]] = []
        self.flying: list[InstanceRef] = []
        self.most_flying = 0
        self.silent = False  # whether calls end before any request
        self.closed = False
        self._clock = clock
        self._on_request = on_request

    async def show_instance(self, ref: InstanceRef) -> Answer:
        if not self.silent:
            self._on_request()
        self.calls.append((self._clock.monotonic(), ref))
        assert ref not in self.flying
        self.flying.append(ref)
        self.most_flying = max(self.most_flying, len(self.flying))
        try:
            reply = self.reply(ref)
            await self._clock.sleep(reply.latency)
            if reply.fault is not None:
                raise reply.fault
            if reply.error is not None:
                raise reply.error
            return self._answer(ref, reply.document)
        finally:
            self.flying.remove(ref)

    def _answer(self, ref: InstanceRef, document: Any) -> Answer:
        """As the client, which reads the same body but once."""
        if self._answered.get(ref, (None,))[0] != document:
            self._answered[ref] = document, answer(document)
        return self._answered[ref][1]

    async def show_overview(self, application: str) -> Overview:
        """The instances of `fleet`, each with what `reply` says of it; `overview` fails it, and
        `missing` are left out."""
        self.sweeps.append((self._clock.monotonic(), application))
        for _ in range(self.pages):
            if not self.silent:
                self._on_request()
            await self._clock.sleep(0.05)
        if (error := self.overview(application)) is not None:
            raise error
        answers = {}
        for ref in self.fleet:
            if ref.application != application or ref in self.missing:
                continue
            reply = self.reply(ref)
            if reply.error is None:
                told = self.told(reply.document)
                if self._overviewed.get(ref, (None,))[0] != told:
                    whole = answer(told)
                    self._overviewed[ref] = told, replace(whole, body=b"", overview=True)
                answers[ref] = self._overviewed[ref][1]
        return Overview(answers, self.pages)

    async def list_instances(self, application: str, component: str) -> list[JSONObject]:
        self._on_request()
        self.listed.append((self._clock.monotonic(), component))
        await self._clock.sleep(0.05)
        return self.components.get(component, [])

    async def show_job(self, job_id: str) -> Job:
        self._on_request()
        self.asked_jobs.append((self._clock.monotonic(), job_id))
        reply = self.job(job_id)
        await self._clock.sleep(reply.latency)
        if reply.error is not None:
            raise reply.error
        return parse_job(reply.document)

    async def whose(self) -> str:
        return self.account.account

    async def credentials_changed(self) -> bool:
        self.asked_for_credentials.append(self._clock.monotonic())
        if self.others_at_hand:
            self.account = replace(self.account, key=f"{self.account.key}+")
        return self.others_at_hand

    def facts(self) -> SourceFacts:
        return self.account

    async def aclose(self) -> None:
        self.closed = True

    def times(self, ref: InstanceRef | None = None) -> list[float]:
        """When calls began: all, or those of one instance."""
        return [at for at, each in self.calls if ref is None or each == ref]


@dataclass
class World:
    """A watcher with a scripted clock and one scripted source for each profile."""

    clock: ManualClock
    watchlist: WatchList
    watcher: Watcher
    sources: dict[str, ScriptedSource]
    told: list[frozenset[InstanceRef]] = field(default_factory=list)

    @property
    def source(self) -> ScriptedSource:
        return self.sources["default"]

    def snapshot(self, number: int = 0) -> Snapshot:
        snapshot = self.watcher.fleet().snapshot(ref_of(number))
        assert snapshot is not None
        return snapshot

    def account(self, profile: str = "default") -> AccountState:
        account = self.watcher.fleet().account(profile)
        assert account is not None
        return account

    def events(self, *kinds: EventKind) -> list[Event]:
        """Oldest first, of these kinds or of all."""
        return [e for e in reversed(self.watcher.fleet().events) if not kinds or e.kind in kinds]


def bookmarks(count: int, **fields: Any) -> list[Bookmark]:
    return [Bookmark(f"i{number}", ref_of(number), **fields) for number in range(count)]


def scattered(count: int, applications: int, **fields: Any) -> list[Bookmark]:
    """Bookmarks of instances that are spread over so many applications."""
    return [
        Bookmark(f"i{number}", ref_of(number, 1 + number % applications), **fields)
        for number in range(count)
    ]


def entry(bookmark: Bookmark) -> str:
    """A bookmark as the file holds it."""
    ref = bookmark.ref
    text = f'\n[[instance]]\nname = "{bookmark.name}"\nprofile = "{bookmark.profile}"\n'
    text += f'application = "{ref.application}"\ncomponent = "{ref.component}"\n'
    text += f'instance = "{ref.instance}"\n'
    if bookmark.interval is not None:
        text += f'interval = "{bookmark.interval:g}s"\n'
    return text if bookmark.expect is None else f'{text}expect = "{bookmark.expect}"\n'


def make_world(
    tmp_path: Path,
    watched: int | list[Bookmark] = 1,
    poll: PollSettings | None = None,
    history: History | None = None,
    status_file: Path | None = None,
    *,
    shared: bool = False,
    clock: ManualClock | None = None,
) -> World:
    """``shared``: there is a ``shared.db``, as for several processes of one machine."""
    clock = clock or ManualClock()
    watchlist = WatchList(tmp_path / "watchlist.toml")
    listed = bookmarks(watched) if isinstance(watched, int) else watched
    watchlist.path.write_text("version = 1\n" + "".join(map(entry, listed)))
    sources: dict[str, ScriptedSource] = {}

    own_clock = clock

    def connect(profile: str, on_request: Callable[[], None]) -> ScriptedSource:
        source = sources.setdefault(profile, ScriptedSource(own_clock, on_request))
        source._on_request = on_request
        source.fleet = [each.ref for each in listed]
        return source

    settings = poll or PollSettings(budget=100_000)
    watcher = Watcher(
        watchlist,
        settings,
        connect,
        clock=clock,
        rng=random.Random(7),
        history=history,
        ledger=Ledger(tmp_path / "shared.db", clock, "boot") if shared else None,
        status_file=status_file,
    )
    world = World(clock, watchlist, watcher, sources)
    sources["default"] = ScriptedSource(clock)
    watcher.subscribe(world.told.append)
    return world


@asynccontextmanager
async def watching(world: World) -> AsyncIterator[World]:
    async with world.watcher:
        yield world


def observed(
    document: Any = None,
    error: ServiceStageError | None = None,
    *,
    at: float = 100.0,
    number: int = 0,
) -> Observation:
    """A look that began a tenth of a second before ``at``."""
    got = None if document is None else answer(document)
    return Observation(ref_of(number), at - 0.1, at, 1e9 + at, answer=got, error=error)


def most_in_five_minutes(times: Sequence[float]) -> int:
    """The largest number of ``times`` (sorted) that any five minutes hold."""
    return max(bisect_left(times, start + 300.0) - index for index, start in enumerate(times))


def _error(kind: type[ServiceStageError], status: int | None, cause: str) -> Any:
    return kind(cause, cause=cause, remedy="Wait.", host="api.example", status=status)


def unreachable(kind: UnreachableKind = UnreachableKind.REFUSED) -> Unreachable:
    error: Unreachable = _error(Unreachable, None, kind.value)
    error.kind = kind
    return error


def unavailable(retry_after: float | None = None) -> Unavailable:
    error: Unavailable = _error(Unavailable, 503, "unavailable")
    error.retry_after = retry_after
    return error


def throttled(retry_after: float | None = None) -> Throttled:
    error: Throttled = _error(Throttled, 429, "throttled")
    error.retry_after = retry_after
    return error


def unauthorized(*, expired: bool = False) -> Unauthorized:
    error: Unauthorized = _error(Unauthorized, 401, "refused")
    error.expired = expired
    return error


def forbidden() -> Forbidden:
    error: Forbidden = _error(Forbidden, 403, "forbidden")
    return error


def not_found(what: Missing = Missing.INSTANCE) -> NotFound:
    error: NotFound = _error(NotFound, 404, "not found")
    error.what = what
    return error
