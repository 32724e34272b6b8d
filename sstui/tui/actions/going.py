"""Going: from pane to pane, and back step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions import filtering, since
from sstui.tui.actions.registry import action
from sstui.tui.screens.layout import View

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen
    from sstui.tui.widgets.rows import RowsView


@action("next-pane")
def next_pane(screen: MainScreen) -> None:
    _focus_pane(screen, 1)


@action("previous-pane")
def previous_pane(screen: MainScreen) -> None:
    _focus_pane(screen, -1)


def _focus_pane(screen: MainScreen, step: int) -> None:
    """Along the focus order: list, panes, list."""
    if not screen.layout_now.detail_shown:
        screen.open_instance()
        return
    ring: list[RowsView] = [*screen.detail.visible_panes()]
    if screen.layout_now.list_shown:
        ring.insert(0, screen.list)
    here = ring.index(screen.active) if screen.active in ring else 0
    ring[(here + step) % len(ring)].focus()


@action("back")
def back(screen: MainScreen) -> None:
    if not since.step_back(screen) and not filtering.step_back(screen):
        _go_back(screen)


def _go_back(screen: MainScreen) -> None:
    """One step: value, notice, search, zoom, pane, list."""
    detail, pane = screen.detail, screen.focused_pane
    if detail.prompt.display:
        detail.close_prompt(keep=False)
    elif detail.value.display:
        detail.show_value()
    elif pane is not None and pane.search is not None:
        pane.find("")
        detail.show_foot()
    elif detail.comparing.to_now():
        screen.show_instance()
    elif detail.notice.display:
        detail.close_notice()
    elif screen.zoomed:
        screen.zoom()
    elif screen.layout_now.beside and screen.view is not View.OVERVIEW:
        screen.show_view(View.OVERVIEW)
        screen.list.focus()
    else:
        screen.opened = False
        if not screen.layout_now.beside:
            screen.view = View.OVERVIEW
        screen.lay_out()
        screen.list.focus()
    screen.show_bar()
