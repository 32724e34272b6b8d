"""Several processes of one account, counted at the API's own socket (PROMISES P1, P4, P5)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.config.watchlist import WatchList
from sstui.insight.records import Observation
from sstui.monitor.ledger import Ledger
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import Throttled, Unauthorized, Withheld
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.watcher import Watcher
from tests.monitor.scripted import ManualClock
from tests.monitor.test_over_a_socket import Key, _bookmark

MINUTE = 60.0


class Machine:
    """A state folder and a clock that its processes share."""

    def __init__(self, folder: Path, simulator: Simulator, secret: str | None = None) -> None:
        self.clock = ManualClock()
        self.simulator = simulator
        self.key = Key(simulator, secret)
        self.bookmark: Bookmark = _bookmark(simulator.bookmarks[0])
        self._folder = folder

    async def run(self, budget: int = 120) -> Observation:
        """A command that looks once, in a process that begins and ends with it."""
        watcher = Watcher(
            WatchList(self._folder / "watchlist.toml"),
            PollSettings(budget=budget),
            self._connect,
            clock=self.clock,
            ledger=Ledger(self._folder / "state" / "shared.db", self.clock, "boot"),
        )
        try:
            return await watcher.look_once(self.bookmark, 5.0)
        finally:
            await watcher.close()

    @property
    def requests(self) -> int:
        return len(self.simulator.requests)

    def _connect(self, profile: str, on_request: Callable[[], None]) -> ServiceStage:
        return ServiceStage(
            region=self.simulator.region,
            credentials=self.key,
            endpoint=self.simulator.endpoint,
            iam_endpoint=self.simulator.iam_endpoint,
            on_request=on_request,
        )


@asynccontextmanager
async def machine(folder: Path, secret: str | None = None) -> AsyncIterator[Machine]:
    async with Simulator("fleet", speed=0) as simulator:
        yield Machine(folder, simulator, secret)


async def test_a_wrong_key_makes_three_calls_an_hour_however_often_a_command_is_run(
    tmp_path: Path,
) -> None:
    async with machine(tmp_path, secret="wrong") as made:
        refused = await made.run()
        assert isinstance(refused.error, Unauthorized)
        assert refused.error.status == 401
        again = await made.run()
        assert made.requests == 1
        assert isinstance(again.error, Unauthorized)
        assert again.error.status is None
        assert made.simulator.access_key[:4] in str(again.error)
        assert refused.error.cause in str(again.error)
        for _ in range(29):
            made.clock.suspend(2 * MINUTE)
            await made.run()
        assert made.requests == 3
        made.key.exchange(made.simulator)
        assert (await made.run()).answer is not None


async def test_commands_that_are_run_in_a_loop_stay_within_the_budget(tmp_path: Path) -> None:
    async with machine(tmp_path) as made:
        looks = [await made.run(budget=24) for _ in range(28)]
        assert made.requests == 23  # the last is kept for tokens
        last = looks[-1].error
        assert isinstance(last, Withheld)
        assert "23 of 24" in str(last)
        made.clock.suspend(5 * MINUTE + 2)
        assert (await made.run(budget=24)).answer is not None


async def test_commands_obey_the_retry_after_that_another_was_given(tmp_path: Path) -> None:
    async with machine(tmp_path) as made:
        assert (await made.run()).answer is not None
        made.simulator.fault(Fault.STATUS, status=429, headers={"Retry-After": "90"})
        assert isinstance((await made.run()).error, Throttled)
        made.simulator.fault(None)
        for _ in range(8):
            made.clock.suspend(10.0)
            assert isinstance((await made.run()).error, Throttled)
        assert made.requests == 2
        made.clock.suspend(11.0)
        assert (await made.run()).answer is not None


async def test_ten_minutes_of_429_are_at_most_twenty_calls_of_all_commands(tmp_path: Path) -> None:
    async with machine(tmp_path) as made:
        made.simulator.fault(Fault.STATUS, status=429)
        for _ in range(30):
            assert isinstance((await made.run()).error, Throttled)
            made.clock.suspend(20.0)
        assert 5 <= made.requests <= 20
