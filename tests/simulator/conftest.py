from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sstui.simulator.server import Simulator


@pytest.fixture
async def seed() -> AsyncIterator[Simulator]:
    async with Simulator("seed") as simulator:
        yield simulator


@pytest.fixture
async def fleet() -> AsyncIterator[Simulator]:
    """The fleet at the first moment of its story, which stands still."""
    async with Simulator("fleet", speed=0.0) as simulator:
        yield simulator
