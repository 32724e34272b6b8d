"""How the screen was left, and how it opens again: order, folds, cursor, view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.config.ui_state import UiState
from sstui.tui.actions import columns
from sstui.tui.screens.layout import View
from sstui.view.list_rows import FoldOk
from sstui.view.listed import instance_key
from sstui.view.ranking import ORDERS, Order

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen


def restore(screen: MainScreen, ui: UiState) -> None:
    """Lay out as it was left; what does not exist any more is left out."""
    layout, watch_list = ui.layout, screen.list
    if layout.order in ORDERS:
        watch_list.sorting.order = Order(layout.order)
    if layout.fold in list(FoldOk):
        watch_list.fold_ok = FoldOk(layout.fold)
    watch_list.folded = frozenset(layout.folded)
    left_on = [each.ref for each in screen.fleet.snapshots if each.ref.instance == layout.cursor]
    if left_on:
        watch_list.cursor_key = instance_key(left_on[0])
        watch_list.chosen = True
    watch_list.sorting.column = layout.sort or ""
    if layout.wide:
        screen.spread = True
        columns.use_columns(screen, columns.chosen_columns(screen))
    if layout.view in list(View) and screen.layout_now.beside:
        screen.view = View(layout.view)


def remember(screen: MainScreen, ui: UiState) -> None:
    watch_list = screen.list
    screen.absence.keep()
    ui.remember(
        order=watch_list.sorting.order.value,
        fold=watch_list.fold_ok.value,
        folded=tuple(watch_list.filter.kept_folds(watch_list.folded)),
        cursor=watch_list.ref.instance if watch_list.ref else None,
        view=int(screen.view),
        sort=watch_list.sorting.column or None,
        wide=screen.spread,
    )
