"""What a line of the timeline unfolds to: the two states, how late they were seen, what fell with
it, and where the two bodies differ."""

from __future__ import annotations

from collections.abc import Iterable

from sstui.insight.records import Freshness, Health
from sstui.insight.timeline import Stretch
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import duration, lasted
from sstui.view.change_rows import INSIDE, change_rows, inner_row
from sstui.view.pane_rows import PaneOptions, PaneRow
from sstui.view.signs import Signs
from sstui.view.stretch_words import Entry, ours, stretch_status
from sstui.view.text import Line, Span, plain
from sstui.view.wall import wall_text

BODIES = "~bodies"  # the name of the line that compares the bodies of two looks
_TOGETHER = 120.0  # seconds: what began so near to one another is told together
_MOST_NAMES = 3
_TROUBLE = frozenset({Health.BAD, Health.DEGRADED})


def inner_rows(
    fleet: Fleet, snapshot: Snapshot, entry: Entry, options: PaneOptions
) -> list[PaneRow]:
    """Before, after, how late, what fell with it, and every place that changed."""
    rows = []
    signs, stretch = options.signs, entry.stretch
    if stretch is not None and entry.before is not None:
        rows.append(inner_row(entry.key, "~before", "before", _words(entry.before, signs), options))
    if stretch is not None:
        rows.append(inner_row(entry.key, "~after", "after", _words(stretch, signs), options))
        if stretch.health is not None:
            words = (Span(_seen(entry, stretch, options), "muted"),)
            rows.append(inner_row(entry.key, "~seen", "seen", words, options))
        together = with_it(fleet, snapshot, stretch)
        if together:
            words = (Span(f"{_names(together)} within 2m of this"),)
            rows.append(inner_row(entry.key, "~with", "with it", words, options))
    if _bodies_differ(entry):
        offer = (Span("enter", "accent bold"), Span(" compares what was before with it, in view 4"))
        rows.append(inner_row(entry.key, BODIES, "bodies", offer, options))
    return rows + change_rows(entry.key, entry.events, options)


def _seen(entry: Entry, stretch: Stretch, options: PaneOptions) -> str:
    """``13:51:05, at most 24s late``: between that look and the one before."""
    when = wall_text(stretch.start, options.tz, "%H:%M:%S")
    if entry.before is None:
        return f"{when}, the first look"
    if entry.before.health is None:
        length = lasted(stretch.start - entry.before.start)
        return f"{when}: it began at some time in the {length} that are not known"
    if stretch.late is None:
        return f"{when}; how late, an earlier run knew"
    return f"{when}, at most {duration(max(stretch.late, 1))} late"


def _bodies_differ(entry: Entry) -> bool:
    """Whether the look found more than another status; of one that only the history remembers
    that is not known here."""
    if not entry.events:
        return entry.before is not None and entry.before.health is not None
    from sstui.insight.past import moments  # nothing else that is painted first needs it

    return any(moment.set_up for moment in moments(entry.events))


def compared_at(key: str) -> float | None:
    """Of the key of a line that compares two bodies: when the second was seen."""
    entry, _, name = key.partition(INSIDE)
    return float(entry.partition(" ")[2]) if name == BODIES else None


def _words(stretch: Stretch, signs: Signs) -> Line:
    sign, status, style = stretch_status(stretch, signs)
    why = ours(plain(stretch.why), signs)
    return (Span(f"{sign} {status}", style), Span(f"   {why}" if why else "", "muted"))


def with_it(fleet: Fleet, snapshot: Snapshot, stretch: Stretch) -> tuple[str, ...]:
    """The names of the others whose trouble began at about the same time."""
    if stretch.health not in _TROUBLE:
        return ()
    return tuple(
        each.name
        for each in fleet.snapshots
        if each.ref != snapshot.ref
        and each.freshness is not Freshness.UNSEEN
        and _fell(
            each.timeline.parts(stretch.start - _TOGETHER, stretch.start + _TOGETHER), stretch
        )
    )


def _fell(parts: Iterable[tuple[float, float, Stretch]], stretch: Stretch) -> bool:
    return any(
        part.health in _TROUBLE and abs(part.start - stretch.start) <= _TOGETHER
        for _, _, part in parts
    )


def _names(names: tuple[str, ...]) -> str:
    shown = [plain(name) for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
