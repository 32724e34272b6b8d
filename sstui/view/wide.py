"""The wide list: one line an instance with the columns that were picked (SCREENS, picture 21).

What a row's cells say is read once a snapshot; of 500 rows of which 200 changed, 200 are read and
drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.view.columns import REPLICAS, Cell, Column, SortKey
from sstui.view.list_layout import FoldOk, Group, Item, RowKind, groups_of, layout
from sstui.view.list_line import MARGIN
from sstui.view.list_rows import list_rows, ok_spans
from sstui.view.listed import ListedRows, Row, instance_key, key_of
from sstui.view.ranking import Ranking
from sstui.view.signs import Signs
from sstui.view.standing import age_cell, replicas, word
from sstui.view.strip import strip_end
from sstui.view.text import Span, cells, fit, plain
from sstui.view.wide_layout import WidePlaces, wide_places
from sstui.view.wide_line import SPAN, group_line, instance_line


class _Told(NamedTuple):
    """What is read of a snapshot once; ``sizes`` are the cells of name, word and replicas."""

    snapshot: Snapshot
    cells: tuple[Cell, ...]  # live ones are read at each look
    sizes: tuple[int, int, int]


class _Drawn(NamedTuple):
    """A row and all that it was drawn from."""

    told: _Told
    places: WidePlaces
    signs: Signs
    age: tuple[str, str]
    strip_end: float
    live: tuple[Cell, ...]
    row: Row


class WideList:
    """Rows for one choice of columns; it keeps what did not change."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.places: WidePlaces | None = None  # as drawn last
        self._told: dict[InstanceRef, _Told] = {}
        self._drawn: dict[InstanceRef, _Drawn] = {}

    # Sorting.

    @property
    def sorts(self) -> tuple[str, ...]:
        """What the list can be sorted by, from left to right."""
        return ("name", "status", "replicas", *(column.name for column in self.columns), "for")

    def sort_key(self, name: str, fleet: Fleet, snapshot: Snapshot) -> SortKey:
        """By one of the columns; by *replicas* too, which every row has."""
        for index, column in enumerate(self.columns):
            if column.name == name:
                cell = column.read(fleet, snapshot) if column.live else None
                return (cell or self._tell(fleet, snapshot).cells[index]).key
        return REPLICAS.read(fleet, snapshot).key

    # Rows.

    def rows(
        self,
        fleet: Fleet,
        ranking: Ranking,
        *,
        width: int,
        height: int,
        signs: Signs,
        fold: FoldOk,
        folded: frozenset[str],
        cursor: InstanceRef | None,
    ) -> ListedRows:
        """As `list_rows`, with the columns of this list."""
        groups = groups_of(fleet, ranking)
        items = layout(
            groups, height=height, fold=fold, folded=folded, cursor=cursor, blank_lines=None
        )
        shown = [item.member.snapshot for item in items if item.member is not None]
        self.places = places = self._place(fleet, shown, width)
        if places.tight is not None:
            return list_rows(
                fleet, ranking, width=width, height=height, signs=signs, fold=fold, folded=folded,
                cursor=cursor,
            )  # fmt: skip
        self._forget(len(fleet.snapshots))
        return ListedRows(items, partial(self._row, fleet, groups, places, signs))

    def _place(self, fleet: Fleet, shown: Sequence[Snapshot], width: int) -> WidePlaces:
        told = [self._tell(fleet, each) for each in shown]
        sizes = [max((each.sizes[index] for each in told), default=0) for index in range(3)]
        wanted = [
            max((cells(each.cells[index].text) for each in told), default=0)
            for index in range(len(self.columns))
        ]
        return wide_places(
            width,
            name=sizes[0],
            status=sizes[1],
            replicas=sizes[2],
            picked=self.columns,
            wanted=[
                column.most if column.live else cells
                for column, cells in zip(self.columns, wanted, strict=True)
            ],
        )

    def _tell(self, fleet: Fleet, snapshot: Snapshot) -> _Told:
        known = self._told.get(snapshot.ref)
        if known is None or known.snapshot is not snapshot:
            sizes = (
                cells(plain(snapshot.name)),
                cells(word(snapshot)),
                cells(replicas(snapshot)),
            )
            known = _Told(
                snapshot, tuple(each.read(fleet, snapshot) for each in self.columns), sizes
            )
            self._told[snapshot.ref] = known
        return known

    def _forget(self, watched: int) -> None:
        """Of instances that are watched no more, before they are as many as those that are."""
        for kept in (self._told, self._drawn):
            if len(kept) > 2 * watched:
                kept.clear()

    def _row(
        self, fleet: Fleet, groups: Sequence[Group], places: WidePlaces, signs: Signs, item: Item
    ) -> Row:
        kind, group, member, is_open = item
        if member is not None:
            return self._instance(fleet, member.snapshot, places, signs)
        if group is None:
            line = fit(ok_spans(groups, signs), places.width, signs.cut)
            return Row(key_of(item), kind, line)
        line = (MARGIN, Span(" " * (places.width - 1)))
        if kind is RowKind.GROUP:
            line = group_line(group, is_open, places, signs)
        return Row(key_of(item), kind, line, group=group.name)

    def _instance(self, fleet: Fleet, snapshot: Snapshot, places: WidePlaces, signs: Signs) -> Row:
        told = self._tell(fleet, snapshot)
        end = strip_end(fleet.wall, SPAN, places.strip) if places.strip else 0.0
        live = tuple(each.read(fleet, snapshot) for each in self.columns if each.live)
        now = (told, places, signs, age_cell(fleet, snapshot, signs), end, live)
        old = self._drawn.get(snapshot.ref)
        if old is not None and old.told is told and old[1:6] == now[1:]:
            return old.row
        row = self._draw(fleet, told, places, signs, live)
        self._drawn[snapshot.ref] = _Drawn(*now, row)
        return row

    def _draw(
        self, fleet: Fleet, told: _Told, places: WidePlaces, signs: Signs, live: tuple[Cell, ...]
    ) -> Row:
        snapshot, now = told.snapshot, iter(live)
        cells_now = {
            column.name: next(now) if column.live else cell
            for column, cell in zip(self.columns, told.cells, strict=True)
        }
        line = instance_line(fleet, snapshot, places, cells_now, signs)
        key = instance_key(snapshot.ref)
        return Row(key, RowKind.INSTANCE, line, snapshot.ref, snapshot.bookmark.group)
