"""A story: what happens to a scenario's instances and to its API, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to an instance or to the API itself, as in a scenario's file.

    ``at`` seconds after the start, and again each ``every`` seconds when that is not 0. ``set`` is
    merged into the body, key by key; ``env`` sets variables by name; ``put`` adds or replaces list
    items by their id, for example ``{"refer_resources": [{…}]}``. ``gone``, ``fault`` (an object;
    empty: none), ``expired``, ``clock`` (how many seconds the server's is ahead) and ``limit`` (of
    calls: see `sstui.simulator.throttle.Limit`) hold until a later step says otherwise. ``gone``
    false is when an instance is created. A step that repeats says the same each time, so only its
    last time counts.
    """

    at: float
    every: float = 0.0
    set: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    put: Mapping[str, list[JsonObject]] = field(default_factory=dict)
    gone: bool | None = None
    fault: Mapping[str, Any] | None = None
    expired: bool | None = None
    clock: float | None = None
    limit: Mapping[str, Any] | None = None

    @property
    def touches_body(self) -> bool:
        return bool(self.set or self.env or self.put or self.gone is False)

    def last(self, elapsed: float) -> float | None:
        """When it happened last, in seconds after the start; None when it has not yet."""
        if elapsed < self.at:
            return None
        if not self.every:
            return self.at
        return self.at + (elapsed - self.at) // self.every * self.every

    def apply(self, body: JsonObject) -> None:
        """Changes ``body`` in place. Applying it twice is the same as once."""
        merge(body, self.set)
        if self.env:
            _set_variables(body, self.env)
        for name, items in self.put.items():
            _put(body, name, items)


def happened(steps: Iterable[Step], elapsed: float) -> list[tuple[float, Step]]:
    """The steps that have begun, in the order in which they happened last."""
    times = [(step.last(elapsed), step) for step in steps]
    begun = [(at, step) for at, step in times if at is not None]
    return sorted(begun, key=lambda pair: pair[0])


def merge(into: JsonObject, changes: Mapping[str, Any]) -> None:
    """Writes ``changes`` into an object in place; objects inside it are merged alike."""
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def _set_variables(body: JsonObject, values: Mapping[str, str]) -> None:
    variables: list[JsonObject] = body.setdefault("configuration", {}).setdefault("env", [])
    known = {variable["name"]: variable for variable in variables}
    for name, value in values.items():
        if name in known:
            known[name]["value"] = value
        else:
            variables.append({"name": name, "value": value})


def _put(body: JsonObject, name: str, items: list[JsonObject]) -> None:
    ids = {item["id"] for item in items}
    kept = [item for item in body.get(name) or [] if item.get("id") not in ids]
    body[name] = kept + items
