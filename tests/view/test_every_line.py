"""Whatever is watched and whatever it is called: lines of exact width, nothing harmful in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from sstui.config.bookmarks import Bookmark
from sstui.insight.availability import DAY, HOUR, WEEK
from sstui.insight.records import Change, Event, EventKind, Freshness, Health
from sstui.insight.timeline import KEPT
from sstui.monitor.state import AccountState, Fleet, Link, Mark, Snapshot
from sstui.servicestage.errors import NotFound, ServiceStageError, Unauthorized, Unreachable
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef
from sstui.view import fleet_timeline
from sstui.view.bar import bar
from sstui.view.fleet_slice import slice_lines
from sstui.view.head import head_lines, peek_lines, tabs_line
from sstui.view.latest import latest_rows
from sstui.view.list_rows import FoldOk, list_rows
from sstui.view.notice import notice_lines
from sstui.view.ranking import Order, rank
from sstui.view.signs import SIGNS, Signs
from sstui.view.since import strip
from sstui.view.since_told import told_since
from sstui.view.text import Line, Span, cells, fit, line_cells, text_of
from sstui.view.title import MOST_CELLS, pane_title
from tests.strategies import any_text
from tests.support import is_harmless
from tests.view.fleets import NOW, WALL

HOSTILE = st.sampled_from(
    [
        "",
        "a",
        "orders-prod",
        "-prod",
        "x" * 300,
        "支付网关" * 9,
        "हिन्दी",
        "e\u0301" * 30,
        "\U0001f469\u200d\U0001f467-prod",
        "[bold red]x[/]",
        "\x1b[2J\x1b]0;x\x07",
        "\u202etxt.exe",
        "\ufeff\u200b",
        "\n\r\t\0",
    ]
)
NAMES = HOSTILE | any_text(max_size=12)
NUMBERS = st.none() | st.integers(-5, 10**9) | st.just(10**40)
INSTANTS = st.none() | st.floats(0, NOW * 2)
WIDTHS = st.integers(20, 250)
SIGN_SETS = st.sampled_from(list(SIGNS.values()))


def error_of(kind: int, text: str) -> ServiceStageError:
    kinds = (Unreachable, NotFound, Unauthorized)
    return kinds[kind](text, cause=text, remedy=text, status=(None, 404, 401)[kind], code=text)


ERRORS = st.none() | st.builds(error_of, st.integers(0, 2), NAMES)
BODIES = st.builds(
    lambda status, have, want, text, updated: parse_instance(
        {
            "version": text,
            "environment_id": text,
            "update_time": updated,
            "artifacts": {text: {"url": text}},
            "external_accesses": [{"address": text, "status": "EXPIRED"}],
            "status_detail": {
                "status": status,
                "available_replica": have,
                "replica": want,
                "fail_detail": text,
            },
        }
    ),
    NAMES, NUMBERS, NUMBERS, NAMES, NUMBERS,
)  # fmt: skip
CHANGES = st.builds(Change, NAMES, NAMES, st.none() | st.lists(NAMES, max_size=2), st.booleans())
SNAPSHOTS = st.builds(
    Snapshot,
    bookmark=st.builds(
        Bookmark,
        name=NAMES,
        ref=st.builds(InstanceRef, NAMES, NAMES, NAMES),
        profile=st.sampled_from(["prod", "dr"]),
        group=st.sampled_from(["", "payments", "数据平台", "\x1b[31m", "g" * 200]),
        note=NAMES,
    ),
    instance=st.none() | BODIES,
    health=st.sampled_from(Health),
    reason=NAMES,
    freshness=st.sampled_from(Freshness),
    seen=INSTANTS,
    since=INSTANTS,
    since_first=st.booleans(),
    health_since=INSTANTS,
    failures=st.integers(0, 1000),
    error=ERRORS,
    expectation=st.sampled_from([None, "running", "off", "any"]),
    flapping=st.booleans(),
    job_failed=st.booleans(),
    changed=st.booleans(),
    marks=st.lists(st.builds(Mark, CHANGES, st.floats(0, NOW)), max_size=1).map(tuple),
    pace=st.floats(0, 1e6),
    due=INSTANTS,
    looking=st.booleans(),
)
ACCOUNTS = st.builds(
    AccountState,
    profile=st.sampled_from(["prod", "dr", "x\x1b[1m"]),
    link=st.sampled_from(Link),
    since=INSTANTS,
    error=ERRORS,
    tries=st.integers(0, 10**6),
    next_try=INSTANTS,
    host=NAMES,
    vendor_host=st.booleans(),
    region=NAMES,
    identity=NAMES,
    source=NAMES,
    expires=st.none() | st.floats(0, 1e11),
    skew=st.none() | st.floats(-1e6, 1e6),
    protected=st.booleans(),
    used=st.integers(0, 10**6),
    limit=st.integers(0, 10**6),
)
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    name=NAMES,
    ref=st.none() | st.builds(InstanceRef, NAMES, NAMES, NAMES),
    at=st.floats(0, NOW),
    time=st.floats(-1e12, 1e12),
    before=st.none() | NAMES,
    after=NAMES,
    health=st.sampled_from(Health),
    changes=st.lists(CHANGES, max_size=2).map(tuple),
    lasted=st.none() | st.floats(0, 1e9),
)


def fleet_from(
    snapshots: list[Snapshot], accounts: list[AccountState], events: list[Event]
) -> Fleet:
    unique = {
        index: replace(
            each, bookmark=replace(each.bookmark, ref=replace(each.ref, instance=f"i{index}"))
        )
        for index, each in enumerate(snapshots)
    }
    by_ref = {each.ref: each for each in unique.values()}
    return Fleet(tuple(by_ref.values()), tuple(accounts), tuple(events), NOW, WALL, by_ref)


FLEETS = st.builds(
    fleet_from,
    st.lists(SNAPSHOTS, max_size=8),
    st.lists(ACCOUNTS, max_size=3, unique_by=lambda account: account.profile),
    st.lists(EVENTS, max_size=3),
)


def assert_drawable(lines: Iterable[Line], width: int) -> None:
    for line in lines:
        assert line_cells(line) == width
        assert is_harmless(text_of(line))


@given(FLEETS, WIDTHS, st.integers(1, 60), SIGN_SETS, st.data())
def test_whatever_is_watched_every_line_is_drawable(
    fleet: Fleet, width: int, height: int, signs: Signs, data: st.DataObject
) -> None:
    """Of one fleet, which takes longer to make up than all that is drawn of it."""
    refs = [each.ref for each in fleet.snapshots]
    cursor = data.draw(st.sampled_from(refs)) if refs else None
    the_list(fleet, width, height, signs, cursor, data)
    the_bar(fleet, width, data.draw(st.integers(3, 60)), signs, cursor, data)
    what_happened_meanwhile(fleet, width, signs, data.draw(st.integers(1, 6)))
    span, share = data.draw(st.sampled_from([HOUR, DAY, WEEK])), data.draw(st.floats(0, 1))
    the_fleet_timeline(fleet, width, signs, span, share)
    if fleet.snapshots:
        head_peek_tabs_latest_and_notice(fleet, width, signs, data.draw(st.sampled_from([4, 2])))


def the_list(
    fleet: Fleet,
    width: int,
    height: int,
    signs: Signs,
    cursor: InstanceRef | None,
    data: st.DataObject,
) -> None:
    ranking = rank(None, fleet, order=data.draw(st.sampled_from(Order)), now=NOW, last_key=None)
    rows = list_rows(
        fleet, ranking, width=width, height=height, signs=signs,
        fold=data.draw(st.sampled_from(FoldOk)), cursor=cursor,
        folded=data.draw(st.frozensets(st.sampled_from(["", "payments"]))),
        strip=data.draw(st.sampled_from([0, 12, 16])),
        blank_lines=data.draw(st.sampled_from([None, True, False])),
    )  # fmt: skip
    assert_drawable((row.line for row in rows), width)
    assert len({row.key for row in rows}) == len(rows)
    assert cursor is None or [row.ref for row in rows].count(cursor) == 1
    for row in rows:
        assert row.line[0].text[:1] == " "


def the_bar(
    fleet: Fleet,
    width: int,
    screen_rows: int,
    signs: Signs,
    cursor: InstanceRef | None,
    data: st.DataObject,
) -> None:
    hints: Line = (Span(" j k move" * 40),)
    message: Line | None = (Span("copied " * 60),) if data.draw(st.booleans()) else None
    shown = bar(
        fleet, width=width, screen_rows=screen_rows, signs=signs, tz=UTC, cursor=cursor,
        hints=hints, message=message, frozen=data.draw(st.booleans()),
    )  # fmt: skip
    assert_drawable(shown.lines, width)
    assert len(shown.lines) in ({1} if screen_rows < 10 else {2} if screen_rows < 24 else {3, 4, 5})
    for hit in shown.hits:
        assert 0 <= hit.row < len(shown.lines)
        assert 0 <= hit.start < hit.end <= width
    assert cells(pane_title(fleet, signs)) <= MOST_CELLS


def what_happened_meanwhile(fleet: Fleet, width: int, signs: Signs, rows: int) -> None:
    events = [replace(each, ref=fleet.snapshots[0].ref) for each in fleet.events if fleet.snapshots]
    told = told_since(fleet, sorted(events, key=lambda each: each.time), -1e13)
    shown = strip(
        fleet, told, WALL - HOUR, width=width, rows=rows, signs=signs, tz=UTC, cursor=None,
        keys={"next": "n", "copy-path": "Y", "back": "esc"},
    )  # fmt: skip
    assert_drawable(shown.lines, width)
    assert len(shown.lines) == len(shown.refs) <= rows + 2


def the_fleet_timeline(fleet: Fleet, width: int, signs: Signs, span: float, share: float) -> None:
    """Of ``span`` seconds, with the cursor at ``share`` of what is kept."""
    seen = fleet_timeline.window(WALL, span, width, WALL - share * KEPT)
    found = fleet_timeline.FleetRows(fleet.snapshots, seen, width, signs, grouped=True)
    assert_drawable((found[index].line for index in range(len(found))), width)
    assert_drawable(fleet_timeline.head_lines(seen, "7d", width, signs, UTC), width)
    lines = slice_lines(fleet.snapshots, *seen.slice(), now=WALL, width=width, rows=2, signs=signs)
    assert_drawable(lines, width)


def head_peek_tabs_latest_and_notice(fleet: Fleet, width: int, signs: Signs, rows: int) -> None:
    snapshot = fleet.snapshots[0]
    lines = head_lines(
        fleet, snapshot, width=width, rows=4 if rows == 4 else 2, signs=signs, tz=UTC,
        position=(1, 24),
    )  # fmt: skip
    assert len(lines) == rows
    assert_drawable(lines, width)
    peek = peek_lines(fleet, snapshot, width=width, signs=signs, tz=UTC)
    assert len(peek) == 6
    assert_drawable(peek, width)
    assert_drawable([tabs_line(view, width, signs) for view in range(1, 7)], width)
    latest = latest_rows(fleet, width=width, height=5, signs=signs, tz=UTC)
    assert_drawable((row.line for row in latest), width)
    assert_drawable(notice_lines(fleet, width=width, signs=signs, tz=UTC), width)


def test_a_line_that_fits_is_left_as_it_is() -> None:
    line: Line = (Span("ok"),)
    assert fit(line, 2) is line
