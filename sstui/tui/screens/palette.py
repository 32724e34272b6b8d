"""Every command by name: a prompt and what matches, in a strip at the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sstui.config.commands import COMMANDS, Command
from sstui.config.keymap import KeyMap
from sstui.tui.widgets.rows import Listed, RowsView
from sstui.view.text import Line, Span, pad

ROWS = 10
QUIT_WORDS = {"q", "q!", "qa", "wq", "exit"}  # what fingers type after a colon
NAME_CELLS = 20
KEY_CELLS = 12


@dataclass(frozen=True)
class CommandRow:
    """A command that matches."""

    key: str
    line: Line


def matches(query: str) -> list[Command]:
    """The commands that ``query`` may mean, best first; all of them for an empty query."""
    wanted = query.strip().casefold()
    if wanted in QUIT_WORDS:
        return [command for command in COMMANDS if command.id == "quit-now"]
    ranked = []
    for place, command in enumerate(COMMANDS):
        rank = _rank(wanted, command)
        if rank is not None and command.id != "palette":
            ranked.append((rank, place, command))
    return [command for _, _, command in sorted(ranked, key=lambda each: each[:2])]


def _rank(wanted: str, command: Command) -> int | None:
    """0 = begins so, 1 = has it, 2 = says it in its help, 3 = its letters in that order."""
    name = command.id.replace("-", " ")
    if name.startswith(wanted) or command.hint.startswith(wanted):
        return 0
    if wanted in name or wanted in command.hint:
        return 1
    if wanted in command.help.casefold():
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in wanted.replace(" ", "")) else None


class Palette(ModalScreen[str | None]):
    """Its result is the id of the command that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up,ctrl+p", "move(-1)", show=False),
    ]

    def __init__(self, keymap: KeyMap) -> None:
        super().__init__(classes="strip")
        self._keys = keymap
        self.found = RowsView(id="palette-rows")

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield self.found
            with Horizontal(classes="strip-row"):
                yield Static(":", classes="strip-colon", markup=False)
                yield Input(
                    placeholder="a command by name; enter does it, esc closes",
                    id="palette-query",
                    compact=True,
                )

    def on_mount(self) -> None:
        self.found.ALWAYS_CURSOR = True
        self.found.can_focus = False
        self.query_one(Input).focus()
        self.call_after_refresh(self._show, "")

    @on(Input.Changed)
    def changed(self, message: Input.Changed) -> None:
        self._show(message.value)

    def _show(self, query: str) -> None:
        found = matches(query)
        self.found.styles.height = max(1, min(len(found), ROWS))
        self.found.cursor_key = None
        self.found.show(Listed([self._row(command) for command in found]))
        self.found.move_first()

    def _row(self, command: Command) -> CommandRow:
        key = " ".join(self._keys.of(command.id)[:2])
        line = (
            Span(f"  {pad(command.id.replace('-', ' '), NAME_CELLS)}"),
            Span(pad(key, KEY_CELLS), "accent bold"),
            Span(command.help, "muted"),
        )
        return CommandRow(command.id, line)

    @on(Input.Submitted)
    def submitted(self) -> None:
        row = self.found.current()
        self.dismiss(row.key if row else None)

    @on(RowsView.Opened)
    def opened(self) -> None:
        self.submitted()

    def action_move(self, step: int) -> None:
        self.found.move(step)

    def action_close(self) -> None:
        self.dismiss(None)
