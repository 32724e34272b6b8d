"""From the table of commands to Textual's bindings."""

from __future__ import annotations

from textual.binding import Binding

from sstui.config.commands import COMMANDS
from sstui.config.keymap import KeyMap, build_keymap

NO_KEY = "f24"  # what a command is bound to that was left without a key


def bindings(keymap: KeyMap) -> list[Binding]:
    """One binding for each command, with every key that `keymap` gives it."""
    return [
        Binding(
            ",".join(_textual(key) for key in keymap.bound(command)) or NO_KEY,
            f"command('{command.id}')",
            command.hint,
            show=False,
            id=command.id,
            priority=command.id == "quit-now",
        )
        for command in COMMANDS
    ]


def _textual(key: str) -> str:
    return "comma" if key == "," else key


DEFAULT_BINDINGS = bindings(build_keymap({}))
EVERYWHERE = [each for each in DEFAULT_BINDINGS if each.id == "quit-now"]


def textual_keymap(keymap: KeyMap) -> dict[str, str]:
    """What the user's keys change, as Textual's own keymap: binding id → keys."""
    defaults = {binding.id: binding.key for binding in DEFAULT_BINDINGS}
    return {
        binding.id: binding.key
        for binding in bindings(keymap)
        if binding.id and binding.key != defaults[binding.id]
    }
