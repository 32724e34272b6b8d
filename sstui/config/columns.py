"""The key ``columns``: what the wide list shows of each instance, by the names of its columns.

Standard library only: settings are read by commands that never show a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

COLUMNS: Mapping[str, str] = {
    "24h": "history strip of 24 hours",
    "up": "availability of 24 hours",
    "version": "of the instance",
    "env": "id of the environment",
    "tags": "of the bookmark",
    "note": "of the bookmark",
    "profile": "account, and whether it is protected",
    "region": "of the account",
    "why": "fail_detail, or our reason",
    "image": "images and packages, with their versions",
    "job": "last job: word, id",
    "seen": "age of our last look",
    "updated": "age of update_time",
    "created": "age of create_time",
    "app": "id of the application",
    "comp": "id of the component",
    "id": "of the instance",
    "platform": "where it runs",
    "flavor": "CPU, memory, disk",
}
DEFAULT_COLUMNS = ("24h", "up", "version", "env", "tags", "note")


class Chosen(NamedTuple):
    """A column by name; with an ``expression`` it is JMESPath into the body, and its own title."""

    name: str
    expression: str | None = None


def chosen(text: str) -> Chosen:
    """``version``, or ``title=JMESPATH``. Raises ValueError: one line, what and what to write."""
    name, equals, expression = (part.strip() for part in text.partition("="))
    if equals:
        if not name or not expression:
            raise ValueError(
                f"half a column: {text!r}; write title=JMESPATH, such as node=configuration.node"
            )
        return Chosen(name, expression)
    if name not in COLUMNS:
        near = get_close_matches(name, COLUMNS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"one of {' '.join(COLUMNS)}"
        raise ValueError(f"no column {name!r}; {hint}, or title=JMESPATH")
    return Chosen(name)
