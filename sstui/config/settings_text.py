"""Settings written as TOML: single values, and the commented first file of ``config init``."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sstui.config.settings_model import Settings
from sstui.config.settings_table import Entry, keys_of

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 96

# The profiles of the first file, each with the keys that may stand together.
_BY_COMMAND = ("region", "source", "credential_command")
_PROFILES = {"prod": None, "by-command": _BY_COMMAND}
_HEAD = """\
The settings of sstui. Every key is here with its default, or with an example where there is none.
Take the "#" away that stands right before a key or a [table] to put it in force.
Durations read 500ms, 2s, 5m, 3h, 7d, or a bare number of seconds. No secret belongs here."""


def toml_value(value: object) -> str:
    """A text, flag, number, list or table as TOML writes it on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # A basic string of TOML is one of JSON, but for DEL, which TOML wants escaped.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return str(value)
        case Mapping():
            pairs = (f"{toml_key(key)} = {toml_value(inner)}" for key, inner in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
        case Iterable():
            return f"[{', '.join(toml_value(each) for each in value)}]"
        case _:
            return toml_value(str(value))  # a date or time that stands where it cannot be used


def toml_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_value(name)


def first_file() -> str:
    """A complete ``config.toml`` in which everything is commented out."""
    return "\n".join([*_prose(_HEAD), "", *_table(Settings, "")]) + "\n"


def _table(table: type[Any], path: str, only: tuple[str, ...] | None = None) -> Iterator[str]:
    """The keys of a table, its own values first: TOML gives what follows a header to that."""
    inner: list[tuple[str, Entry]] = []
    for name, entry in keys_of(table).items():
        if entry.kind.holds != "value":
            inner.append((name, entry))
        elif only is None or name in only:
            yield from _value(name, entry, only)
    for name, entry in inner:
        yield ""
        yield from _prose(entry.doc)
        yield from _tables(f"{path}{toml_key(name)}", entry)


def _value(name: str, entry: Entry, only: tuple[str, ...] | None) -> Iterator[str]:
    if only is None and name == "credential_command":
        return  # it is a source of its own: the profile `by-command` shows it
    shown = "command" if only and name == "source" else entry.example
    yield from _prose(entry.doc)
    yield f"#{name} = {toml_value(shown)}"


def _tables(path: str, entry: Entry) -> Iterator[str]:
    kind = entry.kind
    if kind.holds == "words":
        yield f"#[{path}]"
        if isinstance(entry.example, Mapping):
            yield from (f"#{toml_key(n)} = {toml_value(v)}" for n, v in entry.example.items())
    elif kind.table is not None and kind.holds == "named":
        for number, (name, only) in enumerate(_PROFILES.items()):
            if number:
                yield ""
            yield f"#[{path}.{name}]"
            yield from _table(kind.table, f"{path}.{name}.", only)
    elif kind.table is not None:
        yield f"#[[{path}]]" if kind.holds == "tables" else f"#[{path}]"
        yield from _table(kind.table, f"{path}.")


def _prose(text: str) -> Iterator[str]:
    for paragraph in text.splitlines():
        yield from (f"# {line}" for line in textwrap.wrap(paragraph, _WIDTH))
