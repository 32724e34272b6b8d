"""*Latest*: the newest events of all instances, below the list."""

from __future__ import annotations

from datetime import tzinfo
from itertools import islice

from sstui.insight.records import Event
from sstui.monitor.state import Fleet
from sstui.view.event_text import event_sign, event_subject, event_text, told_events
from sstui.view.list_rows import Row, RowKind
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cut_end, cut_middle, fit, pad, rule_line
from sstui.view.wall import day_text

_NAME_CELLS = 14
_WIDE_NAME_CELLS = 20
_WIDE = 70


def latest_rows(
    fleet: Fleet, *, width: int, height: int, signs: Signs, tz: tzinfo
) -> tuple[Row, ...]:
    """The title and at most ``height - 1`` events, each exactly ``width`` cells, with the ``ref``
    of the instance that it is about (None for a profile's)."""
    if height < 1:
        return ()
    title: Line = (Span(" "), Span("latest", "strong bold"))
    inner = max(width - 1, 0)
    head = fit((*rule_line(title, (), inner, signs.rule, signs.cut), Span(" ")), width, signs.cut)
    rows = [Row("latest", RowKind.BLANK, head)]
    for event in islice(told_events(fleet), height - 1):
        key = f"event:{event.at}:{event.kind}:{event.ref or event.name}"
        line = _event_line(fleet, event, width, signs, tz)
        rows.append(Row(key, RowKind.EVENT, line, event.ref))
    if len(rows) == 1 and height > 1:
        line = fit((Span(" nothing has changed since the first look", "muted"),), width, signs.cut)
        rows.append(Row("event:none", RowKind.BLANK, line))
    return tuple(rows)


def _event_line(fleet: Fleet, event: Event, width: int, signs: Signs, tz: tzinfo) -> Line:
    name_cells = _WIDE_NAME_CELLS if width >= _WIDE else _NAME_CELLS
    name = cut_middle(event_subject(fleet, event), name_cells, signs.cut)
    text = event_text(event, signs)
    line: Line = (
        Span(f" {pad(day_text(fleet.wall, event.time, tz), 5)} ", "muted"),
        event_sign(event, signs),
        Span(f" {pad(name, name_cells)} "),
        Span(cut_end(text, max(width - name_cells - 11, 0), signs.cut), "muted"),
    )
    return fit(line, width, signs.cut)
