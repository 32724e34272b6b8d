"""The lamp: the first that holds, to the letter of SCREENS §5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sstui.insight.records import Freshness, Health
from sstui.monitor.state import Fleet, Link, Snapshot
from sstui.view.lamp import Lamp, lamp, lamp_lines, lamp_width
from sstui.view.signs import UNICODE
from sstui.view.text import line_cells, text_of
from sstui.view.title import MOST_CELLS, pane_title
from tests.cases import every
from tests.view.fleets import (
    BAD,
    DEGRADED,
    GONE,
    MOVING,
    NOW,
    OFF,
    OK,
    STALE,
    UNKNOWN,
    account,
    fleet_of,
    quiet_fleet,
    the_fleet,
)


def fleet_with(*healths: Health, **changes: Any) -> Fleet:
    one = quiet_fleet(1).snapshots[0]
    snapshots = tuple(
        replace(one, bookmark=replace(one.bookmark, name=f"s{index}"), health=health)
        for index, health in enumerate(healths)
    )
    return replace(fleet_of(snapshots), **changes)


def words(fleet: Fleet) -> str:
    return lamp(fleet, UNICODE).first


@every(
    ("healths", "text", "fill", "colour"),
    [
        ((OK, BAD, DEGRADED, BAD), "✗ 2 BAD", "fill-bad", "bad"),
        ((OK, DEGRADED, UNKNOWN), "◐ 1 DEGRADED", "fill-degraded", "degraded"),
        ((OK, UNKNOWN, MOVING), "? 1 UNKNOWN", "", "unknown"),
        ((OK, MOVING), "↻ 1 MOVING", "", "moving"),
        ((OK, OFF), "● ALL OK", "", "ok"),
    ],
)
def test_the_worst_health_holds_it(
    healths: tuple[Health, ...], text: str, fill: str, colour: str
) -> None:
    shown = lamp(fleet_with(*healths), UNICODE)
    assert (shown.first, shown.fill, shown.colour) == (text, fill, colour)


def one_row(fleet: Fleet, **changes: Any) -> Fleet:
    first: Snapshot = replace(fleet.snapshots[0], **changes)
    return replace(fleet, snapshots=(first, *fleet.snapshots[1:]))


def test_all_ok_needs_every_row_fresh() -> None:
    fleet = fleet_with(OK, OK)
    assert words(fleet) == "● ALL OK"
    assert words(one_row(fleet, freshness=STALE)) == "? 1 STALE"
    assert words(one_row(fleet, freshness=Freshness.UNSEEN)) == "· LOOKING"
    assert words(one_row(fleet, freshness=GONE)) == "∅ 1 GONE"
    assert words(one_row(fleet, freshness=GONE, expectation="running")) == "✗ 1 BAD"


def test_looking_says_how_many_were_seen() -> None:
    fleet = one_row(fleet_with(OK, OK, OK), freshness=Freshness.UNSEEN)
    assert lamp(fleet, UNICODE).second == "2 of 3"


def test_throttled_comes_after_moving_and_before_stale() -> None:
    throttled = (account(link=Link.THROTTLED, since=NOW - 60),)
    assert words(fleet_with(OK, accounts=throttled)) == "◐ THROTTLED"
    assert words(fleet_with(MOVING, accounts=throttled)) == "↻ 1 MOVING"
    assert words(one_row(fleet_with(OK, accounts=throttled), freshness=STALE)) == "◐ THROTTLED"


def test_a_blind_profile_holds_it_only_while_none_that_answers_has_anything_bad() -> None:
    accounts = (account(link=Link.NO_ANSWER, since=NOW - 240), account("dr"))
    fleet = fleet_with(BAD, OK, accounts=accounts)
    shown = lamp(fleet, UNICODE)
    assert (shown.first, shown.fill) == ("? NO ANSWER", "fill-unknown")
    assert shown.second == "for 4m was 1✗"
    elsewhere = one_row(fleet, bookmark=replace(fleet.snapshots[0].bookmark, profile="dr"))
    assert words(elsewhere) == "✗ 1 BAD"
    degraded = one_row(elsewhere, health=DEGRADED)
    assert words(degraded) == "? NO ANSWER"


def test_a_blind_profile_that_nothing_is_watched_in_does_not_hold_it() -> None:
    accounts = (account(), account("dr", link=Link.NO_ANSWER))
    assert words(fleet_with(OK, accounts=accounts)) == "● ALL OK"


def test_it_dates_what_it_counts() -> None:
    assert lamp(the_fleet(), UNICODE).second == "for 2d"
    quiet = quiet_fleet()
    assert lamp(quiet, UNICODE).second == "for 2h"
    assert lamp(one_row(quiet, health_since=NOW - 300), UNICODE).second == "for 5m"


def test_nothing_watched_is_not_all_ok() -> None:
    assert words(fleet_of(())) == "· NOTHING"


@every(("width", "size"), [(160, 14), (80, 12), (30, 5)])
def test_it_is_a_block_of_one_width_and_as_many_rows_as_asked(width: int, size: int) -> None:
    shown: Lamp = lamp(the_fleet(), UNICODE)
    assert lamp_width(shown, width) == size
    lines = lamp_lines(shown, width, 4)
    assert [line_cells(line) for line in lines] == [size] * 4
    assert {style.split()[0] for line in lines for _, style in line} == {"fill-bad"}


def test_the_words_widen_it() -> None:
    accounts = (account(link=Link.REFUSED, since=NOW - 120),)
    shown = lamp(fleet_with(OK, accounts=accounts), UNICODE)
    lines = lamp_lines(shown, 160, 2)
    assert text_of(lines[0]) == "  ? KEYS REFUSED "
    assert text_of(lines[1]) == "    for 2m       "


@every(
    ("fleet", "title"),
    [
        (fleet_with(*[BAD] * 2, DEGRADED, *[OK] * 37), "2✗ 1◐ 37● sstui"),
        (quiet_fleet(40), "40● sstui"),
        (
            replace(quiet_fleet(40), accounts=(account(link=Link.NO_ANSWER, since=NOW - 240),)),
            "? 4m · 40 sstui",
        ),
        (replace(quiet_fleet(40), accounts=(account(link=Link.REFUSED),)), "?keys · 40 sstui"),
        (one_row(quiet_fleet(3), freshness=STALE), "(1) 2● sstui"),
        (the_fleet(), "2✗ 2◐ 1? (2) sstui"),
    ],
)
def test_the_pane_title_says_the_same_in_21_cells(fleet: Fleet, title: str) -> None:
    assert pane_title(fleet, UNICODE) == title
    assert len(title) <= MOST_CELLS
