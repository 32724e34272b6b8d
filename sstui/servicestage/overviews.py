"""All instances of one application from one call, in the words of the documented one.

*components/overviews* nests instances in components. Such an instance calls its id and name
``instance_id`` and ``instance_name`` and carries all documented fields besides; ``description``
may be missing. Fields that are not in the document of *Querying Instance Details* are left out:
they are that kind of call's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sstui.servicestage.bodies import UnusableBody
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import (
    Instance,
    Problem,
    StatusDetail,
    parse_instance,
    with_problems,
)
from sstui.servicestage.refs import InstanceRef, lowered

_OWN_NAMES = {"instance_id": "id", "instance_name": "name"}
_DOCUMENTED = frozenset(Instance.model_fields)

Told = dict[InstanceRef, Instance]


class OverviewReader:
    """Reads overviews of one account. What did not change since the last one stays the same
    object, so that a fleet in which nothing happens costs no more than its JSON."""

    def __init__(self) -> None:
        self._last: dict[str, dict[InstanceRef, tuple[JSONObject, Instance]]] = {}

    def read(self, application: str, components: Iterable[JSONObject]) -> Told:
        """The instances by ref, ids in lower case. One whose status cannot be read is left out:
        its own call will say what is wrong."""
        before = self._last.get(application, {})
        now: dict[InstanceRef, tuple[JSONObject, Instance]] = {}
        for ref, document in _documents(application, components):
            known = before.get(ref)
            if known is not None and known[0] == document:
                now[ref] = known
                continue
            try:
                now[ref] = document, parse_instance(document)
            except UnusableBody:
                continue
        self._last[application] = now
        return {ref: instance for ref, (_, instance) in now.items()}


def amended(known: Instance, told: Instance) -> Instance:
    """What is known, with everything that an overview told in its place. What the overview does
    not carry stays; the very same object where nothing differs."""
    fields: dict[str, object] = {name: getattr(told, name) for name in told.model_fields_set}
    if "status_detail" in fields:
        fields["status_detail"] = _amended_detail(known.status_detail, told.status_detail)
    problems = (*_of_others(known.problems, fields), *told.problems)
    both = with_problems(known.model_copy(update=fields), problems)
    return known if both == known else both


def _amended_detail(known: StatusDetail, told: StatusDetail) -> StatusDetail:
    return known.model_copy(update={name: getattr(told, name) for name in told.model_fields_set})


def _of_others(problems: Iterable[Problem], told: Iterable[str]) -> Iterator[Problem]:
    """The problems of fields that were not told anew."""
    fresh = set(told)
    for problem in problems:
        if problem.path.partition(".")[0].partition("[")[0] not in fresh:
            yield problem


def _documents(
    application: str, components: Iterable[JSONObject]
) -> Iterator[tuple[InstanceRef, JSONObject]]:
    for component in components:
        nested = component.get("instances")
        for row in nested if isinstance(nested, list) else ():
            if isinstance(row, dict):
                document = translated(row)
                ids = (application, component.get("id"), document.get("id"))
                if (ref := _ref(*ids)) is not None:
                    yield ref, document


def _ref(application: str, component: JSONValue, instance: JSONValue) -> InstanceRef | None:
    if not isinstance(component, str) or not isinstance(instance, str):
        return None
    return lowered(InstanceRef(application, component, instance))


def translated(row: JSONObject) -> JSONObject:
    """A nested instance in the words of the documented call."""
    document = {name: value for name, value in row.items() if name in _DOCUMENTED}
    for own, name in _OWN_NAMES.items():
        if own in row:
            document[name] = row[own]
    return document
