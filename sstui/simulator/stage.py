"""The scenario at this moment, and what a test has changed about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from sstui.simulator.faults import FaultPlan
from sstui.simulator.scenario import Calendar, Scenario
from sstui.simulator.story import JsonObject
from sstui.simulator.throttle import Limit
from sstui.simulator.wire import Reply, Request

Version = tuple[float, bool, tuple[float, ...]]  # what a body depends on
_API = ""  # stands for every call where an instance id could stand


class Stage:
    """Bodies and faults of now. ``clock`` gives epoch seconds; the story starts at once."""

    def __init__(self, scenario: Scenario, clock: Callable[[], float], speed: float) -> None:
        self.scenario = scenario
        self._clock = clock
        self._calendar = Calendar(clock(), speed)
        self._patches: dict[str, list[Callable[[JsonObject], None]]] = {}
        self._bodies: dict[str, Reply] = {}
        self._forgotten: set[str] = set()
        self._faults: dict[str, FaultPlan] = {}
        self._written: dict[str, tuple[Version, Reply]] = {}
        self._limit: tuple[Limit | None] | None = None
        self.most_rows: int | None = None

    @property
    def elapsed(self) -> float:
        """Scenario seconds since the start."""
        return self._calendar.elapsed(self._clock())

    @property
    def calendar(self) -> Calendar:
        return self._calendar

    @property
    def patched(self) -> list[str]:
        """The ids of the instances whose bodies a test changes."""
        return list(self._patches)

    def advance(self, seconds: float) -> None:
        """Jumps over scenario time."""
        self._calendar = replace(self._calendar, skipped=self._calendar.skipped + seconds)
        self._written.clear()

    def version(self, instance_id: str) -> Version | None:
        """Equal as long as the body is; None when a test changes it on each answer anew."""
        if instance_id in self._patches:
            return None
        begun = tuple(at for at, _ in self.scenario.begun(instance_id, self.elapsed))
        return (self._calendar.skipped, instance_id not in self._forgotten, begun)

    def body(self, instance_id: str) -> JsonObject | None:
        """The body of an instance; None when it is not there."""
        if instance_id in self._forgotten:
            return None
        body = self.scenario.body(instance_id, self.elapsed, self._calendar)
        if body is not None:
            for mutate in self._patches.get(instance_id, []):
                mutate(body)
        return body

    def served(self, instance_id: str) -> Reply | None:
        """The answer to a show call; None when the instance is not there."""
        if instance_id in self._bodies and instance_id not in self._forgotten:
            return self._bodies[instance_id]
        version = self.version(instance_id)
        if version is not None and instance_id in self._written:
            known, reply = self._written[instance_id]
            if known == version:
                return reply
        body = self.body(instance_id)
        if body is None:
            return None
        text = self.scenario.unchanged(instance_id, self.elapsed) if version else None
        reply = Reply(200, text or json.dumps(body, ensure_ascii=False).encode())
        if version is not None:
            self._written[instance_id] = (version, reply)
        return reply

    def skew(self) -> float:
        """How many seconds the story's clock of the server is ahead."""
        return self.scenario.skew(self.elapsed)

    def limit(self) -> Limit | None:
        """The limit of calls in force."""
        return self.scenario.limit(self.elapsed) if self._limit is None else self._limit[0]

    def set_limit(self, limit: Limit | None) -> None:
        """A limit, or none, in place of the story's."""
        self._limit = (limit,)

    def expired(self) -> bool:
        """Whether the story has let the credentials run out."""
        return self.scenario.expired(self.elapsed)

    def patch(self, instance_id: str, mutate: Callable[[JsonObject], None]) -> None:
        self._known(instance_id)
        self._patches.setdefault(instance_id, []).append(mutate)

    def serve(self, instance_id: str, reply: Reply) -> None:
        self._known(instance_id)
        self._bodies[instance_id] = reply

    def forget(self, instance_id: str) -> None:
        self._known(instance_id)
        self._forgotten.add(instance_id)

    def restore(self, instance_id: str) -> None:
        """Drops all that a test has said of an instance; the story stays."""
        self._known(instance_id)
        self._forgotten.discard(instance_id)
        self._bodies.pop(instance_id, None)
        self._patches.pop(instance_id, None)
        self._faults.pop(instance_id, None)

    def set_fault(self, plan: FaultPlan | None, instance_id: str | None) -> None:
        key = instance_id or _API
        if key:
            self._known(key)
        self._faults.pop(key, None)
        if plan is not None:
            self._faults[key] = plan

    def fault_for(self, request: Request) -> FaultPlan | None:
        """The fault that this call meets; a test's own before the story's."""
        segments = request.segments
        shown = len(segments) == 9 and segments[7] == "instances"
        keys = [segments[8].lower(), _API] if shown else [_API]
        for key in keys:
            plan = self._faults.get(key)
            if plan is not None and plan.concerns(request):
                rest = plan.used()
                self._faults.pop(key) if rest is None else self._faults.update({key: rest})
                return plan
        for key in keys:
            told = self.scenario.fault(key, self.elapsed)
            if told is not None:
                plan = FaultPlan.of(told)
                if plan.concerns(request):
                    return plan
        return None

    def _known(self, instance_id: str) -> None:
        if instance_id not in self.scenario.placements:
            raise KeyError(f"no instance {instance_id} in scenario {self.scenario.name}")
