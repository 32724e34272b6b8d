"""What is compared beside the screen: what fails there goes into the log."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from sstui.insight.records import Event
from sstui.servicestage.refs import InstanceRef
from sstui.tui.comparing import Comparing
from sstui.tui.widgets.shown_pane import PaneView
from tests.monitor.scripted import make_world, watching
from tests.support import until


async def test_a_history_that_cannot_be_read_by_a_mistake_of_ours_is_told_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def recorded(ref: InstanceRef) -> tuple[Event, ...]:
        raise ZeroDivisionError("hunter2hunter2")

    async with watching(make_world(tmp_path)) as world:
        await world.clock.advance(1)
        monkeypatch.setattr(world.watcher.drifting, "recorded", recorded)
        fleet = world.watcher.fleet()
        comparing = Comparing(world.watcher, lambda: None)
        view = PaneView(fleet, world.snapshot(), wide=True, tz=UTC, protected=False)
        assert comparing.moments(view) == ()
        await until(lambda: bool(caplog.messages))
    (line,) = caplog.messages
    assert line.startswith("comparing ended by a fault of sstui: ZeroDivisionError at comparing.py")
    assert "hunter2" not in caplog.text
