"""What those in trouble share, as one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.causes import Cause, Shared, Subject, Trait, shared_causes, traits_of
from sstui.insight.records import Freshness, Health
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.text import Line, Span, plain

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance

_ID_CELLS = 8
_VERBS = {
    Shared.DATABASE: "use {kind}",
    Shared.IMAGE: "run",
    Shared.NAMESPACE: "run in namespace",
    Shared.CLUSTER: "run on {kind}",
    Shared.ENVIRONMENT: "are in environment",
    Shared.APPLICATION: "belong to application",
}

_TROUBLE = (Health.BAD, Health.DEGRADED, Health.UNKNOWN)


class _Causes:
    """Of the newest fleet, found once and not for each row: `Fleet.snapshots` is one object as
    long as nothing was seen. What an instance could share is read once for each body: of 500 that
    takes ten times as long as to compare it."""

    def __init__(self) -> None:
        self._snapshots: tuple[Snapshot, ...] = ()
        self._of: dict[InstanceRef, Cause] = {}
        self._traits: dict[InstanceRef, tuple[Instance, frozenset[Trait]]] = {}

    def of(self, fleet: Fleet, ref: InstanceRef) -> Cause | None:
        if self._snapshots is not fleet.snapshots:
            self._snapshots = fleet.snapshots
            causes = shared_causes(self._subjects(fleet))
            self._of = {ref: each for each in causes for ref in each.refs}
        return self._of.get(ref)

    def _subjects(self, fleet: Fleet) -> list[Subject]:
        before, self._traits = self._traits, {}
        subjects = []
        for each in fleet.snapshots:
            if each.instance is None or each.freshness is not Freshness.FRESH:
                continue
            read = before.get(each.ref)
            if read is None or read[0] is not each.instance:
                read = (each.instance, traits_of(each.ref, each.instance))
            self._traits[each.ref] = read
            subjects.append(Subject(each.ref, each.health, read[1]))
        return subjects


_causes = _Causes()


def cause_of(fleet: Fleet, ref: InstanceRef) -> Cause | None:
    """What the instance shares with others in trouble, of those that are seen now."""
    snapshot = fleet.snapshot(ref)
    if snapshot is not None and snapshot.health not in _TROUBLE:
        return None
    return _causes.of(fleet, ref)


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
