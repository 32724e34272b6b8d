"""When the API is called, and when it is not (DESIGN §6, rules 1 to 7; PROMISES P, R)."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from sstui.config.settings import PollSettings
from sstui.insight.records import EventKind, Freshness
from sstui.monitor.state import Link
from sstui.servicestage.errors import BadRequest, NoCredentials, ServiceStageError, UnreachableKind
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.monitor.scripted import (
    Reply,
    World,
    body,
    bookmarks,
    forbidden,
    make_world,
    most_in_five_minutes,
    not_found,
    ref_of,
    scattered,
    unauthorized,
    unavailable,
    unreachable,
    watching,
)

MINUTE = 60.0
HOUR = 3600.0
GOOD = body()


def steps(times: Sequence[float]) -> list[float]:
    return [round(after - before, 3) for before, after in pairwise(times)]


def hangs(*numbers: int) -> dict[InstanceRef, Reply]:
    error = unreachable(UnreachableKind.TIMEOUT)
    return {ref_of(number): Reply(error=error, latency=15.0) for number in numbers}


async def test_the_next_look_is_due_one_interval_after_the_last_start(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        world.source.reply = lambda ref: Reply(GOOD, latency=2.0)
        await world.clock.advance(5 * MINUTE)
        assert set(steps(world.source.times())) == {15.0}


async def test_a_look_never_begins_before_the_last_one_was_answered(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        world.source.reply = lambda ref: Reply(GOOD, latency=20.0)
        await world.clock.advance(5 * MINUTE)
        assert set(steps(world.source.times())) == {20.0}


async def test_at_most_four_calls_are_in_flight(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        world.source.reply = lambda ref: Reply(GOOD, latency=1.0)
        await world.clock.advance(MINUTE)
        assert world.source.most_flying == 4
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}


@every(("watched", "least", "most"), [(24, 2.0, 4.0), (120, 10.0, 25.0)])
async def test_the_start_is_spread(tmp_path: Path, watched: int, least: float, most: float) -> None:
    async with watching(
        make_world(tmp_path, watched, PollSettings(interval=60, budget=10_000))
    ) as world:
        await world.clock.advance(50)
        times = world.source.times()
        assert len(times) == watched
        assert least <= times[-1] - times[0] <= most


async def test_at_the_start_one_call_goes_alone(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 10)) as world:
        world.source.reply = lambda ref: Reply(GOOD, latency=3.0)
        await world.clock.advance(2.9)
        assert len(world.source.calls) == 1
        assert world.account().link is Link.STARTING
        await world.clock.advance(1)
        assert len(world.source.calls) > 1


async def test_moving_and_focused_instances_are_looked_at_faster(tmp_path: Path) -> None:
    poll = PollSettings(interval=60, budget=10_000)
    async with watching(make_world(tmp_path, 3, poll)) as world:
        world.source.reply = lambda ref: Reply(body("UPGRADING") if ref == ref_of(1) else GOOD)
        await world.clock.advance(10)
        world.watcher.focus(ref_of(2))
        await world.clock.advance(100)
        assert set(steps(world.source.times(ref_of(1)))) == {5.0}
        assert set(steps(world.source.times(ref_of(2)))) == {10.0}
        await world.clock.advance(10 * MINUTE)
        assert steps(world.source.times(ref_of(1)))[-1] == 15.0
        assert set(steps(world.source.times(ref_of(0)))) == {60.0}
        assert world.watcher.pace(ref_of(2)) == world.snapshot(2).pace == 10.0


async def test_zero_is_off_until_a_person_asks(tmp_path: Path) -> None:
    world = make_world(tmp_path, [*bookmarks(1), *bookmarks(2, interval=0.0)[1:]])
    async with watching(world):
        await world.clock.advance(10 * MINUTE)
        assert world.source.times(ref_of(1)) == []
        assert world.snapshot(1).due is None
        world.watcher.refresh(ref_of(1))
        await world.clock.advance(10 * MINUTE)
        assert len(world.source.times(ref_of(1))) == 1


async def test_a_person_s_look_comes_at_once_and_moves_the_rhythm(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        await world.clock.advance(7)
        world.watcher.refresh(ref_of(0))
        await world.clock.advance(30)
        assert steps(world.source.times()) == [7.0, 15.0, 15.0]


async def test_keys_make_one_instance_slower_and_faster(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 2)) as world:
        await world.clock.advance(5)
        world.watcher.slower(ref_of(0))
        assert world.watcher.pace(ref_of(0)) == 30
        await world.clock.advance(5 * MINUTE)
        assert steps(world.source.times(ref_of(0)))[-1] == 30.0
        assert steps(world.source.times(ref_of(1)))[-1] == 15.0
        world.watcher.faster(ref_of(0))
        world.watcher.faster(ref_of(0))
        assert world.watcher.pace(ref_of(0)) == 10


async def test_an_instance_that_fails_alone_is_asked_less_often(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 4, PollSettings(interval=5, budget=10_000))) as world:
        await world.clock.advance(4)
        broken = Reply(error=unavailable())
        world.source.reply = lambda ref: broken if ref == ref_of(2) else Reply(GOOD)
        await world.clock.advance(5 * MINUTE)
        assert set(steps(world.source.times(ref_of(2)))[1:]) == {30.0}
        assert steps(world.source.times(ref_of(1)))[-1] == 5.0
        assert world.account().link is Link.OK
        assert world.snapshot(2).freshness is Freshness.STALE


async def test_retry_after_of_one_instance_is_obeyed_even_when_a_person_asks(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 4)) as world:
        await world.clock.advance(4)
        broken = Reply(error=unavailable(retry_after=200.0))
        world.source.reply = lambda ref: broken if ref == ref_of(2) else Reply(GOOD)
        await world.clock.advance(20)
        world.watcher.refresh(ref_of(2))
        await world.clock.advance(10 * MINUTE)
        assert min(steps(world.source.times(ref_of(2)))[1:]) >= 200.0


async def test_instances_that_hung_share_one_slot_and_delay_nobody(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 12)) as world:
        await world.clock.advance(5)
        hanging = hangs(*range(1, 9))
        world.source.reply = lambda ref: hanging.get(ref, Reply(GOOD))
        await world.clock.advance(2 * MINUTE)  # each has hung once
        known = len(world.source.calls)
        await world.clock.advance(6 * MINUTE)
        late = [
            step
            for number in (0, 9, 10, 11)
            for step in steps(
                [at for at, ref in world.source.calls[known:] if ref == ref_of(number)]
            )
        ]
        assert max(late) <= 16.0
        assert len(late) > 90
        assert all(world.source.times(ref_of(number))[-1] > 500 for number in range(1, 9))
        assert world.account().link is Link.OK


@every(("hung", "latency"), [(4, 0.05), (4, 0.3), (3, 0.05), (11, 0.05)])
async def test_four_that_begin_to_hang_at_once_delay_no_other_by_more_than_a_second(
    tmp_path: Path, hung: int, latency: float
) -> None:
    async with watching(make_world(tmp_path, 16)) as world:
        world.source.reply = lambda ref: Reply(GOOD, latency=latency)
        await world.clock.advance(MINUTE + 14)
        hanging = hangs(*range(hung))
        begun = world.clock.monotonic()
        world.source.reply = lambda ref: hanging.get(ref, Reply(GOOD, latency=latency))
        await world.clock.advance(2 * MINUTE)
        waited = {
            number: max(steps([at for at in world.source.times(ref_of(number)) if at > begun - 15]))
            for number in range(hung, 16)
        }
        # More than four are given up in turn, three at a time.
        assert max(waited.values()) <= 16.0 + max(hung - 4, 0) / 3
        assert world.source.most_flying <= 4
        assert world.events(EventKind.OUTAGE) == []
        await world.clock.advance(MINUTE)
        assert {world.snapshot(number).freshness for number in range(hung)} == {Freshness.STALE}
        causes = {world.snapshot(number).error for number in range(hung)}
        assert {cause.cause for cause in causes if cause} == {UnreachableKind.TIMEOUT.value}


async def test_what_gave_way_was_no_look_and_its_request_is_charged(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 8, PollSettings(budget=1000))) as world:
        await world.clock.advance(5)
        slow = {ref_of(number): Reply(GOOD, latency=6.0) for number in range(4)}
        world.source.reply = lambda ref: slow.get(ref, Reply(GOOD))
        await world.clock.advance(MINUTE)
        looks = len(world.source.calls)
        assert world.account().used == looks
        again = [min(steps(world.source.times(ref)[1:])) for ref in slow]
        assert min(again) < 10  # sooner than its pace: after it gave way
        assert {each.error for each in world.watcher.fleet().snapshots} == {None}
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}
        assert world.events(EventKind.FRESHNESS) == []


async def test_where_the_api_is_slow_nothing_is_given_up(tmp_path: Path) -> None:
    poll = PollSettings(interval=5, budget=100_000)
    async with watching(make_world(tmp_path, 24, poll)) as world:
        world.source.reply = lambda ref: Reply(GOOD, latency=2.0)
        await world.clock.advance(MINUTE / 2)
        looks = len(world.source.calls)
        await world.clock.advance(MINUTE)
        assert len(world.source.calls) - looks == pytest.approx(4 * 60 / 2.0, rel=0.04)
        assert all(snapshot.error is None for snapshot in world.watcher.fleet().snapshots)
        seen = [each.seen or 0.0 for each in world.watcher.fleet().snapshots]
        assert min(seen) > world.clock.monotonic() - 20


async def test_where_the_api_hangs_as_a_whole_half_are_given_up_and_within_two_time_outs_it_says_so(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(MINUTE)
        hanging = Reply(error=unreachable(UnreachableKind.TIMEOUT), latency=15.0)
        world.source.reply = lambda ref: hanging
        begun = len(world.source.calls)
        await world.clock.advance(30)
        assert world.account().link is Link.NO_ANSWER
        assert len(world.source.calls) - begun <= 12 + 4 + 1
        world.source.reply = lambda ref: Reply(GOOD, latency=2.0)
        await world.clock.advance(MINUTE)
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}


async def test_calls_that_hang_beside_others_that_are_answered_are_no_outage(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 4)) as world:
        await world.clock.advance(5)
        hanging = hangs(1, 2, 3)
        world.source.reply = lambda ref: hanging.get(ref, Reply(GOOD))
        await world.clock.advance(10 * MINUTE)
        assert world.events(EventKind.OUTAGE) == []
        assert world.snapshot(3).freshness is Freshness.STALE


async def test_an_outage_is_probed_by_one_call_at_most_thirty_seconds_apart(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(10)
        world.source.reply = lambda ref: Reply(error=unreachable())
        await world.clock.advance(MINUTE)
        assert world.account().link is Link.NO_ANSWER
        known = len(world.source.calls)
        assert known < 24 + 24 + 8
        await world.clock.advance(HOUR)
        probes = world.source.times()[known:]
        assert all(27.0 <= step <= 30.0 for step in steps(probes))
        assert len({ref for _, ref in world.source.calls[known:]}) == 24


async def test_after_an_outage_every_row_is_fresh_within_a_minute_and_nothing_was_made_up(
    tmp_path: Path,
) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(10)
        before = [(each.status, each.since) for each in world.watcher.fleet().snapshots]
        told = len(world.events())
        world.source.reply = lambda ref: Reply(error=unavailable())
        await world.clock.advance(HOUR)
        fleet = world.watcher.fleet()
        assert {each.freshness for each in fleet.snapshots} == {Freshness.STALE}
        assert [(each.status, each.since) for each in fleet.snapshots] == before
        assert world.account().tries > 100
        assert world.account().error is not None
        world.source.reply = lambda ref: Reply(GOOD)
        await world.clock.advance(MINUTE)
        fleet = world.watcher.fleet()
        assert {each.freshness for each in fleet.snapshots} == {Freshness.FRESH}
        begin, end = world.events()[told:]
        assert (begin.kind, begin.name, begin.ref) == (EventKind.OUTAGE, "default", None)
        assert (begin.before, begin.after) == ("ok", "no answer")
        assert (end.before, end.after) == ("no answer", "ok")
        assert end.lasted is not None
        assert 3590 < end.lasted < 3630


@every(("error", "link"), [(unreachable(), Link.NO_ANSWER), (unauthorized(), Link.REFUSED)])
async def test_without_answers_every_row_is_only_as_last_seen_at_once(
    tmp_path: Path, error: ServiceStageError, link: Link
) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(40)
        world.source.reply = lambda ref: Reply(error=error)
        await world.clock.advance(20)
        assert world.account().link is link
        snapshots = world.watcher.fleet().snapshots
        assert {each.freshness for each in snapshots} == {Freshness.STALE}
        assert {each.status for each in snapshots} == {"RUNNING"}


async def test_after_an_outage_slow_paces_do_not_delay_the_first_look(tmp_path: Path) -> None:
    poll = PollSettings(interval=20, budget=10_000)
    listed = [*bookmarks(2), *bookmarks(6, interval=600.0)[2:]]
    async with watching(make_world(tmp_path, listed, poll)) as world:
        await world.clock.advance(10)
        world.source.reply = lambda ref: Reply(error=unreachable())
        await world.clock.advance(HOUR)
        world.source.reply = lambda ref: Reply(GOOD)
        await world.clock.advance(MINUTE)
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}


async def test_an_outage_is_named_after_two_instances_could_not_connect(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(10)
        world.source.reply = lambda ref: Reply(error=unreachable(UnreachableKind.DNS))
        await world.clock.advance(7)
        assert world.account().link is Link.NO_ANSWER
        assert world.account().since is not None
        assert world.watcher.fleet().now - (world.account().since or 0) < 7


@every("error", [not_found(), forbidden(), unavailable()])
async def test_a_few_broken_instances_are_no_outage(
    tmp_path: Path, error: ServiceStageError
) -> None:
    async with watching(make_world(tmp_path, 12)) as world:
        await world.clock.advance(10)
        broken = {ref_of(number) for number in range(5)}
        failing = Reply(error=error)
        world.source.reply = lambda ref: failing if ref in broken else Reply(GOOD)
        await world.clock.advance(2 * MINUTE)
        assert world.events(EventKind.OUTAGE) == []


async def test_a_broken_first_instance_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    world = make_world(tmp_path, 5)
    world.source.reply = lambda ref: Reply(error=unavailable()) if ref == ref_of(0) else Reply(GOOD)
    async with watching(world):
        await world.clock.advance(5)
        assert world.account().link is Link.OK
        assert world.snapshot(4).freshness is Freshness.FRESH


async def test_a_forbidden_account_is_probed_not_hammered(tmp_path: Path) -> None:
    world = make_world(tmp_path, 24)
    world.source.reply = lambda ref: Reply(error=forbidden())
    async with watching(world):
        await world.clock.advance(HOUR)
        assert world.account().link is Link.NO_ANSWER
        assert len(world.source.calls) < 160


@every(("gone", "statements"), [(12, 1), (24, 1), (5, 0)])
async def test_half_a_profile_gone_at_once_is_one_statement_about_the_profile(
    tmp_path: Path, gone: int, statements: int
) -> None:
    async with watching(make_world(tmp_path, 24)) as world:
        await world.clock.advance(10)
        away = {ref_of(number) for number in range(gone)}
        absent = Reply(error=not_found())
        world.source.reply = lambda ref: absent if ref in away else Reply(GOOD)
        await world.clock.advance(MINUTE)
        rows = [each.freshness for each in world.watcher.fleet().snapshots]
        assert rows.count(Freshness.GONE) == gone
        told = world.events(EventKind.FRESHNESS)
        assert len([e for e in told if (e.name, e.ref) == ("default", None)]) == statements
        assert len([e for e in told if e.ref is not None]) == (0 if statements else gone)


async def test_suspending_for_a_night_makes_one_round_of_looks_not_many(tmp_path: Path) -> None:
    poll = PollSettings(interval=300, budget=10_000)
    async with watching(make_world(tmp_path, 24, poll)) as world:
        await world.clock.advance(MINUTE)
        known = len(world.source.calls)
        world.clock.suspend(8 * HOUR)
        await world.clock.advance(10)
        assert {each.freshness for each in world.watcher.fleet().snapshots} == {Freshness.FRESH}
        assert len(world.source.calls) - known == 24


async def test_a_wall_clock_that_is_set_changes_no_rhythm(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path)) as world:
        await world.clock.advance(MINUTE)
        world.clock.set_wall(-HOUR)
        await world.clock.advance(MINUTE)
        world.clock.set_wall(2 * HOUR)
        await world.clock.advance(MINUTE)
        assert set(steps(world.source.times())) == {15.0}
        assert world.snapshot().freshness is Freshness.FRESH


async def test_a_fault_of_our_own_is_logged_and_shown_and_the_loop_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with watching(make_world(tmp_path, 3)) as world:
        await world.clock.advance(5)
        fault = Reply(fault=ZeroDivisionError("ours"))
        world.source.reply = lambda ref: fault if ref == ref_of(1) else Reply(GOOD)
        with caplog.at_level(logging.ERROR):
            await world.clock.advance(2 * MINUTE)
        broken = world.snapshot(1)
        assert broken.error is not None
        assert broken.error.cause == "internal error"
        assert broken.status == "RUNNING"
        assert "ZeroDivisionError: ours" in caplog.text
        assert world.snapshot(2).freshness is Freshness.FRESH
        world.source.reply = lambda ref: Reply(GOOD)
        await world.clock.advance(MINUTE)
        assert world.snapshot(1).error is None


async def test_a_fault_in_the_first_call_does_not_make_the_loop_spin(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(tmp_path, 3)
    world.source.reply = lambda ref: Reply(fault=ZeroDivisionError("ours"), latency=0.0)
    async with watching(world):
        await world.clock.advance(5 * MINUTE)
        assert 9 <= len(world.source.calls) <= 13
        assert len({ref for _, ref in world.source.calls}) == 3


async def test_ids_that_are_none_cost_no_request(tmp_path: Path) -> None:
    world = make_world(tmp_path, 3)
    unsent = BadRequest("an id is invalid", cause="an id is invalid", remedy="Correct it.")
    world.source.reply = lambda ref: Reply(error=unsent)
    world.source.silent = True
    async with watching(world):
        await world.clock.advance(10 * MINUTE)
        assert len(world.source.calls) <= 25
        assert world.account().used == 0


async def test_the_budget_holds_whatever_a_person_and_the_fleet_do(tmp_path: Path) -> None:
    rng = random.Random(3)
    async with watching(make_world(tmp_path, 24, PollSettings())) as world:
        world.source.reply = lambda ref: Reply(
            body(rng.choice(["RUNNING", "UPGRADING", "PENDING", "STOPPED"]))
        )
        for _ in range(36):  # six minutes
            await world.clock.advance(rng.uniform(0.1, 20))
            action = rng.randrange(6)
            if action == 0:
                world.watcher.refresh(ref_of(rng.randrange(24)))
            elif action == 1:
                world.watcher.refresh()
            elif action == 2:
                world.watcher.focus(ref_of(rng.randrange(24)))
            elif action == 3:
                world.watcher.faster(ref_of(rng.randrange(24)))
            assert world.account().used <= 120
        assert most_in_five_minutes(world.source.times()) <= 120
        fleet = world.watcher.fleet()
        assert all(fleet.now - (each.seen or 0.0) <= 4 * each.pace for each in fleet.snapshots)


async def test_requests_that_a_call_brings_with_it_count_too(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, scattered(24, 24), PollSettings())) as world:
        sent: list[float] = []

        def with_a_token(ref: InstanceRef) -> Reply:
            sent.append(world.clock.monotonic())
            if len(sent) % 40 == 1:
                world.source._on_request()
                sent.append(world.clock.monotonic())
            return Reply(GOOD)

        world.source.reply = with_a_token
        for _ in range(24):
            await world.clock.advance(30)
            world.watcher.refresh()
        assert most_in_five_minutes(sent) <= 120
        assert world.account().used == sum(at > world.clock.monotonic() - 301 for at in sent)


async def test_the_default_budget_is_shared_by_a_fleet_without_pauses(tmp_path: Path) -> None:
    async with watching(make_world(tmp_path, scattered(24, 24), PollSettings())) as world:
        refs = [each.ref for each in world.watcher.fleet().snapshots]
        world.watcher.focus(refs[3])
        await world.clock.advance(23 * MINUTE)
        pace = world.watcher.pace(refs[0])
        assert 60 < pace < 75
        for ref in {*refs} - {refs[3]}:
            between = steps(world.source.times(ref))[4:]
            assert max(between) <= 1.25 * pace  # 24 start as one: their fifth time may have to wait
            assert sum(between) / len(between) <= 1.03 * pace
        assert world.watcher.pace(refs[3]) < pace / 2


async def test_an_account_without_credentials_is_charged_nothing(tmp_path: Path) -> None:
    world = make_world(tmp_path, 2)
    error = NoCredentials("none", cause="no credentials", remedy="Set some.")
    world.source.reply = lambda ref: Reply(error=error)
    world.source.silent = True
    async with watching(world):
        await world.clock.advance(10 * MINUTE)
        assert world.account().link is Link.NO_CREDENTIALS
        assert world.account().used == 0
        assert 5 <= len(world.source.calls) <= 11


async def test_a_hanging_account_does_not_delay_another(tmp_path: Path) -> None:
    names = [*bookmarks(4), *bookmarks(8, profile="other")[4:]]
    world: World = make_world(tmp_path, names)
    world.source.reply = lambda ref: Reply(GOOD, latency=HOUR)
    async with watching(world):
        await world.clock.advance(5 * MINUTE)
        assert world.account("other").link is Link.OK
        assert set(steps(world.sources["other"].times(ref_of(5)))) == {15.0}


async def test_a_recovery_is_believed_as_soon_as_a_second_look_can_be_made(tmp_path: Path) -> None:
    poll = PollSettings(interval=60, budget=10_000)
    async with watching(make_world(tmp_path, 2, poll)) as world:
        world.source.reply = lambda ref: Reply(body("FAILED", 0) if ref == ref_of(1) else GOOD)
        await world.clock.advance(MINUTE)
        world.source.reply = lambda ref: Reply(GOOD)
        await world.clock.advance(5 * MINUTE)
        health = world.events(EventKind.HEALTH)[-1]
        status = world.events(EventKind.STATUS)[-1]
        assert (health.before, health.after, health.ref) == ("bad", "ok", ref_of(1))
        assert health.at - status.at == pytest.approx(5.0, abs=0.2)
        assert steps(world.source.times(ref_of(1)))[-1] == 60.0
