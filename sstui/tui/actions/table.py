"""Every command of the table with the function that carries it out."""

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
    going,
    moving,
    opening,
    seeing,
    since,
    watching,
)
from sstui.tui.actions.registry import ACTIONS

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
    "going",
    "moving",
    "opening",
    "seeing",
    "since",
    "watching",
]
