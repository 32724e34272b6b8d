"""``ui.json``: the layout and what was last looked at. Ours alone; losing it costs a few keys."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypedDict, Unpack

from sstui.config.files import locked, read_text, replace_file
from sstui.config.problems import ConfigurationError

_MOST_TEXTS = 1000  # folded groups that are kept


@dataclass(frozen=True, slots=True)
class Layout:
    """None, and the empty tuple: nothing was remembered."""

    theme: str | None = None
    signs: str | None = None
    order: str | None = None
    fold: str | None = None  # how ok rows fold
    folded: tuple[str, ...] = ()  # names of folded groups
    cursor: str | None = None  # an instance id
    view: int | None = None
    mouse: bool | None = None


class LayoutChanges(TypedDict, total=False):
    theme: str | None
    signs: str | None
    order: str | None
    fold: str | None
    folded: tuple[str, ...]
    cursor: str | None
    view: int | None
    mouse: bool | None


class UiState:
    """What is remembered from one start to the next. Without a path, until the end only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.layout = Layout() if path is None else _read(path)

    def remember(self, **changes: Unpack[LayoutChanges]) -> bool:
        """Sets and writes these. False where they could not be written; they hold until the end.

        Another process may have written meanwhile: its other values are kept.
        """
        self.layout = replace(self.layout, **changes)
        if self._path is None:
            return False
        try:
            with locked(self._path):
                kept = replace(_read(self._path), **changes)
                text = json.dumps({"version": 1, **asdict(kept)}, indent=1)
                replace_file(self._path, text + "\n", private=True)
        except ConfigurationError:
            return False
        return True


def _read(path: Path) -> Layout:
    """What can be used of the file: a value of the wrong kind counts as not there."""
    try:
        data = json.loads(read_text(path) or "{}")
    except (ConfigurationError, ValueError, RecursionError):
        return Layout()
    if not isinstance(data, dict):
        return Layout()
    folded, view, mouse = data.get("folded"), data.get("view"), data.get("mouse")
    groups = folded if isinstance(folded, list) else []
    return Layout(
        theme=_text(data.get("theme")),
        signs=_text(data.get("signs")),
        order=_text(data.get("order")),
        fold=_text(data.get("fold")),
        folded=tuple(group for group in groups if isinstance(group, str))[:_MOST_TEXTS],
        cursor=_text(data.get("cursor")),
        view=view if isinstance(view, int) and not isinstance(view, bool) else None,
        mouse=mouse if isinstance(mouse, bool) else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
