"""Histories in a folder, and what is told to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sstui.monitor.history import History
from sstui.monitor.history_reading import read_events
from sstui.monitor.history_rows import EventRow, Known
from sstui.monitor.history_writing import Body, Row
from tests.monitor.refs import ref_of

NOW = 1_700_000_000.0
DAY = 86_400.0
PLANTED = "hunter2hunter2"
PATIENCE = 20.0  # seconds; the machine may be busy

SECRET_BODY = (
    '{"configuration": {"env": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}],'
    ' "url": "mysql://shop:hunter2hunter2@db/orders"}, "status_detail": {"status": "RUNNING"}}'
)


def history_in(folder: Path, **options: Any) -> History:
    """``options`` as `History` has them."""
    return History(folder / "history.db", folder / "fingerprint.key", **options)


def happened(number: int = 0, **fields: Any) -> EventRow:
    row = EventRow(
        "status", "orders", "prod", ref_of(1), NOW + number, "RUNNING", f"W{number}", "ok"
    )
    return replace(row, **fields)


def state(body: str | None = None, **fields: Any) -> Row:
    known = Known("orders", "prod", "RUNNING", 2, 3, "1.4", seen=NOW, freshness="fresh")
    kept = None if body is None else Body(body.encode(), False)
    return Row(known._replace(**fields), (), kept)


def written(folder: Path, *told: EventRow) -> History:
    """A history that was told this, and closed."""
    history = history_in(folder)
    history.open()
    for each in told:
        history.add(each)
    assert history.close(PATIENCE)
    return history


def words(history: History) -> list[str | None]:
    """What each recorded event led to, in order."""
    return [event.after for event in read_events(history.path)]
