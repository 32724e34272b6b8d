"""What the list is sorted by, and the columns that it has while it is the wide one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.monitor.state import Fleet
from sstui.view.ranking import By, Order
from sstui.view.signs import Signs
from sstui.view.text import Line

if TYPE_CHECKING:
    from sstui.view.wide import WideList


class Sorting:
    """``wide`` has the columns, while the list has the whole width."""

    def __init__(self) -> None:
        self.order = Order.WORST
        self.column = ""  # where that is not one of the orders
        self.wide: WideList | None = None

    @property
    def name(self) -> str:
        """The column that the wide list is sorted by."""
        from sstui.view.wide_head import SORTED

        return self.column or SORTED[self.order]

    def choose(self, name: str) -> None:
        """Sort by that column."""
        from sstui.view.wide_head import SORTED

        orders = {column: order for order, column in SORTED.items()}
        self.column = "" if name in orders else name
        self.order = orders.get(name, self.order)

    def by(self, fleet: Fleet) -> By | None:
        """How a column sorts the instances; None where one of the orders does."""
        wide, name = self.wide, self.column
        if wide is None or name not in wide.sorts:
            return None
        return By(name, lambda snapshot: wide.sort_key(name, fleet, snapshot))

    def titles(self, signs: Signs) -> Line:
        """The line above the rows of the wide list."""
        if self.wide is None or self.wide.places is None or self.wide.places.tight is not None:
            return ()
        from sstui.view.wide_head import head_line

        return head_line(self.wide.places, self.name, signs)

    def title_at(self, x: int) -> str | None:
        """The column whose title stands there."""
        if self.wide is None or self.wide.places is None:
            return None
        from sstui.view.wide_head import sort_at

        return sort_at(self.wide.places, x)
