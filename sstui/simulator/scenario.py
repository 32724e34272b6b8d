"""Scenarios as data: who is there, and what the API would say of them at a moment. Pure.

A scenario is ``data/NAME.json``: ``title``; ``applications``, ``components``, ``environments`` in
the words of the list calls; ``instances`` of ``{component, body, bookmark}``; ``story``, a list of
steps (see `sstui.simulator.story`). ``extends`` names a scenario whose instances it takes over,
``only`` which of them. Steps name an instance by its bookmark's name. A negative time is so many
seconds before the start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from sstui.simulator.story import JsonObject, Step, happened

_DATA = files("sstui.simulator") / "data"
_ORDER = ("fleet", "deploy", "outage", "expired", "seed")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns times of a scenario into epoch milliseconds.

    ``started`` is epoch seconds, ``speed`` scenario seconds per second, ``skipped`` the scenario
    seconds that were jumped over.
    """

    started: float
    speed: float = 1.0
    skipped: float = 0.0

    def elapsed(self, now: float) -> float:
        """Scenario seconds since the start at the epoch second ``now``."""
        return (now - self.started) * self.speed + self.skipped

    def before_start(self, seconds: float) -> int:
        return round((self.started - seconds) * 1000)

    def of_step(self, at: float) -> int:
        return round((self.started + (at - self.skipped) / (self.speed or 1.0)) * 1000)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an instance lives, how it begins, and how the demo would bookmark it.

    ``original`` is the body as JSON text; with ``verbatim`` it is served as it is written.
    """

    id: str
    application_id: str
    component_id: str
    original: bytes
    bookmark: JsonObject
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. All questions are asked with ``elapsed`` seconds of scenario time."""

    name: str
    title: str
    applications: tuple[JsonObject, ...]
    components: tuple[JsonObject, ...]
    environments: tuple[JsonObject, ...]
    placements: Mapping[str, Placement]
    steps: tuple[Step, ...]
    temporary_keys: bool = False

    def body(self, instance_id: str, elapsed: float, calendar: Calendar) -> JsonObject | None:
        """The body of an instance; None when it is not there, or not there any more."""
        placement = self.placements.get(instance_id)
        if placement is None:
            return None
        begun = happened(self._of(instance_id), elapsed)
        if _latest(step.gone for _, step in begun):
            return None
        body: JsonObject = json.loads(placement.original)
        for at, step in begun:
            if step.touches_body:
                step.apply(body)
                body["update_time"] = calendar.of_step(at)
        _date(body, calendar)
        return body

    def unchanged(self, instance_id: str, elapsed: float) -> bytes | None:
        """The text of a body that is served as it is written, while no step has touched it."""
        placement = self.placements.get(instance_id)
        if placement is None or not placement.verbatim or happened(self._of(instance_id), elapsed):
            return None
        return placement.original

    def fault(self, instance_id: str, elapsed: float) -> Mapping[str, Any] | None:
        """The fault of an instance, or of the API for an empty id; None for none."""
        return _latest(step.fault for _, step in happened(self._of(instance_id), elapsed)) or None

    def expired(self, elapsed: float) -> bool:
        """Whether the credentials have run out."""
        return bool(_latest(step.expired for _, step in happened(self._of(""), elapsed)))

    def _of(self, instance_id: str) -> list[Step]:
        return [step for step in self.steps if step.instance == instance_id]


def scenario_names() -> list[str]:
    """The names of all scenarios, the demo's first."""
    return list(_ORDER)


def load_scenario(name: str) -> Scenario:
    """Reads a scenario. Raises KeyError for a name that is none."""
    if name not in _ORDER:
        raise KeyError(name)
    data = _read(name)
    base = load_scenario(data["extends"]) if "extends" in data else _empty(name)
    placements = {**base.placements, **_placements(data)}
    if "only" in data:
        named = data["only"]
        placements = {i: p for i, p in placements.items() if p.bookmark["name"] in named}
    ids = {p.bookmark["name"]: p.id for p in placements.values()}
    steps = tuple(
        Step(**{**step, "instance": ids[step["instance"]] if "instance" in step else ""})
        for step in data.get("story", [])
    )
    return replace(
        base,
        name=name,
        title=data["title"],
        applications=(*base.applications, *data.get("applications", [])),
        components=(*base.components, *data.get("components", [])),
        environments=(*base.environments, *data.get("environments", [])),
        placements=placements,
        steps=steps,
        temporary_keys=data.get("temporary_keys", False),
    )


def _empty(name: str) -> Scenario:
    return Scenario(name, "", (), (), (), {}, ())


def _read(name: str) -> JsonObject:
    content: JsonObject = json.loads((_DATA / f"{name}.json").read_bytes())
    return content


def _placements(data: JsonObject) -> dict[str, Placement]:
    owners = {c["id"]: c["application_id"] for c in data.get("components", [])}
    found = {}
    for entry in data.get("instances", []):
        verbatim = "body_file" in entry
        if verbatim:
            text = (_DATA / entry["body_file"]).read_bytes()
        else:
            text = json.dumps(entry["body"], ensure_ascii=False).encode()
        instance_id = json.loads(text)["id"]
        component = entry["component"]
        found[instance_id] = Placement(
            instance_id, owners[component], component, text, entry["bookmark"], verbatim
        )
    return found


def _latest(values: Any) -> Any:
    """The last value that is not None."""
    found = None
    for value in values:
        found = found if value is None else value
    return found


def _date(value: Any, calendar: Calendar) -> None:
    if isinstance(value, list):
        for item in value:
            _date(item, calendar)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("create_time", "update_time") and isinstance(item, int | float):
                if item <= 0:
                    value[key] = calendar.before_start(-item)
            else:
                _date(item, calendar)
