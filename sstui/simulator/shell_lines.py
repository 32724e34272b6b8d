"""What a shell needs to reach a simulator: exports, and the lines that bookmark its instances."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any


def export_lines(values: Mapping[str, str]) -> list[str]:
    return [f"export {name}={shlex.quote(value)}" for name, value in values.items() if value]


def add_lines(bookmarks: Iterable[Mapping[str, Any]]) -> list[str]:
    """One ``sstui add …`` for each bookmark."""
    lines = []
    for mark in bookmarks:
        ref = f"{mark['application']}/{mark['component']}/{mark['instance']}"
        words = ["sstui", "add", ref, "--name", mark["name"]]
        if mark["group"]:
            words += ["--group", mark["group"]]
        for tag in mark["tags"]:
            words += ["--tag", tag]
        if mark["note"]:
            words += ["--note", mark["note"]]
        lines.append(shlex.join(words))
    return lines
