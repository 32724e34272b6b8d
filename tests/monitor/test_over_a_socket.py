"""The whole way below the screen: simulator → socket → client → poller → store → fleet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.insight.records import EventKind, Freshness, Health
from sstui.monitor.state import AccountState, Link, Snapshot
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.credentials import AccessKey, Credentials
from sstui.servicestage.refs import InstanceRef
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.watcher import Watcher
from tests.monitor.scripted import entry
from tests.support import QuickClock, until

SPEED = 4.0  # times as fast as the wall's clock
OFTEN = PollSettings(interval=1, fast=1, off_interval=1, budget=100_000)


class Key:
    """A key that can be exchanged while it is in use."""

    description = "test"

    def __init__(self, simulator: Simulator, secret: str | None = None) -> None:
        self.key = self._of(simulator, secret or simulator.secret_key)

    def exchange(self, simulator: Simulator) -> None:
        self.key = self._of(simulator, simulator.secret_key)

    async def current(self) -> Credentials:
        return self.key

    def refuse(self, credentials: Credentials) -> None:
        """There are no others to offer until `exchange`."""

    def _of(self, simulator: Simulator, secret: str) -> AccessKey:
        return AccessKey(simulator.access_key, SecretStr(secret), project_id=simulator.project_id)


class Scene:
    """A simulated fleet and the watcher that watches all of it."""

    def __init__(
        self,
        folder: Path,
        simulator: Simulator,
        secret: str | None = None,
        poll: PollSettings = OFTEN,
    ) -> None:
        self.simulator = simulator
        self.key = Key(simulator, secret)
        self.watchlist = WatchList(folder / "watchlist.toml")
        listed = [_bookmark(each) for each in simulator.bookmarks]
        self.watchlist.path.write_text("version = 1\n" + "".join(map(entry, listed)))
        self._clock = QuickClock(SPEED)
        self.watcher = Watcher(self.watchlist, poll, self._connect, clock=self._clock)

    def _connect(self, profile: str, on_request: Callable[[], None]) -> ServiceStage:
        return ServiceStage(
            region=self.simulator.region,
            credentials=self.key,
            endpoint=self.simulator.endpoint,
            iam_endpoint=self.simulator.iam_endpoint,
            on_request=on_request,
            now=self._clock.now,
        )

    @property
    def account(self) -> AccountState:
        return self.watcher.fleet().accounts[0]

    def snapshot(self, name: str) -> Snapshot:
        return next(each for each in self.watcher.fleet().snapshots if each.name == name)

    def all(self, freshness: Freshness) -> bool:
        return {each.freshness for each in self.watcher.fleet().snapshots} == {freshness}

    def told(self, kind: EventKind) -> list[tuple[str, str | None, str | None]]:
        events = reversed(self.watcher.fleet().events)
        return [(e.name, e.before, e.after) for e in events if e.kind is kind and e.before]


def _bookmark(each: dict[str, Any]) -> Bookmark:
    ref = InstanceRef(each["application"], each["component"], each["instance"])
    return Bookmark(each["name"], ref, expect=each["expect"])


@asynccontextmanager
async def fleet(folder: Path, secret: str | None = None) -> AsyncIterator[Scene]:
    async with Simulator("fleet", speed=0) as simulator:
        scene = Scene(folder, simulator, secret)
        async with scene.watcher:
            yield scene


async def test_a_fleet_is_seen_within_seconds_and_all_requests_are_counted(
    tmp_path: Path,
) -> None:
    async with fleet(tmp_path) as scene:
        await until(lambda: scene.all(Freshness.FRESH))
        assert scene.account.link is Link.OK
        await until(lambda: scene.account.used == len(scene.simulator.requests))
        assert scene.account.identity == scene.simulator.access_key[:4]
        words = {each.status for each in scene.watcher.fleet().snapshots}
        assert {"RUNNING", "FAILED", "STOPPED", "DOWN"} <= words


async def test_what_changes_in_the_cloud_is_seen_unasked(tmp_path: Path) -> None:
    async with fleet(tmp_path) as scene:
        await until(lambda: scene.all(Freshness.FRESH))
        name = next(e.name for e in scene.watcher.fleet().snapshots if e.health is Health.OK)
        scene.simulator.set_status(scene.simulator.instance_id(name), status="DOWN")
        await until(lambda: scene.snapshot(name).status == "DOWN")
        assert scene.told(EventKind.STATUS) == [(name, "RUNNING", "DOWN")]
        assert scene.snapshot(name).health is Health.BAD


async def test_an_api_that_is_killed_and_comes_back_leaves_no_false_word(tmp_path: Path) -> None:
    async with fleet(tmp_path) as scene:
        await until(lambda: scene.all(Freshness.FRESH))
        known = [(each.name, each.status, each.body) for each in scene.watcher.fleet().snapshots]
        await scene.simulator.stop()
        await until(lambda: scene.account.link is Link.NO_ANSWER)
        assert scene.account.error is not None
        kept = [(each.name, each.status, each.body) for each in scene.watcher.fleet().snapshots]
        assert kept == known
        await scene.simulator.start()
        await until(lambda: scene.account.link is Link.OK)
        await until(lambda: all(e.error is None for e in scene.watcher.fleet().snapshots))
        assert scene.told(EventKind.STATUS) == []
        assert [after for _, _, after in scene.told(EventKind.OUTAGE)] == ["no answer", "ok"]


async def test_a_wrong_key_is_one_request_until_there_is_another(tmp_path: Path) -> None:
    async with fleet(tmp_path, secret="wrong") as scene:
        await until(lambda: scene.account.link is Link.REFUSED)
        assert len(scene.simulator.requests) == 1
        scene.key.exchange(scene.simulator)
        scene.watcher.refresh()
        await until(lambda: scene.all(Freshness.FRESH))
        assert scene.account.link is Link.OK


async def test_an_instance_that_was_deleted_is_gone_after_two_looks(tmp_path: Path) -> None:
    async with fleet(tmp_path) as scene:
        await until(lambda: scene.all(Freshness.FRESH))
        name = next(e.name for e in scene.watcher.fleet().snapshots if e.health is Health.OK)
        scene.simulator.forget(scene.simulator.instance_id(name))
        await until(lambda: scene.snapshot(name).absences == 1)
        assert scene.snapshot(name).freshness is Freshness.FRESH
        scene.watcher.refresh(scene.snapshot(name).ref)
        await until(lambda: scene.snapshot(name).freshness is Freshness.GONE)
        assert scene.snapshot(name).health is Health.BAD


async def test_closing_does_not_wait_for_calls_that_hang(tmp_path: Path) -> None:
    async with fleet(tmp_path) as scene:
        await until(lambda: scene.all(Freshness.FRESH))
        scene.simulator.fault(Fault.HANG)
        await until(lambda: sum(e.looking for e in scene.watcher.fleet().snapshots) == 4)
        await scene.watcher.close()
        await until(lambda: scene.simulator.connections == 0)
