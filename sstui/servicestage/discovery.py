"""What a whole account has: applications → components → instances, with environment names.

Made of list answers (*applications*, *environments*, one *components/overviews* for each
application): nothing here calls anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sstui.servicestage.bodies import UnusableBody
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import Instance, parse_instance
from sstui.servicestage.overviews import translated
from sstui.servicestage.refs import InstanceRef, InvalidReference, check_ref
from sstui.servicestage.source import SourceFacts


@dataclass(frozen=True, slots=True)
class FoundInstance:
    """``instance`` is None where its status could not be read. ``environment_name`` is empty
    where nobody told it."""

    ref: InstanceRef
    name: str
    environment: str
    environment_name: str
    instance: Instance | None

    @property
    def status(self) -> str:
        """The API's word; empty where it could not be read."""
        return self.instance.status if self.instance else ""


@dataclass(frozen=True, slots=True)
class FoundComponent:
    """Its ``runtime`` is the API's word (``Docker``, ``Java8``), empty where it was not sent."""

    id: str
    name: str
    runtime: str
    instances: tuple[FoundInstance, ...]


@dataclass(frozen=True, slots=True)
class FoundApplication:
    """``problem``: why its components are not known, one line; empty where they are."""

    id: str
    name: str
    components: tuple[FoundComponent, ...] = ()
    problem: str = ""

    @property
    def instances(self) -> Iterator[FoundInstance]:
        for component in self.components:
            yield from component.instances


_Named = TypeVar("_Named", FoundInstance, FoundComponent, FoundApplication)


@dataclass(frozen=True, slots=True)
class Lack:
    """What this identity was not told: ``what`` (*environments*), and why in one line."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """One reading of an account. ``v3_components``: how many there are of API V3, None where it
    did not tell. ``at`` is monotonic seconds; ``requests`` how many this reading took."""

    profile: str
    applications: tuple[FoundApplication, ...]
    v3_components: int | None
    lacks: tuple[Lack, ...]
    facts: SourceFacts
    requests: int
    at: float

    @property
    def instances(self) -> Iterator[FoundInstance]:
        for application in self.applications:
            yield from application.instances


def read_applications(rows: Iterable[JSONObject]) -> list[FoundApplication]:
    """By name, without components yet; rows without an id are left out."""
    found = [FoundApplication(_text(row, "id").lower(), _named(row)) for row in rows]
    return _sorted(each for each in found if each.id)


def environment_names(rows: Iterable[JSONObject]) -> dict[str, str]:
    """Name by id in lower case."""
    return {_text(row, "id").lower(): _text(row, "name") for row in rows}


def read_components(
    application: str, rows: Iterable[JSONObject], environments: Mapping[str, str]
) -> tuple[FoundComponent, ...]:
    """The components of an overview, by name, each with its instances by name."""
    found = []
    for row in rows:
        component = _text(row, "id").lower()
        nested = row.get("instances")
        instances = _instances(
            application, component, nested if isinstance(nested, list) else [], environments
        )
        found.append(
            FoundComponent(component, _named(row), _text(row, "runtime"), tuple(_sorted(instances)))
        )
    return tuple(_sorted(each for each in found if each.id))


def _instances(
    application: str, component: str, rows: Sequence[JSONValue], environments: Mapping[str, str]
) -> Iterator[FoundInstance]:
    for row in rows:
        if not isinstance(row, dict):
            continue
        document = translated(row)
        ref = InstanceRef(application, component, _text(document, "id").lower())
        try:
            check_ref(ref)
        except InvalidReference:
            continue  # no call could be made for it
        try:
            instance = parse_instance(document)
        except UnusableBody:
            instance = None
        environment = _text(document, "environment_id")
        name = environments.get(environment.lower()) or _text(row, "environment_name")
        yield FoundInstance(ref, _named(document), environment, name, instance)


def _named(row: JSONObject) -> str:
    return _text(row, "name") or _text(row, "id")[:8]


def _text(row: JSONObject, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _sorted(found: Iterable[_Named]) -> list[_Named]:
    return sorted(found, key=lambda each: (each.name.casefold(), each.name))
