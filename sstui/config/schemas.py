"""JSON Schema (2020-12) of the files that a person writes, for editors.

A schema sees one file at a time: whether a theme or a profile that is named exists, whether two
bookmarks share a name, or whether a time zone is known, only ``config validate`` can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sstui.config.durations import FORM
from sstui.config.settings_kinds import DURATION, PACE, Schema
from sstui.config.settings_model import Settings
from sstui.config.settings_table import schema_of
from sstui.config.theme_style import COLOUR_NAMES, DEFAULT_THEME, STYLE_FORM, TOKENS
from sstui.config.watchlist_reading import EXPECTATIONS, IDS, KEYS, QUERY_KEYS, VERSION

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LINE = r"^[^\u0000-\u001f\u007f]*$"
_ID = r"^(?!\.+$)[A-Za-z0-9._~-]{1,128}$"


def config_schema() -> Schema:
    """Of ``config.toml``: made of the tables of settings, so that no key is missing."""
    return {"$schema": _DIALECT, "title": "config.toml of sstui", **schema_of(Settings)}


def watchlist_schema() -> Schema:
    """Of ``watchlist.toml``."""
    line: Schema = {"type": "string", "pattern": _LINE}
    given: dict[str, Schema] = {
        "name": {**line, "description": "unique; else the beginning of the instance's id"},
        "profile": {**line, "description": "the account, by its name in config.toml"},
        "group": {**line, "description": "under which it stands in the list"},
        "tags": {"type": "array", "items": line, "description": "to filter by"},
        "note": {"type": "string", "description": "shown beside it: a runbook, an owner"},
        "interval": {**PACE.schema, "description": f"between two looks; 0 is off; {FORM}"},
        "expect": {"enum": ["", *EXPECTATIONS], "description": "what counts as healthy"},
        "stuck_after": {**DURATION.schema, "description": f"moving longer is stuck; {FORM}"},
    }
    ids: dict[str, Schema] = {
        name: {"type": "string", "pattern": _ID, "description": f"the id of the {name}"}
        for name in (*IDS, "environment")
    }
    query: dict[str, Schema] = {
        **given,
        "name": {**line, "minLength": 1, "description": "unique; the group of what matches"},
    }
    return {
        "$schema": _DIALECT,
        "title": "watchlist.toml of sstui",
        "type": "object",
        "properties": {
            "version": {"const": VERSION, "description": "of the file's form"},
            "instance": _tables(given | ids, KEYS, IDS, "one bookmark"),
            "query": _tables(query | ids, QUERY_KEYS, ("name", "application"), "what to watch too"),
        },
        "additionalProperties": False,
    }


def _tables(
    known: Mapping[str, Schema], keys: Iterable[str], required: Iterable[str], doc: str
) -> Schema:
    """An array of tables with these ``keys`` of what is ``known``, and no other."""
    each: Schema = {
        "type": "object",
        "properties": {key: known[key] for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }
    return {"type": "array", "items": each, "description": doc}


def theme_schema() -> Schema:
    """Of a theme: it names a ``base``, or every token."""
    colour = f"(#[0-9a-fA-F]{{6}}|{'|'.join(sorted(COLOUR_NAMES))})"
    flags = r"((bold|dim|reverse|underline)(\s+|$))*"
    on = rf"(on\s+{colour}(\s+|$))?"
    style: Schema = {
        "type": "string",
        "pattern": rf"^\s*{flags}({colour}(\s+|$))?{flags}{on}{flags}$",
        "description": STYLE_FORM,
    }
    whole: Schema = {"required": ["style"], "properties": {"style": {"required": list(TOKENS)}}}
    return {
        "$schema": _DIALECT,
        "title": "a theme of sstui",
        "type": "object",
        "properties": {
            "dark": {"type": "boolean", "description": "whether its ground is dark"},
            "base": {
                "type": "string",
                "description": f"the theme whose tokens this one changes, e.g. {DEFAULT_THEME}",
            },
            "style": {
                "type": "object",
                "properties": dict.fromkeys(TOKENS, style),
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
        "anyOf": [{"required": ["base"]}, whole],
    }


SCHEMAS = {"config": config_schema, "watchlist": watchlist_schema, "theme": theme_schema}
