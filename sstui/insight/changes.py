"""What differs between two looks, by meaning. Pure.

Only what both bodies carry is compared, so that a body of another kind of call (which lacks some
fields) makes no event; a field whose type was wrong in either is not compared, since its value is
not known. ``update_time`` is the platform's affair and by itself no change of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.document_changes import Side, changes_between, veiled
from sstui.insight.list_items import labels_of, same
from sstui.insight.records import Change, EventKind, replica_text
from sstui.insight.secrets import Veil
from sstui.servicestage.json_types import JSONObject, JSONValue

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance, StatusDetail, Wire

# Parts of an instance that have no kind of their own; creator and create_time never change.
_SETTINGS = ("name", "description", "environment_id", "platform_type", "flavor_id")
_JOB = ("last_job_id", "last_job_status")


class Difference(NamedTuple):
    """One kind of difference. ``before`` and ``after`` are the words or numbers of kinds that have
    such (status, replicas, version, job), else None; ``changes`` lists every place."""

    kind: EventKind
    before: str | None
    after: str | None
    changes: tuple[Change, ...]


def diff(before: Instance, after: Instance, *, protected: bool = False) -> tuple[Difference, ...]:
    """What a person may care about, at most one for each kind.

    ``status`` comes first. A ``fail_detail`` that changes alone is a ``status`` whose two words are
    the same. ``between`` comes only alone: nothing else differs, but ``last_job_id`` or
    ``update_time`` moved, so something came and went. With ``protected`` (a profile's setting) the
    value of every variable is masked.
    """
    if before is after:
        return ()
    pair = _Pair(before, after, protected)
    found = [
        _status(pair),
        _replicas(pair),
        _version(pair),
        pair.part(EventKind.ARTIFACTS, ("artifacts",)),
        pair.part(EventKind.CONFIGURATION, ("configuration", *_SETTINGS)),
        pair.part(EventKind.RESOURCES, ("refer_resources",)),
        pair.part(EventKind.ACCESSES, ("external_accesses",)),
        _job(pair),
    ]
    differences = tuple(each for each in found if each is not None)
    if any(each.kind is not EventKind.JOB for each in differences):
        return differences
    return differences if _job_word_moved(differences) else _between(pair, differences)


class _Pair:
    """Two instances, and which of their fields can be compared."""

    def __init__(self, before: Instance, after: Instance, protected: bool) -> None:
        self.before = before
        self.after = after
        self.protected = protected
        self.faults = frozenset(
            problem.path for each in (before, after) for problem in each.problems
        )

    def comparable(self, name: str) -> bool:
        carried = self.before.model_fields_set & self.after.model_fields_set
        return name in carried and name not in self.faults

    def details(self, *names: str) -> list[Change]:
        """The fields of status_detail that differ."""
        if "status_detail" in self.faults:
            return []
        old, new = self.before.status_detail, self.after.status_detail
        both = old.model_fields_set & new.model_fields_set
        changes = []
        for name in names:
            path = f"status_detail.{name}"
            if name in both and path not in self.faults:
                was, now = _field(old, name), _field(new, name)
                if was != now:
                    changes.append(_change(path, was, now))
        return changes

    def part(self, kind: EventKind, names: Sequence[str]) -> Difference | None:
        changes: list[Change] = []
        for name in names:
            was, now = getattr(self.before, name), getattr(self.after, name)
            if self.comparable(name) and not same(was, now):
                changes += self._places(name)
        return Difference(kind, None, None, tuple(changes)) if changes else None

    def _places(self, name: str) -> tuple[Change, ...]:
        old, new = _section(self.before, name), _section(self.after, name)
        faults = _faults(name, self.before, old) | _faults(name, self.after, new)
        return changes_between(
            name,
            Side(old, Veil.BODY, faults),
            Side(new, Veil.BODY, faults),
            protected=self.protected,
        )


def _status(pair: _Pair) -> Difference | None:
    changes = pair.details("status", "fail_detail")
    if not changes:
        return None
    return Difference(EventKind.STATUS, pair.before.status, pair.after.status, tuple(changes))


def _replicas(pair: _Pair) -> Difference | None:
    changes = pair.details("available_replica", "replica")
    if not changes:
        return None
    old, new = pair.before.status_detail, pair.after.status_detail
    return Difference(EventKind.REPLICAS, replicas(old), replicas(new), tuple(changes))


def replicas(detail: StatusDetail) -> str:
    """`replica_text` of a look."""
    return replica_text(detail.available_replica, detail.replica)


def _version(pair: _Pair) -> Difference | None:
    was, now = pair.before.version, pair.after.version
    if was == now or not pair.comparable("version"):
        return None
    return Difference(EventKind.VERSION, was, now, (_change("version", was, now),))


def _job(pair: _Pair) -> Difference | None:
    changes = pair.details(*_JOB)
    if not changes:
        return None
    old, new = pair.before.status_detail, pair.after.status_detail
    return Difference(EventKind.JOB, old.last_job_status, new.last_job_status, tuple(changes))


def _job_word_moved(differences: Iterable[Difference]) -> bool:
    return any(
        change.path == "status_detail.last_job_status"
        for difference in differences
        for change in difference.changes
    )


def _between(pair: _Pair, job: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Nothing else differs: whether a job or the time of the last change says there was more."""
    changes = [change for difference in job for change in difference.changes]
    was, now = pair.before.update_time, pair.after.update_time
    if was != now and pair.comparable("update_time") and not _tells_more(pair):
        changes.append(_change("update_time", was, now))
    return (Difference(EventKind.BETWEEN, None, None, tuple(changes)),) if changes else ()


def _tells_more(pair: _Pair) -> bool:
    """Whether a field that makes no event (unknown to the document, say) moved too: then
    ``update_time`` has its reason."""
    return (
        pair.before.model_extra != pair.after.model_extra
        or pair.before.model_fields_set != pair.after.model_fields_set
        or bool(pair.details("enterprise_project_id"))
    )


def _change(path: str, before: JSONValue, after: JSONValue) -> Change:
    was, now = veiled(before, Veil.OPEN), veiled(after, Veil.OPEN)
    return Change(path, was, now, secret=was != before or now != after)


def _field(detail: StatusDetail, name: str) -> str | int | None:
    value: str | int | None = getattr(detail, name)
    return value


_EMPTY: dict[str, JSONValue] = {
    "artifacts": {},
    "configuration": {},
    "refer_resources": [],
    "external_accesses": [],
}


def _section(instance: Instance, name: str) -> JSONObject:
    """``{name: value}`` as plain JSON, as the walker and the masking rules want it."""
    value = getattr(instance, name)
    if value is None:
        return {name: _EMPTY.get(name)}
    if isinstance(value, dict):
        return {name: {key: _plain(item) for key, item in value.items()}}
    if isinstance(value, list):
        return {name: [_plain(item) for item in value]}
    return {name: value}


def _plain(value: JSONValue | Wire) -> JSONValue:
    from sstui.servicestage.models import Wire  # the first paint needs `replicas` without pydantic

    if not isinstance(value, Wire):
        return value
    # An access is renewed again and again; when, is no change a person cares about.
    return {name: getattr(value, name) for name in sorted(value.model_fields_set - {"update_time"})}


def _faults(name: str, instance: Instance, section: JSONObject) -> frozenset[str]:
    """The paths under ``name`` whose type was wrong, with items of lists by their label."""
    items = section[name]
    labels = labels_of(items) if instance.problems and isinstance(items, list) else []
    paths = set()
    for problem in instance.problems:
        if problem.path.startswith(f"{name}["):
            index, _, rest = problem.path.removeprefix(f"{name}[").partition("]")
            label = labels[int(index)] if labels and rest else ""
            paths.add(f"{name}{label}{rest}" if label.startswith(".") else name)
        elif problem.path.startswith(f"{name}."):
            paths.add(problem.path)
    return frozenset(paths)
