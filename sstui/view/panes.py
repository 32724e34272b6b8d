"""The panes of one instance: every field of the document has its place (SCREENS §4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.monitor.state import Fleet, Snapshot
from sstui.view.pane_rows import PaneContent, PaneOptions, PaneRow, Rows, none_rows
from sstui.view.row_keys import prefixes

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
    "pane",
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


RECORDED = ("timeline", "events", "drift")


def pane(name: str, fleet: Fleet, snapshot: Snapshot, options: PaneOptions) -> PaneContent:
    """One of `PANES` or `RECORDED`; raises KeyError for any other name. Variables are masked when
    the options or the account of the bookmark's profile say *protected*."""
    account = fleet.account(snapshot.bookmark.profile)
    if account is not None and account.protected and not options.protected:
        options = replace(options, protected=True)
    # What draws a pane is imported when it has something to draw: the first paint need not wait for
    # it (30 modules, 12 ms).
    if name in RECORDED:
        from sstui.view.recorded import recorded_pane

        return recorded_pane(name, fleet, snapshot, options)
    instance = snapshot.instance
    if instance is None:
        words = "not seen yet" if snapshot.recalled is None else "being read"
        return PaneContent(name, name, (), none_rows(words, options))
    if _has_nothing(instance, name):
        return PaneContent(name, name, (), none_rows(_nothing(instance, name, options), options))
    from sstui.view.pane_content import pane_content

    note, rows = pane_content(name, instance, snapshot, options)
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


def ancestors(name: str, key: str) -> tuple[str, ...]:
    """The folds to open so that ``key`` is visible, outermost first."""
    if name in RECORDED:
        from sstui.view.recorded import holder

        return holder(key)
    return prefixes(key) if name in ("artifacts", "configuration", "raw") else ()
