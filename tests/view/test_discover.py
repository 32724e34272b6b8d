"""The picker's words without a screen: filter, cost, boxes, an account of thousands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from typing import Any

from sstui.config.queries import Query
from sstui.config.settings import PollSettings
from sstui.monitor.cost import Cost, Watched, cost
from sstui.servicestage.discovery import (
    Discovery,
    FoundApplication,
    Lack,
    environment_names,
    read_applications,
    read_components,
)
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import SourceFacts
from sstui.view.discover_entries import Box, Entry, Picked, box_of, entries, query_of
from sstui.view.discover_filter import pick_filter
from sstui.view.discover_side import Bill, Draft, side_lines
from sstui.view.discover_tree import PickRows
from sstui.view.signs import SIGNS, UNICODE
from sstui.view.text import line_cells, text_of
from tests.cases import every

DAY = PollSettings()
HOSTILE = ("\x1b]0;x\x07", "a\nb", "", "支付网关" * 20, "[red]x[/]", "\u202eabc", "x" * 300)


def instance(name: str, environment: str = "e1", **more: Any) -> JSONObject:
    detail = {"status": "RUNNING", "replica": 2, "available_replica": 2}
    detail |= more.pop("detail", {})
    return {
        "instance_id": f"id-{name}",
        "instance_name": name,
        "environment_id": environment,
        "status_detail": detail,
        **more,
    }


def component(name: str, *instances: JSONObject, runtime: str = "Docker") -> JSONObject:
    return {"id": f"c-{name}", "name": name, "runtime": runtime, "instances": [*instances]}


def account(**applications: list[JSONObject]) -> Discovery:
    names = environment_names([{"id": "E1", "name": "prod"}, {"id": "e2", "name": "stage"}])
    found = tuple(
        FoundApplication(f"a-{name}", name, read_components(f"a-{name}", rows, names))
        for name, rows in applications.items()
    )
    return Discovery("default", found, None, (), SourceFacts(), 1, 0.0)


SHOP = account(
    shop=[
        component("orders", instance("orders-1"), instance("orders-2", "e2", version="2.1")),
        component("cart", instance("cart-1", detail={"status": "FAILED", "available_replica": 0})),
    ],
    edge=[component("gate", instance("gate-1"), runtime="Java8")],
)


def shown(text: str) -> list[str]:
    found = entries(SHOP, pick_filter(text), frozenset())
    return [each.instance.name for each in found if each.instance]


@every(
    ("text", "names"),
    [
        ("", ["cart-1", "orders-1", "orders-2", "gate-1"]),
        ("shop", ["cart-1", "orders-1", "orders-2"]),
        ("SHOP orders", ["orders-1", "orders-2"]),
        ("env:stage", ["orders-2"]),
        ("env:prod !cart", ["orders-1", "gate-1"]),
        ("status:failed,java8", ["cart-1"]),
        ("comp:java8", ["gate-1"]),
        ("health:bad", ["cart-1"]),
        ("version:2", ["orders-2"]),
        ("name:=cart-1", ["cart-1"]),
        ("~ods2", ["orders-2"]),
        ("nosuch:x gate", ["gate-1"]),  # struck, the rest applies
    ],
)
def test_the_filter_asks_of_an_instance_and_of_what_is_above_it(
    text: str, names: list[str]
) -> None:
    assert shown(text) == names


def test_what_is_above_a_match_stays_and_a_folded_row_has_nothing_below() -> None:
    found = entries(SHOP, pick_filter("gate"), frozenset())
    assert [each.key for each in found] == ["a-edge", "a-edge/c-gate", "a-edge/c-gate/id-gate-1"]
    folded = entries(SHOP, pick_filter(""), frozenset({"a-shop", "a-edge/c-gate"}))
    assert [each.key for each in folded] == ["a-shop", "a-edge", "a-edge/c-gate"]
    assert len(folded[0].shown) == 3


def test_a_box_says_how_much_below_it_is_ticked() -> None:
    shop = entries(SHOP, pick_filter(""), frozenset())[0]
    refs = [each.ref for each in shop.shown]
    assert box_of(shop, Picked()) is Box.EMPTY
    assert box_of(shop, Picked(frozenset(refs[:1]))) is Box.SOME
    assert box_of(shop, Picked(frozenset(refs))) is Box.FULL
    watched = dict.fromkeys(refs[1:], "mine")
    assert box_of(shop, Picked(frozenset(refs[:1]), watched=watched)) is Box.FULL
    assert box_of(shop, Picked(watched=dict.fromkeys(refs, "mine"))) is Box.NOTHING


def named(name: str) -> Entry:
    found = entries(SHOP, pick_filter(""), frozenset())
    return next(
        each for each in found if (each.instance or each.component or each.application).name == name
    )


def test_a_query_is_shown_where_it_watches_all_of_a_row() -> None:
    whole, stage = Query("whole", "A-SHOP"), Query("stage", "a-shop", environment="E2")
    cart = Query("cart", "a-shop", component="c-cart")
    assert query_of(named("shop"), [stage, cart]) is None
    assert query_of(named("shop"), [whole]) is whole
    assert query_of(named("orders"), [whole]) is whole
    assert query_of(named("cart"), [stage, cart]) is cart
    assert query_of(named("orders-2"), [stage, cart]) is stage
    assert query_of(named("orders-1"), [stage, cart]) is None
    assert query_of(named("edge"), [whole]) is None


def test_rows_are_built_when_they_are_asked_for() -> None:
    large = account(all=[component(f"c{n}", instance(f"i{n}")) for n in range(5000)])
    found = entries(large, pick_filter(""), frozenset())
    rows = PickRows(found, Picked(), (), width=80, signs=UNICODE)
    assert len(rows) == 10_001
    assert rows.find(rows[9_000].key) == 9_000


@every("signs", SIGNS)
@every("width", [20, 43, 44, 59, 60, 84, 126])
@every("text", HOSTILE)
def test_every_row_has_its_width_and_no_text_of_theirs_can_act(
    text: str, width: int, signs: str
) -> None:
    row = instance(text, text, version=text, detail={"status": text or "RUNNING"})
    found = entries(account(a=[component(text or "c", row)]), pick_filter(""), frozenset())
    rows = PickRows(found, Picked(), (), width=width, signs=SIGNS[signs])
    for index in range(len(rows)):
        line = rows[index].line
        assert line_cells(line) == width
        assert "\x1b" not in text_of(line)


def test_bodies_that_are_not_what_they_should_be_cost_their_row_only() -> None:
    rows: list[Any] = [
        json.loads("""{"id": "C", "name": null, "instances": [1, {}, {"instance_id": "../x"}]}"""),
        {"id": "d", "name": "d", "instances": "none"},
        {"name": "no id", "instances": [instance("lost")]},
        component("sound", instance("kept"), {**instance("odd"), "status_detail": 7}),
    ]
    found = read_components("a", rows, {})
    assert [each.name for each in found] == ["C", "d", "sound"]
    assert [(each.name, each.status) for each in found[2].instances] == [
        ("kept", "RUNNING"),
        ("odd", ""),
    ]
    assert read_applications([{"name": "no id"}, {"id": "X"}])[0].id == "x"


def refs(count: int, applications: int = 1) -> list[Watched]:
    return [Watched(InstanceRef(f"a{n % applications}", "c", f"i{n}")) for n in range(count)]


def test_the_cost_is_that_of_the_plan_that_would_be_made() -> None:
    assert cost([], DAY, 120) == Cost(0.0, 0.0)
    two = cost(refs(2), DAY, 120)
    assert (two.requests, two.pace, two.overviews) == (40.0, 15.0, 0)
    forty = cost(refs(40), DAY, 120)
    assert (forty.requests, forty.pace, forty.overviews) == (20.0, 15.0, 1)
    many = cost(refs(400, applications=20), DAY, 120)
    assert many.requests <= 108
    assert many.pace > 15
    assert cost([Watched(refs(1)[0].ref, interval=0.0)], DAY, 120).requests == 0
    assert cost([Watched(refs(1)[0].ref, off=True)], DAY, 120).pace == 120.0


def test_what_was_not_told_is_broken_by_cells_so_that_nothing_of_it_is_lost() -> None:
    why = "该用户没有查询环境列表的权限请联系管理员" * 2
    bill = Bill(Cost(1.0, 15.0), Cost(1.0, 15.0), 120)
    told = replace(SHOP, lacks=(Lack("environments", why),))
    lines = side_lines(
        told, None, (), Draft(), bill, width=40, height=40, signs=UNICODE, wall=0.0, tz=UTC
    )
    assert {line_cells(line) for line in lines} == {40}
    assert why in "".join(text_of(line).strip() for line in lines)
