"""History strips, availability in words, and the shared cause (SCREENS §2 and §4)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC

from sstui.insight.availability import DAY, HOUR, availability
from sstui.insight.records import Health
from sstui.insight.timeline import NO_ANSWER, State, Timeline
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import parse_instance
from sstui.view.head import head_lines
from sstui.view.list_rows import FoldOk, list_rows
from sstui.view.peek import peek_lines
from sstui.view.ranking import Order, rank
from sstui.view.shared_cause import cause_line, cause_of
from sstui.view.signs import ASCII, UNICODE, Signs
from sstui.view.strip import availability_words, percent, strip_end, strip_line
from sstui.view.text import line_cells, text_of
from tests.cases import every
from tests.view.fleets import SEEDS, STALE, WALL, body_of, fleet_of, snapshot_of, the_fleet

KEPT = 7 * DAY
STATES = {
    health: State(health, health is not Health.BAD, health is Health.OK, health.name)
    for health in Health
}


def lived(*steps: tuple[float, Health | None]) -> Timeline:
    """What was seen, each so many seconds before now; None: no answer from then on."""
    line = Timeline()
    for ago, health in steps:
        if health is None:
            line = line.lost(WALL - ago, NO_ANSWER)
        else:
            line = line.looked(WALL - ago, STATES[health], hold=KEPT)
    return line


PAST = WALL % HOUR  # of the slice of an hour that WALL lies in
EVENTFUL = lived(
    (8 * HOUR + PAST, Health.OK),
    (7 * HOUR + PAST, Health.MOVING),
    (6 * HOUR + PAST, Health.DEGRADED),
    (5 * HOUR + PAST, Health.BAD),
    (4 * HOUR + PAST, Health.OFF),
    (3 * HOUR + PAST, Health.UNKNOWN),
    (2 * HOUR + PAST, None),
)


@every(
    ("signs", "expected"),
    [(UNICODE, "░▂▃▅█▁░░░░"), (ASCII, "?o~!X.????")],
)
def test_a_cell_is_as_high_as_its_worst_health(signs: Signs, expected: str) -> None:
    line = strip_line(EVENTFUL, WALL, 10 * HOUR, 10, signs)
    assert text_of(line) == expected
    assert [span.style for span in line] == [
        "muted", "ok", "moving", "degraded", "bad", "off", "unknown", "muted",
    ]  # fmt: skip


def test_the_strip_stands_still_until_its_slice_is_over() -> None:
    line = lived((HOUR, Health.OK), (300, Health.BAD))
    begun = WALL - WALL % 600
    shown = {
        text_of(strip_line(line, begun + passed, HOUR, 6, UNICODE)) for passed in (0, 300, 599)
    }
    assert len(shown) == 1
    assert strip_end(begun, HOUR, 6) == begun + 600


def test_without_a_look_nothing_is_known() -> None:
    assert text_of(strip_line(Timeline(), WALL, DAY, 5, UNICODE)) == "░░░░░"
    assert strip_line(Timeline(), WALL, DAY, 0, UNICODE) == ()


@every(
    ("share", "words"),
    [(1.0, "100%"), (0.99999, "99.9%"), (0.9895, "98.9%"), (0.5, "50.0%"), (0.0, "0.0%")],
)
def test_a_percentage_never_says_more_than_was_seen(share: float, words: str) -> None:
    assert percent(share) == words


@every(
    ("line", "words"),
    [
        (lived((DAY, Health.OK)), "100% up"),
        (lived((DAY, Health.OK), (2 * HOUR, Health.BAD), (HOUR, Health.OK)), "95.8% up"),
        (lived((DAY, Health.OK), (2400, None)), "100% up · 40m unknown"),
        (lived((HOUR, Health.OK)), "availability not known · 1h known"),
        (lived((30, Health.OK)), "availability not known"),
        (Timeline(), "availability not known"),
        (lived((DAY, Health.OK), (13 * HOUR, None)), "availability not known · 11h known"),
    ],
)
def test_availability_in_words_says_what_is_not_known(line: Timeline, words: str) -> None:
    assert text_of(availability_words(availability(line, WALL, DAY), UNICODE)) == words


def test_what_is_off_all_day_has_no_percentage() -> None:
    off = Timeline().looked(WALL - DAY, State(Health.OFF, None, None, "STOPPED"), hold=KEPT)
    assert text_of(availability_words(availability(off, WALL, DAY), UNICODE)) == "off"


def row(name: str) -> Snapshot:
    return snapshot_of(next(seed for seed in SEEDS if seed.name == name))


def test_head_and_peek_end_with_the_last_24_hours() -> None:
    orders = replace(row("orders-prod"), timeline=lived((DAY, Health.OK), (720, Health.BAD)))
    fleet = the_fleet()
    head = head_lines(fleet, orders, width=102, rows=4, signs=UNICODE, tz=UTC)[3]
    assert re.fullmatch("24h ▂{84,86}█{1,2}   99.1% up *", text_of(head))
    peek = peek_lines(fleet, orders, width=78, signs=UNICODE, tz=UTC)[5]
    assert re.fullmatch("24h ▂{60,62}█{1,2}   99.1% up", text_of(peek))


def list_texts(cart: Snapshot, wall: float, width: int = 80) -> list[str]:
    fleet = replace(fleet_of((cart,)), wall=wall)
    ranking = rank(None, fleet, order=Order.WORST, now=fleet.now, last_key=None)
    rows = list_rows(
        fleet, ranking, width=width, height=10, signs=UNICODE, fold=FoldOk.NEVER, strip=16
    )
    return [text_of(each.line) for each in rows]


def test_the_list_has_two_hours_in_its_strip_and_redraws_it_with_its_slices() -> None:
    line = lived((2 * HOUR, Health.OK), (900, Health.BAD), (890, Health.OK))
    cart = replace(row("cart"), timeline=line)  # one object: rows are kept for it
    first, later = list_texts(cart, WALL)[1], list_texts(cart, WALL + 450)[1]
    assert "▂▂▂▂▂▂▂▂▂▂▂▂▂█▂▂" in first
    assert "▂▂▂▂▂▂▂▂▂▂▂▂█▂▂▂" in later
    assert list_texts(cart, WALL + 1)[1] == first


def shares(name: str, **fields: JSONValue) -> Snapshot:
    known = row(name)
    seed = next(seed for seed in SEEDS if seed.name == name)
    body: JSONObject = {**body_of(seed), "environment_id": None}
    instance = parse_instance({**body, **fields})
    ref = replace(known.ref, application=f"application-of-{name}")
    return replace(known, bookmark=replace(known.bookmark, ref=ref), instance=instance)


def on_cluster(name: str, cluster: str) -> Snapshot:
    parameters: JSONObject = {"namespace": f"ns-{name}"}
    resources: list[JSONValue] = [{"type": "cce", "id": cluster, "parameters": parameters}]
    return shares(name, refer_resources=resources, artifacts={})


def clustered() -> Fleet:
    bad = [on_cluster(name, "523498f1-36c4-11eb") for name in ("orders-prod", "mailer")]
    return fleet_of((*bad, on_cluster("cart", "7777"), on_cluster("search", "8888")))


def test_the_head_asks_whether_what_the_bad_ones_share_is_the_cause() -> None:
    fleet = clustered()
    head = head_lines(fleet, fleet.snapshots[0], width=102, rows=4, signs=UNICODE, tz=UTC)
    assert text_of(head[1]).rstrip() == (
        "cluster_inaccessible   shared cause? both bad instances run on cce 523498f1"
    )
    assert cause_line(fleet, fleet.snapshots[2]) == ()


def test_only_what_is_seen_now_can_share_a_cause() -> None:
    fleet = clustered()
    stale = replace(fleet.snapshots[1], freshness=STALE)
    one, _, *healthy = fleet.snapshots
    assert cause_of(fleet, one.ref) is not None
    assert cause_of(replace(fleet, snapshots=(one, stale, *healthy)), one.ref) is None


def test_the_cause_is_looked_for_once_for_each_picture() -> None:
    fleet = clustered()
    ref = fleet.snapshots[0].ref
    assert cause_of(replace(fleet, now=fleet.now + 1), ref) is cause_of(fleet, ref)


def test_where_others_fail_too_it_says_how_many_share_it() -> None:
    alone = shares("catalog", refer_resources=[], artifacts={})
    fleet = replace(clustered(), snapshots=(*clustered().snapshots, alone))
    orders = fleet.snapshots[0]
    assert text_of(cause_line(fleet, orders)).startswith("shared cause? both bad instances run")
    bad = replace(alone, health=Health.BAD)
    fleet = replace(fleet, snapshots=(*clustered().snapshots, bad))
    assert text_of(cause_line(fleet, orders)) == (
        "shared cause? 2 of 3 bad instances run on cce 523498f1"
    )


@every(
    ("fields", "words"),
    [
        ({"environment_id": "61b81021-21d5"}, "are in environment 61b81021"),
        (
            {"refer_resources": [{"type": "rds", "id": "c7a1f0de93b9"}]},
            "use rds c7a1f0de",
        ),
        (
            {"artifacts": {"a": {"url": "swr.example.com/shop/base:2.0"}}},
            "run base:2.0",
        ),
    ],
)
def test_each_kind_of_cause_is_one_phrase(fields: dict[str, JSONValue], words: str) -> None:
    three = [
        shares(name, **{"artifacts": {}, **fields}) for name in ("orders-prod", "mailer", "catalog")
    ]
    fleet = fleet_of((*three, on_cluster("cart", "7777")))
    assert text_of(cause_line(fleet, three[0])) == f"shared cause? all 3 in trouble {words}"


def test_every_line_has_exactly_its_width_whatever_was_lived() -> None:
    for width in range(20, 130):
        orders = replace(row("orders-prod"), timeline=EVENTFUL)
        for line in head_lines(the_fleet(), orders, width=width, rows=4, signs=ASCII, tz=UTC):
            assert line_cells(line) == width
            assert text_of(line).isascii()
