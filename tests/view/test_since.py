"""The strip of what happened meanwhile: worst first, what else there is to say, what is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

from sstui.insight.records import Event, EventKind, Freshness, Health
from sstui.insight.timeline import NO_ANSWER, State, Timeline
from sstui.monitor.state import Fleet, Link, Snapshot
from sstui.view.signs import UNICODE
from sstui.view.since import Strip, strip
from sstui.view.since_told import told_since
from sstui.view.text import text_of
from tests.cases import every
from tests.view.fleets import NOW, SEEDS, WALL, account, event, fleet_of, snapshot_of, the_fleet

KIND, BAD, OK = EventKind, Health.BAD, Health.OK
KEYS = {"next": "n", "copy-path": "Y", "back": "esc"}
SINCE = WALL - 3600


def happened(name: str, ago: float, kind: EventKind, before: Any, after: Any, **more: Any) -> Event:
    made = event(name, before, after, time=WALL - ago, at=NOW - ago, **more)
    return replace(made, kind=kind)


def fell(name: str, ago: float, before: str, after: str) -> tuple[Event, ...]:
    return (
        happened(name, ago, KIND.STATUS, before, after),
        happened(name, ago, KIND.HEALTH, "ok", "bad", health=BAD),
    )


def rose(name: str, ago: float) -> tuple[Event, ...]:
    return (
        happened(name, ago, KIND.STATUS, "FAILED", "RUNNING", health=OK),
        happened(name, ago - 5, KIND.HEALTH, "bad", "ok", health=OK),
    )


def drawn(fleet: Fleet, *events: Event, width: int = 160, rows: int = 6, cursor: str = "") -> Strip:
    ordered = sorted(events, key=lambda each: each.time)
    told = told_since(fleet, ordered, SINCE)
    ref = next((each.ref for each in fleet.snapshots if each.name == cursor), None)
    return strip(
        fleet, told, SINCE, width=width, rows=rows, signs=UNICODE, tz=UTC, cursor=ref, keys=KEYS
    )  # fmt: skip


def lines(shown: Strip) -> list[str]:
    return [" ".join(text_of(line).split()) for line in shown.lines]


def named(name: str, **changes: Any) -> Snapshot:
    return replace(snapshot_of(next(each for each in SEEDS if each.name == name)), **changes)


def test_worst_first_with_what_came_and_went_after_what_still_is() -> None:
    line = Timeline().looked(WALL - 7200, State(OK, True, True, "RUNNING"), hold=9e9)
    line = line.looked(WALL - 2000, State(BAD, False, False, "FAILED"), hold=9e9)
    cart = named(
        "cart", timeline=line.looked(WALL - 1800, State(OK, True, True, "RUNNING"), hold=9e9)
    )
    others = [each for each in the_fleet().snapshots if each.name != "cart"]
    fleet = fleet_of((cart, *others))
    shown = lines(
        drawn(
            fleet,
            *fell("cart", 2000, "RUNNING", "FAILED"),
            *rose("cart", 1800),
            happened("search", 60, KIND.VERSION, "5.2", "5.3"),
            happened("legacy-soap", 2460, KIND.FRESHNESS, "fresh", "gone"),
            happened("refunds-prod", 180, KIND.STATUS, "RUNNING", "UPGRADING"),
            happened("refunds-prod", 180, KIND.VERSION, "5.0.2", "5.1.0"),
            happened("ledger-prod", 1380, KIND.REPLICAS, "4/4", "2/4"),
            *fell("orders-prod", 720, "RUNNING", "FAILED"),
        )
    )
    assert shown == [
        "Since you last looked 1h ago, 01:14 · 7 changes on 6 of 24 · 1 came and went"
        " n walk through Y copy as Markdown esc seen",
        "✗ orders-prod RUNNING → FAILED 12m ago cluster_inaccessible",
        "◐ ledger-prod 4/4 → 2/4 23m ago",
        "↻ refunds-prod RUNNING → UPGRADING 3m ago version 5.0.2 → 5.1.0",
        "∅ legacy-soap gone 41m ago the API says 404; last seen RUNNING",
        "● cart FAILED → RUNNING 29m ago was bad for 3m while you were away",
        "● search version 5.2 → 5.3 1m ago",
    ]


def test_numbers_lead_from_the_first_to_the_last_and_nothing_is_told_that_came_back() -> None:
    shown = drawn(
        the_fleet(),
        *fell("orders-prod", 720, "RUNNING", "FAILED"),
        happened("orders-prod", 720, KIND.REPLICAS, "3/3", "2/3"),
        happened("orders-prod", 700, KIND.REPLICAS, "2/3", "1/3"),
        *fell("mailer", 600, "RUNNING", "DOWN"),
        happened("mailer", 600, KIND.REPLICAS, "2/2", "0/2"),
        happened("mailer", 500, KIND.REPLICAS, "0/2", "2/2"),
    )
    assert lines(shown)[1].endswith("cluster_inaccessible")
    assert lines(shown)[2].endswith("cluster_inaccessible · 3/3 → 1/3")


def test_what_happened_while_nobody_looked_is_not_dated_more_exactly() -> None:
    shown = drawn(
        the_fleet(), *(replace(e, away=32400.0) for e in fell("mailer", 60, "OK", "DOWN"))
    )
    assert lines(shown)[1].endswith("at some time in 9h unwatched")


def test_time_that_is_not_known_is_said_with_its_reason() -> None:
    line = Timeline().looked(WALL - 7200, State(OK, True, True, "RUNNING"), hold=9e9)
    dark = line.lost(WALL - 1500, NO_ANSWER).looked(
        WALL - 300, State(OK, True, True, "R"), hold=9e9
    )
    fleet = fleet_of((named("cart", timeline=dark), named("search", timeline=line)))
    shown = drawn(fleet, happened("search", 60, KIND.VERSION, "1", "2"))
    assert "· up to 20m not known: no answer" in lines(shown)[0]


def test_an_outage_of_our_own_is_a_line_without_an_instance() -> None:
    outage = replace(happened("prod", 900, KIND.OUTAGE, "ok", "no answer"), ref=None, name="prod")
    blind = fleet_of((named("cart"),), accounts=(account(link=Link.NO_ANSWER),))
    shown = drawn(blind, outage, happened("cart", 60, KIND.VERSION, "1", "2"))
    assert lines(shown)[1] == "? all no answer from the API 15m ago"
    assert shown.refs[1:] == (None, blind.snapshots[0].ref)


@every("width", [60, 80])
def test_on_a_narrow_screen_no_word_of_a_line_is_cut(width: int) -> None:
    outage = replace(happened("prod", 900, KIND.OUTAGE, "no answer", "ok"), ref=None, name="prod")
    line = Timeline().looked(WALL - 7200, State(OK, True, True, "RUNNING"), hold=9e9)
    line = line.looked(WALL - 2000, State(BAD, False, False, "FAILED"), hold=9e9)
    line = line.looked(WALL - 1800, State(OK, True, True, "RUNNING"), hold=9e9)
    story = (*fell("cart", 2000, "RUNNING", "FAILED"), *rose("cart", 1800))
    shown = drawn(fleet_of((named("cart", timeline=line),)), outage, *story, width=width)
    said = " ".join(lines(shown)[1:])
    assert "the API answers again" in said
    assert "was bad for 3m" in said
    assert "…" not in said


def test_six_rows_at_most_then_how_many_more_and_the_cursor_s_is_among_them() -> None:
    seeds = [each for each in SEEDS if each.freshness is Freshness.FRESH][:9]
    events = [happened(each.name, 60 + n, KIND.VERSION, "1", "2") for n, each in enumerate(seeds)]
    shown = drawn(the_fleet(), *events)
    assert (len(shown.lines), lines(shown)[-1]) == (8, "and 3 more")
    last = told_since(the_fleet(), events, SINCE)[-1].story.name
    moved = drawn(the_fleet(), *events, cursor=last)
    assert lines(moved)[-2].startswith(f"▌● {last}")
    assert lines(moved)[-1] == "and 3 more"


def test_status_words_are_whole_where_it_is_narrow() -> None:
    shown = drawn(the_fleet(), *fell("ledger-prod", 60, "RUNNING", "PARTIALLY_FAILED"), width=60)
    assert lines(shown)[1].startswith("◐ ledger-prod → PARTIALLY_FAILED 1m")


def test_a_click_on_the_title_is_for_the_key_that_it_is_on() -> None:
    shown = drawn(the_fleet(), *fell("mailer", 60, "RUNNING", "DOWN"))
    title = text_of(shown.lines[0])
    found = {title[hit.start : hit.end]: hit.command for hit in shown.hits}
    assert found == {
        "n walk through": "next",
        "Y copy as Markdown": "copy-path",
        "esc seen": "back",
    }
