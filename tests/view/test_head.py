"""The head: always the same number of lines, and why the instance is as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any, Literal

from sstui.insight.records import Change, EventKind, Freshness, Health
from sstui.monitor.state import Fleet, Link, Mark, Snapshot
from sstui.servicestage.errors import NotFound, Unreachable
from sstui.servicestage.models import parse_instance
from sstui.view.head import head_lines, peek_lines, tabs_line
from sstui.view.head_parts import pill
from sstui.view.signs import ASCII, UNICODE
from sstui.view.text import line_cells, text_of
from tests.cases import every
from tests.view.fleets import (
    GONE,
    NOW,
    SEEDS,
    STALE,
    WALL,
    account,
    event,
    snapshot_of,
    the_fleet,
)

TIMEOUT = Unreachable("x", cause="connect timed out", remedy="Check the network.")


def head(
    snapshot: Snapshot,
    width: int = 102,
    rows: Literal[4, 2] = 4,
    fleet: Fleet | None = None,
    position: tuple[int, int] | None = None,
) -> list[str]:
    lines = head_lines(
        fleet or the_fleet(), snapshot, width=width, rows=rows, signs=UNICODE, tz=UTC,
        position=position,
    )  # fmt: skip
    assert [line_cells(line) for line in lines] == [width] * rows
    return [text_of(line).rstrip() for line in lines]


def row(name: str, **changes: Any) -> Snapshot:
    return replace(snapshot_of(next(seed for seed in SEEDS if seed.name == name)), **changes)


def test_four_lines_as_in_the_picture() -> None:
    orders = row("orders-prod")
    orders = replace(orders, bookmark=replace(orders.bookmark, note="runbook wiki/orders"))
    first, second, third, fourth = head(orders)
    assert first == (
        " ✗ FAILED   orders-prod   1/3 replicas   for 12m" + " " * 22
        + "seen 5s · updated 40s · every 5s"
    )  # fmt: skip
    assert second == "cluster_inaccessible"
    assert third == "4f6b1b6c / 6b1d7a5e · 61b81021 · cce · 2.14.0 · note: runbook wiki/orders"
    assert fourth == "24h " + "░" * 73 + "   availability not known"


def test_two_lines_in_the_side_pane() -> None:
    first, second = head(row("orders-prod"), 58, 2)
    assert first == " ✗ FAILED   orders-prod   1/3   12m     seen 5s · every 5s"
    assert second == "cluster_inaccessible"


def test_its_place_in_the_list_is_told_on_the_full_screen() -> None:
    assert head(row("cart"), 78, 2, position=(1, 24))[0].endswith("seen 5s · every 5s · 1 of 24")


def test_what_finds_no_room_in_the_first_line_stands_in_the_third() -> None:
    first, _, third, _ = head(row("orders-prod"), 66)
    assert "updated" not in first
    assert third.endswith("updated 40s")


def test_nothing_changed_since_the_last_change_or_our_first_look() -> None:
    recovered = event("cart", "FAILED", "RUNNING", health=Health.OK, lasted=185.0)
    fleet = the_fleet(events=(recovered,))
    assert head(row("cart"), fleet=fleet)[1] == "nothing changed since 02:11: FAILED → RUNNING, 3m"
    assert head(row("cart", since_first=True))[1] == "nothing changed since 01:43, our first look"
    assert head(row("search"))[1] == "nothing changed since 7 Nov 02:14"
    moving = the_fleet(events=(event("recommender", "RUNNING", "STARTING"),))
    assert head(row("recommender"), fleet=moving)[1] == "changed 02:11: RUNNING → STARTING"


def test_reason_failed_job_and_one_missed_look_are_causes() -> None:
    stuck = row("refunds-prod", reason="moving longer than 15m", failures=1, error=TIMEOUT)
    assert head(stuck)[1] == "moving longer than 15m   1 look failed: connect timed out"
    failed = row("cart", job_failed=True)
    assert head(failed)[1].startswith("its last job failed   nothing changed since")


def test_a_stale_head_says_was_and_how_long_unknown() -> None:
    stale = row("orders-prod", freshness=STALE, seen=NOW - 240, failures=2, error=TIMEOUT)
    first, second, *_ = head(stale)
    assert first.startswith(" ? was FAILED   orders-prod   (1/3) replicas   unknown for 4m")
    assert first.endswith("seen 4m ago · every 5s")
    assert second == "last seen: cluster_inaccessible   2 looks failed: connect timed out"
    assert pill(stale, UNICODE)[0].style == "unknown tint-unknown bold"


def test_when_its_whole_profile_is_blind_the_head_names_that_once() -> None:
    stale = row("cart", freshness=STALE, failures=9, error=TIMEOUT)
    fleet = the_fleet(accounts=(account(link=Link.NO_ANSWER),))
    assert head(stale, fleet=fleet)[1] == "prod: no answer"


def test_gone_and_never_seen() -> None:
    assert head(row("cart", freshness=GONE))[:2] == [
        "∅ gone 404  cart   for 31m" + " " * 54 + "seen 5s ago · every 5s",
        "the API says 404 since 01:43; last seen RUNNING",
    ]
    unseen = Snapshot(row("cart").bookmark, pace=15.0, due=NOW + 3)
    assert head(unseen)[:2] == [
        "· not seen yet  cart" + " " * 60 + "never seen · every 15s",
        "first look in 5s",
    ]
    assert head(replace(unseen, looking=True))[1] == "the first look is under way"
    cut_off = replace(unseen, error=TIMEOUT, failures=1)
    assert head(cut_off)[1] == "connect timed out   Check the network."
    wrong = NotFound("x", cause="no such instance", remedy="Check the ids.", status=404)
    unknown = replace(unseen, error=wrong, reason="wrong ids or project?")
    assert head(unknown)[0].startswith(" ? not found 404   cart")
    assert head(unknown)[1] == "no such instance   wrong ids or project?"


def test_profile_and_region_begin_it_where_that_matters() -> None:
    assert head(row("cart"))[0].startswith("● RUNNING  cart")
    several = the_fleet(accounts=(account(), account("dr")))
    assert head(row("cart"), fleet=several)[0].startswith("prod ap-southeast-3  ● RUNNING  cart")
    safe = the_fleet(accounts=(account(protected=True, color="red"),))
    assert head(row("cart"), fleet=safe)[0].startswith("▐prod protected ap-southeast-3  ● RUNNING")


@every("time", [None, 0, -5, 10**30, int(WALL * 1000) + 3_600_000])
def test_an_update_time_that_is_no_time_of_the_past_is_not_shown(time: int | None) -> None:
    body = parse_instance({"update_time": time, "status_detail": {"status": "RUNNING"}})
    assert "updated" not in " ".join(head(row("cart", instance=body)))


def test_flapping_is_a_word() -> None:
    assert "for 31m   flapping" in head(row("cart", flapping=True))[0]


def test_the_tabs_shorten_their_words_before_they_lose_them() -> None:
    texts = {width: text_of(tabs_line(2, width, UNICODE)).rstrip() for width in (102, 66, 58, 30)}
    assert texts[102].startswith(
        "1 overview   2 configuration   3 timeline   4 drift   5 events   6 raw  ──"
    )
    assert texts[66].startswith("1 overview   2 config   3 timeline   4 drift   5 events   6 raw")
    assert texts[58] == "1 overview  2 config  3 timeline  4 drift  5 events  6 raw"
    assert texts[30].startswith("1  2  3  4  5  6")
    current = [span for span in tabs_line(2, 102, UNICODE) if "underline" in span.style]
    assert [span.text for span in current] == ["configuration"]


def peek(snapshot: Snapshot, width: int = 78) -> list[str]:
    lines = peek_lines(the_fleet(), snapshot, width=width, signs=UNICODE, tz=UTC)
    assert [line_cells(line) for line in lines] == [width] * 6
    return [text_of(line).rstrip() for line in lines]


def test_the_peek_has_six_lines() -> None:
    body = parse_instance(
        {
            "artifacts": {"orders": {"url": "swr.example.com/shop/orders:2.14.0"}},
            "external_accesses": [
                {"protocol": "HTTPS", "address": "orders.example.com", "status": "NORMAL"},
                {"protocol": "HTTP", "address": "old.example.com", "status": "EXPIRED"},
            ],
            "refer_resources": [{"id": "default", "type": "cse"}],
            "update_time": int((WALL - 41) * 1000),
            "status_detail": {"status": "FAILED", "fail_detail": "cluster_inaccessible"},
        }
    )
    change = Mark(Change("artifacts.orders.version", "2.13.4", "2.14.0"), NOW - 840)
    lines = peek(row("orders-prod", instance=body, marks=(change,)))
    assert lines[0] == "orders-prod " + "─" * 46 + " 4f6b1b6c / 6b1d7a5e"
    assert lines[1].startswith(" ✗ FAILED    for 12m")
    assert lines[1].endswith("seen 5s · updated 40s")
    assert lines[2] == "cluster_inaccessible"
    assert lines[3].startswith("Δ version 2.14.0 was 2.13.4 · 14m ago")
    assert lines[3].endswith("1 artifact · 1 resource")
    assert lines[4].startswith("EXPIRED old.example.com")
    assert lines[4].endswith("2 accesses")
    assert lines[5].endswith("availability not known")


def test_status_replicas_and_age_of_the_peek_are_never_cut() -> None:
    """Beside *latest* below the wide list it has 61 cells of 160."""
    body = parse_instance(
        {
            "update_time": int((WALL - 41) * 1000),
            "status_detail": {"status": "RUNNING", "available_replica": 6, "replica": 6},
        }
    )
    running = row("checkout-api-prod", instance=body, since=NOW - 60, since_first=True)
    state = {width: peek(running, width)[1] for width in (78, 61, 38, 24)}
    assert state[78].startswith("● RUNNING   6/6 replicas   for at least 1m  ")
    assert state[61].startswith("● RUNNING   6/6   1m  ")
    assert state[61].endswith("seen 5s · updated 40s")
    assert state[38].endswith(" seen 5s")
    assert state[24] == "● RUNNING   6/6   1m"


def test_the_peek_shows_no_secret_and_makes_nothing_up() -> None:
    change = Mark(Change("configuration.env.DB_PASSWORD", "••••", "••••", secret=True), NOW - 60)
    assert peek(row("cart", marks=(change,)))[3].startswith("Δ DB_PASSWORD changed, a secret · 1m")
    bare = Snapshot(row("cart").bookmark)
    assert peek(bare)[3:5] == ["", ""]


def test_in_ascii_nothing_of_ours_is_beyond_it() -> None:
    lines = head_lines(
        the_fleet(), row("orders-prod"), width=102, rows=4, signs=ASCII, tz=UTC, position=(1, 2)
    )
    assert all(text_of(line).isascii() for line in lines)


def test_a_freshness_that_is_back_has_its_last_change() -> None:
    back = event("cart", "stale", "fresh", kind=EventKind.FRESHNESS, health=Health.OK)
    fleet = the_fleet(events=(back,))
    fresh = row("cart", freshness=Freshness.FRESH)
    assert head(fresh, fleet=fleet)[1] == "nothing changed since 02:11: seen again"


def test_what_the_component_has_in_the_place_of_a_gone_one_is_offered_with_its_key() -> None:
    gone = row("orders-prod", freshness=Freshness.GONE, replacement=("5c0e8a4f-3a1d", "orders-2"))
    second = head(gone, 140)[1]
    assert second.startswith("its component has a new instance orders-2: I puts it in its place   ")
    assert "the API says 404" in second
    nameless = replace(gone, replacement=("5c0e8a4f-3a1d", ""))
    assert "new instance 5c0e8a4f: I puts" in head(nameless, 140)[1]
    fresh = replace(gone, freshness=Freshness.FRESH)
    assert "its component" not in head(fresh, 140)[1]
