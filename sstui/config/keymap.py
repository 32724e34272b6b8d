"""From the table of commands, and the user's ``[keys]`` and ``[[commands]]``, to keys in force."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from sstui.config.commands import BY_ID, COMMANDS, Command
from sstui.config.own_commands import CommandSettings, rows
from sstui.config.toml_lines import Key

# The full-width twin of each key that a Chinese input method may send (SCREENS §6).
FULL_WIDTH = {
    ":": "：", "/": "／", "?": "？", "[": "【", "]": "】", "{": "｛", "}": "｝",
    "+": "＋", "-": "－",
}  # fmt: skip

# tmux prefixes, and what terminals send for other keys (DESIGN §6, rule 13).
RESERVED = {f"ctrl+{letter}" for letter in "abhjklz"} | {"ctrl+space", "ctrl+@"}

NAMES = {"esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown"}

SHOWN = {
    "escape": "esc", "pageup": "PgUp", "pagedown": "PgDn", "down": "↓", "up": "↑", "left": "←",
    "right": "→",
}  # fmt: skip

_NAMED = {
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "escape", "tab",
    "space", "backspace", "delete", "insert",
}  # fmt: skip
_FUNCTION = re.compile(r"f([1-9]|1[0-9]|2[0-4])")
_MODIFIERS = {"ctrl", "shift", "alt", "super", "meta"}


class KeyProblem(NamedTuple):
    """Something that cannot be used: ``key`` is its place in ``config.toml``, ``message`` what is
    wrong with it and, after a semicolon, what to do."""

    key: Key
    message: str


class KeyMap(NamedTuple):
    """The keys of every command, the table's and after those the user's own; and what was wrong
    with what the user wrote."""

    keys: Mapping[str, tuple[str, ...]]
    problems: tuple[KeyProblem, ...] = ()
    own: tuple[Command, ...] = ()

    @property
    def commands(self) -> tuple[Command, ...]:
        return (*COMMANDS, *self.own)

    def of(self, command_id: str) -> tuple[str, ...]:
        return self.keys[command_id]

    def shown(self, command_id: str) -> str:
        """The first key as a person writes it."""
        keys = self.keys[command_id]
        return shown_key(keys[0]) if keys else ""

    def bound(self, command: Command) -> tuple[str, ...]:
        """Every key to bind: the full-width twins too."""
        keys = self.keys[command.id]
        return (*keys, *(FULL_WIDTH[key] for key in keys if key in FULL_WIDTH))


def shown_key(key: str) -> str:
    """As a person writes it: ``esc``, ``PgUp``, ``F5``."""
    return key.upper() if _FUNCTION.fullmatch(key) else SHOWN.get(key, key)


def key_name(written: str) -> str:
    """The name of a key that a person may write in several ways: ``F5``, ``Ctrl+T``, ``Esc``."""
    if len(written) == 1:
        return written
    *modifiers, last = written.split("+") if not written.endswith("+") else [written]
    last = NAMES.get(last.lower(), last.lower())
    return "+".join((*(each.lower() for each in modifiers), last))


def is_key(name: str) -> bool:
    """Whether there is such a key, by a name of `key_name`."""
    if len(name) == 1:
        return name.isprintable()
    *modifiers, last = name.split("+")
    if not _MODIFIERS.issuperset(modifiers):
        return False
    return (len(last) == 1 or last in _NAMED or bool(_FUNCTION.fullmatch(last))) or _in_words(last)


def _in_words(name: str) -> bool:
    """``question_mark``: the name that Unicode has for a character."""
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True


class _Wanted(NamedTuple):
    """A command's keys as the user wants them, and where that is written."""

    keys: tuple[str, ...]
    at: Key


def build_keymap(overrides: Mapping[str, str], own: Sequence[CommandSettings] = ()) -> KeyMap:
    """The default keys with ``overrides`` (command id → keys parted by blanks; empty = none), and
    those of the user's ``own`` commands.

    A faulty override is left out and reported; the default stays in force. A key that two of them
    want is the later one's; the other keeps the rest of its keys, or its default. A command of the
    user's own whose key is no key, or another command's, is reported and has none: the palette has
    it.
    """
    keys = {command.id: command.keys for command in COMMANDS}
    problems: list[KeyProblem] = []
    chosen: dict[str, _Wanted] = {}
    for command_id, text in overrides.items():
        wanted = _Wanted(tuple(map(key_name, text.split())), ("keys", command_id))
        if problem := _problem(command_id, wanted.keys):
            problems.append(KeyProblem(wanted.at, problem))
        else:
            chosen[command_id] = wanted
    taken = {key: command_id for command_id, wanted in chosen.items() for key in wanted.keys}
    for command_id, wanted in chosen.items():
        for key in wanted.keys:
            if taken[key] != command_id:
                message = f"the key {key!r} is also given to {taken[key]!r}"
                problems.append(KeyProblem(wanted.at, message))
    for command_id, defaults in keys.items():
        given = chosen.get(command_id)
        kept = tuple(key for key in given.keys if taken[key] == command_id) if given else ()
        if given is None or (given.keys and not kept):
            kept = tuple(key for key in defaults if taken.get(key, command_id) == command_id)
        keys[command_id] = kept
    mine = _own(own, keys, problems)
    return KeyMap(keys, tuple(problems), mine)


def _own(
    own: Sequence[CommandSettings], keys: dict[str, tuple[str, ...]], problems: list[KeyProblem]
) -> tuple[Command, ...]:
    """The user's own commands; their keys are added to ``keys``."""
    taken = {key: command_id for command_id, given in keys.items() for key in given}
    found: list[Command] = []
    for index, row in enumerate(rows(own)):
        if row.id in keys:
            message = f"another command is called {row.hint!r}; give it a title of its own"
            problems.append(KeyProblem(("commands", index, "title"), message))
            continue
        found.append(row)
        key = key_name(row.keys[0])
        problem = _unusable(key)
        if key in taken:
            other = taken[key].removeprefix("own:")
            problem = f"the key {key!r} is that of {other!r}; take another, or move that in [keys]"
        if problem:
            problems.append(KeyProblem(("commands", index, "key"), problem))
        keys[row.id] = () if problem else (key,)
        taken.update(dict.fromkeys(keys[row.id], row.id))
    return tuple(found)


def _problem(command_id: str, wanted: tuple[str, ...]) -> str | None:
    if command_id not in BY_ID:
        near = get_close_matches(command_id, BY_ID, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"there is no command {command_id!r}{hint}"
    if command_id in {"quit-now", "back"} and not wanted:
        return f"{command_id!r} must keep a key"
    return next(filter(None, map(_unusable, wanted)), None)


def _unusable(key: str) -> str | None:
    if key in RESERVED:
        return f"the key {key!r} belongs to tmux or to the terminal; choose another"
    if not is_key(key):
        return f"there is no key {key!r}; write a character, or a name such as F5 or ctrl+t"
    return None
