"""Rows for the places that an event changed: path, before, after; secrets stay masked."""

from __future__ import annotations

from collections.abc import Iterable

from sstui.insight.records import Change, Event
from sstui.view.event_text import event_text, value_text
from sstui.view.pane_rows import PaneOptions, PaneRow
from sstui.view.text import Line, Span, cells, cut_middle, fit, line_cells, pad, plain

INSIDE = "/"  # parts the key of a row from that of the row that holds it
_WHOLE = 4000  # cells of a value that is copied or shown alone
_MARGIN = "      "


def inner_row(parent: str, name: str, left: str, words: Line, options: PaneOptions) -> PaneRow:
    """A row below the one with the key ``parent``: a label and what it says."""
    label = pad(left, max(cells(left) + 2, 12))
    line = (Span(_MARGIN + label, "muted"), *words)
    whole = "".join(span.text for span in words)
    return PaneRow(
        key=f"{parent}{INSIDE}{name}",
        line=fit(line, options.width, options.signs.cut),
        value=f"{left}: {whole}",
    )


def change_rows(parent: str, events: Iterable[Event], options: PaneOptions) -> list[PaneRow]:
    """Every place that ``events`` changed, once each."""
    rows: dict[str, PaneRow] = {}
    for event in events:
        for change in event.changes:
            row = _change_row(parent, change, options)
            rows.setdefault(row.key, row)
        if not event.changes:
            text = event_text(event, options.signs)
            words = (Span(text, "text"),)
            row = inner_row(parent, event.kind.value, event.kind.value, words, options)
            rows.setdefault(row.key, row)
    return list(rows.values())


def _change_row(parent: str, change: Change, options: PaneOptions) -> PaneRow:
    signs = options.signs
    path = plain(change.path)
    whole = _values(change, _WHOLE, options)
    # The path has half of the room, and what short values leave of the rest.
    half = options.width // 2 - len(_MARGIN)
    left = options.width - len(_MARGIN) - 2 - line_cells(whole)
    shown = cut_middle(path, max(half, left, 8), signs.cut)
    line = (
        Span(_MARGIN, "muted"),
        Span(f"{shown}  ", "muted"),
        *_values(change, max(options.width - len(_MARGIN) - cells(shown) - 2, 8), options),
    )
    return PaneRow(
        key=f"{parent}{INSIDE}{change.path}",
        line=fit(line, options.width, signs.cut),
        path=path,
        value=f"{path}: {''.join(span.text for span in whole)}",
        place=change.path,
    )


def _values(change: Change, room: int, options: PaneOptions) -> Line:
    """``before → after`` in about ``room`` cells; of a secret only that it changed."""
    signs = options.signs
    if change.secret and change.before == change.after:
        return (Span("changed, a secret", "muted"),)
    each = max((room - 4) // 2, 3)
    before, after = (value_text(value, signs, each) for value in (change.before, change.after))
    return (Span(before, "muted"), Span(f" {signs.became} ", "muted"), Span(after, "text"))
