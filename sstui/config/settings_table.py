"""Tables of settings: a frozen dataclass whose fields are the one list of its keys.

    interval: float = setting(PACE, 15.0, "between two looks at a steady instance")

is all that a key needs: it is then read and checked, known to the nearest-key help, printed by
``config show``, part of the JSON schema and of the file that ``config init`` writes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, NamedTuple, TypeVar

from sstui.config.problems import did_you_mean
from sstui.config.settings_kinds import (
    Expand,
    Kind,
    Mistake,
    Refused,
    Schema,
    read_items,
    refused,
    refused_by,
)

T = TypeVar("T")
_NOT_A_TABLE = ("not a table", "write it as [TABLE]")


class Entry(NamedTuple):
    """One key as its table declares it; ``default`` and ``example`` as a person writes them,
    None where there is none."""

    kind: Kind
    doc: str
    default: object
    example: object
    required: bool


def setting(kind: Kind, default: object, doc: str, example: object = None) -> Any:
    """A field of a table of settings. ``default`` as the program has it (durations in seconds),
    MISSING where the key must be there; a callable makes a new one for each table. ``example``
    is what a person may write, where the default is none to show."""
    if callable(default):
        made = Entry(kind, doc, None, example, required=False)
        return dataclasses.field(default_factory=default, metadata={"entry": made})
    required = default is MISSING
    written = None if required else kind.show(default)
    entry = Entry(kind, doc, written, written if example is None else example, required)
    return dataclasses.field(default=default, metadata={"entry": entry})


def keys_of(table: type[Any]) -> dict[str, Entry]:
    """The keys of a table in their order; fields that are none (what options set) are left out."""
    fields = dataclasses.fields(table)
    return {each.name: each.metadata["entry"] for each in fields if "entry" in each.metadata}


def read_table(kind: type[T], value: object, expand: Expand, **given: object) -> T:
    """A table as TOML has it, with what is ``given`` beside it. Raises `Refused`, which has all
    mistakes: unknown keys, values that cannot be used, keys that are missing."""
    if not isinstance(value, Mapping):
        raise refused(*_NOT_A_TABLE)
    keys = keys_of(kind)
    mistakes = [
        Mistake((name,), "unknown key", did_you_mean(name, keys))
        for name in value
        if name not in keys
    ]
    read: dict[str, object] = {}
    for name, entry in keys.items():
        if name in value:
            try:
                read[name] = entry.kind.read(value[name], expand)
            except Refused as error:
                mistakes += error.under(name)
        elif entry.required:
            mistakes.append(Mistake((name,), "missing", "add it"))
    if mistakes:
        raise Refused(*mistakes)
    try:
        return kind(**given, **read)
    except ValueError as error:  # of the table's own __post_init__: keys that exclude each other
        raise refused_by(error) from error


def table(kind: type[Any]) -> Kind:
    """``[TABLE]``."""

    def read(value: object, expand: Expand) -> object:
        return read_table(kind, value, expand)

    return Kind(read, schema_of(kind), holds="table", table=kind)


def tables(kind: type[Any]) -> Kind:
    """``[[TABLE]]``, any number of them."""
    each = table(kind)

    def read(value: object, expand: Expand) -> tuple[object, ...]:
        return tuple(read_items(value, each, expand))

    schema = {"type": "array", "items": each.schema}
    return Kind(read, schema, holds="tables", table=kind)


def named(kind: type[Any], schema: Callable[[Schema], Schema]) -> Kind:
    """``[TABLE.NAME]``, any number of them; each is told its ``name``. ``schema`` makes that of
    the whole table from that of each, with what the table's own ``__post_init__`` refuses."""

    def read(value: object, expand: Expand) -> dict[str, object]:
        return _each(value, lambda name, inner: read_table(kind, inner, expand, name=name))

    return Kind(read, schema(schema_of(kind)), holds="named", table=kind)


def words(kind: Kind) -> Kind:
    """A table whose keys are the user's own, each with a value of one kind."""

    def read(value: object, expand: Expand) -> dict[str, object]:
        return _each(value, lambda _, inner: kind.read(inner, expand))

    schema = {"type": "object", "additionalProperties": kind.schema}
    return Kind(read, schema, holds="words")


def _each(value: object, read: Callable[[str, object], object]) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise refused(*_NOT_A_TABLE)
    found: dict[str, object] = {}
    mistakes: list[Mistake] = []
    for name, inner in value.items():
        try:
            found[name] = read(name, inner)
        except Refused as error:
            mistakes += error.under(name)
    if mistakes:
        raise Refused(*mistakes)
    return found


def schema_of(kind: type[Any]) -> Schema:
    """The JSON Schema of a table: no key but its own."""
    keys = keys_of(kind)
    return {
        "type": "object",
        "properties": {
            name: {**entry.kind.schema, "description": entry.doc} for name, entry in keys.items()
        },
        "required": [name for name, entry in keys.items() if entry.required],
        "additionalProperties": False,
    }
