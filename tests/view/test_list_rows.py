"""The watch list: recorded bodies become rows, and rows become lines of exact width."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sstui.insight.records import Health
from sstui.monitor.state import Fleet, Link
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef
from sstui.view.list_line import Columns, instance_line
from sstui.view.list_rows import FoldOk, Row, RowKind, list_rows, nothing_row
from sstui.view.ranking import Order, rank
from sstui.view.signs import ASCII, UNICODE, Signs
from sstui.view.standing import Standing
from sstui.view.text import Line, Span, line_cells, text_of
from tests.cases import every
from tests.view.fleets import (
    NOW,
    SEEDS,
    account,
    fleet_of,
    quiet_fleet,
    ref_of,
    snapshot_of,
    the_fleet,
)


def rows_of(
    fleet: Fleet,
    width: int = 55,
    height: int = 40,
    *,
    signs: Signs = UNICODE,
    fold: FoldOk = FoldOk.AUTO,
    folded: frozenset[str] = frozenset(),
    cursor: InstanceRef | None = None,
    strip: int = 0,
    blank_lines: bool | None = None,
) -> Sequence[Row]:
    ranking = rank(None, fleet, order=Order.WORST, now=NOW, last_key=None)
    return list_rows(
        fleet, ranking, width=width, height=height, signs=signs, fold=fold, folded=folded,
        cursor=cursor, strip=strip, blank_lines=blank_lines,
    )  # fmt: skip


def texts(rows: Sequence[Row]) -> list[str]:
    return [text_of(row.line).rstrip() for row in rows]


WIDE = """\
 ▾ payments                              1✗ 1◐ 1↻ 4●
 ✗ orders-prod        FAILED               1/3   12m Δ
 ◐ ledger-prod        PARTIALLY_FAILED     2/4   23m Δ
 ↻ refunds-prod       UPGRADING            2/3    3m Δ
 ● checkout-api-prod  RUNNING              6/6    5w
 ● fraud-score        RUNNING              2/2    3d
 ● payment-g…rcard-eu RUNNING              4/4    1w
 ● 支付网关-prod      RUNNING              3/3    6d

 ▾ storefront                            1◐ 1↻ 1○ 4●
""".splitlines()

TIGHT = """\
 ✗ orders-prod                FAILED              1/3  ░░░░░░░░░░░░░░░░   12m Δ
 ✗ mailer                     DOWN                0/2  ░░░░░░░░░░░░░░░░    2d
 ◐ ledger-prod                PARTIALLY_FAILED    2/4  ░░░░░░░░░░░░░░░░   23m Δ
 ◐ catalog                    RUNNING             2/3  ░░░░░░░░░░░░░░░░   18m
 ? warehouse-sync             GRAYING             1/1  ░░░░░░░░░░░░░░░░    9m
 ↻ refunds-prod               UPGRADING           2/3  ░░░░░░░░░░░░░░░░    3m Δ
 ↻ recommender                STARTING            0/2  ░░░░░░░░░░░░░░░░   40s
 ↻ feature-store              RESTARTING          1/2  ░░░░░░░░░░░░░░░░   55s
 ● kafka-bridge               (RUNNING)           3/3  ░░░░░░░░░░░░░░░░    4m
 ● edge-gw-bkk                (RUNNING)           2/2  ░░░░░░░░░░░░░░░░    4m
 ∅ legacy-soap                gone 404              —  ░░░░░░░░░░░░░░░░   41m Δ
 ○ cms                        STOPPED             0/1  ░░░░░░░░░░░░░░░░    5w
 ○ etl-nightly                RUNNING             0/0  ░░░░░░░░░░░░░░░░    2w
 ● 11 ok   payments 4  storefront 4  data 1  edge 2             last 2h""".splitlines()

SIDE = """\
 ▾ payments             1✗ 1◐ 1↻ 4●
 ✗ orders-prod                  12m
 ◐ ledger-prod                  23m""".splitlines()


def test_the_wide_list_is_the_pictures() -> None:
    lines = texts(rows_of(the_fleet()))
    assert lines[: len(WIDE)] == WIDE
    assert len(lines) == 24 + 4 + 3


def test_the_tight_list_is_all_that_is_not_quietly_ok_and_one_line_for_the_others() -> None:
    assert texts(rows_of(the_fleet(), 80, 14, strip=16)) == TIGHT


def test_below_forty_cells_glyph_name_and_age_remain() -> None:
    assert texts(rows_of(the_fleet(), 36, 40))[:3] == SIDE


def test_where_no_word_stands_the_name_of_a_stale_row_is_in_parentheses() -> None:
    lines = texts(rows_of(the_fleet(), 36, 40, fold=FoldOk.NEVER))
    assert any(line.startswith(" ● (kafka-bridge)") for line in lines), lines


def test_columns_stand_where_the_pictures_have_them() -> None:
    for width, status, replicas_end in ((55, 22, 46), (53, 21, 44), (60, 28, 51)):
        line = text_of(rows_of(the_fleet(), width)[1].line)
        assert line[status : status + 6] == "FAILED"
        assert line[:replicas_end].endswith("1/3")
        assert line[: width - 3].endswith("12m")


def test_blank_lines_go_before_any_row_folds() -> None:
    kinds = [row.kind for row in rows_of(the_fleet(), height=28)]
    assert RowKind.BLANK not in kinds
    assert kinds.count(RowKind.INSTANCE) == 24


def test_then_the_ok_rows_of_each_group_fold_into_its_line() -> None:
    rows = rows_of(the_fleet(), height=20)
    assert [row.kind for row in rows].count(RowKind.GROUP) == 4
    assert [row.kind for row in rows].count(RowKind.INSTANCE) == 13
    assert texts(rows)[0] == " ▾ payments                              1✗ 1◐ 1↻ 4●"


def test_a_group_of_which_nothing_is_left_shows_that_it_is_folded() -> None:
    rows = rows_of(quiet_fleet(9, "core"), height=4, fold=FoldOk.ALWAYS)
    assert texts(rows) == [" ▸ core" + " " * 43 + "9●"]


def test_where_even_the_tight_list_does_not_fit_nothing_is_left_out() -> None:
    rows = rows_of(the_fleet(), height=5)
    assert len(rows) == 14
    assert rows[-1].kind is RowKind.OK_COUNT


def test_a_running_row_whose_last_job_failed_is_not_quietly_ok() -> None:
    fleet = the_fleet()
    cart = replace(fleet.snapshots[10], job_failed=True)
    changed = replace(fleet, snapshots=(*fleet.snapshots[:10], cart, *fleet.snapshots[11:]))
    rows = rows_of(changed, height=5)
    assert cart.ref in [row.ref for row in rows]
    assert text_of(rows[-1].line).startswith(" ● 10 ok")


@every("height", [3, 14, 20, 60])
@every("fold", FoldOk)
def test_the_row_under_the_cursor_never_folds_away(fold: FoldOk, height: int) -> None:
    cursor = ref_of("cron-runner")
    folded = frozenset({"edge"})
    rows = rows_of(the_fleet(), height=height, fold=fold, folded=folded, cursor=cursor)
    assert [row.ref for row in rows].count(cursor) == 1


def test_a_group_folded_by_hand_keeps_its_line_and_its_tally() -> None:
    rows = rows_of(the_fleet(), folded=frozenset({"payments"}))
    assert texts(rows)[0] == " ▸ payments                              1✗ 1◐ 1↻ 4●"
    assert rows[1].kind is RowKind.BLANK


def test_never_fold_lists_all_and_scrolls() -> None:
    rows = rows_of(the_fleet(), height=5, fold=FoldOk.NEVER)
    assert [row.kind for row in rows].count(RowKind.INSTANCE) == 24
    spaced = rows_of(the_fleet(), height=5, fold=FoldOk.NEVER, blank_lines=True)
    assert [row.kind for row in spaced].count(RowKind.BLANK) == 3


def test_keys_are_identities_and_survive_any_layout() -> None:
    fleet = the_fleet()
    wide, tight = rows_of(fleet), rows_of(fleet, 80, 14)
    assert len({row.key for row in wide}) == len(wide)
    key = f"instance:{ref_of('mailer')}"
    assert key in {row.key for row in wide}
    assert key in {row.key for row in tight}
    assert wide[0].key == "group:payments"


def test_without_any_group_there_are_no_group_lines() -> None:
    fleet = quiet_fleet(3, "")
    assert [row.kind for row in rows_of(fleet)] == [RowKind.INSTANCE] * 3
    assert texts(rows_of(fleet, height=2)) == [" ● 3 ok"]


def test_rows_without_a_group_have_a_line_of_their_own_beside_groups() -> None:
    fleet = fleet_of((*quiet_fleet(1, "").snapshots, snapshot_of(SEEDS[0])))
    assert texts(rows_of(fleet))[0].startswith(" ▾ no group")


def test_the_first_cell_is_blank_for_the_cursor() -> None:
    assert {row.line[0].text[0] for row in rows_of(the_fleet())} == {" "}


def test_styles_say_what_glyph_and_word_say() -> None:
    styles = {
        row.ref: {span.text.strip(): span.style for span in row.line}
        for row in rows_of(the_fleet())
    }
    orders = styles[ref_of("orders-prod")]
    assert orders["✗"] == orders["orders-prod"] == "bad bold"
    cart = styles[ref_of("cart")]
    assert (cart["●"], cart["cart"]) == ("ok", "")
    assert styles[ref_of("cms")]["cms"] == "muted"
    bridge = styles[ref_of("kafka-bridge")]
    assert (bridge["●"], bridge["4m"]) == ("muted", "degraded")
    assert orders["Δ"] == "accent"


def test_only_our_own_signs_become_ascii() -> None:
    lines = texts(rows_of(the_fleet(), signs=ASCII))
    assert lines[1] == " X orders-prod        FAILED               1/3   12m *"
    assert lines[7] == " o 支付网关-prod      RUNNING              3/3    6d"


def test_a_row_that_did_not_change_is_the_same_object() -> None:
    fleet = the_fleet()
    assert all(
        new is old for new, old in zip(rows_of(fleet), rows_of(fleet), strict=True) if new.ref
    )
    first = replace(fleet.snapshots[0], health=Health.OK)
    changed = replace(fleet, snapshots=(first, *fleet.snapshots[1:]))
    assert "● orders-prod" in text_of(
        next(row for row in rows_of(changed) if row.ref == first.ref).line
    )


def test_a_refresh_draws_what_changed_of_what_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []

    def counted(at: Columns, which: Standing, is_quiet: bool, glyph: str, *rest: Any) -> Line:
        drawn.append(rest[0])
        return instance_line(at, which, is_quiet, glyph, *rest)

    monkeypatch.setattr("sstui.view.list_rows.instance_line", counted)

    def shown(now: Fleet) -> int:
        before = len(drawn)
        rows = rows_of(now, fold=FoldOk.NEVER)
        assert len(rows) == 501
        assert len(drawn) == before
        assert rows.index(rows[43]) == 43
        return len(drawn) - before

    fleet = quiet_fleet(500)
    assert shown(fleet) == 43
    assert shown(fleet) == 0
    changed = tuple(replace(each, changed=True) for each in fleet.snapshots[:3])
    assert shown(fleet_of((*changed, *fleet.snapshots[3:]))) == 3


@pytest.fixture
def only_new_garbage() -> Iterator[None]:
    """What the other tests left is not looked at: the search takes no half second."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("only_new_garbage")
def test_no_picture_of_before_is_kept_alive() -> None:
    fleet = the_fleet()
    before = []
    for number in range(5):
        instance = parse_instance({"id": str(number), "status_detail": {"status": "RUNNING"}})
        before.append(weakref.ref(instance))
        first = replace(fleet.snapshots[0], instance=instance)
        fleet = fleet_of((first, *fleet.snapshots[1:]))
        assert rows_of(fleet)
        del instance, first
    del fleet
    gc.collect()
    assert [each() is not None for each in before] == [False, False, False, False, True]


def test_time_signs_and_width_reach_rows_that_did_not_change() -> None:
    fleet = the_fleet()
    assert texts(rows_of(fleet))[1].endswith("1/3   12m Δ")
    assert texts(rows_of(fleet, signs=ASCII))[1].endswith("1/3   12m *")
    assert len(text_of(rows_of(fleet, 53, signs=ASCII)[1].line)) == 53
    assert texts(rows_of(replace(fleet, now=NOW + 60)))[1].endswith("1/3   13m Δ")
    quiet = replace(fleet, accounts=(account(link=Link.NO_ANSWER),))
    lines = {row.ref: row.line for row in rows_of(quiet)}
    assert Span(" 4m", "muted") in lines[ref_of("kafka-bridge")]


def test_a_word_too_long_for_its_column_is_cut_and_the_replicas_are_not() -> None:
    seed = SEEDS[0]._replace(status="CONVERGING_TOWARDS_SOMETHING_NEW", have=12, want=120)
    line = texts(rows_of(fleet_of((snapshot_of(seed),))))[1]
    assert line == " ✗ orders-prod        CONVERGING_TOWAR… 12/120   12m Δ"


def test_an_empty_list_says_how_to_add_to_it() -> None:
    assert not rows_of(fleet_of(()))
    row = nothing_row(60, "A", UNICODE)
    assert text_of(row.line).strip() == "nothing is watched; add with A or sstui add"
    assert text_of(nothing_row(60, "", UNICODE).line).strip().endswith("add with sstui add")
    assert line_cells(nothing_row(20, "A", ASCII).line) == 20
