"""With what an instance is compared: a strip with all that is watched, thinned by a few letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.row_lists import Listed
from sstui.tui.widgets.rows import RowsView, StripRows
from sstui.view.comparing import Against
from sstui.view.text import Line, Span, cells, cut_middle, pad, plain

ROWS = 10
NAME_CELLS = 32


@dataclass(frozen=True)
class Choice:
    """One that may be chosen."""

    key: str
    line: Line
    against: Against | InstanceRef
    text: str  # what the letters are looked for in


def choices(fleet: Fleet, snapshot: Snapshot, pinned: bool) -> list[Choice]:
    """The look before, the baseline where there is one, then instances: the same component in
    another environment first, then the rest of that component, then all others in the list's
    order."""
    found = [_own(Against.BASELINE)] if pinned else []
    found.append(_own(Against.PREVIOUS))
    others = [each for each in fleet.snapshots if each.ref != snapshot.ref]
    ranked = sorted(others, key=lambda other: _rank(snapshot, other))  # keeps the list's order
    return [*found, *(_choice(snapshot, other) for other in ranked)]


def _rank(snapshot: Snapshot, other: Snapshot) -> int:
    if (other.ref.application, other.ref.component) != (
        snapshot.ref.application,
        snapshot.ref.component,
    ):
        return 2
    return 0 if _environment(other) != _environment(snapshot) else 1


def _environment(snapshot: Snapshot) -> str:
    return "" if snapshot.instance is None else snapshot.instance.environment_id or ""


def _own(against: Against) -> Choice:
    line = (Span("  "), Span(against.value))
    return Choice(against.name, line, against, against.value)


def _choice(snapshot: Snapshot, other: Snapshot) -> Choice:
    name, group = plain(other.name), plain(other.bookmark.group)
    shown = cut_middle(name, NAME_CELLS)
    words = group
    if _rank(snapshot, other) < 2:
        words = f"{group}  the same component" + (
            f", environment {plain(_environment(other))[:8]}" if _environment(other) else ""
        )
    line = (
        Span("  "),
        Span(pad(shown, max(NAME_CELLS, cells(shown)))),
        Span(f"  {words}", "muted"),
    )
    return Choice(str(other.ref), line, other.ref, f"{name} {group}")


def matching(found: list[Choice], letters: str) -> Iterator[Choice]:
    """Those that have the letters; else those that have them in that order."""
    wanted = letters.strip().casefold()
    for loosely in (False, True):
        some = False
        for choice in found:
            if _has(choice.text.casefold(), wanted, loosely):
                some = True
                yield choice
        if some:
            return


def _has(text: str, wanted: str, loosely: bool) -> bool:
    if not loosely:
        return wanted in text
    letters = iter(text)
    return all(letter in letters for letter in wanted)


class CompareWith(ModalScreen["Against | InstanceRef | None"]):
    """Its result is what was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up,ctrl+p", "move(-1)", show=False),
    ]

    def __init__(self, fleet: Fleet, snapshot: Snapshot, pinned: bool) -> None:
        super().__init__(classes="strip")
        self._choices = choices(fleet, snapshot, pinned)
        self._name = plain(snapshot.name)
        self.found = StripRows(id="compare-rows")

    def compose(self) -> ComposeResult:
        with Vertical(classes="strip-body"):
            yield Static(f"compare {self._name} with", classes="strip-title", markup=False)
            yield self.found
            with Horizontal(classes="strip-row"):
                yield Input(
                    placeholder="a few letters of its name; enter compares, esc closes",
                    id="compare-query",
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

    def _show(self, letters: str) -> None:
        found = list(matching(self._choices, letters))
        self.found.styles.height = max(1, min(len(found), ROWS, self.app.size.height - 8))
        self.found.cursor_key = None
        self.found.show(Listed(found))
        self.found.move_first()

    @on(Input.Submitted)
    def submitted(self) -> None:
        row = self.found.current()
        self.dismiss(row.against if isinstance(row, Choice) else None)

    @on(RowsView.Opened)
    def opened(self) -> None:
        self.submitted()

    def action_move(self, step: int) -> None:
        self.found.move(step)
