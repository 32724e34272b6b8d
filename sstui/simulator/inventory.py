"""What one project has, in the words of the list calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sstui.simulator.listing import page
from sstui.simulator.refusals import Refused, service_error
from sstui.simulator.scenario import Placement
from sstui.simulator.stage import Stage, Version
from sstui.simulator.story import JsonObject
from sstui.simulator.wire import Reply, Request

_LIST_FIELDS = (
    *("id", "name", "environment_id", "platform_type", "version", "external_accesses"),
    *("artifacts", "creator", "create_time", "update_time", "status_detail"),
)


class Inventory:
    """Applications, components, environments and instances of a stage, by their ids.

    Every look-up raises `Refused` with the 404 that the service has for what is not there.
    """

    def __init__(self, stage: Stage, project_id: str) -> None:
        scenario = stage.scenario
        self._stage = stage
        self.applications = _by_id(scenario.applications, project_id)
        self.environments = _by_id(scenario.environments, project_id)
        self._v3_components = list(_by_id(scenario.v3_components, project_id).values())
        self._components: dict[str, dict[str, JsonObject]] = defaultdict(dict)
        for row in _by_id(scenario.components, project_id).values():
            self._components[row["application_id"]][row["id"]] = row
        self._placed: dict[str, list[Placement]] = defaultdict(list)
        for placement in scenario.placements.values():
            self._placed[placement.component_id].append(placement)
        self._overviews: dict[str, tuple[tuple[str, list[Version]], Reply]] = {}

    def application(self, application_id: str) -> JsonObject:
        return _found(self.applications, application_id, "00100403", "application")

    def environment(self, environment_id: str) -> JsonObject:
        return _found(self.environments, environment_id, "00100411", "environment")

    def component(self, application_id: str, component_id: str) -> JsonObject:
        self.application(application_id)
        components = self._components[application_id]
        return _found(components, component_id, "00100404", "component")

    def components(self, application_id: str) -> list[JsonObject]:
        self.application(application_id)
        return list(self._components[application_id].values())

    def v3_components(self, parameters: Mapping[str, str]) -> list[JsonObject]:
        """Components of API V3, which API V2 does not know; ``application_name`` and
        ``component_name`` narrow them."""
        wanted = {"application_name": "application_name", "component_name": "name"}
        asked = {key: parameters[name] for name, key in wanted.items() if name in parameters}
        return [
            row
            for row in self._v3_components
            if all(row.get(key) == value for key, value in asked.items())
        ]

    def show(self, application_id: str, component_id: str, instance_id: str) -> Reply:
        """The answer of the show call."""
        self.component(application_id, component_id)
        placement = self._stage.scenario.placements.get(instance_id)
        if placement is not None and placement.component_id == component_id:
            reply = self._stage.served(instance_id)
            if reply is not None:
                return reply
        raise _not_found("00100412", "instance")

    def instances(self, application_id: str, component_id: str) -> list[JsonObject]:
        """Rows that also name what is above an instance, and have no configuration."""
        component = self.component(application_id, component_id)
        above = {
            "application_id": application_id,
            "application_name": self.application(application_id)["name"],
            "component_id": component_id,
            "component_name": component["name"],
        }
        rows = []
        for body in self._there(component_id):
            row = {key: body[key] for key in _LIST_FIELDS if key in body}
            environment = self.environments.get(str(body.get("environment_id")), {})
            rows.append({**row, **above, "environment_name": environment.get("name")})
        return rows

    def overviews(self, application_id: str, request: Request) -> Reply:
        """All components with their instances; written once for as long as none of them changes."""
        components = self.components(application_id)
        placed = [p for component in components for p in self._placed[component["id"]]]
        versions = [version for p in placed if (version := self._stage.version(p.id)) is not None]
        asked = (f"{request.query} {self._stage.most_rows}", versions)
        kept = self._overviews.get(application_id)
        if kept is not None and kept[0] == asked and len(versions) == len(placed):
            return kept[1]
        rows = [self._overview(component) for component in components]
        parameters = request.parameters
        listed = page("components", rows, parameters, most_rows=self._stage.most_rows)
        reply = Reply.of(200, listed)
        self._overviews[application_id] = (asked, reply)
        return reply

    def configuration(self, application_id: str, environment_id: str | None) -> list[JsonObject]:
        """The variables of an application, of one environment or of all."""
        self.application(application_id)
        if environment_id is not None:
            self.environment(environment_id)
        return [
            row
            for row in self._stage.scenario.configurations
            if row["application_id"] == application_id
            and environment_id in (None, row["environment_id"])
        ]

    def _there(self, component_id: str) -> Iterator[JsonObject]:
        for placement in self._placed[component_id]:
            body = self._stage.body(placement.id)
            if body is not None:
                yield body

    def _overview(self, component: JsonObject) -> JsonObject:
        instances = []
        for body in self._there(component["id"]):
            # Only here are id and name called otherwise.
            nested = {"instance_id": body.get("id"), "instance_name": body.get("name")}
            nested.update({k: v for k, v in body.items() if k not in ("id", "name")})
            instances.append(nested)
        return {**component, "instances": instances}


def _by_id(rows: Iterable[JsonObject], project_id: str) -> dict[str, JsonObject]:
    return {row["id"]: {**row, "project_id": project_id} for row in rows}


def _found(rows: Mapping[str, JsonObject], row_id: str, code: str, what: str) -> JsonObject:
    if row_id not in rows:
        raise _not_found(code, what)
    return rows[row_id]


def _not_found(code: str, what: str) -> Refused:
    return service_error(404, code, f"The {what} does not exist.")
