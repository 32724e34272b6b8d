"""What is acknowledged, snoozed or in maintenance: it keeps its colour, loses weight and fill, and
everything that counts counts it apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from sstui.insight.attention import Quiet, Why
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.bar import bar
from sstui.view.head import head_lines
from sstui.view.lamp import lamp
from sstui.view.list_rows import FoldOk, Row, list_rows
from sstui.view.ranking import Order, rank
from sstui.view.signs import UNICODE
from sstui.view.text import text_of
from sstui.view.title import pane_title
from tests.view.fleets import NOW, SEEDS, fleet_of, snapshot_of, the_fleet

ACKNOWLEDGED = Quiet(Why.ACKNOWLEDGED)


def hushed(fleet: Fleet, *names: str, quiet: Quiet = ACKNOWLEDGED) -> Fleet:
    return fleet_of(
        tuple(
            replace(each, quiet=quiet) if each.name in names else each for each in fleet.snapshots
        )
    )


def only(*names: str) -> Fleet:
    return fleet_of(tuple(snapshot_of(seed) for seed in SEEDS if seed.name in names))


def rows_of(fleet: Fleet) -> list[Row]:
    ranking = rank(None, fleet, order=Order.WORST, now=NOW, last_key=None)
    rows = list_rows(fleet, ranking, width=55, height=60, signs=UNICODE, fold=FoldOk.NEVER, strip=0)
    return list(rows)


def row_of(fleet: Fleet, name: str) -> Row:
    return next(row for row in rows_of(fleet) if f" {name} " in text_of(row.line))


def styles(row: Row, *words: str) -> list[str]:
    return [
        next(span.style for span in row.line if word in span.text) for word in words
    ]  # of the spans that have these


def test_the_lamp_counts_what_is_not_acknowledged_and_names_the_rest() -> None:
    both = only("orders-prod", "mailer", "cart")
    assert lamp(both, UNICODE).first == "✗ 2 BAD"
    one = lamp(hushed(both, "mailer"), UNICODE)
    assert (one.first, one.second, one.fill) == ("✗ 1 BAD +1z", "for 12m", "fill-bad")


def test_the_lamp_of_what_is_all_acknowledged_is_coloured_not_filled() -> None:
    shown = lamp(hushed(only("orders-prod", "mailer", "cart"), "orders-prod", "mailer"), UNICODE)
    assert (shown.first, shown.fill, shown.colour) == ("✗ 2z BAD", "", "bad")


def test_trouble_that_nobody_acknowledged_goes_before_what_somebody_did() -> None:
    fleet = hushed(only("orders-prod", "catalog", "cart"), "orders-prod")
    shown = lamp(fleet, UNICODE)
    assert (shown.first, shown.fill) == ("◐ 1 DEGRADED +1z", "fill-degraded")


def test_the_lamp_of_a_few_columns_counts_them_too() -> None:
    fleet = hushed(only("orders-prod"), "orders-prod")
    drawn = bar(fleet, width=30, screen_rows=20, signs=UNICODE, tz=UTC, cursor=None, hints=())
    assert text_of(drawn.lines[0]).startswith(" ✗ 1z")


def test_a_row_keeps_its_colour_and_loses_its_weight() -> None:
    fleet = only("orders-prod", "cart")
    assert styles(row_of(fleet, "orders-prod"), "✗", "orders", "FAILED") == ["bad bold"] * 3
    row = row_of(hushed(fleet, "orders-prod"), "orders-prod")
    assert styles(row, "✗", "orders", "FAILED") == ["bad"] * 3
    assert text_of(row.line).rstrip().endswith("z"), "before the mark of what changed"


def test_it_sorts_after_what_moves_and_the_group_counts_it_apart() -> None:
    fleet = hushed(only("orders-prod", "refunds-prod", "fraud-score"), "orders-prod")
    lines = [text_of(row.line) for row in rows_of(fleet)]
    assert "1↻ 1z 1●" in lines[0]
    order = [line.split()[1] for line in lines[1:]]
    assert order == ["refunds-prod", "orders-prod", "fraud-score"]


def test_a_row_sinks_as_soon_as_it_is_acknowledged_and_no_key_is_pressed() -> None:
    fleet = only("orders-prod", "refunds-prod")
    orders, refunds = (snapshot_of(SEEDS[0]).ref, snapshot_of(SEEDS[2]).ref)
    before = rank(None, fleet, order=Order.WORST, now=NOW, last_key=None)
    after = hushed(fleet, "orders-prod")
    typing = rank(before, after, order=Order.WORST, now=NOW + 1, last_key=NOW)
    assert typing.refs == (orders, refunds)
    assert rank(typing, after, order=Order.WORST, now=NOW + 9, last_key=NOW).refs == (
        refunds,
        orders,
    )


def test_its_cell_in_the_bar_has_a_tint_and_no_fill() -> None:
    fleet = hushed(only("orders-prod", "mailer", "catalog"), "orders-prod", "catalog")
    drawn = bar(fleet, width=160, screen_rows=48, signs=UNICODE, tz=UTC, cursor=None, hints=())
    cells = {span.text.strip(): span.style for span in drawn.lines[0]}
    assert cells["✗ orders-prod"] == "bad tint-bad"
    assert cells["✗ mailer"] == "fill-bad bold"
    assert cells["◐"] == "degraded"


def test_the_title_and_row_two_count_it_once() -> None:
    fleet = hushed(only("orders-prod", "mailer", "cart"), "orders-prod")
    assert pane_title(fleet, UNICODE) == "1✗ 1z 1● sstui"
    drawn = bar(fleet, width=160, screen_rows=48, signs=UNICODE, tz=UTC, cursor=None, hints=())
    lines = [text_of(line) for line in drawn.lines]
    assert "+1z" in lines[0]
    assert "1z" not in lines[1].replace("+1z", "")


def test_the_head_says_why_and_how_long_and_its_pill_is_not_filled() -> None:
    def first(quiet: Quiet) -> tuple[str, str]:
        fleet = hushed(only("orders-prod"), "orders-prod", quiet=quiet)
        (snapshot,) = fleet.snapshots
        line = head_lines(fleet, snapshot, width=120, rows=4, signs=UNICODE, tz=UTC)[0]
        return text_of(line), line[0].style

    text, style = first(ACKNOWLEDGED)
    assert "for 12m   acknowledged" in text
    assert style == "bad"
    assert "snoozed, 14m left" in first(Quiet(Why.SNOOZED, NOW + 14 * 60))[0]
    assert "   snoozed " in first(Quiet(Why.SNOOZED))[0]
    assert "maintenance" in first(Quiet(Why.MAINTENANCE))[0]


def test_one_that_is_gone_is_muted_once_it_is_acknowledged() -> None:
    def gone(fleet: Fleet) -> Snapshot:
        return next(each for each in fleet.snapshots if each.name == "legacy-soap")

    lost = replace(gone(the_fleet()), expectation="running")
    assert lamp(fleet_of((lost,)), UNICODE).first == "✗ 1 BAD"
    assert lamp(hushed(fleet_of((lost,)), "legacy-soap"), UNICODE).first == "∅ 1 GONE"


def test_a_muted_bell_stands_in_row_two() -> None:
    fleet = the_fleet(muted=True)
    for width in (160, 80):
        drawn = bar(
            fleet, width=width, screen_rows=24, signs=UNICODE, tz=UTC, cursor=None, hints=()
        )
        assert "bell muted" in text_of(drawn.lines[-2])
