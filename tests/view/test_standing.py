"""Health and freshness become one standing, with its glyph, colour and words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sstui.insight.records import Freshness, Health
from sstui.monitor.state import Link, Snapshot
from sstui.servicestage.errors import Malformed, NotFound, Unreachable
from sstui.servicestage.models import parse_instance
from sstui.view.signs import ASCII, UNICODE
from sstui.view.standing import (
    Standing,
    age_cell,
    colour,
    glyph,
    mark,
    replicas,
    since_text,
    standing,
    tally,
    tally_line,
    word,
)
from sstui.view.text import text_of
from tests.cases import every
from tests.view.fleets import GONE, NOW, SEEDS, STALE, account, fleet_of, snapshot_of, the_fleet


def seen(name: str) -> Snapshot:
    return snapshot_of(next(seed for seed in SEEDS if seed.name == name))


def never_seen(**changes: Any) -> Snapshot:
    return Snapshot(seen("cart").bookmark, **changes)


def test_the_order_of_severity_is_the_grammars() -> None:
    assert [each.name.lower() for each in sorted(Standing)] == [
        "bad", "degraded", "unknown", "moving", "quiet", "stale", "unseen", "gone", "off", "ok",
    ]  # fmt: skip


@every("health", Health)
def test_a_stale_row_has_the_glyph_of_what_was_seen_but_not_its_standing(health: Health) -> None:
    snapshot = replace(seen("cart"), health=health, freshness=STALE)
    assert standing(snapshot) is Standing.STALE
    assert glyph(snapshot, UNICODE) == UNICODE.health(health)
    assert colour(snapshot) == "muted"
    assert word(snapshot) == "(RUNNING)"


def test_gone_is_bad_only_where_it_is_expected_to_run() -> None:
    gone = replace(seen("cart"), freshness=GONE)
    assert standing(gone) is Standing.GONE
    assert colour(gone) == "off"
    expected = replace(gone, expectation="running")
    assert standing(expected) is Standing.BAD
    assert colour(expected) == "bad"
    assert glyph(expected, UNICODE) == "∅"
    assert (word(expected), replicas(expected)) == ("gone 404", "—")


def test_what_was_never_seen_says_so_whatever_kept_us_from_it() -> None:
    waiting = never_seen()
    assert (standing(waiting), word(waiting)) == (Standing.UNSEEN, "not seen yet")
    assert glyph(waiting, ASCII) == "-"
    cut_off = never_seen(error=Unreachable("no route", cause="no route", remedy="wait"))
    assert standing(cut_off) is Standing.UNSEEN


def test_a_definite_no_about_something_never_seen_is_unknown() -> None:
    no = NotFound("no such instance", cause="not found", remedy="check the ids", status=404)
    assert standing(never_seen(error=no)) is Standing.UNKNOWN
    assert word(never_seen(error=no)) == "not found 404"
    junk = Malformed("HTML", cause="HTML", remedy="check the endpoint")
    assert word(never_seen(error=junk)) == "unreadable"


def test_a_word_is_shown_as_it_came_and_harmless() -> None:
    body = parse_instance({"status_detail": {"status": "NEW\x1b[2J[bold]"}})
    assert word(replace(seen("cart"), instance=body)) == "NEW\\u001b[2J[bold]"
    empty = parse_instance({"status_detail": {"status": ""}})
    assert word(replace(seen("cart"), instance=empty)) == '""'


def test_replicas_that_were_not_sent_are_not_made_up() -> None:
    none = parse_instance({"status_detail": {"status": "RUNNING"}})
    assert replicas(replace(seen("cart"), instance=none)) == "—"
    assert replicas(replace(seen("cart"), instance=none), ASCII) == "-"
    half = parse_instance({"status_detail": {"status": "RUNNING", "replica": 3}})
    assert replicas(replace(seen("cart"), instance=half)) == "?/3"


def test_the_last_column_is_time_in_this_state_and_for_a_stale_row_the_age_of_our_look() -> None:
    fleet = the_fleet()
    assert age_cell(fleet, seen("orders-prod"), UNICODE) == ("12m", "muted")
    assert age_cell(fleet, seen("kafka-bridge"), UNICODE) == ("4m", "degraded")
    blind = replace(fleet, accounts=(account(link=Link.NO_ANSWER),))
    assert age_cell(blind, seen("kafka-bridge"), UNICODE) == ("4m", "muted")
    assert age_cell(fleet, never_seen(), UNICODE) == ("—", "muted")


def test_the_state_began_with_the_later_of_status_and_health() -> None:
    catalog = replace(seen("catalog"), since=NOW - 86400, health_since=NOW - 1080)
    assert since_text(the_fleet(), catalog) == "for 18m"


def test_what_was_so_at_our_first_look_lasts_at_least_so_long() -> None:
    first = replace(seen("cart"), since_first=True)
    assert since_text(the_fleet(), first) == "for at least 31m"
    assert since_text(the_fleet(), seen("edge-gw-bkk")) == "unknown for 4m"


def test_one_mark_for_a_row_the_change_first() -> None:
    assert mark(seen("cart"), UNICODE) == ""
    assert mark(replace(seen("cart"), job_failed=True), UNICODE) == "!"
    assert mark(replace(seen("cart"), job_failed=True, changed=True), UNICODE) == "Δ"


def test_stale_rows_are_counted_apart_and_never_as_ok() -> None:
    counts = tally(fleet_of(tuple(map(snapshot_of, SEEDS))).snapshots)
    assert (counts.of(Standing.OK), counts.of(Standing.STALE), counts.total) == (11, 2, 24)
    assert text_of(tally_line(counts, UNICODE)) == "2✗ 2◐ 1? 3↻ (2) 1∅ 2○ 11●"
    assert text_of(tally_line(counts, ASCII, skip=Standing.BAD)) == "2! 1? 3~ (2) 1_ 2. 11o"


def test_a_fresh_row_is_what_its_health_says() -> None:
    for seed in SEEDS:
        snapshot = replace(snapshot_of(seed), freshness=Freshness.FRESH)
        assert standing(snapshot).name.lower() == seed.health.value
