"""From one run to the next: the last known picture, and what changed while nobody looked."""

from __future__ import annotations

import random
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from sstui.config.bookmarks import Bookmark
from sstui.config.settings import PollSettings
from sstui.insight.records import Event, EventKind, Freshness, Health, Observation
from sstui.monitor.history import History
from sstui.monitor.history_file import connect_to_read
from sstui.monitor.history_reading import read_events, read_last_known
from sstui.monitor.recorder import SEEN_EVERY, HistoryRecorder
from sstui.monitor.reduce import Rules
from sstui.monitor.store import Store
from tests.monitor.remembering import DAY, PATIENCE, PLANTED, history_in, words
from tests.monitor.scripted import (
    ManualClock,
    Reply,
    World,
    answer,
    body,
    bookmarks,
    make_world,
    not_found,
    ref_of,
    unreachable,
    watching,
)
from tests.support import until

HOUR = 3600.0
PARTS = 72  # of a day: a whole one is what `python -m tests.bench --soak` takes


def run(
    folder: Path,
    watched: int | list[Bookmark] = 1,
    later: float = 0.0,
    poll: PollSettings | None = None,
) -> World:
    """A run of sstui that begins ``later`` by the wall clock; its monotonic clock begins anew."""
    world = make_world(folder, watched, poll, history_in(folder))
    world.clock.set_wall(later)
    return world


async def first_run(folder: Path, watched: int | list[Bookmark] = 1, **fields: Any) -> None:
    world = run(folder, watched)
    world.source.reply = lambda ref: Reply(body(**fields))
    async with watching(world):
        await world.clock.advance(60)


def env(**variables: str) -> dict[str, Any]:
    return {"env": [{"name": name, "value": value} for name, value in variables.items()]}


def told(world: World, *kinds: EventKind) -> list[Event]:
    """What was told in this run."""
    return [event for event in world.events(*kinds) if event.at > 1000.0]


async def test_before_the_first_call_the_last_known_picture_is_shown_as_stale(
    tmp_path: Path,
) -> None:
    await first_run(tmp_path, 3, have=2, version="7")
    async with watching(run(tmp_path, 3, later=8 * HOUR)) as world:
        snapshot = world.snapshot(1)
        assert world.source.calls == []
        assert (snapshot.status, snapshot.health) == ("RUNNING", Health.DEGRADED)
        assert snapshot.freshness is Freshness.STALE
        assert snapshot.recalled is not None
        assert snapshot.recalled.version == "7"
        assert snapshot.seen is not None
        assert 8 * HOUR - 60 < world.clock.monotonic() - snapshot.seen < 8 * HOUR
        assert snapshot.expectation == "running"
        assert [each.after for each in world.events(EventKind.STATUS)] == ["RUNNING"] * 3
        await world.clock.settle()
        assert world.snapshot(1).body.startswith(b"{")


async def test_how_long_it_has_been_so_is_counted_over_the_restart(tmp_path: Path) -> None:
    await first_run(tmp_path)
    async with watching(run(tmp_path, later=2 * HOUR)) as world:
        await world.clock.advance(30)
        snapshot = world.snapshot()
        assert snapshot.freshness is Freshness.FRESH
        assert snapshot.since is not None
        assert 2 * HOUR < world.clock.monotonic() - snapshot.since < 2 * HOUR + 60


async def test_the_time_in_between_is_not_known(tmp_path: Path) -> None:
    await first_run(tmp_path)
    async with watching(run(tmp_path, later=2 * HOUR)) as world:
        await world.clock.advance(30)
        stretches = world.snapshot().timeline.stretches
        assert [each.health for each in stretches] == [Health.OK, None, Health.OK]
        assert [each.why for each in stretches][1] == "sstui was not running"
        dark = stretches[1]
        assert dark.end is not None
        assert 2 * HOUR - 120 < dark.end - dark.start < 2 * HOUR


async def test_what_changed_while_nobody_looked_is_an_event_that_says_so(tmp_path: Path) -> None:
    await first_run(tmp_path)
    world = run(tmp_path, later=2 * HOUR)
    world.source.reply = lambda ref: Reply(body("FAILED", have=0))
    async with watching(world):
        await world.clock.advance(30)
        status, replicas, health = told(world)
        assert (status.before, status.after) == ("RUNNING", "FAILED")
        assert (replicas.before, replicas.after) == ("3/3", "0/3")
        assert (health.before, health.after) == ("ok", "bad")
        assert status.away is not None
        assert 2 * HOUR - 60 < status.away < 2 * HOUR
        assert status.lasted is not None
        assert 0 < status.lasted < 60
        assert world.snapshot().changed
        world.source.reply = lambda ref: Reply(body())
        await world.clock.advance(30)
        assert told(world, EventKind.STATUS)[-1].away is None
    recorded = list(read_events(tmp_path / "history.db"))
    assert [each.away for each in recorded if each.after == "FAILED"] == [status.away]


async def test_what_did_not_change_while_nobody_looked_is_no_event(tmp_path: Path) -> None:
    fields: dict[str, Any] = {"update_time": 5}
    fields["configuration"] = env(DB_PASSWORD=PLANTED, LOG="info")
    await first_run(tmp_path, 2, **fields)
    world = run(tmp_path, 2, later=2 * HOUR)
    world.source.reply = lambda ref: Reply(body(**fields))
    async with watching(world):
        await world.clock.advance(60)
        assert told(world) == []
        assert world.snapshot().freshness is Freshness.FRESH


async def test_a_secret_that_changed_is_told_and_not_shown(tmp_path: Path) -> None:
    await first_run(tmp_path, configuration=env(DB_PASSWORD=PLANTED, LOG="info"))
    world = run(tmp_path, later=2 * HOUR)
    world.source.reply = lambda ref: Reply(
        body(configuration=env(LOG="info", DB_PASSWORD=f"{PLANTED}2"))
    )
    async with watching(world):
        await world.clock.advance(30)
        (event,) = told(world)
        assert event.kind is EventKind.CONFIGURATION
        (change,) = event.changes
        assert (change.path, change.secret) == ("configuration.env.DB_PASSWORD", True)
        assert (change.before, change.after) == ("••••••••", "••••••••")
    _no_secret_in(tmp_path)


async def test_the_last_known_body_is_shown_with_its_secrets_masked(tmp_path: Path) -> None:
    await first_run(tmp_path, configuration=env(DB_PASSWORD=PLANTED, LOG="info"))
    world = run(tmp_path, later=HOUR)
    world.source.reply = lambda ref: Reply(error=unreachable())
    async with watching(world):
        await world.clock.advance(120)
        snapshot = world.snapshot()
        assert snapshot.freshness is Freshness.STALE
        assert snapshot.instance is not None
        assert snapshot.instance.configuration == env(DB_PASSWORD="••••••••", LOG="info")
        assert PLANTED.encode() not in snapshot.body


async def test_failed_looks_after_a_restart_change_nothing_of_what_was_known(
    tmp_path: Path,
) -> None:
    await first_run(tmp_path, 2)
    before = read_last_known(tmp_path / "history.db")
    world = run(tmp_path, 2, later=HOUR)
    world.source.reply = lambda ref: Reply(error=unreachable())
    async with watching(world):
        await world.clock.advance(600)
    assert read_last_known(tmp_path / "history.db") == before
    third = run(tmp_path, 2, later=2 * HOUR)
    third.source.reply = lambda ref: Reply(body("FAILED"))
    async with watching(third):
        await third.clock.advance(30)
        assert [each.away is not None for each in told(third, EventKind.STATUS)] == [True, True]


async def test_one_that_went_while_nobody_looked_is_told_once(tmp_path: Path) -> None:
    await first_run(tmp_path, 5)
    for hours in (1, 2):
        world = run(tmp_path, 5, later=hours * HOUR)
        world.source.reply = lambda ref: (
            Reply(error=not_found()) if ref == ref_of(0) else Reply(body())
        )
        async with watching(world):
            await world.clock.advance(120)
            assert world.snapshot().freshness is Freshness.GONE
            assert world.snapshot().health is Health.BAD
    gone = [each for each in read_events(tmp_path / "history.db") if each.after == "gone"]
    assert len(gone) == 1


async def test_one_that_is_there_again_was_away_since_it_was_found_gone(tmp_path: Path) -> None:
    world = run(tmp_path, 5)
    async with watching(world):
        await world.clock.advance(30)
        world.source.reply = lambda ref: (
            Reply(error=not_found()) if ref == ref_of(0) else Reply(body())
        )
        await world.clock.advance(60)
        found_gone = world.snapshot().since
        assert found_gone is not None
        elapsed = world.clock.monotonic() - found_gone
    again = run(tmp_path, 5, later=HOUR + 90)
    async with watching(again):
        await again.clock.advance(30)
        (back,) = told(again, EventKind.FRESHNESS)
        assert (back.before, back.after) == ("gone", "fresh")
        assert back.away is not None
        assert HOUR < back.away < HOUR + elapsed + 5


async def test_what_was_expected_at_first_is_remembered(tmp_path: Path) -> None:
    await first_run(tmp_path)
    world = run(tmp_path, later=HOUR)
    world.source.reply = lambda ref: Reply(body("STOPPED", have=0))
    async with watching(world):
        await world.clock.advance(30)
        assert (world.snapshot().health, world.snapshot().reason) == (
            Health.BAD,
            "expected running",
        )


async def test_every_change_that_lasts_one_interval_is_recorded_once_and_in_order(
    tmp_path: Path,
) -> None:
    """Through the protocol that the poller asks, over three runs."""
    rng = random.Random(3)
    script = {ref_of(number): ["0"] for number in range(8)}
    for later in range(3):
        world = run(tmp_path, 8, later=later * HOUR, poll=PollSettings(budget=100_000))
        world.source.reply = lambda ref: Reply(body(version=script[ref][-1]))
        async with watching(world):
            await world.clock.advance(20)
            for _ in range(12):
                for versions in script.values():
                    if rng.random() < 0.7:
                        versions.append(str(len(versions)))
                await world.clock.advance(15)
        for versions in script.values():
            versions.append(str(len(versions)))  # while nobody looks
    events = [each for each in read_events(tmp_path / "history.db") if each.kind == "version"]
    told = [(each.ref, each.before, each.after) for each in events]
    for ref, versions in script.items():
        pairs = list(pairwise(versions[:-1]))
        assert [(was, now) for each, was, now in told if each == ref] == pairs
    assert len(told) > 180


async def test_marks_of_what_changed_are_remembered(tmp_path: Path) -> None:
    world = run(tmp_path)
    async with watching(world):
        await world.clock.advance(30)
        world.source.reply = lambda ref: Reply(body(version="2"))
        await world.clock.advance(30)
        (mark,) = world.snapshot().marks
        age = world.clock.monotonic() - mark.at
    async with watching(run(tmp_path, later=HOUR + 60)) as again:
        (recalled,) = again.snapshot().marks
        assert recalled.change == mark.change
        assert abs(again.clock.monotonic() - recalled.at - age - HOUR) < 1
        assert again.snapshot().changed


async def test_a_wall_clock_that_was_set_back_makes_no_age_negative(tmp_path: Path) -> None:
    await first_run(tmp_path)
    async with watching(run(tmp_path, later=-5 * DAY)) as world:
        snapshot = world.snapshot()
        assert snapshot.seen == snapshot.since == world.clock.monotonic()
        assert all(event.at <= world.clock.monotonic() for event in world.events())


async def test_bodies_that_are_not_kept_leave_status_and_replicas_to_compare(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, history=history_in(tmp_path, bodies=False))
    async with watching(world):
        await world.clock.advance(30)
    again = make_world(tmp_path, history=history_in(tmp_path, bodies=False))
    again.clock.set_wall(HOUR)
    again.source.reply = lambda ref: Reply(body(have=1, version="2", configuration=env(A="1")))
    async with watching(again):
        await again.clock.advance(30)
        kinds = [event.kind for event in told(again)]
        assert kinds == [EventKind.REPLICAS, EventKind.VERSION, EventKind.HEALTH]


async def test_an_account_s_outage_is_recorded_with_its_length(tmp_path: Path) -> None:
    world = run(tmp_path, 3)
    async with watching(world):
        await world.clock.advance(30)
        world.source.reply = lambda ref: Reply(error=unreachable())
        await world.clock.advance(300)
        world.source.reply = lambda ref: Reply(body())
        await world.clock.advance(60)
    begin, end = (each for each in read_events(tmp_path / "history.db") if each.kind == "outage")
    assert (begin.name, begin.ref, begin.after) == ("default", None, "no answer")
    assert end.lasted is not None
    assert 240 < end.lasted < 360


async def test_two_hundred_steady_instances_write_as_if_a_mebibyte_a_day(
    tmp_path: Path,
) -> None:
    """Each round is written before the next one: nothing is saved by being fast."""
    clock = ManualClock()
    history = History(tmp_path / "history.db", tmp_path / "key", batch_every=0.0)
    recorder = HistoryRecorder(history, clock, leads=lambda _: True, protected=lambda _: False)
    store = Store(recorder)
    store.keep(bookmarks(200), clock.monotonic())
    recorder.recall(store)
    fields: dict[str, Any] = {
        "configuration": env(**{f"VARIABLE_{number}": "x" * 40 for number in range(12)})
    }

    async def round_of_looks(number: int) -> None:
        clock.suspend(SEEN_EVERY)
        moved = number if number < 10 else number // 12  # a clock of the platform's
        told = answer(body(update_time=moved, **fields))
        at = clock.monotonic()
        for each in range(200):
            look = Observation(ref_of(each), at, at, clock.now(), answer=told)
            store.observe(look, Rules(interval=SEEN_EVERY))
        noted = clock.now() - SEEN_EVERY - 1 if number else 0.0
        await until(lambda: _seen(history.path) >= noted, PATIENCE)

    for number in range(10):  # until `update_time` is known to be a clock
        await round_of_looks(number)
    assert len(words(history)) == 400
    before = _bytes_written()
    for number in range(10, 10 + int(DAY / PARTS / SEEN_EVERY)):
        await round_of_looks(number)
    assert 100_000 / PARTS < _bytes_written() - before <= 1024 * 1024 / PARTS
    recorder.close(PATIENCE)
    assert len(words(history)) == 400
    assert history.path.stat().st_size <= 1024 * 1024


def _seen(path: Path) -> float:
    if not path.exists():
        return 0.0
    with closing(connect_to_read(path)) as connection:
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            return 0.0
        found = connection.execute("SELECT seen FROM profile").fetchone()
    return 0.0 if found is None else float(found[0])


def _no_secret_in(folder: Path) -> None:
    for file in folder.iterdir():
        assert PLANTED.encode() not in file.read_bytes()


def _bytes_written() -> int:
    """By all threads of this process, to any file."""
    line = next(each for each in Path("/proc/self/io").read_text().splitlines() if "wchar" in each)
    return int(line.split()[1])


async def test_runs_in_which_nothing_changes_let_go_what_is_too_old(tmp_path: Path) -> None:
    await first_run(tmp_path)
    for days in (40, 41):  # what is too old was so at the thinning before, too
        async with watching(run(tmp_path, later=days * DAY)) as world:
            await world.clock.advance(60)
    assert not list(read_events(tmp_path / "history.db"))
