"""What each command of the table does."""

from sstui.tui.actions import (
    attention,
    columns,
    copy_as,
    copying,
    drift,
    explaining,
    exporting,
    filtering,
    following,
    moving,
    opening,
    seeing,
    since,
    watching,
)
from sstui.tui.actions.registry import ACTIONS, give

__all__ = [
    "ACTIONS",
    "attention",
    "columns",
    "copy_as",
    "copying",
    "drift",
    "explaining",
    "exporting",
    "filtering",
    "following",
    "give",
    "moving",
    "opening",
    "seeing",
    "since",
    "watching",
]
