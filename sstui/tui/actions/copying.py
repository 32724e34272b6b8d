"""Copying what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action
from sstui.view.text import text_of

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen


@action("copy")
def copy(screen: MainScreen) -> None:
    pane = screen.focused_pane
    if pane is not None:
        text = pane.value()
    else:
        text = screen.list.ref.instance if screen.list.ref else None
    screen.copy(text)


@action("copy-path")
def copy_path(screen: MainScreen) -> None:
    pane = screen.focused_pane
    if pane is not None:
        row = pane.current_row()
        screen.copy(row.path if row and row.path else None)
        return
    current = screen.list.row
    screen.copy(" ".join(text_of(current.line).split()) if current else None)
