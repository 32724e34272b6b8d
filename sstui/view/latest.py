"""*Latest*: the newest events of all instances, below the list; and, since no look finds it, that
an address ends within a day, at the moment at which that day began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from heapq import merge
from itertools import islice
from typing import NamedTuple

from sstui.insight.access_expiry import WARNED, soonest_end
from sstui.insight.records import Freshness
from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef
from sstui.view.accesses import expiry_words
from sstui.view.event_text import event_sign, event_subject, event_text, told_events
from sstui.view.list_rows import Row, RowKind
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cut_end, cut_middle, fit, pad, plain, rule_line
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
    told = merge(_told(fleet, signs), _ending(fleet, signs), key=lambda each: -each.time)
    for each in islice(told, height - 1):
        line = _line(fleet, each, width, signs, tz)
        rows.append(Row(each.key, RowKind.EVENT, line, each.ref))
    if len(rows) == 1 and height > 1:
        line = fit((Span(" nothing has changed since the first look", "muted"),), width, signs.cut)
        rows.append(Row("event:none", RowKind.BLANK, line))
    return tuple(rows)


class Told(NamedTuple):
    """What a line says; ``time`` in epoch seconds."""

    key: str
    time: float
    sign: Span
    name: str
    text: str
    ref: InstanceRef | None


def _told(fleet: Fleet, signs: Signs) -> Iterator[Told]:
    for event in told_events(fleet):
        key = f"event:{event.at}:{event.kind}:{event.ref or event.name}"
        text, sign = event_text(event, signs), event_sign(event, signs)
        yield Told(key, event.time, sign, event_subject(fleet, event), text, event.ref)


def _ending(fleet: Fleet, signs: Signs) -> list[Told]:
    """Newest first; of what is seen now."""
    found = []
    for each in fleet.snapshots:
        accesses = each.instance.external_accesses if each.instance is not None else None
        if not accesses or each.freshness is not Freshness.FRESH:
            continue
        end = soonest_end(accesses, fleet.wall)
        if end is not None:
            text = f"address {expiry_words(end, fleet.wall)}"
            sign = Span(signs.degraded, "degraded")
            key = f"ends:{each.ref}"
            found.append(Told(key, end - WARNED, sign, plain(each.name), text, each.ref))
    return sorted(found, key=lambda told: -told.time)


def _line(fleet: Fleet, told: Told, width: int, signs: Signs, tz: tzinfo) -> Line:
    name_cells = _WIDE_NAME_CELLS if width >= _WIDE else _NAME_CELLS
    line: Line = (
        Span(f" {pad(day_text(fleet.wall, told.time, tz), 5)} ", "muted"),
        told.sign,
        Span(f" {pad(cut_middle(told.name, name_cells, signs.cut), name_cells)} "),
        Span(cut_end(told.text, max(width - name_cells - 11, 0), signs.cut), "muted"),
    )
    return fit(line, width, signs.cut)
