"""What a list of rows is made of: rows by index and by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sstui.view.text import Line


class RowLike(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def line(self) -> Line: ...


class RowsLike(Protocol):
    """Rows by index, built when they are asked for; found by key."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> RowLike: ...

    def find(self, key: str) -> int | None: ...


class NoRows:
    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: int) -> RowLike:
        raise IndexError(index)

    def find(self, key: str) -> int | None:
        return None


class Listed:
    """Rows that are all there already."""

    def __init__(self, rows: Sequence[RowLike]) -> None:
        self._rows = rows
        self._index = {row.key: index for index, row in enumerate(rows)}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> RowLike:
        return self._rows[index]

    def find(self, key: str) -> int | None:
        return self._index.get(key)
