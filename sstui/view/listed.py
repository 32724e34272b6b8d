"""The rows of the list as the screen scrolls through them: each is drawn when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

from sstui.servicestage.refs import InstanceRef
from sstui.view.list_layout import Item, RowKind
from sstui.view.text import Line


class Row(NamedTuple):
    """``group`` is the name as in the watch list."""

    key: str
    kind: RowKind
    line: Line
    ref: InstanceRef | None = None
    group: str | None = None


class ListedRows(Sequence[Row]):
    """Of 500 rows a screen shows 44: only those are drawn, by ``draw``, and each once."""

    def __init__(self, items: Sequence[Item], draw: Callable[[Item], Row]) -> None:
        self._items = items
        self._draw = draw
        self._rows: dict[int, Row] = {}
        self._index: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        row = self._rows.get(index)
        if row is None:
            row = self._rows[index] = self._draw(self._items[index])
        return row

    def find(self, key: str) -> int | None:
        """Where the row of this key is."""
        if self._index is None:
            self._index = {key_of(item): index for index, item in enumerate(self._items)}
        return self._index.get(key)

    @property
    def refs(self) -> tuple[InstanceRef, ...]:
        """The instances, in the order of the rows."""
        return tuple(item.member.snapshot.ref for item in self._items if item.member is not None)


def key_of(item: Item) -> str:
    """The identity of its row."""
    if item.member is not None:
        return instance_key(item.member.snapshot.ref)
    return item.kind.value if item.group is None else f"{item.kind.value}:{item.group.name}"


def instance_key(ref: InstanceRef) -> str:
    """The identity of an instance's row."""
    return f"instance:{ref}"
