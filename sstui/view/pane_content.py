"""What stands in a pane of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.view.accesses import accesses_note
from sstui.view.age import ago
from sstui.view.identity import instance_note
from sstui.view.json_rows import JsonRows
from sstui.view.pane_lookup import flat_rows, json_document
from sstui.view.pane_rows import BuiltRows, PaneOptions, Rows, marks_at
from sstui.view.status_detail import status_note
from sstui.view.text import Line, Span

if TYPE_CHECKING:
    from sstui.monitor.state import Snapshot
    from sstui.servicestage.models import Instance


def pane_content(
    name: str, instance: Instance, snapshot: Snapshot, options: PaneOptions
) -> tuple[Line, Rows]:
    """The note beside the title, and the rows."""
    document = json_document(name, snapshot)
    if document is not None:
        value, shape = document
        return _json_note(name, snapshot, options), JsonRows(value, shape, snapshot, options)
    rows = BuiltRows(flat_rows(name, instance, snapshot, options))
    if name == "status_detail":
        return status_note(instance.status_detail, snapshot, options), rows
    if name == "instance":
        return instance_note(instance, options), rows
    if name == "external_accesses":
        return accesses_note(instance.external_accesses or [], options), rows
    return _muted(str(len(getattr(instance, name)))), rows


def _json_note(name: str, snapshot: Snapshot, options: PaneOptions) -> Line:
    if name == "raw":
        return _muted(_raw_note(snapshot, options))
    changed = len(marks_at(snapshot, name))
    return _muted(f"{changed} changed") if changed else ()


def _raw_note(snapshot: Snapshot, options: PaneOptions) -> str:
    """What this body is: that of the last look, an older one where overviews told since, or none
    but theirs."""
    if not snapshot.body:
        return "from an overview" if snapshot.told is not None else ""
    size = f"{len(snapshot.body):,} bytes"
    if snapshot.told is None or snapshot.body_seen is None:
        return size
    return f"{size} {options.signs.dot} {ago(options.now - snapshot.body_seen)}"


def _muted(text: str) -> Line:
    return (Span(text, "muted"),)
