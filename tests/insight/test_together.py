"""What a slice of time tells of one instance: that it fell, was down already, or is not known."""

from __future__ import annotations

from sstui.insight.records import Health
from sstui.insight.timeline import NO_ANSWER, State, Timeline
from sstui.insight.together import InSlice, falls, in_slice
from tests.cases import every

OK = State(Health.OK, True, True, "RUNNING")
HALF = State(Health.DEGRADED, True, False, "PARTIALLY_FAILED")
BAD = State(Health.BAD, False, False, "FAILED")


def lived(*told: tuple[float, State | None]) -> Timeline:
    line = Timeline()
    for time, state in told:
        line = line.lost(time, NO_ANSWER) if state is None else line.looked(time, state, hold=9e9)
    return line


LINE = lived((100, OK), (200, HALF), (300, BAD), (400, OK), (500, None), (600, BAD), (700, OK))


@every(
    ("start", "end", "told"),
    [
        (110, 190, InSlice(well=True)),
        (190, 210, InSlice(fell=Health.DEGRADED)),
        (190, 310, InSlice(fell=Health.BAD)),
        (290, 310, InSlice(fell=Health.BAD)),
        (310, 390, InSlice(lasting=Health.BAD)),
        (390, 410, InSlice(lasting=Health.BAD)),
        (510, 590, InSlice(dark=NO_ANSWER)),
        (590, 610, InSlice(lasting=Health.BAD)),  # found so: when it began nobody knows
        (410, 510, InSlice()),  # well as far as it is known, and that is not all of it
        (10, 90, InSlice()),
        (200, 300, InSlice(fell=Health.DEGRADED)),  # what begins at its end is the next one's
    ],
)
def test_of_each_instance_one_thing_is_told(start: float, end: float, told: InSlice) -> None:
    assert in_slice(LINE, start, end) == told


def test_what_begins_at_the_end_of_a_slice_is_the_next_one_s_though_it_lasts() -> None:
    assert in_slice(lived((100, OK), (200, BAD)), 150, 200) == InSlice(well=True)


def test_falls_are_what_was_seen_to_get_worse() -> None:
    assert [*falls(LINE)] == [200, 300]
    assert [*falls(lived((1, BAD), (2, HALF), (3, OK)))] == []


def test_a_stretch_knows_what_it_took_over_from() -> None:
    first, second, *_ = LINE.stretches
    assert LINE.before(second) == first
    assert LINE.before(first) is None
