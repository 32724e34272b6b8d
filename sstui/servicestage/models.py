"""The wire, as frozen models: *Querying Instance Details Based on the Instance ID* (V2).

Fields carry the document's names. Enumerations are open: a new word is data. Unknown fields are
kept in ``model_extra``. Code treats null and missing alike (``None``); the view tells them apart
by ``model_fields_set``. A wrong type costs that field only: it reads as ``None`` (an item of a
list or map as an empty object) and is listed in ``Instance.problems``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PrivateAttr,
    ValidationError,
)
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from sstui.servicestage.bodies import UnusableBody
from sstui.servicestage.json_types import JSONObject, JSONValue

Path: TypeAlias = "tuple[int | str, ...]"


class Problem(NamedTuple):
    """A value that was not what the document says: where, what was expected, what came."""

    path: str
    expected: str
    got: str


class _Free:
    """Marks a map that pydantic does not walk: a configuration may have a megabyte.

    Measured with 1.1 MB: 8.1 ms to decode the JSON, 0.01 ms to read the instance from it.
    """

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_object)


def _object(value: object) -> object:
    if isinstance(value, dict):
        return value
    raise ValueError("Input should be a valid dictionary")


FreeMap = Annotated[JSONObject, _Free()]


class Wire(BaseModel):
    """What all models have in common: see the head of this file."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", protected_namespaces=())


class Artifact(Wire):
    """Table 4."""

    storage: str | None = None
    type: str | None = None
    url: str | None = None
    auth: str | None = None
    version: str | None = None
    properties: dict[str, str | None] | None = None


class ExternalAccess(Wire):
    """Table 5; times are epoch milliseconds."""

    id: str | None = None
    protocol: str | None = None
    address: str | None = None
    forward_port: int | None = None
    type: str | None = None
    status: str | None = None
    create_time: int | None = None
    update_time: int | None = None


class ReferResource(Wire):
    """Table 6."""

    id: str | None = None
    type: str | None = None
    refer_alias: str | None = None
    parameters: FreeMap | None = None


class StatusDetail(Wire):
    """Table 7. ``status`` is the API's own word, also when it is new to us."""

    enterprise_project_id: str | None = None
    status: str | None = None
    available_replica: int | None = None
    replica: int | None = None
    fail_detail: str | None = None
    last_job_id: str | None = None
    last_job_status: str | None = None


class Instance(Wire):
    """Table 3; times are epoch milliseconds."""

    id: str | None = None
    name: str | None = None
    environment_id: str | None = None
    platform_type: str | None = None
    description: str | None = None
    flavor_id: str | None = None
    artifacts: dict[str, Artifact] | None = None
    version: str | None = None
    configuration: FreeMap | None = None
    creator: str | None = None
    create_time: int | None = None
    update_time: int | None = None
    external_accesses: list[ExternalAccess] | None = None
    refer_resources: list[ReferResource] | None = None
    status_detail: StatusDetail = Field(default_factory=StatusDetail)

    _problems: tuple[Problem, ...] = PrivateAttr(default=())

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    @property
    def status(self) -> str:
        return self.status_detail.status or ""


def parse_instance(document: JSONValue) -> Instance:
    """Read one instance; raises `UnusableBody` only when the body or its status cannot be read."""
    if not isinstance(document, dict):
        raise UnusableBody(f"the body is {kind(document)}, not an object")
    detail = document.get("status_detail")
    if not isinstance(detail, dict) or not isinstance(detail.get("status"), str):
        raise UnusableBody("the body has no status_detail.status")
    try:
        return Instance.model_validate(document)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
    instance = Instance.model_validate(_without(document, [fault["loc"] for fault in faults]))
    return with_problems(instance, (_problem(document, fault) for fault in faults))


def with_problems(instance: Instance, problems: Iterable[Problem]) -> Instance:
    """A new instance that nobody has seen yet, told what could not be read of it."""
    instance._problems = tuple(problems)
    return instance


def document_of(instance: Instance) -> JSONObject:
    """The instance as a body, known fields first. What could not be read is null in it."""
    return {name: _plain(value) for name, value in _carried(instance).items()}


def _carried(model: Wire) -> dict[str, JSONValue]:
    names = [name for name in type(model).model_fields if name in model.model_fields_set]
    return {**{name: getattr(model, name) for name in names}, **(model.model_extra or {})}


def _plain(value: JSONValue | Wire) -> JSONValue:
    """Maps that hold no models are not walked: a configuration may have a megabyte."""
    if isinstance(value, Wire):
        return {name: _plain(item) for name, item in _carried(value).items()}
    if isinstance(value, dict) and any(isinstance(item, Wire) for item in value.values()):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list) and any(isinstance(item, Wire) for item in value):
        return [_plain(item) for item in value]
    return value


def _problem(document: JSONValue, fault: ErrorDetails) -> Problem:
    expected = _EXPECTED.get(fault["type"], fault["msg"])
    return Problem(json_path(fault["loc"]), expected, kind(_value_at(document, fault["loc"])))


# pydantic's kinds of fault that strict models of JSON can have, in words for *expected …, got …*
_EXPECTED = {
    "string_type": "a string",
    "int_type": "an integer",
    "dict_type": "an object",
    "list_type": "an array",
    "model_type": "an object",
    "value_error": "an object",  # of a map that is not walked
}


def kind(value: JSONValue) -> str:
    """The JSON name of a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an object" if isinstance(value, dict) else "an array"


def json_path(path: Path) -> str:
    """``("refer_resources", 0, "id")`` → ``refer_resources[0].id``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _value_at(document: JSONValue, path: Path) -> JSONValue:
    for part in path:
        document = _child(document, part)
    return document


def _without(document: JSONValue, paths: Iterable[Path]) -> JSONValue:
    """A copy in which the value at each path is null, or ``{}`` for an item of a list or map.

    Copies what is on the paths only, and that once: ten thousand faults cost no more than one.
    """
    copied: dict[Path, JSONValue] = {(): _shallow(document)}
    for path in paths:
        for depth in range(1, len(path)):
            if path[:depth] not in copied:
                copied[path[:depth]] = _shallow(_child(copied[path[: depth - 1]], path[depth - 1]))
                _put(copied[path[: depth - 1]], path[depth - 1], copied[path[:depth]])
        is_item = isinstance(path[-1], int) or (len(path) == 2 and path[0] == "artifacts")
        _put(copied[path[:-1]], path[-1], {} if is_item else None)
    return copied[()]


def _shallow(value: JSONValue) -> JSONValue:
    return value.copy() if isinstance(value, (dict, list)) else value


def _child(value: JSONValue, part: int | str) -> JSONValue:
    if isinstance(value, dict) and isinstance(part, str):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) else None


def _put(value: JSONValue, part: int | str, new: JSONValue) -> None:
    match value, part:
        case dict(), str():
            value[part] = new
        case list(), int():
            value[part] = new
