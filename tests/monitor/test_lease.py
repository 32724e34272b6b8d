"""One process leads for an account, the others hear from it what it saw (real sockets)."""

from __future__ import annotations

import asyncio
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.insight.records import Freshness, Health
from sstui.monitor.clock import Clock
from sstui.monitor.lease import Lease
from sstui.monitor.ledger import Ledger
from sstui.monitor.ledger_rows import Holder
from sstui.monitor.state import AccountState, Link, Snapshot
from sstui.servicestage.client import ServiceStage
from sstui.simulator.server import Simulator
from sstui.watcher import Watcher
from tests.monitor.scripted import entry
from tests.monitor.test_over_a_socket import Key, _bookmark
from tests.support import QuickClock, until

CALM = 15.0  # seconds: a leader whose heartbeats are so far apart is not soon taken for hung
SPEED = 3.0  # times the wall's clock; heartbeats go by the wall's
WATCHED = 8  # of the fleet: what all see is seen by few as well


class Dashboard:
    """What one process has: its own ledger, watch list and connections."""

    def __init__(
        self,
        home: Path,
        simulator: Simulator,
        clock: Clock,
        interval: float = 1.0,
        *,
        guest: bool = False,
    ) -> None:
        self.simulator = simulator
        self.clock = clock
        self.key = Key(simulator)
        self.requests = 0
        self.watchlist = WatchList(home / "watchlist.toml")
        listed = [_bookmark(each) for each in simulator.bookmarks[:WATCHED]]
        self.watchlist.path.write_text("version = 1\n" + "".join(map(entry, listed)))
        poll = PollSettings(interval=interval, fast=interval, off_interval=interval, budget=100_000)
        ledger = Ledger(home / "state" / "shared.db", self.clock, guest=guest)
        self.watcher = Watcher(self.watchlist, poll, self._connect, clock=self.clock, ledger=ledger)

    def _connect(self, profile: str, on_request: Callable[[], None]) -> ServiceStage:
        def counted() -> None:
            on_request()
            self.requests += 1

        return ServiceStage(
            region=self.simulator.region,
            credentials=self.key,
            endpoint=self.simulator.endpoint,
            iam_endpoint=self.simulator.iam_endpoint,
            on_request=counted,
            now=self.clock.now,
        )

    @property
    def account(self) -> AccountState:
        return self.watcher.fleet().accounts[0]

    @property
    def leads(self) -> bool | None:
        return self.account.leader

    def snapshot(self, name: str) -> Snapshot:
        return next(each for each in self.watcher.fleet().snapshots if each.name == name)

    def all_fresh(self) -> bool:
        snapshots = self.watcher.fleet().snapshots
        return {each.freshness for each in snapshots} == {Freshness.FRESH}


@asynccontextmanager
async def dashboards(
    home: Path, count: int = 2, *, interval: float = 1.0
) -> AsyncIterator[list[Dashboard]]:
    """The first one leads. All have one clock, as the processes of one machine."""
    clock = QuickClock(SPEED)
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(Simulator("fleet", speed=0))
        opened = []
        for _ in range(count):
            opened.append(Dashboard(home, simulator, clock, interval))
            await stack.enter_async_context(opened[-1].watcher)
            await until(lambda: opened[-1].leads is not None)
        yield opened


async def test_the_first_one_leads_and_the_other_sees_the_same_without_a_call(
    tmp_path: Path,
) -> None:
    async with dashboards(tmp_path) as (first, second):
        assert (first.leads, second.leads) == (True, False)
        assert second.account.leader_pid == first.account.leader_pid
        await until(lambda: first.all_fresh() and second.all_fresh())
        mine = [(e.name, e.status, e.body) for e in first.watcher.fleet().snapshots]
        assert [(e.name, e.status, e.body) for e in second.watcher.fleet().snapshots] == mine
        assert second.requests == 0
        assert second.account.link is Link.OK


async def test_what_changes_is_seen_by_those_that_follow(tmp_path: Path) -> None:
    async with dashboards(tmp_path) as (first, second):
        await until(lambda: first.all_fresh() and second.all_fresh())
        name = next(e.name for e in second.watcher.fleet().snapshots if e.health is Health.OK)
        first.simulator.set_status(first.simulator.instance_id(name), status="DOWN")
        await until(lambda: second.snapshot(name).status == "DOWN")
        assert second.requests == 0
        seen, mine = second.snapshot(name).seen, first.snapshot(name).seen
        assert seen is not None
        assert mine is not None
        assert seen <= mine  # its age is that of the look, not of the hearing


async def test_what_a_person_opens_is_looked_at_by_its_own_process(tmp_path: Path) -> None:
    async with dashboards(tmp_path) as (first, second):
        await until(second.all_fresh)
        opened = second.watcher.fleet().snapshots[3].ref
        second.watcher.focus(opened)
        await until(lambda: second.requests >= 2)
        paths = {each.path.rpartition("/")[2] for each in first.simulator.requests}
        assert opened.instance in paths
        spent = second.account.used
        await until(lambda: second.account.used > spent)  # charged to the one budget


async def test_when_the_leader_ends_another_takes_over_at_once(tmp_path: Path) -> None:
    async with dashboards(tmp_path, 3) as (first, second, third):
        await until(lambda: second.all_fresh() and third.all_fresh())
        await first.watcher.close()
        await until(lambda: second.leads is True or third.leads is True)
        await until(lambda: {second.leads, third.leads} == {True, False})
        leader, other = (second, third) if second.leads else (third, second)
        name = next(e.name for e in other.watcher.fleet().snapshots if e.health is Health.OK)
        first.simulator.set_status(first.simulator.instance_id(name), status="DOWN")
        await until(lambda: other.snapshot(name).status == "DOWN")
        assert leader.requests > 0
        assert other.requests <= 2  # at most what it asked while nobody led


async def test_an_outage_and_its_end_are_the_same_for_all(tmp_path: Path) -> None:
    async with dashboards(tmp_path) as (first, second):
        await until(lambda: first.all_fresh() and second.all_fresh())
        await first.simulator.stop()
        await until(lambda: first.account.link is Link.NO_ANSWER)
        await until(lambda: second.account.link is Link.NO_ANSWER)
        assert {each.status for each in second.watcher.fleet().snapshots} >= {"RUNNING"}
        await first.simulator.start()
        await until(lambda: first.account.link is Link.OK)
        await until(lambda: second.account.link is Link.OK)
        await until(second.all_fresh)


async def test_refused_keys_are_one_call_for_all_and_new_ones_help_all(tmp_path: Path) -> None:
    async with dashboards(tmp_path) as (first, second):
        await until(lambda: first.all_fresh() and second.all_fresh())
        made = len(first.simulator.requests)
        first.simulator.rotate_keys()
        await until(lambda: first.account.link is Link.REFUSED)
        await until(lambda: second.account.link is Link.REFUSED)
        assert 1 <= len(first.simulator.requests) - made <= 4  # those that were under way
        first.key.exchange(first.simulator)
        first.watcher.refresh()
        await until(lambda: first.account.link is Link.OK)
        await until(lambda: second.account.link is Link.OK)
        assert second.requests == 0


async def test_only_what_the_leader_sees_is_written_down_to_the_end(tmp_path: Path) -> None:
    async with dashboards(tmp_path) as (first, second):
        profile = first.account.profile
        assert first.watcher.leads(profile)
        assert not second.watcher.leads(profile)
        await second.watcher.close()
        assert not second.watcher.leads(profile)
        await first.watcher.close()
        assert first.watcher.leads(profile)


@pytest.fixture
def near() -> Iterator[Path]:
    """A home whose path is short enough for a socket in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


async def test_nothing_is_left_behind_by_those_that_ended(near: Path) -> None:
    async with dashboards(near) as (first, second):
        await until(second.all_fresh)
        assert list((near / "state").glob("*.sock")) != []
        await first.watcher.close()
        await until(lambda: second.leads is True)
        await second.watcher.close()
    assert list((near / "state").glob("*.sock")) == []


async def test_ten_dashboards_cost_the_api_no_more_than_one(tmp_path: Path) -> None:
    async with dashboards(tmp_path, 10, interval=CALM) as opened:
        await until(lambda: all(each.all_fresh() for each in opened))
        assert [each.leads for each in opened] == [True] + [False] * 9
        assert sum(each.requests for each in opened[1:]) == 0


async def test_of_what_another_version_tells_for_hours_nothing_is_kept(near: Path) -> None:
    sent = 8 * 2**20

    async def lead(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version = b"0.0"
        writer.write(len(version).to_bytes(4, "big") + bytes(4) + version)
        for _ in range(sent // 2**16):
            writer.write(bytes(2**16))
            await writer.drain()
        writer.close()

    clock, path = QuickClock(1), near / "leader.sock"
    ledger = Ledger(near / "shared.db", clock)
    tracemalloc.start()
    async with await asyncio.start_unix_server(lead, path):
        ledger.take_lease("all", None, Holder(1, 1, str(path)))
        lease = Lease(ledger, "all", CALM, clock, lambda: None)
        await until(lambda: lease.leads is False)
        path.unlink()  # so that it leads when it has heard all
        await until(lambda: lease.leads is True)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < sent / 2
        await lease.aclose()
    ledger.close()
