"""The panes of one instance: every field of the document has its place (SCREENS §4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.monitor.state import Fleet, Snapshot
from sstui.view.accesses import accesses_note
from sstui.view.age import ago
from sstui.view.identity import instance_note
from sstui.view.json_rows import JsonRows
from sstui.view.pane_lookup import flat_rows, full_value, json_document, prepare_search, search
from sstui.view.pane_rows import (
    BuiltRows,
    PaneContent,
    PaneOptions,
    PaneRow,
    Rows,
    marks_at,
    none_rows,
)
from sstui.view.recorded import RECORDED, holder, recorded_pane, search_recorded
from sstui.view.row_keys import prefixes
from sstui.view.status_detail import status_note
from sstui.view.text import Line, Span

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

__all__ = [
    "PANES",
    "RECORDED",
    "PaneContent",
    "PaneOptions",
    "PaneRow",
    "Rows",
    "ancestors",
    "full_value",
    "pane",
    "prepare_search",
    "search",
    "search_recorded",
]


PANES = (
    "artifacts",
    "configuration",
    "refer_resources",
    "external_accesses",
    "status_detail",
    "instance",
    "raw",
)


def pane(name: str, fleet: Fleet, snapshot: Snapshot, options: PaneOptions) -> PaneContent:
    """One of `PANES` or `RECORDED`; raises KeyError for any other name. Variables are masked when
    the options or the account of the bookmark's profile say *protected*."""
    account = fleet.account(snapshot.bookmark.profile)
    if account is not None and account.protected and not options.protected:
        options = replace(options, protected=True)
    if name in RECORDED:
        return recorded_pane(name, fleet, snapshot, options)
    instance = snapshot.instance
    if instance is None:
        words = "not seen yet" if snapshot.recalled is None else "being read"
        return PaneContent(name, name, (), none_rows(words, options))
    if _has_nothing(instance, name):
        return PaneContent(name, name, (), none_rows(_nothing(instance, name, options), options))
    note, rows = _content(name, instance, snapshot, options)
    return PaneContent(name, name, note, rows)


def _has_nothing(instance: Instance, name: str) -> bool:
    optional = ("artifacts", "configuration", "refer_resources", "external_accesses")
    return name in optional and not getattr(instance, name)


def _nothing(instance: Instance, name: str, options: PaneOptions) -> str:
    """``none`` and which kind of nothing it is; or that something unreadable was sent."""
    for problem in instance.problems:
        if problem.path == name:
            return f"not readable: {problem.got}, see instance and raw"
    if name not in instance.model_fields_set:
        return f"none  {options.signs.dash}"
    value = getattr(instance, name)
    return f"none  {'null' if value is None else '{}' if isinstance(value, dict) else '[]'}"


def _content(
    name: str, instance: Instance, snapshot: Snapshot, options: PaneOptions
) -> tuple[Line, Rows]:
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


def ancestors(name: str, key: str) -> tuple[str, ...]:
    """The folds to open so that ``key`` is visible, outermost first."""
    if name in RECORDED:
        return holder(key)
    return prefixes(key) if name in ("artifacts", "configuration", "raw") else ()
