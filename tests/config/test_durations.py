"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.config.durations import parse_duration, write_duration
from tests.cases import every


@every(
    ("text", "seconds"),
    [
        ("500ms", 0.5),
        ("2s", 2),
        ("5m", 300),
        ("3h", 10800),
        ("7d", 604800),
        ("90", 90),
        (15, 15),
        (1.5, 1.5),
        ("1.5h", 5400),
        (" 30S ", 30),
        ("0", 0),
    ],
)
def test_a_duration_is_a_number_with_a_unit_or_bare_seconds(
    text: str | float, seconds: float
) -> None:
    assert parse_duration(text) == seconds


@every(
    "text",
    [
        "",
        "s",
        "5 apples",
        "-1s",
        "1h30m",
        "1e3",
        "٣s",
        "nan",
        float("nan"),
        -1,
        True,
        None,
        [],
        1e12,
    ],
)
def test_anything_else_is_refused_in_words(text: object) -> None:
    with pytest.raises(ValueError, match=r"not a duration|out of range"):
        parse_duration(text)


@every(("seconds", "text"), [(30, "30s"), (90, "90s"), (900, "15m"), (0.5, "500ms"), (0, "0s")])
def test_it_is_written_in_the_largest_unit_that_stays_whole(seconds: float, text: str) -> None:
    assert write_duration(seconds) == text


@given(st.integers(min_value=0, max_value=10**9))
def test_what_is_written_is_read_again_as_it_was(thousandths: int) -> None:
    assert parse_duration(write_duration(thousandths / 1000)) == thousandths / 1000
