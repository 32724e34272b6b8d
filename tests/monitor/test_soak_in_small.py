"""The parts of the soak (``python -m tests.bench --soak``) in small, and that they can fail."""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import pytest

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from tests.bench.soak import bodies, changes, killing, manners, outages, returning
from tests.bench.soak.changes import MOVING, STEADY, Script, compare
from tests.bench.soak.finding import percentile
from tests.bench.soak.parts import PARTS
from tests.bench.soak.reading import Recorded, read_here
from tests.bench.soak.run import soak, soak_parts
from tests.bench.soak.week import Requests
from tests.cases import every
from tests.difficult_bodies import difficult_bodies
from tests.monitor.scripted import bookmarks, make_world, ref_of, scattered

EACH = PollSettings(interval=15, off_interval=15, budget=100_000)
SWEPT = PollSettings(interval=15, off_interval=15)


async def test_changes_that_last_one_interval_are_each_recorded_once_and_in_order(
    tmp_path: Path,
) -> None:
    outcome = await changes.run(tmp_path, bookmarks(6), EACH, 12, (*STEADY, *MOVING), read_here)
    assert (outcome.scripted, outcome.lost) == (72, 0)
    assert max(outcome.delays) <= 1.0


async def test_so_are_those_that_overviews_tell(tmp_path: Path) -> None:
    outcome = await changes.run(tmp_path, scattered(12, 2), SWEPT, 8, read=read_here)
    assert (outcome.scripted, outcome.lost) == (96, 0)
    assert max(outcome.delays) <= 1.0


def test_a_change_that_is_missing_twice_there_or_in_another_place_is_found() -> None:
    script = Script(100.0, 15.0, 5, STEADY, random.Random(1))
    script.at(1000.0)
    first = Recorded("status", ref_of(0).instance, 90.0, None, "RUNNING", ())
    told = [
        replace(first, kind=each.kind, before=each.before, after=each.after, values=each.values)
        for each in script.told
    ]
    scripts = {ref_of(0): script}
    assert compare(scripts, [first, *told], 0.0).lost == 0
    for wrong in (told[1:], [told[0], *told], [told[1], told[0], *told[2:]]):
        assert compare(scripts, [first, *wrong], 0.0).lost == 1


@pytest.mark.parametrize(("watched", "poll"), [(bookmarks(3), EACH), (scattered(8, 2), SWEPT)])
async def test_outages_of_all_kinds_make_no_false_status_and_no_disappearance(
    tmp_path: Path, watched: list[Bookmark], poll: PollSettings
) -> None:
    records, unwell = await outages.run(
        tmp_path, watched, poll, len(outages.KINDS), longest=300.0, read=read_here
    )
    assert [each for each in records if outages.is_false(each)] == []
    assert unwell == 0
    assert {"outage", "credentials"} <= {each.kind for each in records}


@every(
    ("watched", "poll"),
    [
        (bookmarks(10), SWEPT),
        # Probes of half the window come before it, and the rest is less than one round.
        (scattered(20, 20), PollSettings(interval=15, budget=24)),
    ],
)
async def test_after_an_hour_of_outage_every_row_is_fresh_in_time(
    tmp_path: Path, watched: list[Bookmark], poll: PollSettings
) -> None:
    finding = await returning.return_of(tmp_path, "", watched, poll, hours=1)
    assert finding.kept, finding.line


async def test_an_api_that_is_busy_refuses_or_hangs_is_asked_as_little_as_promised(
    tmp_path: Path,
) -> None:
    findings = await manners.manners(
        tmp_path, hours=1, hanging=2, watched=8, hung=[4], starting=120
    )
    assert [each.line for each in findings if not each.kept] == []
    assert [each.promise for each in findings] == ["P2", "P4", "P5", "R4"]


async def test_mutated_bodies_are_drawn_in_every_pane(tmp_path: Path) -> None:
    (finding,) = await bodies.bodies(tmp_path, count=12)
    assert finding.kept, finding.line
    body = difficult_bodies()["example"]
    assert bodies.mutated(body, random.Random(1)) != body


async def test_a_watcher_that_is_killed_leaves_sound_files(tmp_path: Path) -> None:
    found = await killing.lane(tmp_path / "home", kills=2, seed=3)
    assert (found.kills, found.faults) == (2, [])
    assert found.recorded > 0  # how much is lost, 2 s at most, is for the soak to say


def test_requests_are_counted_in_every_five_minutes(tmp_path: Path) -> None:
    world, requests = make_world(tmp_path), Requests()
    world.source.calls = [(at, ref_of(0)) for at in (0.0, 100.0, 299.0, 301.0, 310.0)]
    requests.take(world)
    assert (requests.most, requests.all, world.source.calls) == (4, 5, [])


def test_a_part_that_does_not_end_is_ended(capfd: pytest.CaptureFixture[str]) -> None:
    assert soak(["killing"], longest=0.1) == 1
    assert capfd.readouterr().err == "killing: has not ended in time\n"


def test_parts_are_chosen_by_name() -> None:
    assert soak_parts("week,bodies") == ["week", "bodies"]
    with pytest.raises(
        argparse.ArgumentTypeError, match=f"no part 'x'; there are {next(iter(PARTS))}"
    ):
        soak_parts("week,x")
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
