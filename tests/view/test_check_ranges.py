"""Ranges as the monitoring-plugins guidelines have them, and figures as cores read them."""

from __future__ import annotations

import pytest

from sstui.config.durations import parse_duration
from sstui.view.check_ranges import parse_range
from tests.cases import every

# The guidelines' own table, and its edges.
ALERTS = [
    ("10", {-1: True, 0: False, 10: False, 10.5: True}),
    ("10:", {9: True, 10: False, 1e9: False}),
    ("~:10", {-1e9: False, 10: False, 11: True}),
    ("10:20", {9: True, 10: False, 20: False, 21: True}),
    ("@10:20", {9: False, 10: True, 20: True, 21: False}),
    ("@10", {-1: False, 0: True, 10: True, 11: False}),
    ("-5:-1", {-6: True, -5: False, -1: False, 0: True}),
    ("~:", {-1e9: False, 1e9: False}),
]


@every(("text", "expected"), ALERTS)
def test_a_range_alerts_outside_and_with_an_at_inside(
    text: str, expected: dict[float, bool]
) -> None:
    wanted = parse_range(text)
    assert {value: wanted.alerts(value) for value in expected} == expected


@every(
    ("text", "written"),
    [("10", "0:10"), ("2:", "2:"), ("~:10", "~:10"), ("@1:2.5", "@1:2.5"), ("~:", "~:")],
)
def test_perfdata_has_it_in_numbers(text: str, written: str) -> None:
    assert str(parse_range(text)) == written
    assert str(parse_range(written)) == written


@every("text", ["", ":", "@", "a", "1:b", ":10", "20:10", "nan", "1:2:3", "5 m"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="range"):
        parse_range(text)


def test_bounds_may_be_durations() -> None:
    assert str(parse_range("5m", parse_duration)) == "0:300"
    assert str(parse_range("30s:2h", parse_duration)) == "30:7200"
