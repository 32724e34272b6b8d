"""A secret in a text of the API is in no line that tells of an instance outside of its panes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC

from sstui.insight.records import Health
from sstui.monitor.cost import Cost
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.discovery import Discovery, FoundApplication, read_components
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.models import parse_instance
from sstui.servicestage.source import SourceFacts
from sstui.view.discover_entries import entries
from sstui.view.discover_filter import pick_filter
from sstui.view.discover_side import Bill, Draft, side_lines
from sstui.view.hand_over import hand_over_of
from sstui.view.head import head_lines, peek_lines
from sstui.view.report import report_lines
from sstui.view.signs import UNICODE
from sstui.view.since import strip
from sstui.view.since_told import told_since
from sstui.view.text import text_of
from tests.cases import every
from tests.view.fleets import NOW, SEEDS, WALL, body_of, event, fleet_of, snapshot_of

PLANTED = "hunter2planted"
BODY: JSONObject = {
    **body_of(SEEDS[0]),
    "artifacts": {"orders": {"url": f"https://host/orders.jar?access_token={PLANTED}"}},
    "external_accesses": [{"id": "a", "address": f"https://ops:{PLANTED}@orders.example.com"}],
    "status_detail": {
        "status": "FAILED",
        "fail_detail": f"cannot pull https://ops:{PLANTED}@swr.example.com/orders",
    },
}


def instance(number: int) -> Snapshot:
    made = snapshot_of(SEEDS[number])
    return replace(made, instance=parse_instance(BODY), health=Health.BAD, since=NOW - 60)


def fleet() -> Fleet:
    """Two that fail alike, and one that is well."""
    failed = event("orders-prod", "RUNNING", "FAILED")
    return fleet_of((instance(0), instance(1), snapshot_of(SEEDS[3])), events=(failed,))


def of_head(fleet: Fleet) -> Iterable[str]:
    first = fleet.snapshots[0]
    return map(text_of, head_lines(fleet, first, width=400, rows=4, signs=UNICODE, tz=UTC))


def of_peek(fleet: Fleet) -> Iterable[str]:
    return map(text_of, peek_lines(fleet, fleet.snapshots[0], width=400, signs=UNICODE, tz=UTC))


def of_strip(fleet: Fleet) -> Iterable[str]:
    told = told_since(fleet, tuple(reversed(fleet.events)), WALL - 3600)
    shown = strip(
        fleet, told, WALL - 3600, width=400, rows=6, signs=UNICODE, tz=UTC, cursor=None, keys={}
    )
    return map(text_of, shown.lines)


def of_report(fleet: Fleet) -> Iterable[str]:
    given = hand_over_of(fleet, tuple(reversed(fleet.events)), WALL - 3600)
    return report_lines(given, UNICODE, UTC)


def of_picker(_fleet: Fleet) -> Iterable[str]:
    row: JSONObject = {**BODY, "instance_id": "i1", "instance_name": "orders"}
    rows: list[JSONObject] = [{"id": "c1", "name": "orders", "instances": [row]}]
    found = (FoundApplication("a1", "shop", read_components("a1", rows, {})),)
    account = Discovery("prod", found, None, (), SourceFacts(), 1, 0.0)
    entry = entries(account, pick_filter(""), frozenset())[-1]
    bill = Bill(Cost(1.0, 15.0), Cost(1.0, 15.0), 120)
    lines = side_lines(
        account, entry, (), Draft(), bill, width=400, height=40, signs=UNICODE, wall=WALL, tz=UTC
    )
    return map(text_of, lines)


@every(
    ("told", "said"),
    [
        (of_head, "cannot pull"),
        (of_head, "shared cause? both bad instances run orders.jar"),
        (of_peek, "orders.jar"),
        (of_peek, "orders.example.com"),
        (of_strip, "cannot pull"),
        (of_report, "cannot pull"),
        (of_picker, "orders.example.com"),
    ],
)
def test_the_text_is_told_and_the_secret_in_it_is_not(
    told: Callable[[Fleet], Iterable[str]], said: str
) -> None:
    shown = "\n".join(told(fleet()))
    assert said in shown
    assert PLANTED not in shown
