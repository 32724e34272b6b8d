"""From the table of commands and the user's ``[keys]`` to the keys in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sstui.config.commands import BY_ID, COMMANDS, Command

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


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """A line of ``[keys]`` that cannot be used; ``command`` is the id as written."""

    command: str
    message: str


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys of every command, and what was wrong with the user's own."""

    keys: Mapping[str, tuple[str, ...]]
    problems: tuple[KeyProblem, ...] = ()

    def of(self, command_id: str) -> tuple[str, ...]:
        return self.keys[command_id]

    def shown(self, command_id: str) -> str:
        """The first key as a person writes it."""
        keys = self.keys[command_id]
        return SHOWN.get(keys[0], keys[0]) if keys else ""

    def bound(self, command: Command) -> tuple[str, ...]:
        """Every key to bind: the full-width twins too."""
        keys = self.keys[command.id]
        return (*keys, *(FULL_WIDTH[key] for key in keys if key in FULL_WIDTH))


def build_keymap(overrides: Mapping[str, str]) -> KeyMap:
    """The default keys with ``overrides`` (command id → keys parted by blanks; empty = none).

    A faulty override is left out and reported; the default stays in force.
    """
    keys = {command.id: command.keys for command in COMMANDS}
    problems: list[KeyProblem] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for command_id, text in overrides.items():
        wanted = tuple(NAMES.get(key.lower(), key) for key in text.split())
        if problem := _problem(command_id, wanted):
            problems.append(KeyProblem(command_id, problem))
        else:
            chosen[command_id] = wanted
    taken = {key: command_id for command_id, wanted in chosen.items() for key in wanted}
    for command_id, wanted in chosen.items():
        for key in wanted:
            if taken[key] != command_id:
                message = f"the key {key!r} is also given to {taken[key]!r}"
                problems.append(KeyProblem(command_id, message))
    keys.update(chosen)
    for command_id, defaults in keys.items():
        if command_id not in chosen:
            keys[command_id] = tuple(key for key in defaults if key not in taken)
    return KeyMap(keys, tuple(problems))


def _problem(command_id: str, wanted: tuple[str, ...]) -> str | None:
    if command_id not in BY_ID:
        near = get_close_matches(command_id, BY_ID, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"there is no command {command_id!r}{hint}"
    if command_id in {"quit-now", "back"} and not wanted:
        return f"{command_id!r} must keep a key"
    for key in wanted:
        if key in RESERVED:
            return f"the key {key!r} belongs to tmux or to the terminal; choose another"
    return None
