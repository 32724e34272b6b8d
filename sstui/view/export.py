"""The list as CSV, JSON or Markdown: what is known of each instance, secrets masked.

``columns`` are the same in all three; in CSV no cell begins as a formula does.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sstui.insight.secrets import mask
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.filter_fields import version_of
from sstui.view.markdown import table
from sstui.view.standing import replica_numbers, seen_standing, standing
from sstui.view.text import plain

Value = str | int | None
Record = Mapping[str, Value]

# What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_IN_MARKDOWN = ("name", "profile", "region", "status", "available", "wanted", "since", "version")


def _moment(fleet: Fleet, instant: float | None) -> str | None:
    """UTC to the second; `instant` is monotonic."""
    if instant is None:
        return None
    return datetime.fromtimestamp(fleet.wall_time(instant), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(fleet: Fleet, snapshot: Snapshot) -> Record:
    """What the list knows of one instance; None is not known."""
    bookmark, ref = snapshot.bookmark, snapshot.ref
    account = fleet.account(bookmark.profile)
    have, want = replica_numbers(snapshot)
    detail = snapshot.detail
    return {
        "name": snapshot.name,
        "profile": bookmark.profile,
        "region": account.region if account else None,
        "group": bookmark.group or None,
        "tags": " ".join(bookmark.tags) or None,
        "status": snapshot.status or None,
        "health": seen_standing(snapshot).name.lower(),
        "standing": standing(snapshot).name.lower(),
        "available": have,
        "wanted": want,
        "since": _moment(fleet, snapshot.since),
        "seen": _moment(fleet, snapshot.seen),
        "version": version_of(snapshot) or None,
        "why": snapshot.reason or mask((detail and detail.fail_detail) or "") or None,
        "application": ref.application,
        "component": ref.component,
        "instance": ref.instance,
        "note": bookmark.note or None,
    }


def csv_text(records: Sequence[Record]) -> str:
    """RFC 4180, with a head line; lines end in CRLF."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(records[0] if records else ())
    writer.writerows([_cell(value) for value in each.values()] for each in records)
    return file.getvalue()


def _cell(value: Value) -> str | int:
    if not isinstance(value, str):
        return "" if value is None else value
    harmless = plain(value)
    return f"'{harmless}" if harmless.startswith(_FORMULA) else harmless


def json_text(records: Sequence[Record]) -> str:
    """A list of objects; null is not known."""
    text = json.dumps([dict(each) for each in records], ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def markdown_text(records: Sequence[Record]) -> str:
    """A table of the columns that fit a page."""
    rows = [[_text(each[key]) for key in _IN_MARKDOWN] for each in records]
    return "\n".join(table(_IN_MARKDOWN, rows)) + "\n"


def _text(value: Value) -> str:
    return "" if value is None else str(value)


FORMATS: Mapping[str, Callable[[Sequence[Record]], str]] = {
    "csv": csv_text,
    "json": json_text,
    "md": markdown_text,
}
