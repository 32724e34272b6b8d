"""Which function carries out which command of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sstui.config.commands import BY_ID
from sstui.config.own_commands import OWN

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

Action = Callable[["MainScreen"], None]
ACTIONS: dict[str, Action] = {}  # of the modules that are imported


def action(command_id: str) -> Callable[[Action], Action]:
    """Names the command that a function carries out."""
    if command_id not in BY_ID:
        raise KeyError(command_id)

    def register(function: Action) -> Action:
        ACTIONS[command_id] = function
        return function

    return register


def every_action() -> dict[str, Action]:
    """All of them, by the command's id. The first call imports them and what they need, which the
    first paint need not wait for: 30 modules, 20 ms."""
    from sstui.tui.actions.table import ACTIONS

    return ACTIONS


def give(screen: MainScreen, command_id: str) -> None:
    """Carry out a command of the table, one of the user's own, or a key of a prompt."""
    carry_out = every_action().get(command_id)
    if carry_out is not None:
        carry_out(screen)
    elif command_id.startswith(OWN):
        from sstui.tui.actions.own import run_own

        run_own(screen, command_id)
    elif command_id == "search-keep":
        screen.detail.close_prompt(keep=True)
    elif screen.filter is not None:
        screen.filter.do(command_id)
