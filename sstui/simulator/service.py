"""ServiceStage's V2 calls and one of V3, read-only: who may make them, what they answer."""

from __future__ import annotations

import re
from typing import Any

from sstui.simulator.accounts import PROJECTS, Account
from sstui.simulator.gateway import Gateway
from sstui.simulator.inventory import Inventory
from sstui.simulator.jobs import Jobs
from sstui.simulator.listing import page
from sstui.simulator.refusals import gateway_error, invalid_parameter, no_such_api
from sstui.simulator.scenario import Scenario
from sstui.simulator.snapshots import SORT_KEYS, snapshots
from sstui.simulator.stage import Stage
from sstui.simulator.wire import Reply, Request

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PROJECT = re.compile(r"[0-9a-f]{32}")
_INSTANCE_KEYS = ("create_time", "name", "update_time", "version")
# The words of a path below /v2/{project_id}/cas; None stands for an id.
_CALLS: dict[tuple[str | None, ...], str] = {
    ("applications", None, "components", None, "instances", None): "show",
    ("applications", None, "components", "overviews"): "overviews",
    ("applications", None, "components", None, "instances"): "instances",
    ("applications", None, "components", None, "instances", None, "snapshots"): "snapshots",
    ("applications", None, "components", None): "component",
    ("applications", None, "components"): "components",
    ("applications", None, "configuration"): "configuration",
    ("applications", None): "application",
    ("applications",): "applications",
    ("environments", None): "environment",
    ("environments",): "environments",
    ("jobs", None): "job",
}
_V3_CALLS: dict[tuple[str | None, ...], str] = {("components",): "v3_components"}


class Service:
    """Answers everything below ``/v2/{project_id}/cas``, and V3's list of components."""

    def __init__(self, stage: Stage, account: Account, gateway: Gateway) -> None:
        self._account = account
        self._gateway = gateway
        empty = Stage(Scenario("", "", (), (), (), (), {}, {}), lambda: 0.0, 0.0)
        mine = account.project.id
        self._projects = {
            project.id: _Project(stage if project.id == mine else empty, project.id)
            for project in PROJECTS
        }

    def answer(self, request: Request, request_id: str) -> Reply:
        """Raises `Refused`."""
        segments = request.segments
        if len(segments) < 4 or segments[2] != "cas":
            raise no_such_api(request_id)
        if request.method != "GET":
            text = f"This simulator is read-only and answers GET, not {request.method}"
            raise gateway_error(405, "0501", text, request_id)
        words = segments[3:]
        calls = _V3_CALLS if segments[0] == "v3" else _CALLS
        pattern = next((known for known in calls if _fits(known, words)), None)
        if pattern is None:
            raise no_such_api(request_id)
        project_id = segments[1]
        if not _PROJECT.fullmatch(project_id):
            raise invalid_parameter("project_id")
        self._gateway.admit_to_project(request, project_id, request_id)
        if project_id not in self._projects:
            raise gateway_error(403, "0310", "The project is unavailable.", request_id)
        return self._projects[project_id].answer(calls[pattern], _ids(pattern, words), request)


class _Project:
    """The calls, in one project."""

    def __init__(self, stage: Stage, project_id: str) -> None:
        self._stage = stage
        self._id = project_id
        self._inventory = Inventory(stage, project_id)
        self._jobs = Jobs(stage)

    def answer(self, call: str, ids: list[str], request: Request) -> Reply:
        """``ids`` are those of the path, in its order. Raises `Refused`."""
        if call == "show":
            return self._inventory.show(*ids)
        if call == "overviews":
            return self._inventory.overviews(ids[0], request)
        return Reply.of(200, self._content(call, ids, request))

    def _content(self, call: str, ids: list[str], request: Request) -> Any:
        inventory, parameters = self._inventory, request.parameters
        match call:
            case "job":
                return self._jobs.answer(ids[0], self._id, parameters)
            case "environment":
                return inventory.environment(ids[0])
            case "configuration":
                wanted = parameters.get("environment_id")
                if wanted is not None and not _UUID.fullmatch(wanted):
                    raise invalid_parameter("environment_id")
                rows = inventory.configuration(ids[0], wanted and wanted.lower())
                return {"configuration": rows}
            case "application":
                shown = {
                    "component_count": len(inventory.components(ids[0])),
                    "unified_model": None,
                }
                return {**inventory.application(ids[0]), **shown}
            case "component":
                return {**inventory.component(*ids), "pipeline_ids": []}
        return self._list(call, ids, request)

    def _list(self, call: str, ids: list[str], request: Request) -> Any:
        inventory, parameters = self._inventory, request.parameters
        most = self._stage.most_rows
        match call:
            case "snapshots":
                inventory.show(*ids)
                # The page calls the sorting order_by, the vendor's SDK snapshot_order_by.
                order = parameters.get("snapshot_order_by", parameters.get("order_by", ""))
                rows = snapshots(self._stage, ids[-1])
                return page(call, rows, {**parameters, "order_by": order}, SORT_KEYS, most)
            case "instances":
                return page(call, inventory.instances(*ids), parameters, _INSTANCE_KEYS, most)
            case "v3_components":
                return page("components", inventory.v3_components(parameters), parameters)
            case "components":
                return page(call, inventory.components(ids[0]), parameters, most_rows=most)
        known = inventory.environments if call == "environments" else inventory.applications
        return page(call, list(known.values()), parameters, most_rows=most)


def _ids(pattern: tuple[str | None, ...], words: list[str]) -> list[str]:
    """The ids of a path; all but a job's are UUIDs, in any case of letters."""
    ids = []
    for before, known, word in zip(("", *words), pattern, words, strict=False):
        if known is None and before != "jobs":
            if not _UUID.fullmatch(word):
                raise invalid_parameter(f"{before.removesuffix('s')}_id")
            ids.append(word.lower())
        elif known is None:
            ids.append(word)
    return ids


def _fits(pattern: tuple[str | None, ...], words: list[str]) -> bool:
    return len(pattern) == len(words) and all(
        known is None or known == word for known, word in zip(pattern, words, strict=True)
    )
