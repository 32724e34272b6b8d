"""The watch list: groups and instances, worst first, and *latest* where there is room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.rows import Listed, RowLike, RowsView
from sstui.view.latest import latest_rows
from sstui.view.list_rows import FoldOk, Row, RowKind, list_rows
from sstui.view.ranking import Order, Ranking, rank
from sstui.view.text import Line

if TYPE_CHECKING:
    from sstui.view.filter import Filter
    from sstui.view.filter_match import Sieve, Sifted

LATEST_ROWS = 6  # free rows from which *latest* is worth its place
LATEST_SCREEN = 40  # rows of the screen from which there is a *latest*


@dataclass(frozen=True)
class ListView:
    """What the screen tells the list to show."""

    fleet: Fleet
    tz: tzinfo
    screen_rows: int
    last_key: float | None
    strip: int = 0


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
        self.order = Order.WORST
        self.fold_ok = FoldOk.AUTO
        self.folded: frozenset[str] = frozenset()
        self.ranking: Ranking | None = None
        self.chosen = False  # the cursor was put somewhere, by hand or as it was left
        self.sieve: Sieve | None = None  # made when the first filter is typed
        self.sifted: Sifted | None = None
        self.on_sifted: Callable[[], None] | None = None
        self.on_column: Callable[[str], None] | None = None  # a click in the list of columns
        self.typing = False  # the filter's prompt is open
        self._unfiltered_folds: frozenset[str] | None = None
        self._held_through = False  # the row under the cursor stays, though it does not pass
        self._wanted: str | None = None  # where the cursor was put, before a filter hid it
        self._lent: str | None = None  # where it stands instead
        self._view: ListView | None = None
        self._latest: tuple[RowLike, ...] = ()
        self._latest_at = 0

    def look_at(self, view: ListView) -> None:
        self._view = view
        self.rebuild()

    def rebuild(self) -> None:
        """Rank and lay out again; `show` repaints only what differs."""
        view = self._view
        if view is None or self.size.width < 4:
            return
        fleet = view.fleet
        self.ranking = rank(
            self.ranking, fleet, order=self.order, now=fleet.now, last_key=view.last_key
        )
        self.chosen = self.chosen or view.last_key is not None
        rows = self._rows(view, self.ranking, self._kept if self.chosen else None)
        if not self.chosen:
            self._wait_on_first(rows)
            self.chosen = all(each.looked is not None for each in fleet.snapshots)
        self._lay_latest(view, len(rows))
        self.show(Listed(rows))
        if self.on_sifted is not None:
            self.on_sifted()

    def _rows(
        self, view: ListView, ranking: Ranking, cursor: InstanceRef | None
    ) -> tuple[Row, ...]:
        return list_rows(
            self._sift(view.fleet),
            ranking,
            width=self.size.width,
            height=self.size.height,
            signs=self.look.signs,
            fold=FoldOk.NEVER if self.filtered else self.fold_ok,
            folded=self.folded,
            cursor=cursor,
            strip=view.strip,
            blank_lines=None,
        )

    # The filter.

    @property
    def fleet(self) -> Fleet | None:
        """All that is watched, also what the filter hides."""
        return self._view.fleet if self._view is not None else None

    @property
    def filtered(self) -> bool:
        return self.sieve is not None and bool(self.sieve.filter.valid)

    def use_filter(self, chosen: Filter) -> None:
        """List what passes, whatever folds are; without a filter they are as they were before."""
        if self.sieve is None:
            return
        before = self.filtered
        self.sieve.use(chosen)
        if self.filtered and not before:
            self._unfiltered_folds, self.folded = self.folded, frozenset()
        elif before and not self.filtered:
            self.folded, self._unfiltered_folds = self.kept_folds, None
        self._held_through = False
        stood = self.cursor_key
        if stood != self._lent:
            self._wanted = stood
        self.cursor_key = self._wanted
        self.rebuild()
        if self.cursor_key != self._wanted:
            self._stand_on_first()
        self._lent = self.cursor_key
        if self._lent != stood:
            self.post_message(self.Moved(self, self._lent, by_hand=False))

    def _stand_on_first(self) -> None:
        """What was under the cursor does not pass: the first instance has it, until it does."""
        first = next((ref for ref in self.shown_refs), None)
        if first is not None:
            self.move_to(key_of(first), by_hand=False)

    @property
    def kept_folds(self) -> frozenset[str]:
        """The groups that are folded when nothing is filtered."""
        return self.folded if self._unfiltered_folds is None else self._unfiltered_folds

    def _sift(self, fleet: Fleet) -> Fleet:
        """What the filter lets through. What is under the cursor stays until the cursor leaves it,
        or another filter is typed."""
        if self.sieve is None:
            return fleet
        self.sifted = self.sieve.sift(fleet, self._kept if self._held_through else None)
        self._held_through = True
        if self.sifted.passed is fleet.snapshots:
            return fleet
        return replace(fleet, snapshots=self.sifted.passed)

    def _wait_on_first(self, rows: tuple[Row, ...]) -> None:
        """Until every instance was looked at once nobody has chosen a row: the cursor waits on the
        first instance there is."""
        first = next((row.key for row in rows if row.kind is RowKind.INSTANCE), None)
        if first is not None and first != self.cursor_key:
            self.cursor_key = first
            self.post_message(self.Moved(self, first, by_hand=False))

    def _lay_latest(self, view: ListView, used: int) -> None:
        free = self.size.height - used - 1
        self._latest = ()
        if self.typing:
            from sstui.view.filter_lines import column_rows

            self._latest = column_rows(self.size.width, free, self.look.signs)
        elif view.screen_rows >= LATEST_SCREEN and free >= LATEST_ROWS:
            self._latest = latest_rows(
                view.fleet,
                width=self.size.width,
                height=min(free, 8),
                signs=self.look.signs,
                tz=view.tz,
            )
        self._latest_at = self.size.height - len(self._latest)

    def filler_line(self, y: int) -> Line:
        index = y - self._latest_at
        return self._latest[index].line if 0 <= index < len(self._latest) else ()

    def selectable(self, row: RowLike) -> bool:
        return isinstance(row, Row) and row.kind in (RowKind.INSTANCE, RowKind.GROUP)

    def on_resize(self) -> None:
        self.rebuild()
        super().on_resize()

    def on_click(self, event: events.Click) -> None:
        index = event.y - self._latest_at
        if 0 <= index < len(self._latest):
            row = self._latest[index]
            if isinstance(row, Row):
                if row.ref is not None:
                    self.post_message(self.Picked(row.ref))
            elif self.on_column is not None and row.key:
                self.on_column(row.key)
            return
        super().on_click(event)

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
        return ref if ref is not None and self.cursor_key == key_of(ref) else None

    @property
    def shown_refs(self) -> tuple[InstanceRef, ...]:
        """Instances in the order of the rows."""
        rows = (self.rows[index] for index in range(len(self.rows)))
        return tuple(row.ref for row in rows if isinstance(row, Row) and row.ref is not None)

    def go_to(self, ref: InstanceRef, *, by_hand: bool = True) -> bool:
        """Put the cursor on that instance; a fold that hides it opens."""
        if self.move_to(key_of(ref), by_hand=by_hand):
            return True
        if self._view is None or (snapshot := self._view.fleet.snapshot(ref)) is None:
            return False
        self.folded = self.folded - {snapshot.bookmark.group}
        self.cursor_key = key_of(ref)
        self.rebuild()
        return self.move_to(key_of(ref), by_hand=by_hand)

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


def key_of(ref: InstanceRef) -> str:
    """The identity of an instance's row."""
    return f"instance:{ref}"
