"""What happened to an instance: its stretches and what changed between two looks, newest first."""

from __future__ import annotations

from sstui.insight.records import Event, EventKind
from sstui.insight.timeline import Stretch
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import lasted
from sstui.view.event_text import CHANGED, event_sign, event_text
from sstui.view.events import events_of
from sstui.view.pane_rows import PaneOptions, PaneRow
from sstui.view.signs import Signs
from sstui.view.stretch_inside import inner_rows
from sstui.view.stretch_words import Entry, ours, stretch_status
from sstui.view.text import Line, Span, cut_end, fit, pad, pad_left, plain, rule_line
from sstui.view.wall import wall_text

_MOST_SHOWN = 300  # laying out the 2,000 that are kept takes 150 ms, these 20
_WIDE = 76  # cells from which *until* and seconds have room

# What stands in a line of its own, since it may have changed nothing that makes a stretch.
_POINTS = CHANGED | {EventKind.JOB}


def happened_rows(
    fleet: Fleet, snapshot: Snapshot, options: PaneOptions, *, unfolded: bool
) -> list[PaneRow]:
    """Title, columns, and one row for each entry."""
    signs, kept = options.signs, entries(fleet, snapshot)
    title: Line = (Span("what happened", "strong bold"),)
    dot = f" {signs.dot} "
    note: Line = (Span(f"newest first{dot}{len(kept)} kept{dot}7d", "muted"),)
    head = rule_line(title, note, options.width, signs.rule, signs.cut)
    rows = [PaneRow("happened", head), PaneRow("happened-columns", _columns(options))]
    for entry in kept[:_MOST_SHOWN]:
        folded = options.folds.get(entry.key, True) and not unfolded
        rows.append(_entry_row(entry, folded, options))
        if not folded:
            rows += inner_rows(fleet, snapshot, entry, options)
    if len(kept) > _MOST_SHOWN:
        text = f"  {len(kept) - _MOST_SHOWN} earlier ones: sstui history tells them"
        line = fit((Span(text, "muted"),), options.width, signs.cut)
        rows.append(PaneRow("happened-earlier", line))
    if not kept:
        line = fit((Span("  nothing was seen yet", "muted"),), options.width, signs.cut)
        rows.append(PaneRow("happened-none", line))
    return rows


def entries(fleet: Fleet, snapshot: Snapshot) -> list[Entry]:
    """Newest first."""
    at: dict[float, list[Event]] = {}
    for event in events_of(fleet, snapshot):
        if event.ref is not None:
            at.setdefault(event.time, []).append(event)
    before: Stretch | None = None
    found: list[Entry] = []
    for stretch in snapshot.timeline.stretches:
        found.append(Entry(stretch.start, stretch, before, tuple(at.pop(stretch.start, ()))))
        before = stretch
    for time, events in at.items():
        points = tuple(each for each in events if each.kind in _POINTS)
        if points:
            found.append(Entry(time, None, snapshot.timeline.at(time), points))
    return sorted(found, key=lambda entry: (-entry.time, entry.stretch is not None))


def _columns(options: PaneOptions) -> Line:
    until = pad("until", 14) if options.width >= _WIDE else ""
    text = f"  {pad('from', _from_cells(options))}{until}{pad_left('lasted', 7)}   "
    line: Line = (Span(f"{text}{pad('status', _status_cells(options))}what changed", "muted"),)
    return fit(line, options.width, options.signs.cut)


def _from_cells(options: PaneOptions) -> int:
    return 14 if options.width >= _WIDE else 10


def _status_cells(options: PaneOptions) -> int:
    return 21 if options.width >= _WIDE else 19  # PARTIALLY_FAILED: status words are never cut


def _entry_row(entry: Entry, folded: bool, options: PaneOptions) -> PaneRow:
    signs, wide = options.signs, options.width >= _WIDE
    form = "%a %H:%M:%S" if wide else "%a %H:%M"
    begun = pad(wall_text(entry.time, options.tz, form), _from_cells(options))
    until, length = _until(entry, options)
    words = what_changed(entry, signs)
    room = _status_cells(options) - 1
    sign, status, style = _status(entry, signs)
    line: Line = (
        Span(f"{signs.folded if folded else signs.unfolded} ", "muted"),
        Span(begun),
        Span(pad(until, 14) if wide else "", "muted" if until != "now" else "strong"),
        Span(f"{pad_left(length, 7)}   ", "strong bold"),
        Span(pad(cut_end(f"{sign} {status}", room, signs.cut), room + 1), style),
        Span(words),
    )
    moment = wall_text(entry.time, options.tz, "%Y-%m-%d %H:%M:%S %Z")
    return PaneRow(
        key=entry.key,
        line=fit(line, options.width, signs.cut),
        value=f"{moment} {until} {length} {status} {words}",
        foldable=True,
        folded=folded,
    )


def _until(entry: Entry, options: PaneOptions) -> tuple[str, str]:
    """The end and the length of a stretch."""
    stretch = entry.stretch
    if stretch is None:
        return "", options.signs.dash
    if stretch.end is None:
        return "now", lasted(options.wall - stretch.start)
    days = (wall_text(moment, options.tz, "%Y-%m-%d") for moment in (stretch.start, stretch.end))
    form = "%H:%M:%S" if len(set(days)) == 1 else "%a %H:%M:%S"
    return wall_text(stretch.end, options.tz, form), lasted(stretch.end - stretch.start)


def _status(entry: Entry, signs: Signs) -> tuple[str, str, str]:
    """Sign, word and style."""
    stretch = entry.stretch
    if stretch is None:
        word = stretch_status(entry.before, signs)[1] if entry.before else ""
        return event_sign(entry.events[0], signs).text, word, "accent"
    return stretch_status(stretch, signs)


def what_changed(entry: Entry, signs: Signs) -> str:
    """Replicas and what the API said; of what is not known the reason; and what came with it."""
    stretch = entry.stretch
    parts = []
    if stretch is not None and stretch.why:
        parts.append(ours(plain(stretch.why), signs))
    parts += [event_text(each, signs) for each in entry.events if each.kind in _POINTS]
    if stretch is None and len(entry.events) == 1 and entry.events[0].kind is EventKind.BETWEEN:
        moved = (plain(change.path.rpartition(".")[2]) for change in entry.events[0].changes)
        parts = [f"between two looks: {', '.join(moved)} moved"]
    return f" {signs.dot} ".join(parts)
