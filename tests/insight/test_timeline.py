"""One instance over time: stretches, what is not known, availability, the strip (CONTRACT §5)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.availability import (
    DAY,
    HOUR,
    WINDOWS,
    Availability,
    Outage,
    Shares,
    availability,
    strip,
)
from sstui.insight.records import Health
from sstui.insight.timeline import (
    KEPT,
    MOST_STRETCHES,
    NO_ANSWER,
    NOT_LOOKED,
    NOT_RUNNING,
    Row,
    State,
    Timeline,
    state_gone,
    state_of,
)
from sstui.servicestage.models import StatusDetail
from tests.cases import every

T0 = 1_763_000_000.0
HOLD = 45.0
OK = State(Health.OK, True, True, "RUNNING")
HALF = State(Health.DEGRADED, True, False, "PARTIALLY_FAILED")
DOWN = State(Health.BAD, False, False, "DOWN")
OFF = State(Health.OFF, None, None, "STOPPED")
STRANGE = State(Health.UNKNOWN, None, None, "UNKNOWN")
STATES = (OK, HALF, DOWN, OFF, STRANGE)


def watched(*looks: tuple[float, State]) -> Timeline:
    """A timeline of looks at seconds after `T0`, each of which speaks until the next."""
    line = Timeline()
    for after, state in looks:
        line = line.looked(T0 + after, state, hold=KEPT)
    return line


def told(line: Timeline) -> list[tuple[float, float | None, Health | None]]:
    return [
        (each.start - T0, None if each.end is None else each.end - T0, each.health)
        for each in line.stretches
    ]


def test_equal_looks_are_one_stretch_of_which_only_the_end_moves() -> None:
    first = Timeline().looked(T0, OK, "2/2 replicas", hold=HOLD)
    later = first.looked(T0 + 15, OK, "other words", hold=HOLD)
    assert later.open is first.open
    assert later.closed is first.closed
    assert (later.until, later.stretches[0].why) == (T0 + 15, "2/2 replicas")


def test_a_state_ends_where_the_next_one_was_seen() -> None:
    line = watched((0, OK), (15, HALF), (30, HALF), (45, OK))
    assert told(line) == [
        (0, 15, Health.OK),
        (15, 45, Health.DEGRADED),
        (45, None, Health.OK),
    ]


def test_what_no_look_speaks_for_is_not_known() -> None:
    line = watched((0, OK)).looked(T0 + 3600, OK, hold=HOLD)
    assert told(line) == [(0, 45, Health.OK), (45, 3600, None), (3600, None, Health.OK)]
    assert line.stretches[1].why == NOT_LOOKED


def test_failed_looks_begin_what_is_not_known_and_keep_its_first_reason() -> None:
    line = watched((0, OK)).lost(T0 + 30, NO_ANSWER).lost(T0 + 60, "another")
    assert told(line) == [(0, 30, Health.OK), (30, None, None)]
    assert line.stretches[1].why == NO_ANSWER
    back = line.looked(T0 + 100, DOWN, hold=HOLD)
    assert told(back)[1:] == [(30, 100, None), (100, None, Health.BAD)]


def test_a_failure_takes_nothing_from_what_was_seen() -> None:
    line = watched((0, OK), (60, OK)).lost(T0 + 30, NO_ANSWER)
    assert told(line) == [(0, 60, Health.OK), (60, None, None)]


def test_what_was_never_seen_cannot_be_lost() -> None:
    assert Timeline().lost(T0, NO_ANSWER) == Timeline()


def test_a_clock_that_was_set_back_overwrites_the_time_that_comes_again() -> None:
    line = watched((0, OK), (600, DOWN), (1200, OK))
    again = line.looked(T0 + 300, HALF, hold=HOLD)
    assert told(again) == [(0, 300, Health.OK), (300, None, Health.DEGRADED)]
    assert told(line.looked(T0 - 5, OK, hold=HOLD)) == [(-5, None, Health.OK)]


def test_the_stretch_of_a_moment_can_be_asked_for() -> None:
    line = watched((0, OK), (600, DOWN))
    found = [line.at(T0 + after) for after in (-1, 0, 599, 600, 9999)]
    assert [each and each.health for each in found] == [
        None,
        Health.OK,
        Health.OK,
        Health.BAD,
        Health.BAD,
    ]
    assert Timeline().at(T0) is None


def test_it_is_bounded_in_age_and_number() -> None:
    line = watched((0, OK), (10, DOWN), (KEPT, OK), (KEPT + 10, DOWN))
    assert told(line)[0] == (10, KEPT, Health.BAD)
    busy = watched(*((number, STATES[number % 2]) for number in range(MOST_STRETCHES + 50)))
    assert len(busy.stretches) == MOST_STRETCHES


def test_after_a_restart_it_goes_on_and_the_gap_has_its_reason() -> None:
    kept = watched((0, OK), (60, DOWN), (90, DOWN)).as_rows()
    assert kept[-1][:3] == (T0 + 60, T0 + 90, "bad")
    line = Timeline.from_rows(kept).looked(T0 + 600, DOWN, hold=HOLD)
    assert told(line)[1:] == [
        (60, 90, Health.BAD),
        (90, 600, None),
        (600, None, Health.BAD),
    ]
    assert line.stretches[2].why == NOT_RUNNING


def test_of_a_single_look_too_it_is_known_that_nobody_looked_after_it() -> None:
    kept = watched((0, OK)).as_rows()
    line = Timeline.from_rows(kept).looked(T0 + 600, DOWN, hold=HOLD)
    assert told(line) == [(0, 0, Health.OK), (0, 600, None), (600, None, Health.BAD)]
    assert line.stretches[1].why == NOT_RUNNING


def test_what_is_not_known_at_the_end_keeps_its_reason_in_the_file() -> None:
    line = watched((0, OK)).lost(T0 + 30, NO_ANSWER)
    assert Timeline.from_rows(line.as_rows()) == line


def test_rows_that_no_version_of_ours_wrote_do_no_harm() -> None:
    rows: tuple[Row, ...] = (
        (T0, T0 + 100, "ok", True, True, "RUNNING", ""),
        (T0 + 50, T0 + 200, "bad", False, False, "DOWN", ""),
        (T0 + 60, T0 + 70, "ok", True, True, "RUNNING", ""),
        (T0 + 300, None, "splendid", None, None, "?", ""),
        (T0 + 250, None, "ok", True, True, "RUNNING", ""),
    )
    line = Timeline.from_rows(rows)
    assert told(line)[:3] == [
        (0, 100, Health.OK),
        (100, 200, Health.BAD),
        (200, 250, None),
    ]
    assert line.stretches[0].serving is True


@every(
    ("fields", "health", "expected"),
    [
        ({"status": "RUNNING", "available_replica": 3, "replica": 3}, Health.OK, (True, True)),
        ({"status": "FAILED", "available_replica": 1, "replica": 3}, Health.BAD, (True, False)),
        ({"status": "DOWN", "available_replica": 0, "replica": 3}, Health.BAD, (False, False)),
        ({"status": "RUNNING"}, Health.OK, (True, True)),
        ({"status": "DOWN"}, Health.BAD, (False, False)),
        ({"status": "UPGRADING"}, Health.MOVING, (None, None)),
        ({"status": "RUNNING", "available_replica": 2}, Health.OK, (True, True)),
        ({"status": "STOPPED", "available_replica": 0, "replica": 1}, Health.OFF, (None, None)),
        ({"status": "STOPPED", "available_replica": 0, "replica": 0}, Health.BAD, (False, False)),
        (
            {"status": "RUNNING", "available_replica": 3, "replica": 3},
            Health.UNKNOWN,
            (None, None),
        ),
        ({"status": "GRAYING", "available_replica": 1, "replica": 1}, Health.UNKNOWN, (True, True)),
        ({"status": "RUNNING", "available_replica": -1, "replica": 3}, Health.OK, (True, True)),
    ],
)
def test_serving_is_one_replica_and_full_is_all(
    fields: dict[str, str | int], health: Health, expected: tuple[bool | None, bool | None]
) -> None:
    state = state_of(StatusDetail.model_validate(fields), health)
    assert (state.serving, state.full) == expected


def test_gone_is_an_outage_only_where_it_should_run() -> None:
    assert state_gone(Health.BAD).serving is False
    assert state_gone(Health.OFF).serving is None


def test_availability_counts_known_time_and_shows_the_rest() -> None:
    line = watched((0, OK), (3 * 600, HALF), (4 * 600, DOWN), (5 * 600, OK))
    line = line.lost(T0 + 5.5 * 600, NO_ANSWER)
    found = availability(line, T0 + HOUR, HOUR)
    assert found.serving == Shares(yes=2700, no=600, off=0, unknown=300)
    assert found.full == Shares(yes=2100, no=1200, off=0, unknown=300)
    assert found.serving.share == pytest.approx(2700 / 3300)
    assert found.degraded == 600
    assert found.outages == (Outage(T0 + 2400, T0 + 3000, 600),)


def test_what_is_bad_and_still_serves_is_no_outage_and_shown_as_degraded() -> None:
    limping = State(Health.BAD, True, False, "FAILED")
    found = availability(watched((0, OK), (600, limping)), T0 + HOUR, HOUR)
    assert (found.serving.share, found.outages, found.degraded) == (1.0, (), 3000)


def test_below_half_known_there_is_no_percentage() -> None:
    line = watched((0, OK))
    assert availability(line, T0 + 0.49 * DAY, DAY).serving.share is None
    assert availability(line, T0 + 0.51 * DAY, DAY).serving.share == 1.0
    assert availability(Timeline(), T0, HOUR).serving == Shares(0, 0, 0, HOUR)


def test_off_is_neither_service_nor_outage() -> None:
    found = availability(watched((0, OFF)), T0 + HOUR, HOUR)
    assert found.serving == Shares(0, 0, HOUR, 0)
    assert found.serving.share is None
    assert found.outages == ()


def test_an_outage_that_we_lost_sight_of_is_one_and_counts_what_was_seen() -> None:
    line = watched((0, OK), (600, DOWN)).lost(T0 + 900, NO_ANSWER)
    line = line.looked(T0 + 1500, DOWN, hold=KEPT).looked(T0 + 1800, OK, hold=KEPT)
    line = line.looked(T0 + 2400, DOWN, hold=KEPT)
    found = availability(line, T0 + HOUR, HOUR)
    assert found.outages == (
        Outage(T0 + 600, T0 + 1800, 600),
        Outage(T0 + 2400, None, 1200),
    )
    assert (found.longest, found.between) == (1200, 600)


def test_the_strip_shows_the_worst_of_each_slice() -> None:
    line = watched((0, OK), (610, DOWN), (615, OK), (1300, HALF), (1900, OFF))
    assert strip(line, T0 - 600, T0 + 2400, 5) == (
        None,
        Health.OK,
        Health.BAD,
        Health.DEGRADED,
        Health.DEGRADED,
    )


def test_a_slice_is_known_by_its_looks_unless_we_were_blind_for_the_longer_part() -> None:
    young = watched((3500, OK))
    assert strip(young, T0, T0 + HOUR, 1) == (Health.OK,)
    assert strip(young, T0, T0 + 3500, 1) == (Health.OK,)  # seen at this very moment
    blind = watched((0, OK)).lost(T0 + 1000, NO_ANSWER)
    assert strip(blind, T0, T0 + HOUR, 1) == (None,)
    assert strip(blind, T0, T0 + 1900, 1) == (Health.OK,)
    hurt = watched((0, OK), (10, DOWN)).lost(T0 + 20, NO_ANSWER)
    assert strip(hurt, T0, T0 + HOUR, 1) == (Health.BAD,)
    assert strip(Timeline(), T0, T0 + HOUR, 3) == (None, None, None)
    assert strip(young, T0, T0, 2) == (None, None)


STEPS = st.lists(
    st.tuples(
        st.floats(-30, 4000, allow_nan=False),
        st.sampled_from([*STATES, None]),
        st.floats(10, 600),
    ),
    max_size=40,
)


def lived(steps: list[tuple[float, State | None, float]]) -> tuple[Timeline, float]:
    line, now = Timeline(), T0
    for after, state, hold in steps:
        now += after
        line = line.lost(now, NO_ANSWER) if state is None else line.looked(now, state, hold=hold)
    return line, now


@given(STEPS)
def test_stretches_follow_one_another_without_hole_or_overlap(
    steps: list[tuple[float, State | None, float]],
) -> None:
    line, _ = lived(steps)
    for one, other in pairwise(line.stretches):
        assert one.end == other.start
        assert one.start < other.start
        assert (one.health, one.status) != (other.health, other.status)


@given(STEPS, st.floats(0, 90_000))
def test_availability_is_between_0_and_1_and_its_parts_are_the_window(
    steps: list[tuple[float, State | None, float]], later: float
) -> None:
    line, now = lived(steps)
    for window in WINDOWS:
        found = availability(line, now + later, window)
        for shares in (found.serving, found.full):
            assert sum(shares) == pytest.approx(window)
            assert min(shares) >= 0
            assert shares.share is None or 0 <= shares.share <= 1
        assert found.full.yes <= found.serving.yes + 1e-6
        assert sum(outage.down for outage in found.outages) == pytest.approx(found.serving.no)
        assert_known_time_has_looks(line, now, found)


def assert_known_time_has_looks(line: Timeline, now: float, found: Availability) -> None:
    dark = any(each.health is None for each in line.stretches)
    if line.open is None:
        assert found.serving.known == 0
    elif not dark and line.stretches[0].start <= now - found.window:
        strange = any(each.serving is None for each in line.stretches)
        assert strange or found.serving.unknown == pytest.approx(0, abs=1e-3)


@given(STEPS)
def test_a_failure_never_changes_what_was_known_before(
    steps: list[tuple[float, State | None, float]],
) -> None:
    line, now = lived(steps)
    lost = line.lost(now + 100, NO_ANSWER)

    def known(each: Timeline) -> list[tuple[float, float, Health | None]]:
        parts = each.parts(0, line.until)
        return [(p.start, p.end, p.stretch.health) for p in parts if p.start < p.end]

    assert known(lost) == known(line)


@given(STEPS)
def test_it_survives_its_file(steps: list[tuple[float, State | None, float]]) -> None:
    line, _ = lived(steps)
    again = Timeline.from_rows(line.as_rows())
    known = [each for each in again.stretches if each.why != NOT_RUNNING]
    before = [(each.start, each.health) for each in line.stretches]
    assert [(each.start, each.health) for each in known] == before


@given(STEPS, st.integers(1, 96))
def test_every_cell_of_the_strip_is_something_that_was_seen_in_it(
    steps: list[tuple[float, State | None, float]], cells: int
) -> None:
    line, now = lived(steps)
    size = DAY / cells
    for index, health in enumerate(strip(line, now - DAY, now, cells)):
        left = now - DAY + index * size
        near = [p.stretch.health for p in line.parts(left - 1e-3, left + size + 1e-3)]
        assert health is None or health in near
