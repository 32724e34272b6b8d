"""Views 3 and 5: availability, strips, stretches, events, and what each of them changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from sstui.insight.alarms import FLAPPING
from sstui.insight.availability import DAY, HOUR
from sstui.insight.records import Change, Event, EventKind, Freshness, Health
from sstui.insight.timeline import NO_ANSWER, State, Timeline
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.events import events_of, told_lines
from sstui.view.panes import PaneContent, PaneOptions, ancestors, pane
from sstui.view.recorded import search_recorded
from sstui.view.signs import ASCII
from sstui.view.stretch_inside import BODIES, compared_at
from sstui.view.text import line_cells, text_of
from sstui.view.wall import wall_text
from tests.cases import every
from tests.view.fleets import (
    NOW,
    SEEDS,
    STALE,
    WALL,
    event,
    fleet_of,
    snapshot_of,
)

KEPT = 7 * DAY
OK = State(Health.OK, True, True, "RUNNING")
HALF = State(Health.DEGRADED, True, False, "PARTIALLY_FAILED")
FAILED = State(Health.BAD, False, False, "FAILED")
GONE = State(Health.BAD, False, False, None)
WIDE = 102
SECRET = Change("configuration.env.DB_PASSWORD", "••••••••", "••••••••", secret=True)
LOGGING = Change("configuration.env.LOG_LEVEL", "info", "debug")


def lived() -> Timeline:
    """Three days: an outage, two hours without an answer, and half its replicas for 23 minutes."""
    line = Timeline()
    for ago, state, why in (
        (3 * DAY, OK, "4/4"),
        (12 * HOUR, FAILED, "4/4 → 0/4 · resource_deleted"),
        (12 * HOUR - 240, OK, "0/4 → 4/4"),
        (10 * HOUR, None, NO_ANSWER),
        (8 * HOUR, OK, "4/4"),
        (1380, HALF, "4/4 → 2/4"),
    ):
        if state is None:
            line = line.lost(WALL - ago, why)
        else:
            line = line.looked(WALL - ago, state, why, hold=KEPT)
    return line


def happened(ago: float, kind: EventKind, **changes: Any) -> Event:
    before, after = changes.pop("before", None), changes.pop("after", None)
    made = replace(event("ledger-prod", before, after, **changes), kind=kind, after=after)
    return replace(made, time=WALL - ago, at=NOW - ago)


def snapshot(**changes: Any) -> Snapshot:
    seed = next(seed for seed in SEEDS if seed.name == "ledger-prod")
    return replace(snapshot_of(seed), timeline=lived(), **changes)


def fleet(*events: Event, others: tuple[Snapshot, ...] = ()) -> Fleet:
    newest_first = tuple(sorted(events, key=lambda each: -each.time))
    return fleet_of((snapshot(), *others), events=newest_first)


def shown(name: str, known: Fleet, width: int = WIDE, *open_keys: str) -> PaneContent:
    options = PaneOptions(width=width, now=NOW, wall=WALL, folds=dict.fromkeys(open_keys, False))
    return pane(name, known, known.snapshots[0], options)


def lines(content: PaneContent) -> list[str]:
    rows = (content.rows[index] for index in range(len(content.rows)))
    return [text_of(row.line).rstrip() for row in rows]


def keys(content: PaneContent, start: str = "") -> list[str]:
    rows = (content.rows[index] for index in range(len(content.rows)))
    return [row.key for row in rows if row.key.startswith(start)]


def test_availability_over_known_time_with_the_unknown_in_its_own_column() -> None:
    content = shown("timeline", fleet())
    assert (content.title, text_of(content.note)) == (
        "availability",
        "counted over known time only",
    )
    assert [" ".join(line.split()) for line in lines(content)[:4]] == [
        "up full down degraded moving not known outages longest time between",
        "1h 100% 61.6% 0s 23m 0s 0s 0 — —",
        "24h 99.6% 97.9% 4m 23m 0s 2h 1 4m —",
        "7d — — 4m 23m 0s 4d2h 1 4m —",
    ]


def test_three_strips_with_their_times_and_a_legend() -> None:
    found = lines(shown("timeline", fleet()))
    assert found[5].startswith("  1h  ▂▂▂▂")
    assert found[5].endswith("▅▅▅▅")
    assert found[6].split(" ─")[0].strip() == "01:14"
    assert found[8].startswith("  24h ▂▂▂▂")
    assert "█" in found[8]
    assert "░░░░" in found[8]
    assert found[11].startswith("  7d  ░░░░")
    assert found[12].endswith("13 Nov")
    assert "░ not known: nobody looked, or no answer" in found[14]


def test_the_strips_end_now_and_not_in_the_future() -> None:
    found = lines(shown("timeline", fleet()))
    for at, form in ((6, "%H:%M"), (9, "%a %H:%M"), (12, "%d %b")):
        assert found[at].endswith(wall_text(WALL, UTC, form))


def test_every_stretch_with_its_length_and_what_was_seen_newest_first() -> None:
    found = lines(shown("timeline", fleet()))
    assert found[16].startswith("what happened ───")
    assert found[16].endswith("newest first · 6 kept · 7d")
    assert found[18:] == [
        "▸ Thu 01:51:00  now               23m   ◐ PARTIALLY_FAILED   4/4 → 2/4",
        "▸ Wed 18:14:00  Thu 01:51:00    7h37m   ● RUNNING            4/4",
        "▸ Wed 16:14:00  18:14:00           2h   ? not known          no answer",
        "▸ Wed 14:18:00  16:14:00        1h56m   ● RUNNING            0/4 → 4/4",
        "▸ Wed 14:14:00  14:18:00           4m   ✗ FAILED             4/4 → 0/4 · resource_deleted",
        "▸ Mon 02:14:00  Wed 14:14:00    2d12h   ● RUNNING            4/4",
    ]


def test_what_changed_without_another_state_stands_between() -> None:
    known = fleet(
        happened(3600, EventKind.BETWEEN, changes=(Change("update_time", 1, 2),)),
        happened(
            1380,
            EventKind.STATUS,
            before="RUNNING",
            after="PARTIALLY_FAILED",
            changes=(Change("status_detail.status", "RUNNING", "PARTIALLY_FAILED"),),
        ),
        happened(1380, EventKind.VERSION, before="3.8.1", after="3.8.2"),
    )
    found = lines(shown("timeline", known))
    assert found[18].endswith("PARTIALLY_FAILED   4/4 → 2/4 · version 3.8.1 → 3.8.2")
    assert found[19] == (
        "▸ Thu 01:14:00                      —   Δ RUNNING            "
        "between two looks: update_time moved"
    )


def test_a_stretch_unfolds_to_before_after_what_fell_with_it_and_the_places() -> None:
    neighbour = replace(
        snapshot_of(next(seed for seed in SEEDS if seed.name == "catalog")),
        timeline=Timeline().looked(WALL - DAY, OK, hold=KEPT).looked(WALL - 1400, HALF, hold=KEPT),
    )
    known = fleet(
        happened(1380, EventKind.REPLICAS, before="4/4", after="2/4", changes=(
            Change("status_detail.available_replica", 4, 2),
        )),
        others=(neighbour,),
    )  # fmt: skip
    key = keys(shown("timeline", known), "stretch")[0]
    found = lines(shown("timeline", known, WIDE, key))
    assert found[19:24] == [
        "      before      ● RUNNING   4/4",
        "      after       ◐ PARTIALLY_FAILED   4/4 → 2/4",
        "      seen        01:51:00, at most 7h37m late",
        "      with it     catalog within 2m of this",
        "      status_detail.available_replica  4 → 2",
    ]
    inside = keys(shown("timeline", known, WIDE, key), f"{key}/")
    assert all(ancestors("timeline", each) == (key,) for each in inside)
    assert ancestors("timeline", key) == ()


def opened(known: Fleet, at: int) -> list[str]:
    """What is inside the ``at``-th stretch, newest first."""
    key = keys(shown("timeline", known), "stretch")[at]
    found = shown("timeline", known, WIDE, key)
    return lines(found)[found.rows.find(f"{key}/~after") or 0 :][:3]


def test_how_late_a_change_was_seen_is_the_gap_between_two_looks_or_not_known() -> None:
    known = fleet()
    assert opened(known, 0)[1] == "      seen        01:51:00, at most 7h37m late"
    assert opened(known, 1)[1] == (
        "      seen        18:14:00: it began at some time in the 2h that are not known"
    )
    assert opened(known, 5)[1] == "      seen        02:14:00, the first look"
    kept = lived().looked(WALL - 60, HALF, hold=KEPT).as_rows()
    recalled = replace(snapshot(), timeline=Timeline.from_rows(kept))
    assert opened(fleet_of((recalled,)), 1)[1] == (
        "      seen        01:51:00; how late, an earlier run knew"
    )


def test_bodies_that_differ_in_more_than_a_status_are_offered_for_comparison() -> None:
    offer = "      bodies      enter compares what was before with it, in view 4"
    status = Change("status_detail.status", "RUNNING", "PARTIALLY_FAILED")
    only_status = happened(1380, EventKind.STATUS, before="RUNNING", changes=(status,))
    assert offer not in opened(fleet(only_status), 0)
    upgraded = happened(1380, EventKind.VERSION, changes=(Change("version", "1", "2"),))
    known = fleet(only_status, upgraded)
    assert offer in opened(known, 0)
    key = keys(shown("timeline", known), "stretch")[0]
    assert compared_at(f"{key}/{BODIES}") == pytest.approx(WALL - 1380)
    assert compared_at(key) is None
    assert offer in opened(known, 3)  # older than what is held here: the history may know


def test_gone_and_never_seen_are_told_too() -> None:
    gone = replace(snapshot(), timeline=lived().looked(WALL - 60, GONE, "404", hold=KEPT))
    found = lines(shown("timeline", fleet_of((gone,))))
    assert found[18].endswith("∅ gone 404           404")
    unseen = replace(
        gone, timeline=Timeline(), instance=None, freshness=Freshness.UNSEEN, seen=None
    )
    assert "  nothing was seen yet" in lines(shown("timeline", fleet_of((unseen,))))
    assert lines(shown("events", fleet_of((unseen,)))) == ["  nothing happened yet"]


def test_a_path_has_what_short_values_leave_of_a_row() -> None:
    known = fleet(happened(60, EventKind.CONFIGURATION, changes=(LOGGING, SECRET)))
    (key,) = keys(shown("events", known))
    assert lines(shown("events", known, 60, key))[1:] == [
        "      configuration.env.LOG_LEVEL  info → debug",
        "      configuration.env.DB_PASSWORD  changed, a secret",
    ]


def test_events_of_the_instance_and_of_its_profile_newest_first() -> None:
    known = fleet(
        happened(300, EventKind.STATUS, before="RUNNING", after="FAILED", health=Health.BAD),
        happened(300, EventKind.REPLICAS, before="4/4", after="0/4", health=Health.BAD),
        replace(
            happened(600, EventKind.OUTAGE, before="ok", after="no answer"), ref=None, name="prod"
        ),
        replace(
            happened(700, EventKind.OUTAGE, before="ok", after="no answer"), ref=None, name="dr"
        ),
        replace(happened(800, EventKind.VERSION, before="1", after="2"), ref=_other()),
        happened(900, EventKind.STATUS, after="RUNNING", health=Health.OK),
    )
    content = shown("events", known)
    assert text_of(content.note) == "newest first · 3"
    assert lines(content) == [
        "▸ Thu 13 Nov 02:09:00 ✗ RUNNING → FAILED  with replicas",
        "▸ Thu 13 Nov 02:04:00 ? no answer from the API",
        "▸ Thu 13 Nov 01:59:00 ● first look: RUNNING",
    ]


def _other() -> Any:
    return snapshot_of(SEEDS[0]).ref


def test_enter_on_an_event_shows_path_before_and_after_and_no_secret() -> None:
    known = fleet(happened(60, EventKind.CONFIGURATION, changes=(LOGGING, SECRET)))
    (key,) = keys(shown("events", known))
    content = shown("events", known, WIDE, key)
    assert lines(content) == [
        "▾ Thu 13 Nov 02:13:00 Δ configuration: LOG_LEVEL and 1 more",
        "      configuration.env.LOG_LEVEL  info → debug",
        "      configuration.env.DB_PASSWORD  changed, a secret",
    ]
    assert content.rows[1].path == "configuration.env.LOG_LEVEL"
    assert content.rows[1].value == "configuration.env.LOG_LEVEL: info → debug"


def test_a_long_value_is_cut_on_its_row_and_whole_when_copied() -> None:
    long = Change("description", "x" * 300, "y" * 300)
    known = fleet(happened(60, EventKind.CONFIGURATION, changes=(long,)))
    (key,) = keys(shown("events", known))
    row = shown("events", known, 60, key).rows[1]
    assert line_cells(row.line) == 60
    assert row.value == f"description: {'x' * 300} → {'y' * 300}"


def test_between_that_repeats_is_one_row_with_count_first_and_last() -> None:
    known = fleet(
        *(
            happened(ago, EventKind.BETWEEN, changes=(Change("update_time", 1, 2),))
            for ago in (300, 200, 100)
        )
    )
    assert lines(shown("events", known)) == [
        "▸ Thu 13 Nov 02:09:00 Δ changed between two looks, 3 times until 13 Nov 02:12",
    ]


def flapped(*, ended: bool) -> Fleet:
    turns = [
        happened(
            ago, EventKind.STATUS, before=was, after=now, damped=damped, health=Health.BAD
        )
        for ago, was, now, damped in (
            (900, "RUNNING", "FAILED", False),
            (800, "FAILED", "RUNNING", True),
            (700, "RUNNING", "FAILED", True),
        )
    ]  # fmt: skip
    begin = happened(800, EventKind.HEALTH, before="bad", after=FLAPPING)
    end = happened(10, EventKind.HEALTH, before=FLAPPING, after="ok", lasted=790.0)
    return fleet(*turns, begin, *((end,) if ended else ()))


def test_a_flapping_is_one_row_that_holds_its_changes() -> None:
    assert lines(shown("events", flapped(ended=False))) == [
        "▸ Thu 13 Nov 02:00:40 ✗ flapping, 2 changes",
        "▸ Thu 13 Nov 01:59:00 ✗ RUNNING → FAILED",
    ]
    over = flapped(ended=True)
    key = keys(shown("events", over))[0]
    assert lines(shown("events", over, WIDE, key))[:3] == [
        "▾ Thu 13 Nov 02:00:40 ✗ flapping for 13m, 2 changes",
        "      02:02:20    ✗ RUNNING → FAILED",
        "      02:00:40    ✗ FAILED → RUNNING",
    ]


def test_every_event_is_in_exactly_one_row() -> None:
    known = flapped(ended=True)
    events = events_of(known, known.snapshots[0])
    told = [each for line in told_lines(events) for each in line.events]
    assert sorted(told, key=lambda each: each.time) == list(events)


def test_a_search_finds_what_is_folded_and_never_a_secret() -> None:
    known = fleet(happened(60, EventKind.CONFIGURATION, changes=(LOGGING, SECRET)))
    options = PaneOptions(width=WIDE, now=NOW, wall=WALL)
    found = search_recorded("events", known, known.snapshots[0], "DEBUG", options)
    (key,) = keys(shown("events", known))
    assert found == (f"{key}/configuration.env.LOG_LEVEL",)
    assert search_recorded("timeline", known, known.snapshots[0], "deleted", options)
    assert search_recorded("events", known, known.snapshots[0], "", options) == ()


def test_what_the_api_sent_is_harmless() -> None:
    evil = "\x1b[31mred\n\u202e"
    known = fleet(
        happened(60, EventKind.CONFIGURATION, changes=(Change(evil, evil, evil),)),
        happened(30, EventKind.STATUS, before=evil, after=evil),
    )
    snap = replace(
        known.snapshots[0],
        timeline=lived().looked(WALL - 5, State(Health.UNKNOWN, None, None, evil), evil, hold=KEPT),
    )
    known = replace(known, snapshots=(snap,))
    for name in ("timeline", "events"):
        content = shown(name, known, WIDE, *keys(shown(name, known)))
        text = "\n".join(lines(content))
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert text.count("\n") == len(content.rows) - 1


@every("name", ["timeline", "events"])
def test_at_every_width_each_row_fits_and_no_status_word_is_cut(name: str) -> None:
    known = flapped(ended=True)
    for width in (*range(20, 80), *range(80, 140, 6)):
        content = shown(name, known, width)
        opened = shown(name, known, width, *keys(content))
        for index in range(len(opened.rows)):
            assert line_cells(opened.rows[index].line) == width
        if name == "timeline" and width >= 46:
            assert any("◐ PARTIALLY_FAILED " in line for line in lines(content))


def test_in_ascii_nothing_of_ours_is_beyond_it() -> None:
    known = flapped(ended=True)
    for name in ("timeline", "events"):
        options = PaneOptions(width=WIDE, now=NOW, wall=WALL, signs=ASCII)
        content = pane(name, known, known.snapshots[0], options)
        assert all(line.isascii() for line in lines(content))


def test_of_very_many_stretches_the_newest_are_shown_and_the_rest_counted() -> None:
    busy = Timeline()
    for number in range(1000):
        busy = busy.looked(WALL - 1000 + number, (OK, FAILED)[number % 2], hold=KEPT)
    content = shown("timeline", fleet_of((replace(snapshot(), timeline=busy),)))
    assert len(keys(content, "stretch")) == 300
    assert lines(content)[-1] == "  700 earlier ones: sstui history tells them"


def test_a_stale_instance_keeps_its_history() -> None:
    stale = replace(snapshot(), freshness=STALE)
    assert len(keys(shown("timeline", fleet_of((stale,))), "stretch")) == 6
