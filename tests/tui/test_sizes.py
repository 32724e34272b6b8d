"""The fleet, the wide list and the prompt of the filter, as they look at each size."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from sstui.simulator.server import Simulator
from tests.monitor.scripted import ManualClock
from tests.tui.harness import SIZES, Stage, dashboard
from tests.tui.test_commands import named
from tests.tui.test_filter import filtered


@asynccontextmanager
async def still(home: Path, size: tuple[int, int]) -> AsyncIterator[Stage]:
    """The fleet, every instance seen, on a clock that stands."""
    clock = ManualClock()
    async with (
        Simulator("fleet", speed=0, clock=clock.now, port=0) as simulator,
        dashboard(home, simulator, size, clock=clock) as stage,
    ):
        while not stage.fresh():
            await stage.second(clock)
        stage.main.frozen = False
        stage.main.show_fleet()
        await stage.pilot.pause()
        yield stage


def steady(text: str) -> str:
    """Without what differs from run to run: the simulator's port."""
    return re.sub(r"127\.0\.0\.1:(\d+)", lambda found: "127.0.0.1:" + "9" * len(found[1]), text)


async def as_it_looks(stage: Stage, snapshot: SnapshotAssertion, what: str, *sizes: str) -> None:
    for name in sizes:
        if stage.app.size != SIZES[name]:
            await stage.pilot.resize_terminal(*SIZES[name])
        assert steady(stage.text()) == snapshot(name=f"{what}, {name}")


async def test_at_each_size(home: Path, snapshot: SnapshotAssertion) -> None:
    """In one dashboard: its start takes longer than a picture, and so does another size."""
    async with still(home, SIZES["side"]) as stage:
        await as_it_looks(stage, snapshot, "the fleet", "side", "narrow")  # what is well is folded
        await stage.pilot.resize_terminal(*SIZES["half"])
        assert stage.main.list.go_to(named(stage, "orders-prod"))
        await stage.pilot.pause()
        await as_it_looks(stage, snapshot, "the fleet", "half", "wide")
        await filtered(stage, "health:bad,moving group:storefront age:>")
        await stage.pilot.pause()
        await as_it_looks(
            stage, snapshot, "the prompt of the filter", "wide", "half", "narrow", "side"
        )
        await stage.pilot.press("escape", "escape")
        assert stage.main.list.go_to(named(stage, "cart"))
        await stage.pilot.press("w")
        await as_it_looks(stage, snapshot, "the wide list", "side", "narrow", "half", "wide")
