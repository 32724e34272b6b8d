"""All instances on one axis of time, and what went bad together in the slice under the cursor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from sstui.insight.availability import DAY, HOUR, WEEK
from sstui.insight.records import Health
from sstui.insight.timeline import KEPT, NO_ANSWER, State, Timeline
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.models import parse_instance
from sstui.view.fleet_slice import slice_lines
from sstui.view.fleet_timeline import (
    FleetRows,
    column_at,
    head_lines,
    name_cells,
    ordered,
    window,
)
from sstui.view.shared_cause import cause_line
from sstui.view.signs import ASCII, UNICODE, Signs
from sstui.view.text import text_of
from sstui.view.wall import wall_text
from tests.view.fleets import SEEDS, WALL, fleet_of, snapshot_of, the_fleet
from tests.view.test_every_line import assert_drawable

OK = State(Health.OK, True, True, "RUNNING")
BAD = State(Health.BAD, False, False, "FAILED")
HALF = State(Health.DEGRADED, True, False, "PARTIALLY_FAILED")


def named(name: str, *told: tuple[float, State | None], cluster: str = "c-0") -> Snapshot:
    """``told`` by seconds ago."""
    line = Timeline()
    for ago, state in told:
        time = WALL - ago
        line = line.lost(time, NO_ANSWER) if state is None else line.looked(time, state, hold=9e9)
    seed = next(each for each in SEEDS if each.name == name)
    body: JSONObject = {
        "refer_resources": [{"type": "cce", "id": cluster}],
        "environment_id": f"of {name}",
        "status_detail": {"status": "RUNNING"},
    }
    made = replace(snapshot_of(seed), instance=parse_instance(body), timeline=line)
    return replace(made, bookmark=replace(made.bookmark, ref=replace(made.ref, application=name)))


# What the last two share proves nothing: the one was not known then, the other bad before.
FLEET = (
    named("orders-prod", (DAY, OK), (1000, BAD), cluster="523498f1-36"),
    named("ledger-prod", (DAY, OK), (990, HALF), (500, OK), cluster="523498f1-36"),
    named("cart", (DAY, OK)),
    named("search", (DAY, OK), (2000, None), (800, OK), cluster="523498f1-36"),
    named("mailer", (DAY, BAD), cluster="523498f1-36"),
)


def told(start: float, end: float, *, width: int = 120, rows: int = 3) -> list[str]:
    """Of a slice, by seconds ago."""
    lines = slice_lines(
        FLEET, WALL - start, WALL - end, now=WALL, width=width, rows=rows, signs=UNICODE
    )
    assert_drawable(lines, width)
    return [text_of(line).strip() for line in lines]


def test_a_slice_names_what_went_bad_together_and_what_they_share() -> None:
    assert told(1020, 900) == [
        "2 went bad: ✗ orders-prod, ◐ ledger-prod",
        "shared cause? both in trouble run on cce 523498f1, as they are set up now",
        "1 in trouble already: ✗ mailer · 1 not known: no answer",
    ]


def test_a_quiet_slice_says_so_and_a_low_screen_has_two_lines() -> None:
    assert told(400, 300) == [
        "nothing went bad",
        "2 in trouble already: ✗ orders-prod, ✗ mailer",
        "",
    ]
    assert told(1020, 900, rows=2)[1].startswith(
        "shared cause? both in trouble run on cce 523498f1"
    )
    assert told(2 * WEEK, 2 * WEEK - 60) == ["nothing went bad", "", ""]


def test_more_names_than_fit_are_counted() -> None:
    assert told(1020, 900, width=40)[0] == "2 went bad: ✗ orders-prod and 1 more"


def test_the_head_names_what_those_in_trouble_now_share_in_the_same_words() -> None:
    fallen = replace(FLEET[0], health=Health.BAD)
    half = replace(FLEET[1], health=Health.DEGRADED)
    well = tuple(replace(each, health=Health.OK) for each in FLEET[2:3])
    fleet = fleet_of((fallen, half, *well))
    assert text_of(cause_line(fleet, fallen)) == (
        "shared cause? both in trouble run on cce 523498f1"
    )


def test_slices_stand_still_and_the_cursor_stays_on_its_time() -> None:
    now = window(WALL, HOUR, 160, None)
    assert now.cells == 160 - 3 - name_cells(160) - 2
    assert now.at == now.cells - 1
    moment = now.middle(now.at - 10, WALL)
    later = window(WALL + 5 * now.size, HOUR, 160, moment)
    assert later.at == now.cells - 16
    start, end = later.slice()
    assert start <= moment < end
    day = window(WALL, DAY, 160, moment)
    assert day.slice()[0] <= moment < day.slice()[1]


def test_earlier_than_the_window_it_moves_along_as_far_as_is_kept() -> None:
    now = window(WALL, HOUR, 160, None)
    before = window(WALL, HOUR, 160, now.middle(-1, WALL))
    assert before.at == 0
    assert abs(before.end - (now.end - now.size)) < 0.01
    assert now.middle(-(10**6), WALL) == WALL - KEPT
    assert now.middle(10**6, WALL) == WALL


def rows(
    fleet: Fleet, width: int = 100, signs: Signs = UNICODE, *, grouped: bool = False
) -> list[str]:
    seen = window(WALL, HOUR, width, None)
    found = FleetRows(fleet.snapshots, seen, width, signs, grouped=grouped)
    return [text_of(found[index].line) for index in range(len(found))]


def test_each_instance_has_its_strip_on_the_same_axis_with_an_outage_of_our_own_not_known() -> None:
    shown = rows(fleet_of(FLEET), signs=ASCII)
    seen = window(WALL, HOUR, 100, None)
    assert [line[:28].strip() for line in shown] == [
        "X orders-prod", "! ledger-prod", "o cart", "o search",
        "X mailer",
    ]  # fmt: skip
    search = shown[3][28:]
    ago = [WALL - (seen.start + (at + 0.5) * seen.size) for at in range(seen.cells)]
    assert {search[at] for at in range(seen.cells) if 850 < ago[at] < 1900} == {"?"}
    assert {search[at] for at in range(seen.cells) if ago[at] < 700} == {"o"}
    assert {shown[0][28 + at] for at in range(seen.cells) if ago[at] < 900} == {"X"}


def test_rows_are_in_the_list_s_order_groups_named_where_there_is_room() -> None:
    fleet = the_fleet()
    place = {each.ref: -index for index, each in enumerate(fleet.snapshots)}
    shown = ordered(fleet, fleet.snapshots, place)
    assert [each.name for each in shown[:2]] == ["支付网关-prod", "payment-gateway-mastercard-eu"]
    assert [each.bookmark.group for each in shown] == [
        each.bookmark.group for each in fleet.snapshots
    ]
    lines = rows(fleet, grouped=True)
    assert len(lines) == 24 + 4
    assert [lines[0].strip(), lines[8].strip()] == ["payments", "storefront"]


def test_the_head_has_the_span_the_slice_with_its_time_and_the_axis() -> None:
    seen = window(WALL, DAY, 100, WALL - DAY / 2)
    title, pointer, axis = (text_of(line) for line in head_lines(seen, "24h", 100, UNICODE, UTC))
    assert title.startswith(" Fleet timeline   1h  24h  7d ")
    assert pointer.index("↓") == 28 + seen.at
    assert pointer[pointer.index("↓") + 2 :].strip() == "Wed 14:11 to 14:32"
    assert axis[28:].startswith("Wed 02:")


def test_where_the_page_is_narrow_the_title_keeps_both_ends() -> None:
    for width, form in ((60, "%a %H:%M"), (80, "%a %d %b %H:%M")):
        seen = window(WALL, DAY, width, None)
        title = text_of(head_lines(seen, "24h", width, UNICODE, UTC)[0]).rstrip()
        ends = (wall_text(each, UTC, form) for each in (seen.start, WALL))
        assert title.endswith(" to ".join(ends))


def test_no_time_that_is_shown_is_in_the_future() -> None:
    """The last slice of a day of 70 cells lasts up to twenty minutes more."""
    seen = window(WALL, DAY, 100, None)
    assert seen.end > WALL
    found = head_lines(seen, "24h", 100, UNICODE, UTC)
    title, pointer, axis = (text_of(line).rstrip() for line in found)
    now = wall_text(WALL, UTC, "%H:%M")
    assert title.endswith(f"to {wall_text(WALL, UTC, '%a %d %b %H:%M')}")
    assert f" to {now}" in pointer
    assert axis.endswith(wall_text(WALL, UTC, "%a %H:%M"))


def test_a_click_is_for_the_slice_under_it() -> None:
    seen = window(WALL, HOUR, 100, None)
    assert column_at(28, 100, seen) == 0
    assert column_at(28 + seen.cells - 1, 100, seen) == seen.cells - 1
    assert column_at(27, 100, seen) is None
    assert column_at(28 + seen.cells, 100, seen) is None
