"""``GET …/instances/{instance_id}/snapshots``: the versions that an instance has had."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sstui.simulator.stage import Stage
from sstui.simulator.story import JsonObject

SORT_KEYS = ("create_time", "version")


def snapshots(stage: Stage, instance_id: str) -> list[JsonObject]:
    """One for each deployment of another version, the oldest first; KeyError for an unknown id.

    ``create_time`` is epoch milliseconds; ``description`` a JSON object as text. Before the first
    version of the story there was the one below it, from when the instance was created.
    """
    return [
        {
            "version": version,
            "description": json.dumps({"action": f"New Version: {version}"}),
            "instance_id": instance_id,
            "create_time": made,
        }
        for version, made in _versions(stage, instance_id)
    ]


def _versions(stage: Stage, instance_id: str) -> Iterator[tuple[str, int]]:
    scenario = stage.scenario
    original = scenario.original(scenario.placements[instance_id], stage.calendar)
    version = str(original.get("version"))
    head, dot, last = version.rpartition(".")
    if dot and last.isdecimal() and int(last) > 0:
        yield f"{head}.{int(last) - 1}", original["create_time"]
    yield version, original["update_time"]
    for at, step in scenario.begun(instance_id, stage.elapsed):
        if step.set.get("version", version) != version:
            version = step.set["version"]
            yield version, stage.calendar.of_step(at)
