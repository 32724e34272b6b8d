"""``ui.json``: the layout and what was last looked at. Ours alone; losing it costs a few keys."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypedDict, Unpack

from sstui.config.files import locked, read_text, replace_file
from sstui.config.problems import ConfigurationError

_MOST_TEXTS = 1000  # of a list that is kept: folded groups, filters, columns


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
    muted: bool | None = None  # the bell
    filters: tuple[str, ...] = ()  # the last ones, newest first
    columns: tuple[str, ...] = ()  # of the wide list, as chosen on the screen
    sort: str | None = None  # a column of the wide list
    wide: bool | None = None  # whether the list has the whole width
    looked: float | None = None  # when somebody last looked, epoch seconds


class LayoutChanges(TypedDict, total=False):
    theme: str | None
    signs: str | None
    order: str | None
    fold: str | None
    folded: tuple[str, ...]
    cursor: str | None
    view: int | None
    mouse: bool | None
    muted: bool | None
    filters: tuple[str, ...]
    columns: tuple[str, ...]
    sort: str | None
    wide: bool | None
    looked: float | None


class UiState:
    """What is remembered from one start to the next. Without a path, until the end only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.layout = Layout() if path is None else _read(path)
        self._unwritten = LayoutChanges()

    def remember(self, **changes: Unpack[LayoutChanges]) -> bool:
        """Sets and writes these. False where they could not be written; they hold until the end,
        and are written with the next ones.

        Another process may have written meanwhile: its other values are kept. One that holds the
        lock is not waited for: this is called between two keys.
        """
        self.layout = replace(self.layout, **changes)
        if self._path is None:
            return False
        self._unwritten.update(changes)
        try:
            with locked(self._path, patience=0):
                kept = replace(_read(self._path), **self._unwritten)
                text = json.dumps({"version": 1, **asdict(kept)}, indent=1)
                replace_file(self._path, text + "\n", private=True)
        except ConfigurationError:
            return False
        self._unwritten = LayoutChanges()
        return True


def _read(path: Path) -> Layout:
    """What can be used of the file: a value of the wrong kind counts as not there."""
    try:
        data = json.loads(read_text(path) or "{}")
    except (ConfigurationError, ValueError, RecursionError):
        return Layout()
    if not isinstance(data, dict):
        return Layout()
    view, mouse, wide = data.get("view"), data.get("mouse"), data.get("wide")
    muted = data.get("muted")
    return Layout(
        theme=_text(data.get("theme")),
        signs=_text(data.get("signs")),
        order=_text(data.get("order")),
        fold=_text(data.get("fold")),
        folded=_texts(data.get("folded")),
        cursor=_text(data.get("cursor")),
        view=view if isinstance(view, int) and not isinstance(view, bool) else None,
        mouse=mouse if isinstance(mouse, bool) else None,
        muted=muted if isinstance(muted, bool) else None,
        filters=_texts(data.get("filters")),
        columns=_texts(data.get("columns")),
        sort=_text(data.get("sort")),
        wide=wide if isinstance(wide, bool) else None,
        looked=_number(data.get("looked")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 < value < 1e11 else None


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))[:_MOST_TEXTS]
