"""The entries of a list ``env``: environment variables, most of them with a name."""

from __future__ import annotations

from sstui.servicestage.json_types import JSONValue


def name_of(item: JSONValue) -> str:
    """Of an entry of ``env``; empty where it has none."""
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) else ""


def is_internal(item: JSONValue) -> bool:
    """Whether the platform made this variable."""
    return isinstance(item, dict) and item.get("internal") is True and bool(name_of(item))


def numbers_of(items: list[JSONValue]) -> dict[int, int]:
    """Which of the variables of its name an entry is, by its index, where it is not the first."""
    met: dict[str, int] = {}
    later: dict[int, int] = {}
    for index, item in enumerate(items):
        name = name_of(item)
        met[name] = number = met.get(name, 0) + 1
        if number > 1 and name:
            later[index] = number
    return later
