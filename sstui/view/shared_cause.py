"""What those in trouble share, as one question."""

from __future__ import annotations

from collections.abc import Iterator

from sstui.insight.causes import Cause, Shared, Subject, shared_cause
from sstui.insight.records import Freshness
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.text import Line, Span, plain

_ID_CELLS = 8
_VERBS = {
    Shared.DATABASE: "use {kind}",
    Shared.IMAGE: "run",
    Shared.NAMESPACE: "run in namespace",
    Shared.CLUSTER: "run on {kind}",
    Shared.ENVIRONMENT: "are in environment",
    Shared.APPLICATION: "belong to application",
}

# Of the newest fleet, found once and not for each row: `Fleet.snapshots` is one object as long as
# nothing was seen.
_found: list[tuple[tuple[Snapshot, ...], Cause | None]] = []


def cause_of(fleet: Fleet) -> Cause | None:
    """What the instances in trouble share, of those that are seen now."""
    if not _found or _found[0][0] is not fleet.snapshots:
        _found[:] = [(fleet.snapshots, shared_cause(_subjects(fleet)))]
    return _found[0][1]


def _subjects(fleet: Fleet) -> Iterator[Subject]:
    for each in fleet.snapshots:
        if each.instance is not None and each.freshness is Freshness.FRESH:
            yield Subject(each.ref, each.health, each.instance)


def cause_line(fleet: Fleet, snapshot: Snapshot) -> Line:
    """`cause_words` of what those in trouble now share; nothing for one who has no part in it."""
    cause = cause_of(fleet)
    return () if cause is None or snapshot.ref not in cause.refs else cause_words(cause)


def cause_words(cause: Cause) -> Line:
    """``shared cause? both bad instances run on cce 523498f1``."""
    trait, count = cause.trait, len(cause.refs)
    who = "both" if count == 2 else f"all {count}"
    what = "bad instances" if cause.bad else "in trouble"
    verb = _VERBS[trait.shared].format(kind=plain(trait.kind))
    return (Span(f"shared cause? {who} {what} {verb} ", "muted"), Span(_value(cause), "strong"))


def _value(cause: Cause) -> str:
    trait = cause.trait
    if trait.shared is Shared.IMAGE:
        name = plain(trait.kind.rpartition("/")[2])
        return f"{name}:{plain(trait.value)}" if trait.value else name
    if trait.shared is Shared.NAMESPACE:
        return plain(trait.value)
    return plain(trait.value)[:_ID_CELLS]
