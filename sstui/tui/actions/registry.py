"""Which function carries out which command of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sstui.config.commands import BY_ID

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

Action = Callable[["MainScreen"], None]
ACTIONS: dict[str, Action] = {}


def action(command_id: str) -> Callable[[Action], Action]:
    """Names the command that a function carries out."""
    if command_id not in BY_ID:
        raise KeyError(command_id)

    def register(function: Action) -> Action:
        ACTIONS[command_id] = function
        return function

    return register
