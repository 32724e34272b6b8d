"""Copying what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui import clipboard
from sstui.tui.actions.registry import action
from sstui.view.head_parts import profile_text
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
    copy_text(screen, text)


@action("copy-path")
def copy_path(screen: MainScreen) -> None:
    pane = screen.focused_pane
    if pane is not None:
        row = pane.current_row()
        copy_text(screen, row.path if row and row.path else None)
    elif screen.absence.walks:
        from sstui.tui.actions import since  # it copies with what is defined here

        since.copy_hand_over(screen)
    else:
        copy_text(screen, row_text(screen))


def row_text(screen: MainScreen) -> str | None:
    """The row, begun by its profile and region where it could be taken for another's."""
    row = screen.list.row
    if row is None:
        return None
    text = " ".join(text_of(row.line).split())
    snapshot = screen.fleet.snapshot(row.ref)
    return text if snapshot is None else f"{profile_text(screen.fleet, snapshot)}{text}"


def copy_text(screen: MainScreen, text: str | None, *, shows: bool = False) -> None:
    """To the clipboard, and say which one took it; ``shows``: the text too."""
    if text:
        screen.run_worker(_copied(screen, text, shows), exclusive=True, group="copy")
    else:
        screen.say("nothing to copy here")


async def _copied(screen: MainScreen, text: str, shows: bool) -> None:
    app = screen.sstui
    where = await clipboard.copy(text, app.environ, app.dashboard.copy_file)
    if where == clipboard.OSC52:
        app.copy_to_clipboard(text)
    screen.say(f"{where}: {text}" if shows else where)
