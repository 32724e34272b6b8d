"""Every command and every instance by name: a prompt and what matches, in a strip below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sstui.config.commands import COMMANDS, Command, Section
from sstui.config.keymap import KeyMap, shown_key
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.row_lists import Listed
from sstui.tui.widgets.rows import RowsView, StripRows
from sstui.view.filter_match import has_letters
from sstui.view.head_parts import profile_spans
from sstui.view.standing import colour, glyph, word
from sstui.view.text import Line, Span, cut_end, cut_middle, pad, plain

ROWS = 10
QUIT_WORDS = {"q", "q!", "qa", "wq", "exit"}  # what fingers type after a colon
NAME_CELLS = 20
KEY_CELLS = 12


@dataclass(frozen=True)
class CommandRow:
    """A command that matches, or an instance."""

    key: str
    line: Line
    ref: InstanceRef | None = None


def _ranked(query: str, commands: Sequence[Command]) -> list[tuple[int, Command]]:
    wanted = query.strip().casefold()
    if wanted in QUIT_WORDS:
        return [(0, command) for command in commands if command.id == "quit-now"]
    ranks = [(_rank(wanted, command), command) for command in commands if command.id != "palette"]
    return [(rank, command) for rank, command in ranks if rank is not None]


def _rank(wanted: str, command: Command) -> int | None:
    """0 = begins so, 1 = has it, 2 = says it in its help, 3 = its letters in that order."""
    name = _name(command).casefold()
    if name.startswith(wanted) or command.hint.startswith(wanted):
        return 0
    if wanted in name or wanted in command.hint:
        return 1
    if wanted in command.help.casefold():
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in wanted.replace(" ", "")) else None


def _name(command: Command) -> str:
    """What it is called here: its id in words, the title of one of the user's own."""
    if command.section is Section.OWN:
        return plain(command.hint)
    return command.id.replace("-", " ")


def found(
    query: str, fleet: Fleet, commands: Sequence[Command] = COMMANDS
) -> list[Command | Snapshot]:
    """What ``query`` may mean, best first; of equals the commands come before the instances."""
    wanted = query.strip().casefold()
    ranked: list[tuple[int, Command | Snapshot]] = [*_ranked(query, commands)]
    for snapshot in fleet.snapshots if wanted and wanted not in QUIT_WORDS else ():
        name = plain(snapshot.name).casefold()
        if has_letters(name, wanted):
            rank = 0 if name.startswith(wanted) else 1 if wanted in name else 3
            ranked.append((rank, snapshot))
    return [each for _, each in sorted(ranked, key=lambda each: each[0])]


class Palette(ModalScreen[str | InstanceRef | None]):
    """Its result is the id of the command that was chosen, or the instance to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up,ctrl+p", "move(-1)", show=False),
    ]

    def __init__(self, keymap: KeyMap, fleet: Fleet) -> None:
        super().__init__(classes="strip")
        self._keys = keymap
        self._fleet = fleet
        self.found = StripRows(id="palette-rows")

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield self.found
            with Horizontal(classes="strip-row"):
                yield Static(":", classes="strip-colon", markup=False)
                yield Input(
                    placeholder="a command, or an instance, by its letters; enter goes, esc closes",
                    id="palette-query",
                    compact=True,
                )

    def on_mount(self) -> None:
        self.found.ALWAYS_CURSOR = self.found.ONE_CLICK = True
        self.found.can_focus = False
        self.query_one(Input).focus()
        self.call_after_refresh(self._show, "")

    @on(Input.Changed)
    def changed(self, message: Input.Changed) -> None:
        self._show(message.value)

    def _show(self, query: str) -> None:
        rows = [
            self._row(each) if isinstance(each, Command) else self._instance(each)
            for each in found(query, self._fleet, self._keys.commands)
        ]
        self.found.styles.height = max(1, min(len(rows), ROWS, self.app.size.height - 6))
        self.found.cursor_key = None
        self.found.show(Listed(rows))
        self.found.move_first()

    def _row(self, command: Command) -> CommandRow:
        key = " ".join(map(shown_key, self._keys.of(command.id)[:2]))
        name = cut_end(_name(command), NAME_CELLS - 1, self.found.look.signs.cut)
        line = (
            Span(f"  {pad(name, NAME_CELLS)}"),
            Span(pad(key, KEY_CELLS), "accent bold"),
            Span(plain(command.help), "muted"),
        )
        return CommandRow(command.id, line)

    def _instance(self, snapshot: Snapshot) -> CommandRow:
        signs = self.found.look.signs
        name = cut_middle(plain(snapshot.name), NAME_CELLS - 2, signs.cut)
        sign = Span(glyph(snapshot, signs), colour(snapshot))
        facts = " ".join(filter(None, (word(snapshot), plain(snapshot.bookmark.group))))
        line = (
            Span("  "),
            sign,
            Span(f" {pad(name, NAME_CELLS - 2)}"),
            *profile_spans(self._fleet, snapshot, signs),
            Span(facts, "muted"),
        )
        return CommandRow(f"instance:{snapshot.ref}", line, snapshot.ref)

    @on(Input.Submitted)
    def submitted(self) -> None:
        row = self.found.current()
        chosen = row.ref if isinstance(row, CommandRow) and row.ref else None
        self.dismiss(chosen or (row.key if row else None))

    @on(RowsView.Opened)
    def opened(self) -> None:
        self.submitted()

    def action_move(self, step: int) -> None:
        self.found.move(step)

    def action_close(self) -> None:
        self.dismiss(None)
