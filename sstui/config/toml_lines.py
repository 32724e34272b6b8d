"""On which line of a TOML text a key stands; `tomllib` gives values without places."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")

Key = tuple[str | int, ...]


def line_of(text: str, key: Key) -> int | None:
    """The line (from 1) of ``key``, such as ``("profiles", "prod", "region")``.

    Where the key itself cannot be found (an inline table), the line of the nearest key above
    it; an ``int`` counts the tables of an array from 0. None when nothing of it is there.
    """
    best, found = 0, None
    for line, path in _keys(text):
        common = _common(path, key)
        if common > best:
            best, found = common, line
    return found


def _common(one: Key, other: Key) -> int:
    """How many parts both begin with."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _keys(text: str) -> list[tuple[int, Key]]:
    """Each header and key of ``text`` with its line and full path."""
    found: list[tuple[int, Key]] = []
    table: Key = ()
    counts: dict[Key, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        if header:
            table = _table(header[1], _parts(header[2]), counts)
            found.append((number, table))
            continue
        key = _KEY.match(line)
        if key:
            found.append((number, (*table, *_parts(key[1]))))
    return found


def _table(brackets: str, parts: Key, counts: dict[Key, int]) -> Key:
    """The full path of a header; an array of tables counts its tables in ``counts``."""
    path: Key = ()
    for index, part in enumerate(parts, start=1):
        path = (*path, part)
        if brackets == "[[" and index == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def written(key: Key) -> str:
    """The key as a person writes it: ``profiles.prod.region``, ``instance[2].name``."""
    result = ""
    for part in key:
        result += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if result else part
    return result
