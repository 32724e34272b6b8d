"""What went bad together in one slice of the fleet's timeline, and what those have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sstui.insight.causes import Subject, shared_cause, traits_of
from sstui.insight.records import Health
from sstui.insight.together import InSlice, in_slice
from sstui.monitor.state import Snapshot
from sstui.view.shared_cause import cause_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, cut_middle, fit, line_cells, plain

_NAME_CELLS = 22


def slice_lines(
    snapshots: Sequence[Snapshot],
    start: float,
    end: float,
    *,
    now: float,
    width: int,
    rows: int,
    signs: Signs,
) -> tuple[Line, ...]:
    """Exactly ``rows`` lines; times in epoch seconds. The first tells what went bad; the others the
    cause that these may share, what was in trouble already, and what is not known."""
    found = [(each, in_slice(each.timeline, start, end)) for each in snapshots]
    fell = [(each, told.fell) for each, told in found if told.fell is not None]
    lasting = [(each, told.lasting) for each, told in found if told.lasting is not None]
    lines = [
        _named("went bad", fell, width, signs) if fell else (Span("nothing went bad", "muted"),)
    ]
    cause = _cause(found, past=end < now)
    beside = [cause] if cause else []
    if lasting:
        beside.append(_named("in trouble already", lasting, width, signs))
    dark = _dark(found, signs)
    if dark:
        beside.append(dark)
    lines += _laid(beside, rows - 1, signs)
    lines += [()] * (rows - len(lines))
    return tuple(fit((Span(" "), *line), width, signs.cut) for line in lines)


def _laid(parts: list[Line], rows: int, signs: Signs) -> list[Line]:
    """One to a line, the last line has the rest."""
    if len(parts) <= rows:
        return parts
    last: list[Span] = []
    for part in parts[rows - 1 :]:
        last += [Span(f" {signs.dot} ", "muted"), *part] if last else part
    return [*parts[: rows - 1], tuple(last)]


def _named(words: str, found: Sequence[tuple[Snapshot, Health]], width: int, signs: Signs) -> Line:
    """``3 went bad: ✗ orders-prod, ◐ ledger-prod and 1 more``, the worst first."""
    ranked = sorted(found, key=lambda each: each[1] is not Health.BAD)
    spans = [Span(f"{len(found)} {words}: ", "strong bold" if words == "went bad" else "muted")]
    for index, (each, health) in enumerate(ranked):
        name = cut_middle(plain(each.name), _NAME_CELLS, signs.cut)
        more = f" and {len(ranked) - index} more"
        if line_cells(tuple(spans)) + cells(name) + 4 + cells(more) > width and index:
            spans.append(Span(more, "muted"))
            break
        spans += [
            Span(", " if index else "", "muted"),
            Span(f"{signs.health(health)} ", health.value),
        ]
        spans.append(Span(name))
    return tuple(spans)


def _cause(found: Sequence[tuple[Snapshot, InSlice]], *, past: bool) -> Line:
    """Of those that went bad and those that were well: what was in trouble before proves nothing.
    What they share is known of now alone."""
    subjects = [
        Subject(each.ref, told.fell or Health.OK, traits_of(each.ref, each.instance))
        for each, told in found
        if each.instance is not None and (told.fell is not None or told.well)
    ]
    cause = shared_cause(subjects)
    if cause is None:
        return ()
    return (*cause_words(cause), Span(", as they are set up now" if past else "", "muted"))


def _dark(found: Sequence[tuple[Snapshot, InSlice]], signs: Signs) -> Line:
    """``4 not known: no answer``."""
    reasons = sorted(plain(told.dark) for _, told in found if told.dark is not None)
    words = [f"{len([*each])} not known: {why}" for why, each in groupby(reasons)]
    return (Span(f" {signs.dot} ".join(words), "unknown"),) if words else ()
