"""ServiceStage's V2 calls, read-only: applications, components, instances, environments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sstui.simulator.accounts import PROJECTS, Account
from sstui.simulator.gateway import Gateway
from sstui.simulator.listing import page
from sstui.simulator.refusals import (
    gateway_error,
    invalid_parameter,
    no_such_api,
    service_error,
)
from sstui.simulator.scenario import Placement
from sstui.simulator.stage import Stage
from sstui.simulator.story import JsonObject
from sstui.simulator.wire import Reply, Request

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PROJECT = re.compile(r"[0-9a-f]{32}")
_LIST_FIELDS = (
    *("id", "name", "environment_id", "platform_type", "version", "external_accesses"),
    *("artifacts", "creator", "create_time", "update_time", "status_detail"),
)
# The last words of a path below /v2/{project_id}/cas; None stands for an id.
_CALLS: tuple[tuple[str | None, ...], ...] = (
    ("environments",),
    ("applications",),
    ("applications", None),
    ("applications", None, "components"),
    ("applications", None, "components", "overviews"),
    ("applications", None, "components", None),
    ("applications", None, "components", None, "instances"),
    ("applications", None, "components", None, "instances", None),
)


class Service:
    """Answers everything below ``/v2/{project_id}/cas``."""

    def __init__(self, stage: Stage, account: Account, gateway: Gateway) -> None:
        self._stage = stage
        self._account = account
        self._gateway = gateway

    def answer(self, request: Request, request_id: str) -> Reply:
        """Raises `Refused`."""
        segments = request.segments
        if len(segments) < 4 or segments[2] != "cas":
            raise no_such_api(request_id)
        if request.method != "GET":
            text = f"This simulator is read-only and answers GET, not {request.method}"
            raise gateway_error(405, "0501", text, request_id)
        words = segments[3:]
        call = next((c for c in _CALLS if _fits(c, words)), None)
        if call is None:
            raise no_such_api(request_id)
        project_id = segments[1]
        if not _PROJECT.fullmatch(project_id):
            raise invalid_parameter("project_id")
        self._gateway.admit_to_project(request, project_id, request_id)
        if project_id not in {project.id for project in PROJECTS}:
            raise gateway_error(403, "0310", "The project is unavailable.", request_id)
        ids = [word for word, known in zip(words, call, strict=True) if known is None]
        for name, value in zip(
            ("application_id", "component_id", "instance_id"), ids, strict=False
        ):
            if not _UUID.fullmatch(value):
                raise invalid_parameter(name)
        mine = project_id == self._account.project.id
        return self._dispatch(request, call, [value.lower() for value in ids], mine)

    def _dispatch(
        self, request: Request, call: tuple[str | None, ...], ids: list[str], mine: bool
    ) -> Reply:
        scenario = self._stage.scenario
        if len(call) == 1:
            known = scenario.environments if call[0] == "environments" else scenario.applications
            rows = [self._owned(row) for row in known] if mine else []
            return Reply.of(200, page(str(call[0]), rows, request.parameters))
        application = self._application(ids[0], mine)
        if len(call) == 2:
            count = len(self._components(ids[0]))
            shown = {**self._owned(application), "component_count": count, "unified_model": None}
            return Reply.of(200, shown)
        if call[-1] in ("components", "overviews"):
            components = self._components(ids[0])
            if call[-1] == "overviews":
                components = [self._overview(component) for component in components]
            return Reply.of(200, page("components", components, request.parameters))
        component = self._component(ids[0], ids[1])
        if len(call) == 4:
            return Reply.of(200, {**component, "pipeline_ids": []})
        if call[-1] == "instances":
            rows = [self._list_view(*pair, application, component) for pair in self._there(ids[1])]
            keys = ("create_time", "name", "update_time", "version")
            return Reply.of(200, page("instances", rows, request.parameters, keys))
        return self._show(ids)

    def _show(self, ids: list[str]) -> Reply:
        placement = self._stage.scenario.placements.get(ids[2])
        reply = self._stage.served(ids[2])
        if reply is None or placement is None or placement.component_id != ids[1]:
            raise service_error(404, "00100412", "The instance does not exist.")
        return reply

    def _application(self, application_id: str, mine: bool) -> JsonObject:
        for application in self._stage.scenario.applications:
            if mine and application["id"] == application_id:
                return application
        raise service_error(404, "00100403", "The application does not exist.")

    def _component(self, application_id: str, component_id: str) -> JsonObject:
        for component in self._components(application_id):
            if component["id"] == component_id:
                return component
        raise service_error(404, "00100404", "The component does not exist.")

    def _components(self, application_id: str) -> list[JsonObject]:
        known = self._stage.scenario.components
        return [self._owned(c) for c in known if c["application_id"] == application_id]

    def _there(self, component_id: str) -> Iterator[tuple[Placement, JsonObject]]:
        for placement in self._stage.scenario.placements.values():
            if placement.component_id == component_id:
                body = self._stage.body(placement.id)
                if body is not None:
                    yield placement, body

    def _overview(self, component: JsonObject) -> JsonObject:
        instances = []
        for _, body in self._there(component["id"]):
            # Only here are id and name called otherwise.
            nested = {"instance_id": body.get("id"), "instance_name": body.get("name")}
            nested.update({k: v for k, v in body.items() if k not in ("id", "name")})
            instances.append(nested)
        return {**component, "instances": instances}

    def _list_view(
        self,
        placement: Placement,
        body: JsonObject,
        application: JsonObject,
        component: JsonObject,
    ) -> JsonObject:
        row = {
            "application_id": placement.application_id,
            "application_name": application["name"],
            "component_id": placement.component_id,
            "component_name": component["name"],
            "environment_name": self._environment_name(body.get("environment_id")),
        }
        return {**{k: body[k] for k in _LIST_FIELDS if k in body}, **row}

    def _environment_name(self, environment_id: object) -> str | None:
        for environment in self._stage.scenario.environments:
            if environment["id"] == environment_id:
                return str(environment["name"])
        return None

    def _owned(self, row: JsonObject) -> JsonObject:
        return {**row, "project_id": self._account.project.id}


def _fits(call: tuple[str | None, ...], words: list[str]) -> bool:
    return len(call) == len(words) and all(
        known is None or known == word for known, word in zip(call, words, strict=True)
    )
