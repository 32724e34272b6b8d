"""What each command of the table does."""

from sstui.tui.actions import (
    attention,
    columns,
    copying,
    drift,
    explaining,
    filtering,
    following,
    moving,
    seeing,
    watching,
)
from sstui.tui.actions.registry import ACTIONS, give

__all__ = [
    "ACTIONS",
    "attention",
    "columns",
    "copying",
    "drift",
    "explaining",
    "filtering",
    "give",
    "following",
    "moving",
    "seeing",
    "watching",
]
