"""The hints row: what keys, and clicks on it, do here, from the table of commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sstui.config.commands import BY_ID
from sstui.config.keymap import KeyMap
from sstui.view.text import Line, Span, cells, plain

if TYPE_CHECKING:
    from sstui.tui.screens.showing import Showing

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
IN_STRIP = ("next", "previous", "open", "copy-path", "back", "search", "refresh", "palette", "help")
IN_SEARCH = ("next", "previous", "back", "open", "copy", "help")
IN_PROMPT = (
    ("enter", "keep", "prompt-keep"), ("esc", "close, then clear", "back"),
    ("tab", "complete", "prompt-complete"), ("↑", "earlier filters", "prompt-earlier"),
    ("?", "help for this prompt", "prompt-help"),
)  # fmt: skip
IN_MENU = (("enter", "choose", "open"), ("esc", "close", "back"))  # a strip with choices
IN_FORM = (("enter", "next, at last save", "open"), ("esc", "close", "back"))
IN_SEARCH_PROMPT = (("enter", "keep the search", "search-keep"), ("esc", "end it", "back"))
GAP = "   "
LAST_TO_GO = {"palette", "help", "prompt-help"}  # they lead to everything else
LIST_WORDS = {"search": "filter", "back": "clear the filter"}
BESIDE_PROMPT = {**LIST_WORDS, "back": "close, then clear"}
STRIP_WORDS = {
    "next": "next change", "copy-path": "copy as Markdown", "back": "mark all as seen",
    "search": "filter",
}  # fmt: skip
WORDS = {"back": "list", "unfold": "unfold", "next": "next trouble"}
SEARCH_WORDS = {"next": "next hit", "previous": "previous hit", "back": "end the search"}


class Place(NamedTuple):
    """Cells from ``start`` up to ``end``, where a click does what the key does."""

    start: int
    end: int
    command: str


class Hints(NamedTuple):
    """``places`` are those of the line, from left to right."""

    line: Line
    places: tuple[Place, ...]


class Hint(NamedTuple):
    key: str
    word: str
    command: str


def hints_of(screen: Showing) -> Hints:
    """Those of what has the focus."""
    keymap, width = screen.sstui.keymap, screen.size.width
    if screen.app.screen.is_modal:
        given = IN_FORM if screen.app.screen.has_class("form") else IN_MENU
        return laid([Hint(*each) for each in given], width)
    if screen.detail.prompt.display:
        return laid([Hint(*each) for each in IN_SEARCH_PROMPT], width)
    pane = screen.detail.focused_pane
    if pane is None:
        if screen.filter is not None and screen.filter.typing:
            return laid([Hint(*each) for each in IN_PROMPT], width)
        if screen.absence.walks:
            return hints(keymap, IN_STRIP, width, STRIP_WORDS)
        ids: tuple[str, ...] = IN_WIDE if screen.spread else IN_LIST
        is_open = screen.filter is not None and screen.filter.editing
        if is_open or screen.list.filtered:
            ids = ("back", *ids)
        return hints(keymap, ids, width, BESIDE_PROMPT if is_open else LIST_WORDS)
    if pane.search is not None:
        return hints(keymap, IN_SEARCH, width, SEARCH_WORDS)
    return hints(keymap, IN_DRIFT if pane.pane_name == "drift" else IN_PANE, width, WORDS)


def hints(
    keymap: KeyMap, ids: tuple[str, ...], width: int, words: dict[str, str] | None = None
) -> Hints:
    """``key word`` for each command that has a key, in order, the user's own among those of the
    list; without room for all, palette and help stay."""
    words = words or {}
    given = [Hint(keymap.shown(each), words.get(each) or BY_ID[each].hint, each) for each in ids]
    if "quit" in ids:
        own = [Hint(keymap.shown(each.id), plain(each.hint), each.id) for each in keymap.own]
        given[ids.index("palette") : ids.index("palette")] = own
    return laid([each for each in given if each.key], width)


def laid(given: Sequence[Hint], width: int) -> Hints:
    """As many as fit ``width`` cells."""
    kept = list(given)
    while kept and _cells(kept) > width:
        less_needed = [each for each in kept if each.command not in LAST_TO_GO]
        kept.remove((less_needed or kept)[-1])
    spans, places = [Span(" ")], []
    at = 1
    for hint in kept:
        size = cells(hint.key) + 1 + cells(hint.word)
        spans += [Span(hint.key, "accent bold"), Span(f" {hint.word}", "muted"), Span(GAP)]
        places.append(Place(at, at + size, hint.command))
        at += size + len(GAP)
    return Hints(tuple(spans[:-1]) if kept else (), tuple(places))


def _cells(given: Sequence[Hint]) -> int:
    return sum(cells(each.key) + 1 + cells(each.word) + len(GAP) for each in given) + 1 - len(GAP)
