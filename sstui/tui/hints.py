"""The hints row: what the keys do here, from the table of commands."""

from __future__ import annotations

from sstui.config.commands import BY_ID
from sstui.config.keymap import KeyMap
from sstui.view.text import Line, Span

IN_LIST = (
    "open", "next", "search", "next-pane", "configuration", "refresh", "add", "edit", "copy",
    "fold-ok", "palette", "help", "quit",
)  # fmt: skip
IN_WIDE = (
    "wide", "open", "next", "search", "order", "sort-previous", "sort-next", "columns", "refresh",
    "palette", "help",
)  # fmt: skip
IN_PANE = (
    "back", "unfold", "search", "next-pane", "zoom", "copy", "copy-path", "reveal", "refresh",
    "palette", "help",
)  # fmt: skip
IN_DRIFT = (
    "back", "next", "open", "pin-baseline", "compare-with", "earlier", "later", "show-equal",
    "search", "copy", "copy-path", "help",
)  # fmt: skip
IN_SEARCH = ("next", "previous", "back", "open", "copy", "help")
LIST_WORDS = {"search": "filter"}
WORDS = {"back": "list", "unfold": "unfold", "next": "next trouble"}
SEARCH_WORDS = {"next": "next hit", "previous": "previous hit", "back": "end the search"}


def hints(keymap: KeyMap, ids: tuple[str, ...], words: dict[str, str] | None = None) -> Line:
    """``key word`` for each command, in order; the bar cuts what does not fit."""
    spans = [Span(" ")]
    for command_id in ids:
        key = keymap.shown(command_id)
        if not key:
            continue
        word = (words or {}).get(command_id) or BY_ID[command_id].hint
        spans += [Span(key, "accent bold"), Span(f" {word}", "muted"), Span("   ")]
    return tuple(spans[:-1])
