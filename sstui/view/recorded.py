"""The panes of what happened, *timeline*, *events* and *drift*: they show what our looks recorded,
not what the last body holds."""

from __future__ import annotations

from sstui.monitor.state import Fleet, Snapshot
from sstui.view.change_rows import INSIDE
from sstui.view.events import event_rows, events_of
from sstui.view.pane_rows import BuiltRows, PaneContent, PaneOptions, PaneRow, none_rows
from sstui.view.text import Span, text_of
from sstui.view.timeline import NOTE, timeline_rows


def recorded_pane(name: str, fleet: Fleet, snapshot: Snapshot, options: PaneOptions) -> PaneContent:
    """One of `panes.RECORDED`; raises KeyError for any other name."""
    if name == "drift":
        return _drift(options)
    if name == "events" and not events_of(fleet, snapshot):
        return PaneContent(name, name, (), none_rows("nothing happened yet", options))
    rows = _rows(name, fleet, snapshot, options, unfolded=False)
    if name == "timeline":
        return PaneContent(name, "availability", (Span(NOTE, "muted"),), BuiltRows(rows))
    count = sum(INSIDE not in row.key for row in rows)
    note = Span(f"newest first {options.signs.dot} {count}", "muted")
    return PaneContent(name, name, (note,), BuiltRows(rows))


def _rows(
    name: str, fleet: Fleet, snapshot: Snapshot, options: PaneOptions, *, unfolded: bool
) -> list[PaneRow]:
    if name == "timeline":
        return timeline_rows(fleet, snapshot, options, unfolded=unfolded)
    if name == "events":
        return event_rows(fleet, snapshot, options, unfolded=unfolded)
    if name == "drift":
        content = _drift(options)
        return [content.rows[index] for index in range(len(content.rows))]
    raise KeyError(f"no pane is called {name!r}")


def _drift(options: PaneOptions) -> PaneContent:
    # Loaded with the first comparison: no other view pays for it.
    from sstui.view.drift import drift_pane

    if options.comparison is None:
        return PaneContent("drift", "drift", (), none_rows("nothing is compared yet", options))
    return drift_pane(options.comparison, options)


def search_recorded(
    name: str, fleet: Fleet, snapshot: Snapshot, query: str, options: PaneOptions
) -> tuple[str, ...]:
    """Keys of all hits, top to bottom, folded rows included."""
    wanted = query.casefold()
    rows = _rows(name, fleet, snapshot, options, unfolded=True)
    return tuple(row.key for row in rows if wanted and wanted in text_of(row.line).casefold())


def holder(key: str) -> tuple[str, ...]:
    """The key of the row that holds the one with this key; nothing for one that stands alone."""
    parent, inside, _ = key.partition(INSIDE)
    return (parent,) if inside else ()
