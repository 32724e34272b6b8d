"""The keys of the picker, each with the action of its screen."""

from __future__ import annotations

from textual.binding import Binding

KEYS = (
    Binding("escape", "back", show=False),
    Binding("enter", "add", show=False),
    Binding("space", "tick", show=False),
    Binding("asterisk", "tick_all", show=False),
    Binding("slash", "filter", show=False),
    Binding("e", "draft", show=False),
    Binding("W", "watch_all", show=False),
    Binding("i", "by_id", show=False),
    Binding("R", "read", show=False),
    Binding("u", "undo", show=False),
    Binding("question_mark", "help", show=False),
    Binding("h,left", "fold(True)", show=False),
    Binding("l,right", "fold(False)", show=False),
    Binding("j,down", "move(1)", show=False),
    Binding("k,up", "move(-1)", show=False),
    Binding("g,home", "move(-1000000)", show=False),
    Binding("G,end", "move(1000000)", show=False),
    Binding("pagedown,ctrl+d", "page(1)", show=False),
    Binding("pageup,ctrl+u", "page(-1)", show=False),
)
