"""From the table of commands to Textual's bindings."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode

from sstui.config.commands import COMMANDS, Command
from sstui.config.keymap import KeyMap, build_keymap

NO_KEY = "f24"  # what a command is bound to that was left without a key


def bindings(commands: Iterable[Command], keymap: KeyMap) -> list[Binding]:
    """One binding for each command, with every key that `keymap` gives it."""
    return [_binding(command, _keys(keymap, command)) for command in commands]


def _binding(command: Command, keys: str) -> Binding:
    action, priority = f"command({command.id!r})", command.id == "quit-now"
    return Binding(keys, action, command.hint, show=False, id=command.id, priority=priority)


def _keys(keymap: KeyMap, command: Command) -> str:
    keys = ("comma" if key == "," else key for key in keymap.bound(command))
    return ",".join(keys) or NO_KEY


DEFAULT_BINDINGS = bindings(COMMANDS, build_keymap({}))
EVERYWHERE = [each for each in DEFAULT_BINDINGS if each.id == "quit-now"]


def textual_keymap(keymap: KeyMap) -> dict[str, str]:
    """What the user's keys change, as Textual's own keymap: binding id → keys."""
    defaults = {binding.id: binding.key for binding in DEFAULT_BINDINGS}
    keys = {command.id: _keys(keymap, command) for command in keymap.commands}
    return {name: given for name, given in keys.items() if given != defaults.get(name)}


def bind_own(node: DOMNode, keymap: KeyMap) -> None:
    """Give a node that has the table's bindings those of the user's own commands, in the place of
    those that it had; `textual_keymap` has their keys."""
    own = BindingsMap([_binding(command, NO_KEY) for command in keymap.own])
    node._bindings = BindingsMap.merge([node._merged_bindings or BindingsMap(), own])
