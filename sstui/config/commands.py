"""The table of commands: one row feeds keys, hints, palette, help page and README.

Standard library only: `config validate` and the README's test read it without a screen.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Section(StrEnum):
    """Where a command stands on the help page and in the README."""

    EVERY_DAY = "every day"
    LIST = "list"
    INSTANCE = "instance"
    WATCHING = "watching"
    WATCH_LIST = "watch list"
    PROGRAM = "program"
    OWN = "your own"


class Place(StrEnum):
    """Where a command can be given."""

    ANYWHERE = "anywhere"
    LIST = "list"
    PANE = "pane"


class Command(NamedTuple):
    """``id`` is its name in ``[keys]``; ``keys`` are its default keys, a character or a name such
    as ``shift+tab``; ``hint`` is the word beside the key in the bar; ``help`` says what it does."""

    id: str
    keys: tuple[str, ...]
    hint: str
    help: str
    section: Section
    place: Place = Place.ANYWHERE


_E, _L, _I = Section.EVERY_DAY, Section.LIST, Section.INSTANCE
_W, _B, _P = Section.WATCHING, Section.WATCH_LIST, Section.PROGRAM

COMMANDS: tuple[Command, ...] = (
    Command("down", ("j", "down"), "down", "move down", _E),
    Command("up", ("k", "up"), "up", "move up", _E),
    Command("next", ("n",), "next trouble", "next trouble; next hit of a search", _E),
    Command("previous", ("N",), "previous", "previous trouble; previous hit", _E),
    Command("open", ("enter",), "open", "open, unfold; the whole value", _E),
    Command("back", ("escape",), "back", "back: prompt, search, pane, list", _E),
    Command("search", ("/",), "search", "filter the list; search in a pane", _E),
    Command("refresh", ("r",), "refresh", "look again: this one", _E),
    Command("refresh-all", ("R",), "refresh all", "look again: all, as the budget allows", _E),
    Command("copy", ("y",), "copy", "copy the value, or the instance's id", _E),
    Command("copy-path", ("Y",), "copy path", "copy the path, or the row", _E),
    Command(
        "copy-as", ("c",), "copy as", "copy as: id, path, row, addresses, curl of the call", _E
    ),
    Command("help", ("?",), "help", "this page", _E),
    Command("first", ("g", "home"), "first", "first row", _L),
    Command("last", ("G", "end"), "last", "last row", _L),
    Command("page-up", ("pageup", "ctrl+u"), "page up", "a page up", _L),
    Command("page-down", ("pagedown", "ctrl+d"), "page down", "a page down", _L),
    Command("previous-group", ("{",), "previous group", "previous group", _L, Place.LIST),
    Command("next-group", ("}",), "next group", "next group", _L, Place.LIST),
    Command("fold-group", ("space",), "fold", "fold the group, or the node", _L),
    Command("fold-ok", ("f",), "fold ok", "fold ok rows: auto, always, never", _L),
    Command("order", ("s",), "order", "order: worst, name, change", _L),
    Command("wide", ("w",), "wide list", "wide list: one line an instance, and back", _L),
    Command("sort-next", (">",), "column", "wide list: sort by the next column", _L),
    Command("sort-previous", ("<",), "column", "wide list: sort by the previous column", _L),
    Command("columns", ("W",), "columns", "wide list: choose its columns", _L),
    Command(
        "fleet-timeline", ("t",), "fleet timeline", "fleet timeline: what went bad together", _L
    ),
    Command("overview", ("1",), "overview", "view: overview", _I),
    Command("configuration", ("2",), "configuration", "view: configuration", _I),
    Command("timeline", ("3",), "timeline", "view: timeline and availability", _I),
    Command("drift", ("4",), "drift", "view: drift from a baseline, a look, an instance", _I),
    Command("events", ("5",), "events", "view: events, and what each changed", _I),
    Command("raw", ("6",), "raw", "view: the body as received, masked", _I),
    Command("follow", ("F",), "follow job", "follow the last job, step by step, to its end", _I),
    Command("explain", ("e",), "explain", "explain the words here, and what to do next", _I),
    Command("console", ("o",), "console", "the console's address, to copy", _I),
    Command("open-in", ("O",), "open in", "pager: pane, body; editor: watch list, settings", _I),
    Command("pin-baseline", ("b",), "baseline", "pin as baseline; on its line: unpin it", _I),
    Command("compare-with", ("x",), "compare", "compare with another instance", _I),
    Command("show-equal", ("i",), "equal", "drift: show equal and internal", _I),
    Command("earlier", ("[",), "earlier", "earlier observation (views 2, 4, 6)", _I),
    Command("later", ("]",), "later", "later observation, up to now", _I),
    Command("next-pane", ("tab",), "pane", "next pane", _I),
    Command("previous-pane", ("shift+tab",), "pane", "previous pane", _I),
    Command("zoom", ("z",), "zoom", "this pane alone, and back", _I),
    Command("fold", ("h", "left"), "fold", "fold the node, or go to its parent", _I, Place.PANE),
    Command("unfold", ("l", "right"), "unfold", "unfold the node", _I, Place.PANE),
    Command("reveal", ("v",), "show secret", "show a masked value for ten seconds", _I, Place.PANE),
    Command("next-instance", ("J",), "next instance", "next instance, same view", _I),
    Command("previous-instance", ("K",), "previous", "previous instance, same view", _I),
    Command("acknowledge", ("a",), "acknowledge", "acknowledge, and back: quiet until worse", _W),
    Command("snooze", ("S",), "snooze", "snooze 15m, 1h, until ok; again ends it", _W),
    Command("mute", ("M",), "mute", "mute the bell, and back", _W),
    Command("more-often", ("+",), "more often", "look more often: this one", _W),
    Command("less-often", ("-",), "less often", "look less often: this one", _W),
    Command("freeze", ("p",), "freeze", "freeze the picture, go on recording", _W),
    Command("add", ("A",), "add", "add: look through the account, or paste an address", _B),
    Command("edit", ("E",), "edit", "edit name, group, tags, note, interval", _B),
    Command("replace", ("I",), "replace", "watch the new instance in the place of a gone one", _B),
    Command("remove", ("X",), "stop watching", "stop watching: asks", _B),
    Command("undo", ("u",), "undo", "undo the last change of the watch list", _B),
    Command("palette", (":", "ctrl+p"), "palette", "every command by name", _P),
    Command("profiles", ("P",), "profiles", "profiles and their state", _P),
    Command("log", ("L",), "log", "our own log", _P),
    Command("doctor", ("D",), "doctor", "examine terminal, files, accounts: what to do", _P),
    Command("theme", ("T",), "theme", "choose a theme", _P),
    Command("signs", ("U",), "signs", "signs: unicode, narrow, ascii", _P),
    Command("mouse", (), "mouse", "mouse: on, off", _P),
    Command("export", ("C",), "export", "write the list or the screen to a file", _P),
    Command("quit", ("q",), "quit", "quit, from the main view only", _P),
    Command("quit-now", ("ctrl+c",), "quit", "quit from anywhere; also :q", _P),
)

BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}
