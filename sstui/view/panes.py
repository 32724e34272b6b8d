"""The panes of one instance: every field of the document has its place (SCREENS §4)."""

from __future__ import annotations

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.models import Instance
from sstui.view import configuration, raw
from sstui.view.accesses import access_rows, expired
from sstui.view.artifacts import artifact_rows
from sstui.view.identity import instance_note, instance_rows
from sstui.view.json_rows import JsonRows
from sstui.view.pane_rows import (
    BuiltRows,
    PaneContent,
    PaneOptions,
    PaneRow,
    Rows,
    marks_at,
    none_rows,
)
from sstui.view.raw import raw_document
from sstui.view.resources import resource_rows
from sstui.view.row_keys import prefixes
from sstui.view.status_detail import status_note, status_rows
from sstui.view.text import Line, Span

__all__ = ["PANES", "PaneContent", "PaneOptions", "PaneRow", "Rows", "ancestors", "pane"]

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
    """One of `PANES`. ``fleet`` tells whether the account is protected."""
    instance = snapshot.instance
    if instance is None:
        return PaneContent(name, name, (), none_rows("not seen yet"))
    if _has_nothing(instance, name):
        return PaneContent(name, name, (), none_rows(_nothing(instance, name)))
    note, rows = _content(name, instance, snapshot, options)
    return PaneContent(name, name, note, rows)


def _has_nothing(instance: Instance, name: str) -> bool:
    optional = ("artifacts", "configuration", "refer_resources", "external_accesses")
    return name in optional and not getattr(instance, name)


def _nothing(instance: Instance, name: str) -> str:
    """``none`` and which kind of nothing it is; or that something unreadable was sent."""
    for problem in instance.problems:
        if problem.path == name:
            return f"not readable: {problem.got}, see instance and raw"
    if name not in instance.model_fields_set:
        return "none  —"
    value = getattr(instance, name)
    return f"none  {'null' if value is None else '{}' if isinstance(value, dict) else '[]'}"


def _count(text: str) -> Line:
    return (Span(text, "muted"),)


def _content(
    name: str, instance: Instance, snapshot: Snapshot, options: PaneOptions
) -> tuple[Line, Rows]:
    if name == "artifacts":
        artifacts = instance.artifacts or {}
        rows = artifact_rows(artifacts, snapshot, options)
        return _count(str(len(artifacts))), BuiltRows(rows)
    if name == "refer_resources":
        resources = instance.refer_resources or []
        rows = resource_rows(resources, snapshot, options)
        return _count(str(len(resources))), BuiltRows(rows)
    if name == "external_accesses":
        accesses = instance.external_accesses or []
        ended = expired(accesses)
        more = f" {options.signs.dot} {ended} expired" if ended else ""
        rows = access_rows(accesses, snapshot, options)
        return _count(f"{len(accesses)}{more}"), BuiltRows(rows)
    if name == "status_detail":
        detail = instance.status_detail
        rows = status_rows(detail, snapshot, options)
        return status_note(detail, snapshot, options), BuiltRows(rows)
    if name == "configuration":
        changed = len(marks_at(snapshot, name))
        note = _count(f"{changed} changed") if changed else ()
        document = instance.configuration
        return note, JsonRows(document, configuration.SHAPE, snapshot, options)
    if name == "raw":
        note = _count(f"{len(snapshot.body):,} bytes") if snapshot.body else ()
        return note, JsonRows(raw_document(snapshot), raw.SHAPE, snapshot, options)
    if name == "instance":
        return instance_note(instance, options), BuiltRows(
            instance_rows(instance, snapshot, options)
        )
    raise KeyError(f"no pane is called {name!r}")


def ancestors(name: str, key: str) -> tuple[str, ...]:
    """The folds to open so that ``key`` is visible, outermost first."""
    return prefixes(key) if name in ("artifacts", "configuration", "raw") else ()
