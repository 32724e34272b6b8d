"""*Since you last looked*: what happened meanwhile, worst first, one line for each (picture 16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple

from sstui.insight.absence_story import Story
from sstui.insight.alarms import FLAPPING
from sstui.insight.records import EventKind, Freshness, Health
from sstui.insight.secrets import mask
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.age import age, ago, lasted
from sstui.view.event_text import event_subject, event_text, most_telling
from sstui.view.signs import Signs
from sstui.view.since_title import WIDE, Hit, title_line
from sstui.view.since_told import Told, is_blind
from sstui.view.standing import TOKENS, glyph, seen_standing
from sstui.view.text import (
    Line,
    Span,
    cells,
    cut_end,
    cut_middle,
    fit,
    pad,
    plain,
)

_HALF = 70
_TROUBLE = frozenset({Health.BAD, Health.DEGRADED})


class Strip(NamedTuple):
    """``refs``: the instance of each line, None where there is none."""

    lines: tuple[Line, ...]
    refs: tuple[InstanceRef | None, ...]
    hits: tuple[Hit, ...]


def strip(
    fleet: Fleet,
    told: Sequence[Told],
    since: float,
    *,
    width: int,
    rows: int,
    signs: Signs,
    tz: tzinfo,
    cursor: InstanceRef | None,
    keys: Mapping[str, str],
) -> Strip:
    """The title, at most ``rows`` stories (that of ``cursor`` among them) and how many more there
    are; ``keys`` by command id."""
    refs = [each.story.ref for each in told]
    at = refs.index(cursor) if cursor is not None and cursor in refs else 0
    top = max(0, min(at - rows + 1, len(told) - rows))
    shown = told[top : top + rows]
    title, hits = title_line(fleet, told, since, width, signs, tz, keys)
    lines = [title, *(_line(fleet, each, since, width, signs, cursor) for each in shown)]
    shown_refs = [None, *(each.story.ref for each in shown)]
    if len(told) > len(shown):
        text = f"   and {len(told) - len(shown)} more"
        lines.append(fit((Span(text, "muted"),), width, signs.cut))
        shown_refs.append(None)
    return Strip(tuple(lines), tuple(shown_refs), hits)


def _line(
    fleet: Fleet,
    told: Told,
    since: float,
    width: int,
    signs: Signs,
    cursor: InstanceRef | None,
) -> Line:
    story, snapshot = told
    wide, half = width >= WIDE, width >= _HALF
    name_cells, what_cells = (22, 28) if wide else (20, 24) if half else (14, 24)
    here = snapshot is not None and snapshot.ref == cursor
    sign, style = _sign(fleet, told, signs)
    bold = " bold" if style == "bad" else ""
    name = plain(story.name) if snapshot is not None else event_subject(fleet, story.events[-1])
    what = _what(story, snapshot, signs, wide=wide)
    passed = fleet.wall - story.events[-1].time
    when = pad(ago(passed), 11) if wide else pad(age(passed), 5)
    line: Line = (
        Span(signs.cursor if here else " ", "accent"),
        Span(sign, style + bold),
        Span(f" {pad(cut_middle(name, name_cells - 1, signs.cut), name_cells)}",
             "bad bold" if style == "bad" else ""),
        Span(pad(cut_end(what, what_cells - 1, signs.cut), what_cells),
             "" if style in ("ok", "off") else style + bold),
        Span(when, "muted"),
        Span(f" {signs.dot} ".join(_words(fleet, told, since, signs, wide=wide)), "muted"),
    )  # fmt: skip
    return fit(line, width, signs.cut)


def _sign(fleet: Fleet, told: Told, signs: Signs) -> tuple[str, str]:
    if told.snapshot is None:
        if is_blind(fleet, told.story):
            return signs.unknown, "unknown"
        return signs.ok, "ok"
    return glyph(told.snapshot, signs), TOKENS[seen_standing(told.snapshot)]


def _what(story: Story, snapshot: Snapshot | None, signs: Signs, *, wide: bool) -> str:
    """``RUNNING → FAILED``, ``4/4 → 2/4``, ``gone``; narrow: what it became."""
    if snapshot is not None and snapshot.freshness is Freshness.GONE:
        return "gone"
    changed = story.net(EventKind.STATUS)
    if changed is not None and (changed.before != changed.after):
        before, after = plain(changed.before or ""), plain(changed.after or "")
        both = f"{before} {signs.became} {after}"
        return both if wide and cells(both) < 28 else f"{signs.became} {after}"
    told = most_telling(story.told)
    whole = told if told.kind is EventKind.HEALTH else story.net(told.kind) or told
    return event_text(replace(whole, away=None), signs)


def _words(fleet: Fleet, told: Told, since: float, signs: Signs, *, wide: bool) -> Iterator[str]:
    """What else there is to say: how long it was bad, why it is, and what came with it."""
    story, snapshot = told
    if snapshot is None:
        return
    if snapshot.freshness is Freshness.GONE:
        last = f"; last seen {plain(snapshot.status)}" if snapshot.status else ""
        yield f"the API says 404{last}"
    else:
        yield from (
            [_suffered(fleet, snapshot, since, wide=wide)]
            if story.came_and_went
            else _reasons(snapshot)
        )
        yield from _beside(story, signs)
    away = max((event.away or 0.0 for event in story.events), default=0.0)
    if away:
        yield f"at some time in {lasted(away)} unwatched"


def _beside(story: Story, signs: Signs) -> Iterator[str]:
    """What changed beside what the line tells already, and stayed so."""
    left_out = {EventKind.STATUS, EventKind.HEALTH, EventKind.FRESHNESS, EventKind.JOB}
    told = most_telling(story.told)
    if story.net(EventKind.STATUS) is None:
        left_out.add(told.kind)
    elif FLAPPING in (told.before, told.after):
        yield event_text(told, signs)
    for kind in dict.fromkeys(event.kind for event in story.events):
        found = None if kind in left_out else story.net(kind)
        first = next(event for event in story.events if event.kind is kind)
        if found is not None and (found.before is None or found.before == first.before):
            yield event_text(replace(found, away=None), signs)


def _suffered(fleet: Fleet, snapshot: Snapshot, since: float, *, wide: bool) -> str:
    parts = snapshot.timeline.parts(since, fleet.wall)
    seconds = sum(end - start for start, end, each in parts if each.health in _TROUBLE)
    length = f" for {lasted(seconds)}" if seconds >= 1 else ""
    away = " while you were away" if wide else ""  # the strip's title says it too
    return f"was bad{length}{away}"


def _reasons(snapshot: Snapshot) -> Iterator[str]:
    if snapshot.health not in (Health.OK, Health.OFF):
        detail = mask((snapshot.instance and snapshot.instance.status_detail.fail_detail) or "")
        yield from (plain(each) for each in (detail, snapshot.reason) if each)
