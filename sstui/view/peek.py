"""The peek: six lines on the row under the cursor, below a list that has the whole width."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from sstui.insight.secrets import mask
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import ago
from sstui.view.event_text import object_text, value_text
from sstui.view.head_parts import (
    availability_line,
    pill,
    profile_spans,
    replicas_and_age,
    seen_span,
    short_ids,
    updated_text,
)
from sstui.view.signs import Signs
from sstui.view.story import REPLACE_KEY, story_line
from sstui.view.text import Line, Span, cut_end, cut_middle, fit, join, line_cells, plain, rule_line

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

_VALUE_CELLS = 30


def peek_lines(
    fleet: Fleet,
    snapshot: Snapshot,
    *,
    width: int,
    signs: Signs,
    tz: tzinfo,
    replace_key: str = REPLACE_KEY,
) -> tuple[Line, ...]:
    """Exactly six lines, each exactly ``width`` cells, without a margin."""
    cut = signs.cut
    name = cut_middle(plain(snapshot.name), max(width // 2, 8), cut)
    title: Line = (*profile_spans(fleet, snapshot, signs), Span(name, "strong bold"))
    instance = snapshot.instance
    artifacts, accesses = _counts(instance, signs)
    lines = (
        rule_line(title, (Span(short_ids(snapshot), "muted"),), width, signs.rule, cut),
        _state_line(fleet, snapshot, width, signs),
        story_line(fleet, snapshot, signs, tz, replace_key),
        join(_change(fleet, snapshot, signs), artifacts, width, cut),
        join(_access(instance, signs), accesses, width, cut),
        availability_line(fleet, snapshot, width, signs),
    )
    return tuple(fit(line, width, cut) for line in lines)


def _state_line(fleet: Fleet, snapshot: Snapshot, width: int, signs: Signs) -> Line:
    """Status, replicas and age are never cut: words go first, then *updated*, then *seen*."""
    seen = seen_span(fleet, snapshot)
    updated = updated_text(fleet, snapshot)
    both: Line = (seen, Span(f" {signs.dot} {updated}", "muted")) if updated else (seen,)
    start = pill(snapshot, signs)
    for long, right in ((True, both), (False, both), (False, (seen,)), (False, ())):
        state = (*start, *replicas_and_age(fleet, snapshot, signs, long=long))
        if line_cells(state) + 2 + line_cells(right) <= width:
            break
    return join(state, right, width, signs.cut)


def _counts(instance: Instance | None, signs: Signs) -> tuple[Line, Line]:
    if instance is None:
        return (), ()
    artifacts = _count(len(instance.artifacts or {}), "artifact")
    resources = _count(len(instance.refer_resources or []), "resource")
    accesses = _count(len(instance.external_accesses or []), "access", "accesses")
    return (
        (Span(f"{artifacts} {signs.dot} {resources}", "muted"),),
        (Span(accesses, "muted"),),
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _change(fleet: Fleet, snapshot: Snapshot, signs: Signs) -> Line:
    """The newest change that we saw; without one, the first artifact."""
    for mark in snapshot.marks[:1]:
        path, change = plain(mark.change.path), mark.change
        when = f" {signs.dot} {ago(fleet.now - mark.at)}"
        sign = Span(f"{signs.changed} ", "accent")
        whole = object_text(change, signs)
        if whole:
            return (sign, Span(whole), Span(when, "muted"))
        start = (sign, Span(f"{path.rpartition('.')[2]} ", "muted"))
        if change.secret:
            return (*start, Span(f"changed, a secret{when}", "muted"))
        after = value_text(change.after, signs, _VALUE_CELLS)
        before = value_text(change.before, signs, _VALUE_CELLS)
        return (*start, Span(after), Span(f" was {before}{when}", "muted"))
    for key, artifact in ((snapshot.instance and snapshot.instance.artifacts) or {}).items():
        url = plain(mask(artifact.url or "")).rpartition("/")[2]
        name = cut_end(plain(key), _VALUE_CELLS, signs.cut)
        return (Span(f"{name}  "), Span(url, "muted"))
    return (Span("no artifacts" if snapshot.instance else "", "muted"),)


def _access(instance: Instance | None, signs: Signs) -> Line:
    """An access that has expired; else the first one."""
    accesses = (instance and instance.external_accesses) or []
    for access in accesses:
        if access.status == "EXPIRED":
            return (
                Span("EXPIRED", "degraded bold"),
                Span(f" {plain(mask(access.address or signs.dash))}"),
            )
    for access in accesses:
        return (
            Span(f"{plain(access.protocol or '')} ".lstrip(), "muted"),
            Span(plain(mask(access.address or signs.dash))),
        )
    return (Span("no external access" if instance else "", "muted"),)
