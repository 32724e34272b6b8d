"""Scenarios: who is there, and what the API would say of them at a moment. Pure.

Where they come from is in `sstui.simulator.catalogue`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sstui.simulator.story import JsonObject, Step, happened
from sstui.simulator.throttle import Limit


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

    ``original`` is the body as JSON text; with ``verbatim`` it is served as it is written. One
    that is not ``bookmarked`` is not on the demo's watch list; its bookmark still names it.
    """

    id: str
    application_id: str
    component_id: str
    original: bytes
    bookmark: JsonObject
    verbatim: bool = False
    bookmarked: bool = True


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. All questions are asked with ``elapsed`` seconds of scenario time.

    ``placements`` and ``steps`` are by instance id; the steps of the API itself have an empty one.
    """

    name: str
    title: str
    applications: tuple[JsonObject, ...]
    components: tuple[JsonObject, ...]
    environments: tuple[JsonObject, ...]
    configurations: tuple[JsonObject, ...]
    placements: Mapping[str, Placement]
    steps: Mapping[str, tuple[Step, ...]]
    temporary_keys: bool = False
    v3_components: tuple[JsonObject, ...] = ()

    def body(self, instance_id: str, elapsed: float, calendar: Calendar) -> JsonObject | None:
        """The body of an instance; None when it is not there, or not there any more."""
        placement = self.placements.get(instance_id)
        if placement is None:
            return None
        begun = self.begun(instance_id, elapsed)
        if _latest(step.gone for _, step in begun):
            return None
        body = self.original(placement, calendar)
        for at, step in begun:
            if step.touches_body:
                step.apply(body)
                body["update_time"] = calendar.of_step(at)
            if step.gone is False:
                body["create_time"] = calendar.of_step(at)
        return body

    def original(self, placement: Placement, calendar: Calendar) -> JsonObject:
        """The body before the first step."""
        body: JsonObject = json.loads(placement.original)
        _date(body, calendar)
        return body

    def begun(self, instance_id: str, elapsed: float) -> list[tuple[float, Step]]:
        """The steps of an instance so far, with when they happened last, in that order; for an
        empty id those of the API. As long as they are the same, so is the body."""
        return happened(self.steps.get(instance_id, ()), elapsed)

    def unchanged(self, instance_id: str, elapsed: float) -> bytes | None:
        """The text of a body that is served as it is written, while no step has touched it."""
        placement = self.placements.get(instance_id)
        if placement is None or not placement.verbatim or self.begun(instance_id, elapsed):
            return None
        return placement.original

    def fault(self, instance_id: str, elapsed: float) -> Mapping[str, Any] | None:
        """The fault of an instance, or of the API for an empty id; None for none."""
        return _latest(step.fault for _, step in self.begun(instance_id, elapsed)) or None

    def expired(self, elapsed: float) -> bool:
        """Whether the credentials have run out."""
        return bool(_latest(step.expired for _, step in self.begun("", elapsed)))

    def skew(self, elapsed: float) -> float:
        """How many seconds the server's clock is ahead."""
        return _latest(step.clock for _, step in self.begun("", elapsed)) or 0.0

    def limit(self, elapsed: float) -> Limit | None:
        """The limit of calls in force."""
        told = _latest(step.limit for _, step in self.begun("", elapsed))
        return Limit(**told) if told else None


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
