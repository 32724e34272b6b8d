"""A pane of an instance, and what a person does in it: fold, copy, reveal, search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sstui.tui.widgets.shown_pane import PaneView, Search, ShownPane
from sstui.view.panes import RECORDED, PaneRow, ancestors

if TYPE_CHECKING:
    from sstui.view.drift import Comparison


class Pane(ShownPane):
    """One pane."""

    # Rows and values.

    def current_row(self) -> PaneRow | None:
        return cast("PaneRow | None", self.current())

    def set_fold(self, key: str, folded: bool) -> None:
        self.memory.folds[key] = folded
        self.rebuild()

    def toggle(self) -> bool:
        """Fold or unfold the node under the cursor; False when it is no node."""
        row = self.current_row()
        if row is None or not row.foldable:
            return False
        self.set_fold(row.key, not row.folded)
        return True

    def fold(self) -> None:
        """Fold the node under the cursor, else go to the node that holds it."""
        row = self.current_row()
        if row is None:
            return
        if row.foldable and not row.folded:
            self.set_fold(row.key, True)
            return
        for parent in reversed(ancestors(self.pane_name, row.key)):
            if parent != row.key and self.move_to(parent):
                return

    def unfold(self) -> None:
        row = self.current_row()
        if row is not None and row.foldable and row.folded:
            self.set_fold(row.key, False)

    def value(self, *, as_shown: bool = False) -> str | None:
        """The whole value under the cursor, masked where secret; ``as_shown``: unless a person just
        had it revealed, which is for the eyes alone."""
        row = self.current_row()
        if row is None or self._view is None:
            return None
        if self.pane_name in RECORDED:
            return row.value
        from sstui.view.pane_lookup import full_value

        options = self.options()
        if not as_shown:
            options = replace(options, revealed=frozenset())
        return full_value(self.pane_name, self._view.snapshot, row.key, options)

    @property
    def comparison(self) -> Comparison | None:
        """What it compares, where it does."""
        return None if self._view is None else self._view.comparison

    def whole(self) -> tuple[str, ...]:
        """The lines that show what is under the cursor in full."""
        row = self.current_row()
        if row is not None and row.whole:
            return row.whole
        value = self.value(as_shown=True)
        return () if value is None else (value,)

    def reveal(self, key: str | None) -> None:
        """Show one masked value, or hide all again."""
        self.revealed = frozenset() if key is None else frozenset({key})
        self.rebuild()

    # Search.

    def prepare_search(self) -> None:
        """Index the document while the prompt opens, so that the first letter need not wait."""
        if self._view is not None:
            from sstui.view.pane_lookup import prepare_search

            prepare_search(self.pane_name, self._view.snapshot, self.options())

    def find(self, query: str, *, keep_place: bool = False) -> None:
        """Search as it is typed: stand on the first hit at or below the cursor."""
        if not query or self._view is None:
            self.search = None
            self.repaint_all()
            return
        hits = self._hits(self._view, query)
        self.search = Search(query, hits)
        if hits and not keep_place:
            at = hits.index(self.cursor_key) if self.cursor_key in hits else 0
            self.go_to_hit(at)
        self.repaint_all()

    def _hits(self, view: PaneView, query: str) -> tuple[str, ...]:
        if self.pane_name in RECORDED:
            from sstui.view.recorded import search_recorded

            return search_recorded(self.pane_name, view.fleet, view.snapshot, query, self.options())
        from sstui.view.pane_lookup import search

        return search(self.pane_name, view.snapshot, query, self.options())

    def go_to_hit(self, at: int) -> None:
        if self.search is None or not self.search.hits:
            return
        self.search.at = at % len(self.search.hits)
        key = self.search.hits[self.search.at]
        if self.move_to(key):
            return  # it is in sight: with other folds all rows would be made again
        for node in ancestors(self.pane_name, key):
            if node != key:
                self.memory.folds[node] = False
        self.rebuild()
        self.move_to(key)
