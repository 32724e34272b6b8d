"""The wide list: its columns, where they stand, what is dropped, and how much work a change is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.config.columns import COLUMNS, DEFAULT_COLUMNS, chosen
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.models import parse_instance
from sstui.view.columns import columns_of, default_columns, filter_fields
from sstui.view.filter import parse
from sstui.view.filter_complete import complete
from sstui.view.filter_fields import FIELDS
from sstui.view.filter_lines import column_rows
from sstui.view.filter_match import Sieve
from sstui.view.list_rows import FoldOk, Row
from sstui.view.ranking import By, Order, rank
from sstui.view.signs import ASCII, UNICODE, Signs
from sstui.view.text import line_cells, text_of
from sstui.view.wide import WideList
from sstui.view.wide_head import head_line, sort_at
from sstui.view.wide_line import instance_line
from tests.cases import every
from tests.strategies import any_text
from tests.view.fleets import NOW, account, fleet_of, quiet_fleet, ref_of, the_fleet


def wide(*texts: str) -> WideList:
    columns, problems = columns_of(texts or DEFAULT_COLUMNS)
    assert not problems
    return WideList(columns)


def rows_of(
    listed: WideList, fleet: Fleet, width: int = 160, *, signs: Signs = UNICODE, sort: str = ""
) -> Sequence[Row]:
    by = By(sort, lambda each: listed.sort_key(sort, fleet, each)) if sort else None
    order = Order.COLUMN if by else Order.WORST
    ranking = rank(None, fleet, order=order, now=NOW, last_key=None, by=by)
    return listed.rows(
        fleet, ranking, width=width, height=60, signs=signs, fold=FoldOk.AUTO,
        folded=frozenset(), cursor=None,
    )  # fmt: skip


def head(listed: WideList, sorted_by: str = "status") -> str:
    assert listed.places is not None
    return text_of(head_line(listed.places, sorted_by, UNICODE)).rstrip()


def with_bookmark(name: str, **fields: Any) -> Fleet:
    snapshots = tuple(
        replace(each, bookmark=replace(each.bookmark, **fields)) if each.name == name else each
        for each in the_fleet().snapshots
    )
    return fleet_of(snapshots)


def with_body(body: dict[str, Any], name: str = "orders-prod") -> Fleet:
    """The fleet, with a body of that instance's own."""
    full = {"status_detail": {"status": "RUNNING"}, **body}
    snapshots = tuple(
        replace(each, body=json.dumps(full).encode(), instance=parse_instance(full))
        if each.name == name
        else each
        for each in the_fleet().snapshots
    )
    return fleet_of(snapshots)


PICTURE = """\
   name                      status ↓          repl  24h
 ▾ payments                             1✗ 1◐ 1↻ 4●
 ✗ orders-prod               FAILED             1/3
 ◐ ledger-prod               PARTIALLY_FAILED   2/4
 ↻ refunds-prod              UPGRADING          2/3
 ● checkout-api-prod         RUNNING            6/6
 ● fraud-score               RUNNING            2/2
 ● payment-gate…stercard-eu  RUNNING            4/4
 ● 支付网关-prod             RUNNING            3/3""".splitlines()


def test_one_line_an_instance_as_in_the_picture() -> None:
    listed = wide()
    rows = rows_of(listed, with_bookmark("orders-prod", note="runbook", tags=("team-a",)))
    lines = [head(listed)[:57], *(text_of(row.line) for row in rows)]
    seen = [line.partition("░")[0].rstrip() for line in lines[: len(PICTURE)]]
    assert seen == PICTURE
    assert lines[2].split()[5:] == ["2.14.0", "61b81021", "team-a", "runbook", "12m", "Δ"]
    assert {line_cells(row.line) for row in rows} == {160}
    assert len(rows) == 24 + 4 + 3


def test_columns_are_dropped_from_the_right_and_word_replicas_and_age_are_never_cut() -> None:
    titles = {width: _titles(width) for width in (160, 120, 100, 80, 60, 50, 44, 30)}
    assert titles[160] == ["name", "status", "↓", "repl", *DEFAULT_COLUMNS, "for"]
    dropped = [titles[width][4:-1] for width in (160, 120, 100, 80, 60, 50)]
    for more, less in pairwise(dropped):
        assert more[: len(less)] == less
    for width in titles:
        line = text_of(rows_of(wide(), the_fleet(), width)[2].line)
        assert len(line) == width
        if width >= 40:
            assert "PARTIALLY_FAILED" in line
            assert " 2/4 " in line
        assert "23m" in line


def _titles(width: int) -> list[str]:
    listed = wide()
    rows_of(listed, with_bookmark("cart", note="note", tags=("a",)), width)
    assert listed.places is not None
    return [] if listed.places.tight else head(listed).split()


def test_the_profile_is_there_where_there_are_several_or_one_is_protected() -> None:
    fleet = the_fleet()
    assert "profile" not in default_columns(fleet)
    several = replace(fleet, accounts=(account(), account("staging")))
    assert default_columns(several)[0] == "profile"
    guarded = replace(fleet, accounts=(account(protected=True),))
    assert default_columns(guarded)[0] == "profile"
    line = text_of(rows_of(wide("profile"), guarded)[1].line)
    assert "prod protected" in line


def test_every_column_can_be_drawn_of_every_instance() -> None:
    columns, problems = columns_of(tuple(COLUMNS))
    assert not problems
    listed = WideList(columns)
    fleet = fleet_of(the_fleet().snapshots[:3])
    for name in listed.sorts:
        assert len(rows_of(listed, fleet, 400, sort=name)) == 3 + 1


# Columns of one's own.

BODY = {
    "configuration": {
        "node": "az-1",
        "env": [{"name": "DB_PASSWORD", "value": "hunter2-secret"}],
        "spread": {"zones": ["a", "b"]},
        "control": "a\x1b[2J",
    }
}


def own(expression: str, fleet: Fleet) -> str:
    """The cell of the first instance."""
    columns, problems = columns_of((f"mine={expression}",))
    assert not problems
    return columns[0].read(fleet, fleet.snapshots[0]).text


def test_a_column_of_ones_own_is_a_value_of_the_body_and_masked_like_all_others() -> None:
    fleet = with_body(BODY)
    assert own("configuration.node", fleet) == "az-1"
    assert own("configuration.spread", fleet) == '{"zones": ["a", "b"]}'
    assert own("configuration.env[0].value", fleet) == "••••••••"
    assert own("configuration.env[?name=='DB_PASSWORD'].value | [0]", fleet) == "••••••••"
    assert own("configuration.control", fleet) == "a\\u001b[2J"
    assert own("nothing.there", fleet) == ""
    assert own("length(configuration.node.x)", fleet) == ""
    protected = replace(fleet, accounts=(account(protected=True),))
    assert own("configuration.env[0].value", protected) == "••••••••"


def test_a_column_of_ones_own_can_be_filtered_by() -> None:
    fields = filter_fields(("version", "Max surge=configuration.strategy", "oops=[", "id=name"))
    assert set(fields) - set(FIELDS) == {"max-surge"}
    fleet = with_body({"configuration": {"strategy": "Recreate"}, "id": "7"})
    sieve = Sieve()
    sieve.use(parse("max-surge:recr", fields))
    assert [each.name for each in sieve.sift(fleet).passed] == ["orders-prod"]
    assert complete("max-s", fleet, fields).text == "max-surge:"
    assert complete("max-surge:", fleet, fields).text == "max-surge:Recreate"
    shown = [text_of(row.line) for row in column_rows(fields, 60, 40, UNICODE)]
    assert any("max-surge:" in row and "configuration.strategy" in row for row in shown)


def test_a_value_follows_its_body() -> None:
    columns, _ = columns_of(("mine=configuration.node",))
    for node in ("az-1", "az-2"):
        fleet = with_body({"configuration": {"node": node}})
        assert columns[0].read(fleet, fleet.snapshots[0]).text == node


WRONG = {
    "mine=[": "columns: mine=[: ",
    "verison": "no column 'verison'; did you mean 'version'?, or title=JMESPATH",
    "=a": "half a column: '=a'; write title=JMESPATH, such as node=configuration.node",
}


@every("text", WRONG)
def test_what_names_no_column_is_one_line_and_the_others_stay(text: str) -> None:
    columns, problems = columns_of((text, "version"))
    assert [column.name for column in columns] == ["version"]
    assert len(problems) == 1
    assert problems[0].startswith(WRONG[text])
    assert "\n" not in problems[0]


@given(any_text(max_size=30))
def test_no_text_for_a_column_is_more_than_a_line(text: str) -> None:
    columns, problems = columns_of((text,))
    assert len(columns) + len(problems) == 1
    assert all("\n" not in each for each in problems)


def test_a_name_is_a_name_and_an_expression_may_have_an_equals_sign() -> None:
    assert chosen("version") == ("version", None)
    assert chosen("a=b[?c=='d']") == ("a", "b[?c=='d']")


# Sorting.


def order_by(sort: str, fleet: Fleet, *texts: str) -> list[str]:
    listed = wide(*texts)
    rows = rows_of(listed, fleet, sort=sort)
    found = (fleet.by_ref[row.ref] for row in rows if row.ref)
    return [each.name for each in found if each.bookmark.group == "payments"]


def test_it_sorts_by_any_column_and_what_is_missing_comes_last() -> None:
    fleet = with_bookmark("fraud-score", note="a note")
    assert order_by("note", fleet)[0] == "fraud-score"
    assert order_by("replicas", fleet)[:3] == ["orders-prod", "ledger-prod", "refunds-prod"]
    mine = with_body({"configuration": {"node": "zz"}}, "ledger-prod")
    assert order_by("mine", mine, "mine=configuration.node")[0] == "ledger-prod"


def test_a_click_on_a_title_names_its_column() -> None:
    listed = wide()
    rows_of(listed, the_fleet())
    assert listed.places is not None
    line = head(listed)
    for name in ("name", "status", "24h", "version", "for"):
        assert sort_at(listed.places, line.index(name)) == name
    assert sort_at(listed.places, line.index("repl")) == "replicas"


# Work.


def test_a_refresh_draws_what_changed_of_what_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Snapshot] = []

    def counted(fleet: Fleet, snapshot: Snapshot, *rest: Any) -> Any:
        drawn.append(snapshot)
        return instance_line(fleet, snapshot, *rest)

    monkeypatch.setattr("sstui.view.wide.instance_line", counted)
    fleet, listed = quiet_fleet(500), wide()

    def shown(now: Fleet) -> int:
        before = len(drawn)
        ranking = rank(None, now, order=Order.WORST, now=NOW, last_key=None)
        rows = listed.rows(
            now, ranking, width=160, height=60, signs=UNICODE, fold=FoldOk.NEVER,
            folded=frozenset(), cursor=None,
        )  # fmt: skip
        assert len(rows) == 501
        assert len(drawn) == before
        assert len(rows[:44]) == 44
        return len(drawn) - before

    assert shown(fleet) == 43
    assert shown(fleet) == 0
    later = tuple(replace(each, looked=NOW) for each in fleet.snapshots[:3])
    assert shown(fleet_of((*later, *fleet.snapshots[3:]))) == 3


FLEET = the_fleet()


@given(st.integers(8, 240), st.sampled_from([UNICODE, ASCII]))
def test_every_line_is_as_wide_as_asked(width: int, signs: Signs) -> None:
    listed = wide("24h", "up", "note", "profile", "seen", "mine=configuration.node")
    for row in rows_of(listed, FLEET, width, signs=signs):
        assert line_cells(row.line) == width
    if listed.places is not None and listed.places.tight is None:
        assert line_cells(head_line(listed.places, "up", signs)) == width


def test_signs_and_time_reach_rows_that_did_not_change() -> None:
    listed, fleet = wide(), the_fleet()
    assert "12m Δ" in text_of(rows_of(listed, fleet)[1].line)
    assert "12m *" in text_of(rows_of(listed, fleet, signs=ASCII)[1].line)
    assert "13m Δ" in text_of(rows_of(listed, replace(fleet, now=NOW + 60))[1].line)
    assert listed.places is not None
    assert ref_of("orders-prod") in {row.ref for row in rows_of(listed, fleet)}
