"""An address that ends within a day is told in its pane, in the head and in *latest*."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from unittest.mock import Mock

import pytest

from sstui.insight import list_items
from sstui.insight.records import Health
from sstui.monitor.state import Fleet
from sstui.servicestage.json_types import JSONObject
from sstui.view.head import head_lines
from sstui.view.latest import latest_rows
from sstui.view.list_rows import Row
from sstui.view.signs import UNICODE
from sstui.view.text import Line, text_of
from tests.view.fleets import event, fleet_of
from tests.view.instances import NOW, WALL, content, lines, options, row, with_fields

DAY = 86400.0


def generated(days: float, **more: str) -> JSONObject:
    """Created so many days ago."""
    created = int((WALL - days * DAY) * 1000)
    base: JSONObject = {
        "id": "91bc",
        "protocol": "HTTP",
        "address": "k3x9p.example.com",
        "forward_port": 8080,
        "type": "AUTO_GENERATED",
        "status": "NORMAL",
        "create_time": created,
        "update_time": created,
    }
    return {**base, **more}


def known(*accesses: JSONObject) -> Fleet:
    found = replace(with_fields(external_accesses=[*accesses]), health=Health.OK)
    return replace(fleet_of((found,)), now=NOW, wall=WALL)


def words(found: list[str]) -> list[str]:
    return [" ".join(each.split()) for each in found]


def styles(line: Line) -> dict[str, str]:
    return {span.text: span.style for span in line}


def test_its_pane_says_so_on_one_line_and_on_two() -> None:
    snapshot = known(generated(6.2), generated(1)).snapshots[0]
    assert words(lines("external_accesses", snapshot, options(60))) == [
        "HTTP k3x9p.example.com → 8080 expires in 19h · NORMAL",
        "HTTP k3x9p.example.com → 8080 NORMAL",
    ]
    wide = options(70, wide=True)
    assert lines("external_accesses", snapshot, wide)[1] == (
        "       expires in 19h · AUTO_GENERATED · 6d, changed 6d · 91bc"
    )
    below = row("external_accesses", "access:91bc.id", snapshot, wide)
    assert styles(below.line)["expires in 19h · "] == "degraded"
    note = content("external_accesses", snapshot, wide).note
    assert text_of(note) == "2 · one expires in 19h"
    assert note[-1].style == "degraded"


def test_what_the_api_calls_expired_is_not_reckoned_again() -> None:
    snapshot = known(generated(9, status="EXPIRED")).snapshots[0]
    assert words(lines("external_accesses", snapshot, options(60))) == [
        "HTTP k3x9p.example.com → 8080 EXPIRED"
    ]


def test_what_is_due_is_not_called_expired_before_the_api_does() -> None:
    snapshot = known(generated(7.5)).snapshots[0]
    assert "due to expire · NORMAL" in lines("external_accesses", snapshot, options(60))[0]


def third_line(fleet: Fleet) -> Line:
    return head_lines(fleet, fleet.snapshots[0], width=100, rows=4, signs=UNICODE, tz=UTC)[2]


def test_the_head_begins_its_third_line_with_it() -> None:
    line = third_line(known(generated(6.99)))
    assert text_of(line).startswith("address expires in 14m · app / componen")
    assert line[0].style == "degraded"
    assert "address" not in text_of(third_line(known(generated(2))))


def latest(fleet: Fleet) -> list[Row]:
    return list(latest_rows(fleet, width=55, height=6, signs=UNICODE, tz=UTC))


def test_latest_tells_it_where_the_day_began_and_leads_to_the_instance() -> None:
    fleet = known(generated(6.25))
    before = replace(event("cart", "RUNNING", "FAILED"), time=WALL - 0.3 * DAY)
    after = replace(event("cart", "FAILED", "RUNNING"), time=WALL - 0.1 * DAY, at=NOW - 1)
    rows = latest(replace(fleet, events=(after, before)))
    assert [words([text_of(each.line)])[0].split(" ", 2)[2] for each in rows[1:]] == [
        "cart FAILED → RUNNING",
        "orders-prod address expires in 18h",
        "cart RUNNING → FAILED",
    ]
    assert rows[2].ref == fleet.snapshots[0].ref


def test_it_changes_no_health_and_what_is_not_seen_now_tells_nothing() -> None:
    fleet = known(generated(6.25))
    assert fleet.snapshots[0].health is Health.OK
    unseen = replace(fleet, snapshots=(replace(fleet.snapshots[0], instance=None),))
    assert "nothing has changed" in text_of(latest(unseen)[1].line)


def test_the_names_of_a_list_are_made_once_however_many_items_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = Mock(wraps=list_items._named)
    monkeypatch.setattr(list_items, "_named", named)
    lines("external_accesses", with_fields(external_accesses=[generated(1.0)] * 300))
    assert named.call_count <= 10
