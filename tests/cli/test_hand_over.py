"""The dashboard's hand-over is in the words of `sstui report`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

from sstui.cli import recorded
from sstui.cli.report import hand_over
from sstui.insight.absence_story import merged
from sstui.view.hand_over import hand_over_of
from sstui.view.report import report_lines
from sstui.view.signs import UNICODE
from tests.monitor.remembering import history_in
from tests.monitor.scripted import Reply, body, make_world, ref_of, watching

HOUR = 3600.0


async def test_it_says_what_the_report_says(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    world = make_world(tmp_path, 3, history=history)
    async with watching(world):
        await world.clock.advance(60)
        failed = body("FAILED", 0, 3, detail={"fail_detail": "cluster_inaccessible"})
        world.source.reply = lambda ref: Reply(failed if ref == ref_of(1) else body())
        await world.clock.advance(300)
        world.source.reply = lambda ref: Reply(body(version="2") if ref == ref_of(2) else body())
        await world.clock.advance(120)
        fleet = world.watcher.fleet()
        shown = hand_over_of(fleet, merged((), fleet.events), fleet.wall - HOUR)
    listed = world.watchlist.load()
    found = recorded.read(history.path, listed, now=fleet.wall, since=HOUR)
    reported = hand_over(found, listed, shown.profiles)
    mine, theirs = (
        [*report_lines(each, UNICODE, UTC)] for each in (shown, replace(reported, now=fleet.wall))
    )
    assert "| i1 | no replica available |" in "\n".join(mine)
    assert mine == theirs
