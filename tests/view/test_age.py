"""Ages: three cells, coarse, and redrawn only when their text changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sstui.view.age import age, ago, duration, for_age, lasted, wait
from tests.cases import every

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800


@every(
    ("seconds", "text"),
    [
        (-3600, "now"),
        (0, "now"),
        (4.9, "now"),
        (5, "5s"),
        (9.9, "5s"),
        (59.9, "55s"),
        (60, "1m"),
        (HOUR - 1, "59m"),
        (HOUR, "1h"),
        (DAY - 1, "23h"),
        (DAY, "1d"),
        (WEEK - 1, "6d"),
        (WEEK, "1w"),
        (99 * WEEK, "99w"),
        (100 * WEEK, "1y"),
        (5e9, "99y"),
    ],
)
def test_an_age_is_coarse_and_rounded_down(seconds: float, text: str) -> None:
    assert age(seconds) == text


@given(st.floats(min_value=-1e9, max_value=1e10))
def test_an_age_never_takes_more_than_three_cells(seconds: float) -> None:
    assert len(age(seconds)) <= 3


def test_a_duration_has_at_most_two_units() -> None:
    assert duration(41) == "41s"
    assert duration(90) == "1m30s"
    assert duration(2 * HOUR + 10 * MINUTE + 5) == "2h10m"
    assert duration(3 * DAY) == "3d"
    assert duration(400 * DAY) == "1y5w"


def test_what_is_over_has_two_units_only_from_an_hour_on() -> None:
    assert [lasted(seconds) for seconds in (41, 185, HOUR + 600)] == ["41s", "3m", "1h10m"]


def test_a_wait_is_rounded_up_in_steps_of_five() -> None:
    assert [wait(seconds) for seconds in (-1, 0, 0.2, 5, 5.1, 58, 70)] == [
        "now", "now", "5s", "5s", "10s", "1m", "1m10s",
    ]  # fmt: skip


def test_ages_in_sentences() -> None:
    assert for_age(2) == "just now"
    assert for_age(720) == "for 12m"
    assert for_age(720, at_least=True) == "for at least 12m"
    assert ago(720) == "12m ago"
