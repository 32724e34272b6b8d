"""Windows of maintenance, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sstui.insight.maintenance import Times, Window
from tests.cases import every

BERLIN = ZoneInfo("Europe/Berlin")  # UTC+1; +2 from 29 March to 25 October 2026
SATURDAY = 5


def at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


@every(
    ("when", "holds"),
    [
        ("2026-11-28T21:59:59", False),
        ("2026-11-28T22:00", True),  # a Saturday
        ("2026-11-29T05:59:59", True),  # it began on Saturday
        ("2026-11-29T06:00", False),
        ("2026-11-29T22:00", False),  # Sunday's own
        ("2026-11-28T05:00", False),  # Friday's
    ],
)
def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins(
    when: str, holds: bool
) -> None:
    night = Times(BERLIN, start=time(22), stop=time(6), days=frozenset({SATURDAY}))
    assert night.hold(at(when)) is holds


def test_the_wall_clock_counts_in_summer_and_in_winter() -> None:
    early = Times(BERLIN, start=time(4), stop=time(5))
    for day in ("2026-07-01", "2026-12-01"):
        assert early.hold(at(f"{day}T04:30"))
        assert not early.hold(at(f"{day}T05:30"))
    assert early.hold(datetime(2026, 7, 1, 2, 30, tzinfo=UTC).timestamp())
    assert early.hold(datetime(2026, 12, 1, 3, 30, tzinfo=UTC).timestamp())


def test_the_hour_that_comes_twice_is_in_the_window_twice() -> None:
    small = Times(BERLIN, start=time(2), stop=time(3))
    assert small.hold(at("2026-10-25T02:30", fold=0))
    assert small.hold(at("2026-10-25T02:30", fold=1))
    before = at("2026-03-29T01:59:59")  # the next second is 03:00
    assert not small.hold(before)
    assert not small.hold(before + 1)


def test_a_window_until_midnight_ends_with_the_day() -> None:
    evening = Times(BERLIN, start=time(18), days=frozenset({SATURDAY}))
    assert evening.hold(at("2026-11-28T23:59:59"))
    assert not evening.hold(at("2026-11-29T00:00"))
    assert not evening.hold(at("2026-11-29T19:00"))


def test_it_is_from_its_begin_until_just_before_its_end() -> None:
    once = Times(BERLIN, begin=100.0, end=200.0)
    assert [once.hold(each) for each in (99.9, 100.0, 199.9, 200.0)] == [False, True, True, False]
    until = Times(BERLIN, end=at("2026-11-30T00:00"), start=time(22), stop=time(6))
    assert until.hold(at("2026-11-29T23:00"))
    assert not until.hold(at("2026-11-29T12:00"))
    assert not until.hold(at("2026-11-30T23:00"))


def test_it_covers_by_name_group_or_tag_and_without_any_of_them_all() -> None:
    when = Times(BERLIN)
    window = Window(when, names=("orders-*",), groups=("batch",), tags=("team-a",))
    assert window.covers("orders-prod", "shop", ())
    assert window.covers("mailer", "batch", ())
    assert window.covers("mailer", "shop", ("team-b", "team-a"))
    assert not window.covers("Orders-prod", "shop", ("team-b",))
    assert Window(when).covers("anything", "", ())
