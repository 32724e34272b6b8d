"""The panes of one instance: recorded bodies become rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sstui.insight.records import Change, Freshness, Health
from sstui.monitor.state import AccountState, Fleet, Snapshot
from sstui.servicestage.jobs import FINISHED
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.view.job_words import status_style
from sstui.view.pane_rows import wall_clock
from sstui.view.panes import PANES, ancestors, pane
from sstui.view.signs import ASCII
from sstui.view.text import Span, text_of
from tests.cases import every
from tests.view.instances import (
    BOOKMARK,
    DATA,
    NOW,
    content,
    lines,
    options,
    orders,
    row,
    rows,
    snapshot_of,
    with_fields,
)

WIDE = options(50, wide=True)
NARROW = options(64)


def test_artifacts_are_a_tree_whose_first_node_is_open() -> None:
    shown = lines("artifacts", orders(Change("artifacts.orders.version", "2.13.4", "2.14.0")), WIDE)
    assert shown == [
        "▾ orders  image · swr · iam · props {}",
        "    url     swr.ap-southeast-3.myhuaweicloud.com/",
        "            shop/orders:2.14.0",
        "Δ   version 2.14.0  was 2.13.4 · 14m ago",
        "▸ envoy-sidecar  image · swr · none · 1.31.2",
        "▸ orders-batch  package · obs · iam · 2.1.0",
    ]


def test_an_unfolded_package_shows_its_properties() -> None:
    folds = {"orders": True, "orders-batch": False}
    assert lines("artifacts", orders(), options(64, folds=folds)) == [
        "▸ orders  image · swr · iam · 2.14.0",
        "▸ envoy-sidecar  image · swr · none · 1.31.2",
        "▾ orders-batch  package · obs · iam",
        "    url     obs://shop-artifacts/orders/batch-2.1.0.jar",
        "    version 2.1.0",
        "    props   bucket = shop-artifacts",
        "            key = orders/batch-2.1.0.jar",
    ]


def test_on_a_side_pane_artifacts_stand_in_columns() -> None:
    assert lines("artifacts", orders(), options(56)) == [
        "▸ orders         image swr    orders:2.14.0",
        "▸ envoy-sidecar  image swr    envoy:1.31.2",
        "▸ orders-batch   package obs  batch-2.1.0.jar",
    ]


def test_a_folded_artifact_carries_the_mark_of_what_changed_inside() -> None:
    changed = orders(Change("artifacts.envoy-sidecar.url", "a", "b"))
    assert lines("artifacts", changed, NARROW)[3].startswith("Δ▸envoy-sidecar")


def test_resources_take_two_lines_on_a_wide_screen() -> None:
    place = "refer_resources.elb:0a86ec7b-53a2-4c34-8d42-22b0f1f5c911.parameters.listener"
    assert lines("refer_resources", orders(Change(place, 443, 8443)), WIDE) == [
        "  cce  523498f1-36c4-11eb-ae36-0255ac1000c2",
        "       namespace=payments · type=VirtualMachine",
        "  cse  default",
        "  rds  c7a1f0de93b94c6a8f02f5f3aa41c8b2in03",
        "       database=orders · port=5432 · password=•••…",
        "  dcs  9f3c2f4e-0b57-4b1e-9a0e-6d2f1c1f7a10",
        "       distributed_session · db=3 · mode=cluster",
        "Δ elb  0a86ec7b-53a2-4c34-8d42-22b0f1f5c911",
        "       listener=8443 · protocol=HTTPS",
    ]


def test_resources_take_one_line_on_a_narrow_screen() -> None:
    shown = lines("refer_resources", orders(), NARROW)
    assert shown[0] == "  cce  523498f1-36c4-11eb-ae36-0255ac1000c2  namespace=payments…"
    assert shown[3] == "  dcs  9f3c2f4e-0b57-4b1e-9a0e-6d2f1c1f7a10  distributed_sessio…"
    assert len(shown) == 5


def test_json_inside_a_string_is_shown_as_it_is() -> None:
    body = (DATA / "bodies" / "json_in_strings.json").read_bytes()
    assert lines("refer_resources", snapshot_of(body)) == ['  ecs  Default  hosts=["a1b2","c3d4"]']


def test_an_expired_access_is_degraded_and_counted() -> None:
    shown = content("external_accesses", orders(), WIDE)
    assert text_of(shown.note) == "2 · 1 expired"
    assert [text_of(each.line).rstrip() for each in rows("external_accesses", orders(), WIDE)] == [
        "  HTTPS orders.shop.example.com → 8443      NORMAL",
        "        SPECIFIED · 3w, changed 3w · 7d2e1a00-000…",
        "  HTTP  k3x9p.cse.ap-southeast-3.… → 8080  EXPIRED",
        "        AUTO_GENERATED · 1w, changed 2d · 91bc000…",
    ]
    assert shown.rows[2].line[-1].style == "degraded bold"


def test_status_detail_draws_a_box_for_each_replica() -> None:
    assert lines("status_detail", orders(), WIDE) == [
        "  status      FAILED  since 02:02:00",
        "  replicas    ■□□  1 available of 3",
        "  fail_detail cluster_inaccessible",
        "  last_job    FAILED",
        "        JOB16c33466-41e6-4c5b-a9ac-2059253a1e5c",
    ]
    assert text_of(content("status_detail", orders(), WIDE).note) == "enterprise project 0"


@every("word", [*sorted(FINISHED - {"SUCCEEDED"}), "RUNNING", "ROLLBACKING"])
def test_the_last_job_has_the_colour_that_its_own_page_gives_it(word: str) -> None:
    detail: JSONObject = {"status": "RUNNING", "last_job_status": word}
    shown = row("status_detail", "last_job_status", with_fields(status_detail=detail))
    assert Span(word, status_style(word)[1]) in shown.line


def test_a_time_outside_of_the_calendar_has_the_dash_of_the_signs_in_force() -> None:
    assert wall_clock(1e18, replace(NARROW, signs=ASCII)) == ASCII.dash


def test_a_stale_status_stands_in_parentheses_with_its_time() -> None:
    stale = orders(freshness=Freshness.STALE)
    assert lines("status_detail", stale, WIDE)[:3] == [
        "  status      (FAILED)  since 02:02:00",
        "  replicas    (■□□)  1 available of 3",
        "  fail_detail (cluster_inaccessible)",
    ]
    assert text_of(content("status_detail", stale, WIDE).note) == "as of 02:13"
    assert lines("status_detail", stale, WIDE)[-1] == "  project     0"


@every(
    ("have", "want", "boxes"),
    [(0, 2, "□□  "), (12, 12, "■" * 12 + "  "), (1, 100, "■" + "□" * 11), (5, 3, "■■■  ")],
)
def test_at_most_twelve_boxes_are_drawn(have: int, want: int, boxes: str) -> None:
    detail: JSONValue = {"status": "RUNNING", "available_replica": have, "replica": want}
    replicas = lines("status_detail", with_fields(status_detail=detail))[1]
    assert replicas.startswith(f"  replicas    {boxes}")


def test_the_instance_pane_tells_who_it_is() -> None:
    assert text_of(content("instance", orders(), WIDE).note) == "orders-prod-eu-7iafjk"
    assert lines("instance", orders(Change("version", "2.13.4", "2.14.0")), WIDE) == [
        "  id          11eddb33-140b-4e51-b1e2-6ec265373ca3",
        "  environment 61b81021-21d5-42f3-b80e-0b6bd10dbf7d",
        "  description Orders API, public edge",
        "Δ platform    cce  ·  version 2.14.0",
        "  flavor      CUSTOM-10G:500m-250m:1Gi-0.5Gi",
        "              cpu 250m-500m · memory 0.5Gi-1Gi · …",
        "  created     2025-03-02 09:14  by paas_admin",
        "  updated     02:13:20  40s ago",
    ]


def test_fields_that_the_document_does_not_know_are_shown_in_their_own_part() -> None:
    body = (DATA / "bodies" / "extra.json").read_bytes()
    extra = snapshot_of(body)
    assert lines("instance", extra)[-3:] == [
        "  zone        cn-north-4a",
        '  labels      [ "blue", { "team": "a" } ]',
        "  weight      1.5",
    ]
    assert any(line.startswith("  also sent ───") for line in lines("instance", extra))
    assert "    zone    cn-north-4a" in lines("artifacts", extra)
    assert "zone=cn-north-4a" in lines("refer_resources", extra, options(118))[0]
    assert "zone=cn-north-4a" in lines("external_accesses", extra, options(118, wide=True))[1]
    assert "  zone        cn-north-4a" in lines("status_detail", extra)


def test_values_of_a_wrong_type_are_named_and_the_rest_is_shown() -> None:
    wrong = snapshot_of((DATA / "bodies" / "wrong_types.json").read_bytes())
    shown = lines("instance", wrong)
    assert any(line.startswith("  not as documented ───") for line in shown)
    assert "  id  a number, not a string" in shown
    assert "  artifacts.orders  a string, not an object" in shown
    assert "  refer_resources[1].parameters  a string, not an object" in shown
    assert lines("external_accesses", wrong) == ["  not readable: an object, see instance and raw"]


@every(
    ("fields", "word"),
    [
        ({"external_accesses": None}, "null"),
        ({"external_accesses": []}, "[]"),
        ({}, "—"),
    ],
)
def test_null_empty_and_missing_are_told_apart(fields: dict[str, JSONValue], word: str) -> None:
    assert lines("external_accesses", with_fields(**fields)) == [f"  none  {word}"]
    value = {} if not fields else {"description": None if word == "null" else ""}
    expected = {"null": "null", "[]": '""', "—": "—"}[word]
    assert f"  description {expected}" in lines("instance", with_fields(**value))


def test_an_instance_never_seen_says_so_under_every_title() -> None:
    for name in PANES:
        shown = content(name, Snapshot(BOOKMARK))
        assert shown.title == name
        assert text_of(shown.rows[0].line).strip() == "not seen yet"


def test_ascii_signs_replace_ours_and_never_the_data() -> None:
    chosen = replace(WIDE, signs=ASCII, folds={"支付": True})
    shown = lines("artifacts", with_fields(artifacts={"支付": {"version": "1→2"}}), chosen)
    assert shown == ["> 支付  - - - - - - 1→2"]


def test_the_account_protects_variables_even_if_the_options_do_not() -> None:
    fleet = Fleet(accounts=(AccountState("default", protected=True),))
    shown = pane("configuration", fleet, orders(), options(revealed=frozenset({"env{LOG_LEVEL}"})))
    index = shown.rows.find("env{LOG_LEVEL}")
    assert index is not None
    assert "debug" not in text_of(shown.rows[index].line)
    assert shown.rows[index].value == "••••••••"


def test_a_secret_shows_while_it_is_revealed_and_no_longer() -> None:
    key = "resource:rds:c7a1f0de93b94c6a8f02f5f3aa41c8b2in03"
    hidden = row("refer_resources", key, orders(), options(118))
    assert hidden.secret
    assert "hunter2" not in text_of(hidden.line)
    shown = row("refer_resources", key, orders(), options(118, revealed=frozenset({key})))
    assert "password=hunter2hunter2" in text_of(shown.line)


def test_rows_keep_their_keys_when_the_width_and_the_values_change() -> None:
    before = [each.key for each in rows("instance", orders(), options(118))]
    changed = [each.key for each in rows("instance", with_fields(id="x"), options(118))]
    assert before == changed


def test_twins_keep_keys_of_their_own() -> None:
    twins = snapshot_of((DATA / "bodies" / "duplicate_names.json").read_bytes())
    for name in ("refer_resources", "external_accesses", "configuration"):
        keys = [each.key for each in rows(name, twins)]
        assert len(set(keys)) == len(keys)
    assert [each.key for each in rows("refer_resources", twins)] == [
        "resource:cce:523498f1-36c4-11eb-ae36-0255ac1000c2",
        "resource:cce:523498f1-36c4-11eb-ae36-0255ac1000c2#2",
    ]


def test_the_health_colours_the_status() -> None:
    body = (DATA / "orders.json").read_bytes()
    for health in Health:
        status = rows("status_detail", snapshot_of(body, health=health))[0]
        assert status.line[2].style == f"{health.value} bold"


def test_an_unknown_pane_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="no pane is called"):
        content("weather", orders())


def test_the_folds_above_a_row_are_read_from_its_key() -> None:
    assert ancestors("artifacts", "orders-batch.properties.key") == (
        "orders-batch",
        "orders-batch.properties",
    )
    assert ancestors("configuration", "env{}{PAAS_APP_ID}") == ("env", "env{}")
    assert ancestors("instance", "version") == ()


def test_raw_says_how_old_the_body_is_where_overviews_told_since() -> None:
    looked = replace(orders(), body_seen=NOW - 240)
    assert text_of(content("raw", looked).note) == f"{len(looked.body):,} bytes"
    told = replace(looked, told=looked.instance)
    assert text_of(content("raw", told).note) == f"{len(looked.body):,} bytes · 4m ago"


def test_raw_without_any_documented_body_is_what_the_overview_told() -> None:
    known = orders()
    told = replace(known, body=b"", told=known.instance, amended=True)
    assert text_of(content("raw", told).note) == "from an overview"
    assert lines("raw", told)[:4] == lines("raw", known)[:4]
