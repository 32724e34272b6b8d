"""Where scenarios come from.

A scenario is ``data/NAME.json``: ``title``; ``applications``, ``components``, ``environments`` in
the words of the list calls, ``v3_components`` in those of API V3's, ``configurations`` in those of
an application's configuration;
``instances`` of ``{component, body, bookmark}``, where ``like`` (a name) and ``set`` may stand for
``body``, and ``bookmarked`` false keeps one off the demo's watch list; ``story``, a list of steps
(see `sstui.simulator.story`). ``extends`` names a scenario whose instances it takes over, ``only``
which of them. Instances are named by their bookmark's name. A negative time is so many seconds
before the start. Only *large* is not in a file: see `sstui.simulator.large`.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from sstui.simulator.large import DEFAULT_COUNT, MOST, large_data
from sstui.simulator.scenario import Placement, Scenario
from sstui.simulator.story import JsonObject, Step, merge

_DATA = files("sstui.simulator") / "data"
_LARGE = "large"
_ORDER = (
    *("fleet", "quiet", "night", "deploy", "outage", "throttle", "flap", "recreate", "skew"),
    *("expired", "seed"),
    _LARGE,
)


def scenario_names() -> list[str]:
    """The names of all scenarios, the demo's first."""
    return list(_ORDER)


def load_scenario(name: str, count: int | None = None) -> Scenario:
    """Reads a scenario; ``count`` is how many instances *large* has.

    Raises KeyError for a name that is none, ValueError for a count that is out of range, or given
    for another scenario.
    """
    if name not in _ORDER:
        raise KeyError(name)
    if name == _LARGE:
        wanted = DEFAULT_COUNT if count is None else count
        if not 1 <= wanted <= MOST:
            raise ValueError(f"{wanted} is not between 1 and {MOST}")
        return _built(name, large_data(wanted))
    if count is not None:
        raise ValueError(f"only the scenario {_LARGE} has a number of instances")
    scenario: Scenario = pickle.loads(_of_file(name))
    return scenario


@cache
def _of_file(name: str) -> bytes:
    """Pickled, so that each has one of its own: to build it anew takes ten times as long."""
    return pickle.dumps(_built(name, _read(name)))


def _built(name: str, data: JsonObject) -> Scenario:
    base = load_scenario(data["extends"]) if "extends" in data else _empty(name)
    components = (*base.components, *data.get("components", []))
    owners = {row["id"]: row["application_id"] for row in components}
    placements = {p.bookmark["name"]: p for p in base.placements.values()}
    if "only" in data:
        placements = {key: placements[key] for key in data["only"]}
    for entry in data.get("instances", []):
        made = _placement(entry, owners, placements)
        placements[made.bookmark["name"]] = made
    steps: dict[str, tuple[Step, ...]] = {}
    for told in data.get("story", []):
        name = told.pop("instance", None)
        owner = placements[name].id if name else ""
        steps[owner] = (*steps.get(owner, ()), Step(**told))
    return replace(
        base,
        name=name,
        title=data["title"],
        applications=(*base.applications, *data.get("applications", [])),
        components=components,
        environments=(*base.environments, *data.get("environments", [])),
        configurations=(*base.configurations, *data.get("configurations", [])),
        placements={placement.id: placement for placement in placements.values()},
        steps=steps,
        temporary_keys=data.get("temporary_keys", False),
        v3_components=(*base.v3_components, *data.get("v3_components", [])),
    )


def _empty(name: str) -> Scenario:
    return Scenario(name, "", (), (), (), (), {}, {})


def _read(name: str) -> JsonObject:
    content: JsonObject = json.loads((_DATA / f"{name}.json").read_bytes())
    return content


def _placement(
    entry: JsonObject, owners: Mapping[str, str], known: Mapping[str, Placement]
) -> Placement:
    verbatim = "body_file" in entry
    if verbatim:
        text = (_DATA / entry["body_file"]).read_bytes()
        body = json.loads(text)
    else:
        body = json.loads(known[entry["like"]].original) if "like" in entry else entry["body"]
        merge(body, entry.get("set", {}))
        text = json.dumps(body, ensure_ascii=False).encode()
    return Placement(
        body["id"],
        owners[entry["component"]],
        entry["component"],
        text,
        entry["bookmark"],
        verbatim,
        entry.get("bookmarked", True),
    )
