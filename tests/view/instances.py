"""Recorded bodies as snapshots, and panes as text, for the tests of one instance's view."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import Change, Freshness, Health
from sstui.monitor.state import Fleet, Mark, Snapshot
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef
from sstui.view.panes import PaneContent, PaneOptions, PaneRow, pane
from sstui.view.text import text_of

DATA = Path(__file__).parent.parent / "data"
NOW = 1_000.0
WALL = 1_763_000_040.0  # 2025-11-13 02:14:00 UTC
BOOKMARK = Bookmark("orders-prod", InstanceRef("app", "component", "instance"))


def snapshot_of(
    body: bytes,
    *,
    health: Health = Health.OK,
    freshness: Freshness = Freshness.FRESH,
    changes: tuple[Change, ...] = (),
) -> Snapshot:
    """What is known after one good look at ``body``; changes came 14 minutes ago."""
    return Snapshot(
        bookmark=BOOKMARK,
        instance=parse_instance(json.loads(body)),
        body=body,
        health=health,
        freshness=freshness,
        seen=NOW - 5,
        since=NOW - 12 * 60,
        marks=tuple(Mark(change, NOW - 14 * 60) for change in changes),
    )


def orders(*changes: Change, freshness: Freshness = Freshness.FRESH) -> Snapshot:
    """The instance of the pictures."""
    body = (DATA / "orders.json").read_bytes()
    return snapshot_of(body, health=Health.BAD, freshness=freshness, changes=changes)


def with_fields(**fields: JSONValue) -> Snapshot:
    """The smallest instance, with these fields beside its status."""
    body: JSONObject = {"status_detail": {"status": "RUNNING"}, **fields}
    return snapshot_of(json.dumps(body).encode())


def options(
    width: int = 78,
    *,
    wide: bool = False,
    folds: Mapping[str, bool] | None = None,
    revealed: frozenset[str] = frozenset(),
    protected: bool = False,
) -> PaneOptions:
    return PaneOptions(
        width=width,
        wide=wide,
        now=NOW,
        wall=WALL,
        folds=folds or {},
        revealed=revealed,
        protected=protected,
    )


def content(name: str, snapshot: Snapshot, chosen: PaneOptions | None = None) -> PaneContent:
    return pane(name, Fleet(), snapshot, chosen or options())


def rows(name: str, snapshot: Snapshot, chosen: PaneOptions | None = None) -> list[PaneRow]:
    shown = content(name, snapshot, chosen).rows
    return [shown[index] for index in range(len(shown))]


def lines(name: str, snapshot: Snapshot, chosen: PaneOptions | None = None) -> list[str]:
    return [text_of(row.line).rstrip() for row in rows(name, snapshot, chosen)]


def row(name: str, key: str, snapshot: Snapshot, chosen: PaneOptions | None = None) -> PaneRow:
    shown = content(name, snapshot, chosen).rows
    index = shown.find(key)
    assert index is not None, f"no row {key} in {name}"
    return shown[index]
