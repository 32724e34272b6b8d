"""The watch list: groups and instances, worst first, and *latest* where there is room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.message import Message

from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.list_filter import ListFilter
from sstui.tui.widgets.list_foot import LATEST_SCREEN, LEAST_ROWS, ListFoot
from sstui.tui.widgets.list_sorting import Sorting
from sstui.tui.widgets.row_lists import RowLike
from sstui.tui.widgets.rows import RowsView
from sstui.view.list_rows import FoldOk, Row, RowKind, list_rows
from sstui.view.listed import ListedRows, instance_key
from sstui.view.ranking import Order, Ranking, rank
from sstui.view.text import Line

if TYPE_CHECKING:
    from sstui.view.filter import Filter
    from sstui.view.wide import WideList


class ListView(NamedTuple):
    """What the screen tells the list to show."""

    fleet: Fleet
    tz: tzinfo
    screen_rows: int
    last_key: float | None
    strip: int = 0
    add_key: str = ""  # to add to an empty list


class WatchList(RowsView):
    """Rows of the fleet. Order, folds and the cursor are its own."""

    SURFACE = "ground-list"
    ALWAYS_CURSOR = True

    class Picked(Message):
        """A click on an instance in *latest*."""

        def __init__(self, ref: InstanceRef) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self) -> None:
        super().__init__(id="list")
        self.fold_ok = FoldOk.AUTO
        self.sorting = Sorting()
        self.folded: frozenset[str] = frozenset()
        self.ranking: Ranking | None = None
        self.chosen = False  # the cursor was put somewhere, by hand or as it was left
        self.filter = ListFilter()
        self.on_sifted: Callable[[], None] | None = None
        self.on_column: Callable[[str], None] | None = None  # a click in the list of columns
        self.foot = ListFoot()
        self.listed: ListedRows | None = None
        self._view: ListView | None = None

    def look_at(self, view: ListView) -> None:
        self._view = view
        self.rebuild()

    def rebuild(self) -> None:
        """Rank and lay out again; `show` repaints only what differs."""
        view = self._view
        if view is None or self.size.width < 4:
            return
        fleet = view.fleet
        by = self.sorting.by(fleet)
        order = self.sorting.order if by is None else Order.COLUMN
        self.ranking = rank(
            self.ranking, fleet, order=order, now=fleet.now, last_key=view.last_key, by=by
        )
        self.chosen = self.chosen or view.last_key is not None
        rows = self.listed = self._rows(view, self.ranking, self._kept if self.chosen else None)
        if not self.chosen:
            self._wait_on_first(rows)
            self.chosen = all(each.looked is not None for each in fleet.snapshots)
        self._lay_foot(view, len(rows))
        self.show(rows)
        if self.on_sifted is not None:
            self.on_sifted()

    def _rows(self, view: ListView, ranking: Ranking, cursor: InstanceRef | None) -> ListedRows:
        fleet = self.filter.sift(view.fleet, self._kept)
        fold = FoldOk.NEVER if self.filtered else self.fold_ok
        width, signs = self.size.width, self.look.signs
        if self.sorting.wide is not None:
            height = self.size.height - 1
            return self.sorting.wide.rows(
                fleet, ranking, width=width, height=height, signs=signs, fold=fold,
                folded=self.folded, cursor=cursor,
            )  # fmt: skip
        return list_rows(
            fleet, ranking, width=width, height=self.size.height, signs=signs, fold=fold,
            folded=self.folded, cursor=cursor, strip=view.strip,
        )  # fmt: skip

    # The filter.

    @property
    def fleet(self) -> Fleet | None:
        """All that is watched, also what the filter hides."""
        return self._view.fleet if self._view is not None else None

    @property
    def filtered(self) -> bool:
        return self.filter.on

    def use_filter(self, chosen: Filter) -> None:
        """List what passes; the cursor stays on its instance, or waits on the first until that
        passes again."""
        stood = self.cursor_key
        self.folded = self.filter.use(chosen, self.folded)
        wanted = self.cursor_key = self.filter.wanted(stood)
        self.rebuild()
        if self.cursor_key != wanted:
            first = next(iter(self.shown_refs), None)
            if first is not None:
                self.move_to(instance_key(first), by_hand=False)
        self.filter.lend(self.cursor_key)
        if self.cursor_key != stood:
            self.post_message(self.Moved(self, self.cursor_key, by_hand=False))

    def _wait_on_first(self, rows: ListedRows) -> None:
        """Until every instance was looked at once nobody has chosen a row: the cursor waits on the
        first instance there is."""
        first = next((instance_key(ref) for ref in rows.refs), None)
        if first is not None and first != self.cursor_key:
            self.cursor_key = first
            self.post_message(self.Moved(self, first, by_hand=False))

    def _lay_foot(self, view: ListView, used: int) -> None:
        width, height, signs = self.size.width, self.size.height, self.look.signs
        free = height - self.HEADER - used - 1
        if not view.fleet.snapshots:
            self.foot.lay_nothing(self.HEADER, width, view.add_key, signs)
        elif self.filter.typing:
            self.foot.lay_columns(self.filter.fields, width, height, free, signs)
        elif view.screen_rows >= LATEST_SCREEN and free >= LEAST_ROWS:
            self.foot.lay_latest(view.fleet, width, height, free, signs, view.tz)
        else:
            self.foot.clear(height)

    def filler_line(self, y: int) -> Line:
        return self.foot.line(y)

    def show_peek(self, lines: tuple[Line, ...]) -> None:
        """What stands beside *latest*: lines of `list_foot.PEEK_CELLS`, or none."""
        before, self.foot.peek = self.foot.peek, lines
        if bool(before) != bool(lines):
            self.rebuild()
        elif before != lines:
            self.paint()

    # The wide list.

    def use_wide(self, wide: WideList | None) -> None:
        """With these columns, and a line of their titles; None: the narrow list."""
        self.sorting.wide = wide
        self.HEADER = 0 if wide is None else 1

    def sort_by(self, name: str) -> None:
        """Sort by a column of the wide list."""
        self.sorting.choose(name)
        self.rebuild()

    def header_line(self, y: int) -> Line:
        return self.sorting.titles(self.look.signs)

    def selectable(self, row: RowLike) -> bool:
        return isinstance(row, Row) and row.kind in (RowKind.INSTANCE, RowKind.GROUP)

    def on_resize(self) -> None:
        self.rebuild()

    def on_click(self, event: events.Click) -> None:
        """What is no row of the list; the rows are `RowsView.on_click`'s, which comes next."""
        row = self.foot.row(event.y)
        if event.y < self.HEADER:
            if (name := self.sorting.title_at(event.x)) is not None:
                self.sort_by(name)
        elif isinstance(row, Row):
            if row.ref is not None:
                self.post_message(self.Picked(row.ref))
        elif row is not None and self.on_column is not None and row.key:
            self.on_column(row.key)

    # What the cursor is on.

    @property
    def row(self) -> Row | None:
        current = self.current()
        return current if isinstance(current, Row) else None

    @property
    def ref(self) -> InstanceRef | None:
        return self.row.ref if self.row else None

    @property
    def _kept(self) -> InstanceRef | None:
        """The instance that stays listed since the cursor is on it, and is to stay there."""
        ref = self.ref
        return ref if ref is not None and self.cursor_key == instance_key(ref) else None

    @property
    def shown_refs(self) -> tuple[InstanceRef, ...]:
        """Instances in the order of the rows."""
        return () if self.listed is None else self.listed.refs

    def go_to(self, ref: InstanceRef, *, by_hand: bool = True) -> bool:
        """Put the cursor on that instance; a fold that hides it opens."""
        if self.move_to(instance_key(ref), by_hand=by_hand):
            return True
        if self._view is None or (snapshot := self._view.fleet.snapshot(ref)) is None:
            return False
        self.folded = self.folded - {snapshot.bookmark.group}
        self.cursor_key = instance_key(ref)
        self.rebuild()
        return self.move_to(instance_key(ref), by_hand=by_hand)

    def fold_group(self) -> None:
        """Fold or unfold the group of the row under the cursor."""
        if self.row is None or self.row.group is None:
            return
        group = self.row.group
        self.folded = self.folded ^ {group}
        if group in self.folded:
            self.cursor_key = f"group:{group}"
        self.rebuild()

    def move_group(self, direction: int) -> None:
        """To the next group line that way."""
        index = self.cursor + direction
        while 0 <= index < len(self.rows):
            row = self.rows[index]
            if isinstance(row, Row) and row.kind is RowKind.GROUP:
                self._stand(index)
                return
            index += direction
