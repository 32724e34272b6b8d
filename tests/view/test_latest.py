"""*Latest*: the newest events in one line each."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Change, Event, EventKind, Freshness, Health
from sstui.monitor.state import Link
from sstui.servicestage.json_types import JSONObject
from sstui.view.event_text import event_sign, event_text
from sstui.view.latest import latest_rows
from sstui.view.list_rows import RowKind
from sstui.view.signs import UNICODE
from sstui.view.text import line_cells, text_of
from tests.cases import every
from tests.view.fleets import NOW, WALL, account, event, ref_of, the_fleet

ADDRESS: JSONObject = {
    "id": "7d2e",
    "type": "IP_ADDR",
    "address": "100.95.1.7",
    "forward_port": 8080,
}


def latest(*events: Event, height: int = 8, **changes: Any) -> list[str]:
    fleet = the_fleet(events=events, **changes)
    rows = latest_rows(fleet, width=55, height=height, signs=UNICODE, tz=UTC)
    assert {line_cells(row.line) for row in rows} == {55}
    return [text_of(row.line).rstrip() for row in rows]


def outage(before: Link, after: Link, lasted: float | None = None) -> Event:
    return event(
        "prod", before, after, kind=EventKind.OUTAGE, ref=None, health=Health.UNKNOWN, lasted=lasted
    )


def test_time_sign_name_and_what_happened() -> None:
    assert latest(
        outage(Link.OK, Link.NO_ANSWER),
        event("refunds-prod", "RUNNING", "UPGRADING", health=Health.MOVING),
        event("payment-gateway-mastercard-eu", "2.13.4", "2.14.0", kind=EventKind.VERSION),
        event("cart", "FAILED", "RUNNING", health=Health.OK, lasted=185.0, time=WALL - 90000),
    ) == [
        " latest ──────────────────────────────────────────────",
        " 02:11 ? all            no answer from the API",
        " 02:11 ↻ refunds-prod   RUNNING → UPGRADING",
        " 02:11 Δ payment…ard-eu version 2.13.4 → 2.14.0",
        " 12Nov ● cart           FAILED → RUNNING, 3m",
    ]


def test_first_sightings_and_derived_health_are_no_news_of_their_own() -> None:
    lines = latest(
        event("cart", "RUNNING", "FAILED"),
        event("cart", "ok", "bad", kind=EventKind.HEALTH),
        event("search", None, "RUNNING", health=Health.OK),
    )
    assert lines[1:] == [" 02:11 ✗ cart           RUNNING → FAILED"]


def test_one_look_is_one_line_that_tells_most() -> None:
    lines = latest(
        event("cart", "RUNNING", "SUCCEEDED", kind=EventKind.JOB),
        event("cart", "2/3", "3/3", kind=EventKind.REPLICAS),
        event("cart", "UPGRADING", "RUNNING", health=Health.OK, lasted=25.0),
        event("search", "2/3", "3/3", kind=EventKind.REPLICAS, health=Health.OK),
    )
    assert lines[1:] == [
        " 02:11 ● cart           UPGRADING → RUNNING, 25s",
        " 02:11 ● search         2/3 → 3/3",
    ]


def test_health_that_changed_by_itself_is_news() -> None:
    stuck = event("cart", "moving", "degraded", kind=EventKind.HEALTH, health=Health.DEGRADED)
    assert latest(stuck)[1] == " 02:11 ◐ cart           moving → degraded"


def test_of_several_profiles_the_one_is_named() -> None:
    lines = latest(outage(Link.OK, Link.NO_ANSWER), accounts=(account(), account("dr")))
    assert lines[1] == " 02:11 ? profile prod   no answer from the API"


def test_no_more_rows_than_asked_and_something_when_there_is_nothing() -> None:
    events = [event("cart", "RUNNING", f"S{index}", at=9.0 - index) for index in range(9)]
    assert len(latest(*events, height=4)) == 4
    assert latest(height=1) == [latest()[0]]
    assert latest()[1] == " nothing has changed since the first look"


def test_a_row_leads_to_its_instance() -> None:
    fleet = the_fleet(events=(event("cart", "RUNNING", "FAILED"),))
    row = latest_rows(fleet, width=55, height=3, signs=UNICODE, tz=UTC)[1]
    assert (row.kind, row.ref) == (RowKind.EVENT, ref_of("cart"))


@every(
    ("kind", "before", "after", "changes", "text"),
    [
        (EventKind.REPLICAS, "4/4", "2/4", (), "4/4 → 2/4"),
        (EventKind.JOB, "RUNNING", "FAILED", (), "job RUNNING → FAILED"),
        (EventKind.JOB, "SUCCEEDED", "SUCCEEDED", (), "another job, SUCCEEDED"),
        (EventKind.JOB, "SUCCEEDED", None, (), "another job"),
        (EventKind.BETWEEN, None, None, (), "changed between two looks"),
        (EventKind.FRESHNESS, "stale", "gone", (), "404, gone"),
        (EventKind.FRESHNESS, "fresh", "stale", (), "looks fail, stale"),
        (EventKind.CREDENTIALS, "ok", "refused", (), "401, credentials refused"),
        (EventKind.CREDENTIALS, "refused", "ok", (), "credentials accepted"),
        (
            EventKind.CONFIGURATION,
            None,
            None,
            (Change("configuration.env.LOG_LEVEL", "info", "debug"),),
            "LOG_LEVEL info → debug",
        ),
        (
            EventKind.CONFIGURATION,
            None,
            None,
            (Change("configuration.env.TOKEN", "•", "•", secret=True),),
            "TOKEN changed (secret)",
        ),
        (
            EventKind.RESOURCES,
            None,
            None,
            (Change("refer_resources.a.id", None, "x"), Change("refer_resources.b", {}, None)),
            "resources: id and 1 more",
        ),
        (
            EventKind.RESOURCES,
            None,
            None,
            (Change("refer_resources.cce:5234", {"type": "cce", "id": "5234"}, None),),
            "cce:5234 removed",
        ),
        (
            EventKind.ACCESSES,
            None,
            None,
            (Change("external_accesses.IP_ADDR:7d2e", None, ADDRESS),),
            "address 100.95.1.7:8080 added",
        ),
        (
            EventKind.ACCESSES,
            None,
            None,
            (Change("external_accesses.IP_ADDR:7d2e", {**ADDRESS, "forward_port": None}, None),),
            "address 100.95.1.7 removed",
        ),
        (
            EventKind.STATUS,
            "FAILED",
            "FAILED",
            (Change("status_detail.fail_detail", None, "namespace_deleted"),),
            "fail_detail — → namespace_deleted",
        ),
    ],
)
def test_each_kind_in_words(
    kind: EventKind,
    before: str | None,
    after: str | None,
    changes: tuple[Change, ...],
    text: str,
) -> None:
    happened = event("cart", before, after or "", kind=kind, changes=changes)
    assert event_text(happened, UNICODE) == text


def test_an_outage_that_is_over_says_how_long_it_lasted() -> None:
    over = outage(Link.NO_ANSWER, Link.OK, 7500.0)
    assert event_text(over, UNICODE) == "the API answers again, 2h5m"
    assert event_sign(over, UNICODE) == ("●", "ok")


def test_gone_is_loud_only_where_it_is_bad() -> None:
    gone = event("cart", "fresh", Freshness.GONE, kind=EventKind.FRESHNESS, health=Health.OFF)
    assert event_sign(gone, UNICODE) == ("∅", "off")
    bad = event("cart", "fresh", Freshness.GONE, kind=EventKind.FRESHNESS, health=Health.BAD)
    assert event_sign(bad, UNICODE) == ("∅", "bad")


def test_what_a_flapping_instance_goes_on_to_do_is_one_line() -> None:
    lines = latest(
        event("cart", "FAILED", "RUNNING", time=WALL - 100, at=NOW - 100, damped=True),
        event("cart", "RUNNING", "FAILED", time=WALL - 110, at=NOW - 110, damped=True),
        event("cart", "bad", FLAPPING, kind=EventKind.HEALTH, time=WALL - 110, at=NOW - 110),
        event("cart", "RUNNING", "FAILED", time=WALL - 120, at=NOW - 120),
    )
    assert lines[1:] == [
        " 02:12 ✗ cart           flapping: four changes in ten…",
        " 02:12 ✗ cart           RUNNING → FAILED",
    ]
    calm = event("cart", FLAPPING, "ok", kind=EventKind.HEALTH, health=Health.OK, lasted=720.0)
    assert latest(calm)[1:] == [" 02:11 ● cart           calm again, it flapped for 12m"]


def test_that_a_recovery_lasts_is_no_second_line() -> None:
    lines = latest(
        event("cart", "bad", "ok", kind=EventKind.HEALTH, health=Health.OK, at=NOW - 100),
        event("cart", "FAILED", "RUNNING", health=Health.OK, lasted=185.0, at=NOW - 115),
    )
    assert lines[1:] == [" 02:11 ● cart           FAILED → RUNNING, 3m"]
    alone = event("cart", "moving", "bad", kind=EventKind.HEALTH, at=NOW - 100)
    assert latest(alone)[1:] == [" 02:11 ✗ cart           moving → bad"]
