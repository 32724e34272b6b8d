"""What those in trouble share, as one question."""

from __future__ import annotations

from collections.abc import Iterator

from sstui.insight.causes import Cause, Shared, Subject, shared_causes
from sstui.insight.records import Freshness
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
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
_found: list[tuple[tuple[Snapshot, ...], dict[InstanceRef, Cause]]] = []


def cause_of(fleet: Fleet, ref: InstanceRef) -> Cause | None:
    """What the instance shares with others in trouble, of those that are seen now."""
    if not _found or _found[0][0] is not fleet.snapshots:
        causes = shared_causes(_subjects(fleet))
        _found[:] = [(fleet.snapshots, {ref: each for each in causes for ref in each.refs})]
    return _found[0][1].get(ref)


def _subjects(fleet: Fleet) -> Iterator[Subject]:
    for each in fleet.snapshots:
        if each.instance is not None and each.freshness is Freshness.FRESH:
            yield Subject(each.ref, each.health, each.instance)


def cause_line(fleet: Fleet, snapshot: Snapshot) -> Line:
    """`cause_words` of what it shares with others in trouble now; nothing where it has no part in
    any."""
    cause = cause_of(fleet, snapshot.ref)
    return () if cause is None else cause_words(cause)


def cause_words(cause: Cause) -> Line:
    """``shared cause? both bad instances run on cce 523498f1``; ``5 of 7`` where not all do."""
    trait, count = cause.trait, len(cause.refs)
    who = f"{count} of {cause.among}"
    if count == cause.among:
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
