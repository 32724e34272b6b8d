"""How often to look (CONTRACT §4 ``[poll]``, DESIGN §6)."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.records import Health
from sstui.monitor import pacing
from sstui.monitor.budget import WINDOW
from sstui.monitor.pacing import NEVER, Pace, Wish, allocate, wish

PLENTY = 100_000


def wished(
    *,
    own: float | None = None,
    override: float | None = None,
    health: Health = Health.OK,
    in_motion: float | None = None,
    focused: bool = False,
    interval: float = 15.0,
) -> Wish:
    return wish(
        interval=interval,
        fast=10.0,
        off_interval=120.0,
        own=own,
        override=override,
        health=health,
        in_motion=in_motion,
        focused=focused,
    )


def seconds(each: Wish) -> float:
    return allocate([each], PLENTY)[0].seconds


def test_a_steady_instance_is_looked_at_every_interval() -> None:
    assert seconds(wished()) == 15


def test_the_one_under_the_cursor_is_looked_at_faster() -> None:
    assert seconds(wished(focused=True)) == 10


def test_what_moves_is_looked_at_every_five_seconds_for_two_minutes_then_every_fifteen() -> None:
    assert seconds(wished(in_motion=0)) == 5
    assert seconds(wished(in_motion=119)) == 5
    assert seconds(wished(in_motion=120, interval=60)) == 15
    assert seconds(wished(in_motion=120, interval=60, focused=True)) == 10


def test_what_is_off_is_looked_at_every_two_minutes() -> None:
    assert seconds(wished(health=Health.OFF)) == 120
    assert seconds(wished(health=Health.OFF, focused=True)) == 10


def test_the_bookmark_s_interval_goes_before_the_general_one() -> None:
    assert seconds(wished(own=30)) == 30
    assert seconds(wished(own=30, health=Health.OFF)) == 30
    assert seconds(wished(own=3, focused=True)) == 3


def test_a_key_s_interval_goes_before_everything() -> None:
    assert seconds(wished(own=30, override=60, focused=True, in_motion=1)) == 60


def test_zero_is_off() -> None:
    assert seconds(wished(own=0, focused=True, in_motion=1)) == 0
    assert seconds(wished(interval=0)) == 0
    assert seconds(wished(override=0)) == 0


def test_twenty_four_at_fifteen_seconds_are_stretched_into_the_default_budget() -> None:
    paces = allocate([wished()] * 23 + [wished(focused=True)], 120)
    assert paces[0].seconds == allocate([wished()] * 24, 120)[0].seconds
    assert 60 < paces[0].seconds < 75
    assert paces[-1].seconds < paces[0].seconds / 2  # of the little that the fleet leaves
    assert sum(WINDOW / pace.seconds for pace in paces) <= 108


def test_the_cursor_is_served_before_what_moves_and_both_after_the_fleet() -> None:
    fleet = [wished(interval=60.0)] * 5
    moving = [wished(in_motion=0, interval=60.0)] * 10
    paces = allocate([*fleet, *moving, wished(focused=True, interval=60.0)], 120)
    assert paces[-1].seconds == 10
    assert {pace.seconds for pace in paces[:5]} == {60}
    assert {pace.seconds for pace in paces[5:-1]} == {60}  # nothing is left of the third
    seldom = wished(in_motion=0, interval=120.0)
    paces = allocate([*fleet, seldom, wished(focused=True, interval=60.0)], 120)
    assert paces[-1].seconds == 10
    assert 5 < paces[5].seconds < 120


def test_with_a_short_budget_the_cursor_still_has_its_own_call() -> None:
    covered = Wish(NEVER, 10.0, focused=True)
    assert 30 < allocate([Wish(15.0)] * 100 + [covered], 120)[-1].seconds < 60


wishes_of_many = st.lists(
    st.builds(
        Wish,
        st.sampled_from([1.0, 15.0, 120.0, 3600.0, NEVER]),
        st.sampled_from([None, 0.5, 5.0, 10.0]),
        cost=st.integers(1, 5),
    ),
    max_size=60,
)


@given(wishes_of_many, st.integers(-1, 59), st.integers(5, 5000))
def test_haste_never_makes_a_steady_pace_longer(
    wishes: list[Wish], cursor: int, limit: int
) -> None:
    hasty = [
        replace(each, focused=index == cursor, cost=1 if each.fast else each.cost)
        for index, each in enumerate(wishes)
    ]
    without = allocate([replace(each, fast=None, focused=False) for each in hasty], limit)
    for each, pace, steady in zip(hasty, allocate(hasty, limit), without, strict=True):
        assert pace.steady == steady.steady
        assert pace.seconds <= steady.seconds
        if each.fast is None:
            assert pace == steady


def test_what_was_set_by_key_is_not_stretched() -> None:
    paces = allocate([wished(override=15)] + [wished()] * 23, 120)
    assert paces[0] == Pace(15, 15)
    assert paces[1].seconds > 60


@given(
    wishes=st.lists(
        st.builds(
            Wish,
            st.sampled_from([0.0, 1.0, 15.0, 120.0, 3600.0]),
            st.sampled_from([None, 0.5, 5.0, 10.0]),
            st.booleans(),
            st.booleans(),
        ),
        max_size=60,
    ),
    limit=st.integers(5, 5000),
)
def test_a_plan_fits_the_budget_and_the_fast_share_and_forgets_nobody(
    wishes: list[Wish], limit: int
) -> None:
    seen_focus = False
    usual = []
    for each in wishes:  # one cursor; haste and keys exclude each other, and off is off
        focused = each.focused and not seen_focus and each.fast is not None
        seen_focus = seen_focus or focused
        fast = None if each.fixed or not each.steady else each.fast
        usual.append(Wish(each.steady, fast, focused and fast is not None, each.fixed))
    paces = allocate(usual, limit)
    fast_looks = sum(
        WINDOW / pace.seconds for pace in paces if pace.seconds and pace.seconds < pace.steady
    )
    assert fast_looks <= limit / 3 + 1e-6
    assert sum(WINDOW / pace.seconds for pace in paces if pace.seconds) <= limit * 0.9 + 1e-6
    for each, pace in zip(usual, paces, strict=True):
        assert (pace.seconds == 0) == (each.steady == 0)


def test_starts_are_a_tenth_of_a_second_apart_unless_so_many_are_due_that_it_would_not_do() -> None:
    assert pacing.start_gap([Pace(15, 15)] * 24) == 0.1
    assert pacing.start_gap([Pace(1, 1)] * 50) == 0.01
    assert pacing.start_gap([]) == 0.1


def test_keys_step_through_a_ladder() -> None:
    assert (pacing.faster(15), pacing.slower(15)) == (10, 30)
    assert (pacing.faster(67), pacing.slower(67)) == (60, 120)
    assert (pacing.faster(1), pacing.slower(3600)) == (1, 3600)
    assert (pacing.faster(0), pacing.slower(0)) == (3600, 0)


def test_a_failing_instance_is_asked_every_thirty_seconds_at_most() -> None:
    assert pacing.after_failure(5) == 30
    assert pacing.after_failure(60) == 60


@given(seed=st.integers(), interval=st.floats(1, 100), retry=st.none() | st.floats(0, 1e6))
def test_probes_are_four_intervals_apart_and_at_most_thirty_seconds(
    seed: int, interval: float, retry: float | None
) -> None:
    wait = pacing.probe_wait(interval, retry, random.Random(seed))
    if not retry or retry < 1:
        assert 0.9 * min(4 * interval, 30) <= wait <= min(4 * interval, 30)
    else:
        assert min(retry, 3600) <= wait <= max(30, min(retry, 3600))


@given(seed=st.integers(), retry=st.none() | st.floats(0, 3000))
def test_ten_minutes_of_429_cost_fewer_than_twenty_calls(seed: int, retry: float | None) -> None:
    rng = random.Random(seed)
    at, calls = 0.0, 4
    while at < 600:
        wait = pacing.throttle_wait(calls - 3, retry, rng)
        assert wait >= (retry or 0)
        if retry is not None:
            return
        at += wait
        calls += 1
    assert calls < 20


def test_a_refused_key_is_tried_at_most_three_times_an_hour() -> None:
    at, tries = 0.0, 0
    while (at := at + pacing.refused_wait(tries + 1)) <= 3600:
        tries += 1
    assert tries == 3


def test_a_look_is_stale_after_three_paces_but_never_before_thirty_seconds() -> None:
    assert pacing.stale_after(15, 15, None) == 45
    assert pacing.stale_after(3, 3, None) == 30
    assert pacing.stale_after(0, 15, None) == 45
    assert pacing.stale_after(15, 15, 100) == 100


def test_an_overview_takes_as_long_a_gap_as_what_it_stands_for() -> None:
    assert pacing.start_gap([Pace(30, 30)] * 10, covered=20) == 1.2
    assert pacing.start_gap([Pace(1, 1)] * 10, covered=20) == 0.05


def test_a_steady_look_of_several_requests_counts_as_many() -> None:
    paces = allocate([Wish(15.0, cost=10)], 120)
    assert 10 * WINDOW / paces[0].seconds <= 108
    assert allocate([Wish(60.0, cost=10)], 120)[0].seconds == 60
