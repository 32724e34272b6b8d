"""View 5: every event of one instance and of its profile, newest first; each unfolds to what it
changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Event, EventKind
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import lasted
from sstui.view.change_rows import change_rows, inner_row
from sstui.view.event_text import event_sign, event_text, most_telling
from sstui.view.pane_rows import PaneOptions, PaneRow
from sstui.view.text import Line, Span, fit, pad
from sstui.view.wall import wall_text

_TIME = "%a %d %b %H:%M:%S"
_TIME_CELLS = 19
_SHORT_TIME = "%d %b %H:%M"
_SHORT_TIME_CELLS = 12
_WIDE = 60  # cells from which there is room for weekday and seconds


@dataclass
class Told:
    """One line: the events of one look, all of a flapping, or equal ones that repeat. Oldest
    first."""

    events: list[Event] = field(default_factory=list)
    flapping: bool = False

    @property
    def key(self) -> str:
        first = self.events[0]
        return f"{first.time:.3f} {first.kind} {'' if first.ref else first.name}"

    @property
    def between(self) -> bool:
        return all(event.kind is EventKind.BETWEEN for event in self.events)


def events_of(fleet: Fleet, snapshot: Snapshot) -> tuple[Event, ...]:
    """What happened to the instance and to its profile, oldest first."""
    profile = snapshot.bookmark.profile
    return tuple(
        event
        for event in reversed(fleet.events)
        if event.ref == snapshot.ref or (event.ref is None and event.name == profile)
    )


def told_lines(events: Sequence[Event]) -> list[Told]:
    """The lines of ``events`` (oldest first), oldest first."""
    lines: list[Told] = []
    flapping: Told | None = None
    for event in events:
        if event.damped or FLAPPING in (event.before, event.after):
            if flapping is None:
                flapping = Told(flapping=True)
                lines.append(flapping)
            flapping.events.append(event)
            if event.before == FLAPPING:
                flapping = None
            continue
        last = next((line for line in reversed(lines) if not line.flapping), None)
        if last is not None and last is lines[-1] and _belongs(event, last):
            last.events.append(event)
        else:
            lines.append(Told([event]))
    return lines


def _belongs(event: Event, line: Told) -> bool:
    """To the same look, or *between* once more."""
    last = line.events[-1]
    if (last.ref, last.at) == (event.ref, event.at) and not line.between:
        return True
    return line.between and event.kind is EventKind.BETWEEN


def event_rows(
    fleet: Fleet, snapshot: Snapshot, options: PaneOptions, *, unfolded: bool = False
) -> list[PaneRow]:
    """``unfolded``: every line with what is in it, as a search wants it."""
    rows: list[PaneRow] = []
    for line in reversed(told_lines(events_of(fleet, snapshot))):
        folded = options.folds.get(line.key, True) and not unfolded
        rows.append(_row(line, folded, options))
        if not folded:
            rows += _inner_rows(line, options)
    return rows


def _inner_rows(line: Told, options: PaneOptions) -> list[PaneRow]:
    """What was told in one line; of a flapping each change with its time, newest first."""
    if not line.flapping:
        return change_rows(line.key, reversed(line.events), options)
    looks: dict[float, list[Event]] = {}
    for event in reversed(line.events):
        if event.damped:
            looks.setdefault(event.time, []).append(event)
    rows = []
    for time, events in looks.items():
        told = most_telling(events)
        words = (event_sign(told, options.signs), Span(f" {event_text(told, options.signs)}"))
        when = wall_text(time, options.tz, "%H:%M:%S")
        rows.append(inner_row(line.key, f"{time:.3f}", when, words, options))
    return rows


def _row(line: Told, folded: bool, options: PaneOptions) -> PaneRow:
    signs = options.signs
    newest = line.events[-1]
    told = newest if line.flapping or line.between else most_telling(line.events)
    text = f"{_words(line, told, options)}{_count(line, options)}"
    wide = options.width >= _WIDE
    form, room = (_TIME, _TIME_CELLS) if wide else (_SHORT_TIME, _SHORT_TIME_CELLS)
    when = wall_text(line.events[0].time, options.tz, form)
    left: Line = (
        Span(f"{signs.folded if folded else signs.unfolded} ", "muted"),
        Span(pad(when, room) + " ", "muted"),
        event_sign(told, signs),
        Span(" "),
    )
    moment = wall_text(line.events[0].time, options.tz, "%Y-%m-%d %H:%M:%S %Z")
    return PaneRow(
        key=line.key,
        line=fit((*left, Span(text)), options.width, signs.cut),
        value=f"{moment} {text}",
        foldable=True,
        folded=folded,
    )


def _words(line: Told, told: Event, options: PaneOptions) -> str:
    if line.flapping:
        ended = line.events[-1]
        if ended.before == FLAPPING:
            return f"flapping{f' for {lasted(ended.lasted)}' if ended.lasted else ''}"
        return FLAPPING
    if told.before is None and told.kind is EventKind.STATUS:
        return f"first look: {event_text(told, options.signs)}"
    others = [each for each in line.events if each is not told and each.kind != told.kind]
    kinds = dict.fromkeys(each.kind.value for each in others)
    more = f" {options.signs.dot} ".join(kinds) if not line.between else ""
    return event_text(told, options.signs) + (f"  with {more}" if more else "")


def _count(line: Told, options: PaneOptions) -> str:
    """How many changes, and until when, of what is one line for several."""
    if line.flapping:
        looks = {event.at for event in line.events if event.damped}
        return f", {len(looks)} changes" if len(looks) > 1 else ""
    if not line.between or len(line.events) < 2:
        return ""
    until = wall_text(line.events[-1].time, options.tz, "%d %b %H:%M")
    return f", {len(line.events)} times until {until}"
