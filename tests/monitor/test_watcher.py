"""The watcher as a screen sees it, over a scripted API and scripted time."""

from __future__ import annotations

from pathlib import Path

from sstui.insight.records import EventKind, Freshness, Health
from sstui.monitor.state import Link
from tests.monitor.scripted import Reply, body, make_world, ref_of, watching


async def test_what_is_bookmarked_is_looked_at_and_shown_in_the_file_s_order(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 5)) as world:
        await world.clock.advance(3)
        fleet = world.watcher.fleet()
        assert [each.name for each in fleet.snapshots] == ["i0", "i1", "i2", "i3", "i4"]
        assert {each.health for each in fleet.snapshots} == {Health.OK}
        assert {each.freshness for each in fleet.snapshots} == {Freshness.FRESH}
        assert world.account().link is Link.OK
        assert world.account().host == "api.example"


async def test_a_status_that_changes_is_seen_within_one_interval(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 3)) as world:
        await world.clock.advance(3)
        world.source.reply = lambda ref: Reply(body("FAILED" if ref == ref_of(1) else "RUNNING"))
        await world.clock.advance(15)
        assert world.snapshot(1).status == "FAILED"
        assert world.snapshot(1).changed
        assert not world.snapshot(0).changed
        (event,) = [e for e in world.events(EventKind.STATUS) if e.before]
        assert (event.name, event.before, event.after) == ("i1", "RUNNING", "FAILED")
        world.watcher.visited(ref_of(1))
        assert not world.snapshot(1).changed
