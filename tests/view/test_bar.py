"""The status bar: every instance has its cell, always as wide as the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone, tzinfo

from sstui.insight.records import EventKind, Health
from sstui.monitor.state import AccountState, Fleet, Link
from sstui.servicestage.errors import Malformed, Unauthorized, Unreachable
from sstui.servicestage.refs import InstanceRef
from sstui.view.bar import Bar, bar
from sstui.view.short_names import short_names
from sstui.view.signs import ASCII, UNICODE, Signs
from sstui.view.text import Line, Span, line_cells, text_of
from tests.cases import every
from tests.view.fleets import (
    FRESH,
    NOW,
    SEEDS,
    STALE,
    WALL,
    account,
    event,
    fleet_of,
    quiet_fleet,
    ref_of,
    snapshot_of,
    the_fleet,
)

BANGKOK = timezone(timedelta(hours=7), "+07")
HINTS: Line = (Span(" "), Span("j k", "accent"), Span(" move"))


def bar_of(
    fleet: Fleet,
    width: int = 160,
    screen_rows: int = 48,
    *,
    signs: Signs = UNICODE,
    tz: tzinfo = BANGKOK,
    cursor: InstanceRef | None = None,
    message: Line | None = None,
    frozen: bool = False,
) -> Bar:
    shown = bar(
        fleet, width=width, screen_rows=screen_rows, signs=signs, tz=tz,
        cursor=cursor or ref_of("orders-prod"),
        hints=HINTS, message=message, frozen=frozen,
    )  # fmt: skip
    assert {line_cells(line) for line in shown.lines} == {width}
    return shown


def texts(fleet: Fleet, width: int = 160, screen_rows: int = 48) -> list[str]:
    return [text_of(line).rstrip() for line in bar_of(fleet, width, screen_rows).lines]


def blind(link: Link = Link.NO_ANSWER) -> AccountState:
    error = Unreachable("x", cause="connect timed out", remedy="wait")
    return account(link=link, since=NOW - 240, error=error, tries=9, next_try=NOW + 12)


def all_stale(fleet: Fleet) -> Fleet:
    """Every fresh row missed its looks; what is gone stays gone."""
    return replace(
        fleet,
        snapshots=tuple(
            replace(each, freshness=STALE) if each.freshness is FRESH else each
            for each in fleet.snapshots
        ),
    )


def many(count: int) -> Fleet:
    """``count`` instances in eight groups, one in thirty of them bad."""
    seeds = (
        SEEDS[0 if index % 30 == 7 else 4]._replace(
            name=f"s-{index}", group=f"g{index * 8 // count}"
        )
        for index in range(count)
    )
    return fleet_of(tuple(map(snapshot_of, seeds)))


def test_the_wide_bar_names_what_is_not_well() -> None:
    assert texts(the_fleet()) == [
        "  ✗ 2 BAD       ✗ orders   ◐ ledger   ↻ refunds  ● ● ● ● │  ◐ catalog   ↻ recommen…  "
        "○ ● ● ● ● │  ? warehous…   ↻ feature-…  ○ (●) ● │  ✗ mailer  ∅ (●) ● ●",
        "    for 2d     2◐  1?  3↻  1∅  2○  11●   2 stale" + " " * 48 + "next 5s     "
        "budget ━━━───── 41/120     prod ✓ 21h     09:14 +07",
        " j k move",
    ]


def test_at_half_the_width_only_what_is_bad_is_named() -> None:
    cells, counts, _ = texts(the_fleet(), 120, 36)
    assert cells == (
        "  ✗ 2 BAD       ✗ orders  ◐ ↻ ● ● ● ● │ ◐ ↻ ○ ● ● ● ● │ ? ↻ ○ (●) ● │  ✗ mailer  ∅ (●) ● ●"
    )
    assert counts.endswith("41/120     prod ✓ 21h     09:14 +07")


def test_at_eighty_cells_glyphs_alone() -> None:
    assert texts(the_fleet(), 80, 24) == [
        "  ✗ 2 BAD     ✗  ◐ ↻ ● ● ● ● │ ◐ ↻ ○ ● ● ● ● │ ? ↻ ○ (●) ● │  ✗  ∅ (●) ● ●",
        "   for 2d    2◐ 1? 3↻ 1∅ 2○ 11●  2 stale      next 5s  41/120  ✓ 21h  09:14 +07",
        " j k move",
    ]


def test_in_the_side_pane_they_stand_close_together_and_there_are_no_keys() -> None:
    assert texts(the_fleet(), 60, 16) == [
        "  ✗ 2 BAD     ✗  ◐↻●●●● │ ◐↻○●●●● │ ?↻○(●)● │  ✗  ∅(●)●●",
        "   for 2d    2◐ 1? 3↻ 1∅ 2○ 11●  2 stale     next 5s  09:14",
    ]


def test_under_ten_rows_the_bar_is_one_row() -> None:
    assert texts(the_fleet(), 60, 9) == ["  ✗ 2 BAD    2◐ 1? 3↻ (2) 1∅ 2○ 11●" + " " * 19 + "09:14"]


def test_under_forty_cells_the_lamp_keeps_glyph_and_number() -> None:
    assert texts(the_fleet(), 36, 24)[0].startswith(" ✗ 2   ✗ ")


def test_a_few_have_all_their_names() -> None:
    few = fleet_of(tuple(snapshot_of(SEEDS[index]) for index in (0, 1, 2, 17, 18)))
    assert texts(few)[0] == (
        "  ✗ 1 BAD       ✗ orders   ◐ ledger   ↻ refunds  │ (● kafka-bridge) ● reports"
    )


def test_the_cells_stay_where_they_are_when_health_changes() -> None:
    fleet = many(200)
    before = {hit.ref: hit.start for hit in bar_of(fleet, 240).hits if hit.start > 14}
    worse = replace(fleet.snapshots[5], health=Health.DEGRADED)
    after = bar_of(
        replace(fleet, snapshots=(*fleet.snapshots[:5], worse, *fleet.snapshots[6:])), 240
    )
    assert {hit.ref: hit.start for hit in after.hits if hit.start > 14} == before


def test_three_hundred_fit_in_three_rows_of_a_tall_screen() -> None:
    shown = bar_of(many(300), 160, 48)
    assert len(shown.lines) == 5
    assert "".join(map(text_of, shown.lines[:3])).count("●") == 290


def test_elsewhere_runs_of_ok_become_glyph_and_count_and_nothing_else_does() -> None:
    line = texts(many(300), 160, 30)[0]
    assert line.startswith("  ✗ 10 BAD     ●7  ✗  ●29  ✗  │ ●29  ✗  ●7 │ ●22")
    assert line.count("✗") == 11


def test_two_that_are_not_well_are_never_one() -> None:
    row = snapshot_of(SEEDS[4])
    healths = [Health.BAD] * 2 + [Health.MOVING] * 2 + [Health.OFF] * 2 + [Health.OK] * 60
    snapshots = tuple(
        replace(row, health=health, bookmark=replace(row.bookmark, ref=ref_of(f"{index}")))
        for index, health in enumerate(healths)
    )
    assert texts(fleet_of(snapshots), 60, 24)[0] == "  ✗ 2 BAD     ✗   ✗  ↻ ↻ ○2 ●60"


def test_where_even_that_does_not_fit_worst_first_and_how_many_more() -> None:
    line = texts(many(300), 60, 24)[0]
    assert line.startswith("  ✗ 10 BAD    ✗   ✗ ")
    shown = line[14:].count("●") + line[14:].count("✗")
    assert line.endswith(f"+{300 - shown}")


def test_one_pair_of_parentheses_for_a_run_of_stale_cells() -> None:
    fleet = replace(all_stale(the_fleet()), accounts=(blind(),))
    assert texts(fleet)[0] == (
        "  ? NO ANSWER      (✗ ◐ ↻ ● ● ● ● │ ◐ ↻ ○ ● ● ● ● │ ? ↻ ○ ● ● │ ✗) ∅ (● ● ●)"
    )


def test_when_we_are_blind_the_bar_says_why_since_when_and_when_next() -> None:
    fleet = replace(all_stale(the_fleet()), accounts=(blind(),))
    row = texts(fleet)[1]
    assert row.startswith(
        "    for 4m was 2✗  no answer from the API since 09:10 · connect timed out · 9 tries · "
        "next try in 15s"
    )
    assert row.endswith("prod ?   09:14 +07")
    assert "connect timed out · next try in 15s" in texts(fleet, 80, 24)[1]
    assert "no answer" in texts(fleet, 60, 16)[1]


@every("width", [120, 100])
def test_where_room_is_short_the_bar_keeps_the_cause(width: int) -> None:
    """`? NO ANSWER` stands in the lamp; that it is a captive portal stands nowhere else."""
    page = Malformed("x", cause="the answer is an HTML page", remedy="")
    fleet = replace(all_stale(the_fleet()), accounts=(replace(blind(), error=page),))
    row = texts(fleet, width, 24)[1]
    assert "the answer is an HTML page since 09:10" in row
    assert "next try in 15s" in row


def test_refused_keys_are_named_with_their_source() -> None:
    error = Unauthorized("x", cause="keys expired", remedy="renew", status=401)
    error.expired = True
    refused = account(
        link=Link.REFUSED, since=NOW - 120, error=error, next_try=NOW + 48, source="environment"
    )
    fleet = replace(all_stale(the_fleet()), accounts=(refused,))
    assert "401, keys expired since 09:12 · from environment · next try in 50s" in texts(fleet)[1]
    assert "prod expired" in texts(fleet)[1]


@every("width", [160, 80])
def test_a_clock_that_makes_keys_refused_is_named(width: int) -> None:
    """The keys are right: who renews them has not found the cause."""
    error = Unauthorized("x", cause="keys refused", remedy="set the clock", status=401)
    refused = account(
        link=Link.REFUSED, since=NOW - 120, error=error, next_try=NOW + 48, skew=-1199.0
    )
    fleet = replace(all_stale(the_fleet()), accounts=(refused,))
    assert "clock 19m behind" in texts(fleet, width)[1]
    near = replace(fleet, accounts=(replace(refused, skew=-420.0),))
    assert "clock" not in texts(near, width)[1]


def test_blind_here_and_bad_elsewhere_the_lamp_is_bad_and_row_two_says_the_rest() -> None:
    other = replace(
        snapshot_of(SEEDS[0]), bookmark=replace(snapshot_of(SEEDS[0]).bookmark, profile="dr")
    )
    stale = all_stale(fleet_of((snapshot_of(SEEDS[4]),))).snapshots
    fleet = fleet_of((other, *stale), (blind(), account("dr")))
    cells, row, _ = texts(fleet)
    assert cells.startswith("  ✗ 1 BAD")
    assert "1 stale   prod: no answer 4m" in row
    assert "prod ?" in row


def test_when_all_is_well_the_last_trouble_is_told() -> None:
    recovered = event(
        "cart",
        "bad",
        "ok",
        kind=EventKind.HEALTH,
        health=Health.OK,
        lasted=180.0,
        time=WALL - 10800,
    )
    fleet = replace(quiet_fleet(), events=(recovered,))
    assert "24●  ·  last trouble 06:11, cart, 3m" in texts(fleet)[1]


def test_a_message_stands_in_place_of_the_keys_or_of_the_counts() -> None:
    message: Line = (Span("copied"),)
    tall = bar_of(the_fleet(), 80, 24, message=message)
    assert text_of(tall.lines[2]).rstrip() == " copied"
    short = bar_of(the_fleet(), 80, 16, message=message)
    assert text_of(short.lines[1])[13:].startswith("copied")


def test_a_frozen_picture_says_so() -> None:
    assert "frozen  2◐" in text_of(bar_of(the_fleet(), frozen=True).lines[1])
    copied: Line = (Span("copied"),)
    for rows in (16, 8):  # where a message has no row of its own, and where all of it is one row
        assert "frozen" in text_of(bar_of(the_fleet(), 60, rows, frozen=True).lines[-1])
        said = bar_of(the_fleet(), 60, rows, frozen=True, message=copied)
        assert "frozen  copied" in text_of(said.lines[-1])


def test_a_click_on_a_cell_and_on_the_lamp_finds_its_instance() -> None:
    shown = bar_of(the_fleet())
    line = text_of(shown.lines[0])
    hit = next(hit for hit in shown.hits if hit.ref == ref_of("ledger-prod"))
    assert line[hit.start : hit.end] == " ◐ ledger "
    assert {each.ref for each in shown.hits} == {each.ref for each in the_fleet().snapshots}
    assert shown.hits[0] == (0, 0, 14, ref_of("orders-prod"))


def test_a_foreign_endpoint_and_a_protected_profile_are_named() -> None:
    safe = account(vendor_host=False, host="127.0.0.1:8080", protected=True, color="red")
    row = texts(replace(the_fleet(), accounts=(safe,)))[1]
    assert "▐prod protected @127.0.0.1:8080 ✓ 21h" in row


def test_the_gauge_is_that_of_the_account_under_the_cursor() -> None:
    snapshot = snapshot_of(SEEDS[0], profile="dr")
    fleet = fleet_of((snapshot,), (account(), account("dr", used=7)))
    assert "━─────── 7/120     dr ✓ 21h   prod ✓ 21h" in texts(fleet)[1]


def test_in_ascii_everything_of_ours_is_ascii() -> None:
    lines = bar_of(the_fleet(), 120, 36, signs=ASCII).lines
    assert text_of(lines[0]).rstrip() == (
        "  X 2 BAD       X orders  ! ~ o o o o | ! ~ . o o o o | ? ~ . (o) o |  X mailer  _ (o) o o"
    )
    assert "prod ok 21h" in text_of(lines[1])


def test_only_bad_fills_a_cell_and_the_rest_is_tinted() -> None:
    styles = {span.text.strip(): span.style for span in bar_of(the_fleet()).lines[0]}
    assert styles["✗ orders"] == "fill-bad bold"
    assert styles["◐ ledger"] == "degraded tint-degraded"
    assert styles["(●)"] == "muted"


@every(
    ("names", "short"),
    [
        (("orders-prod", "ledger-prod", "cart"), ("orders", "ledger", "cart")),
        (("orders-prod", "orders", "ledger-prod"), ("orders-prod", "orders", "ledger")),
        (("edge-gw", "web"), ("edge-gw", "web")),
        (("-prod", "-prod"), ("-prod", "-prod")),
    ],
)
def test_short_names_lose_their_common_ending_unless_two_would_be_one(
    names: tuple[str, ...], short: tuple[str, ...]
) -> None:
    assert short_names(names) == short
