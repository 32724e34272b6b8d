"""What makes the screen draw: news at once, a look like the one before only under the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.servicestage.refs import InstanceRef
from sstui.simulator.server import Simulator
from sstui.tui.relay import FleetChanged, SeenAgain
from sstui.tui.screens.showing import Showing
from tests.support import until
from tests.tui.harness import Stage, dashboard

SLOWLY = "[poll]\ninterval = 3600\nfast = 3600\noff_interval = 3600\nbudget = 100000\n"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What made the screen draw."""
    messages: list[str] = []
    changed, again = Showing.on_fleet_changed, Showing.on_seen_again

    def on_fleet_changed(screen: Showing, message: FleetChanged) -> None:
        messages.append("news")
        changed(screen, message)

    def on_seen_again(screen: Showing, message: SeenAgain) -> None:
        messages.append("seen again")
        again(screen, message)

    monkeypatch.setattr(Showing, "on_fleet_changed", on_fleet_changed)
    monkeypatch.setattr(Showing, "on_seen_again", on_seen_again)
    return messages


async def look(stage: Stage, ref: InstanceRef) -> None:
    """One more look at it, taken in."""

    def seen() -> float:
        snapshot = stage.watcher.fleet().snapshot(ref)
        assert snapshot is not None
        return snapshot.seen or 0.0

    before = seen()
    stage.watcher.refresh(ref)
    await until(lambda: seen() > before)
    await stage.pilot.pause()


async def test_a_look_like_the_one_before_is_no_news_and_renews_the_age_under_the_cursor(
    home: Path, drawn: list[str]
) -> None:
    async with (
        Simulator("fleet", speed=0) as simulator,
        dashboard(home, simulator, config=SLOWLY, count=3) as stage,
    ):
        await until(lambda: stage.fresh() and stage.main.list.chosen)
        relay, under = stage.main._relay, stage.main.list.ref
        assert relay is not None
        assert under is not None
        other = next(ref for ref in stage.main.list.shown_refs if ref != under)
        await until(lambda: relay._pause is None)
        drawn.clear()
        await look(stage, other)
        await look(stage, other)
        await look(stage, under)
        await until(lambda: "seen again" in drawn)
        assert stage.main.list.fleet is stage.main.fleet, "row and head tell one age"
        assert "news" not in drawn
        simulator.set_status(other.instance, status="FAILED", available_replica=0)
        await look(stage, other)
        await until(lambda: "news" in drawn)
        assert "FAILED" in stage.text()
