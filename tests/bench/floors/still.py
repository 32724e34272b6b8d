"""Floor L: a still Textual app with the dashboard's widgets in stock form and made-up data.

No timer, no network, no colour beyond the stock theme: what a watch list, an instance beside it
and a status bar cost when nobody watches anything. `j` and down swap the whole instance.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Static, Tree
from textual.widgets.tree import TreeNode

from tests.bench.floors.made_up import GROUPS, Json, MadeUp, instances

GLYPHS = {"RUNNING": ("●", "green"), "FAILED": ("✗", "red"), "UPGRADING": ("↻", "cyan")}
LATEST = "latest\n" + "\n".join(f"14:{59 - i} ✗ orders-prod  RUNNING → FAILED" for i in range(7))
KEYS = "j k move   enter open   n next trouble   tab pane   r refresh   ? help   q quit"


class StillApp(App[None]):
    CSS = """
    #left { width: 55; }
    #watch-list { height: 1fr; }
    #latest { height: 8; }
    #head { height: 5; }
    #columns > Vertical { width: 1fr; }
    #artifacts { height: 15; }
    #resources { height: 10; }
    .rest { height: auto; margin-bottom: 1; }
    #bar { height: 3; dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "quit", "quit"),
        ("j", "cursor(1)", "down"),
        ("k", "cursor(-1)", "up"),
    ]

    def __init__(self, count: int) -> None:
        super().__init__()
        self.instances = {each.name: each for each in instances(count)}
        self.shown = ""
        self.list = DataTable[Text](id="watch-list", show_header=False, cursor_type="row")
        self.head = Static(id="head", markup=False)
        self.artifacts = Tree[None]("artifacts", id="artifacts")
        self.configuration = Tree[None]("configuration", id="configuration")
        self.resources = DataTable[str](id="resources", cursor_type="row")
        self.accesses = Static(classes="rest", markup=False)
        self.status = Static(classes="rest", markup=False)
        self.identity = Static(classes="rest", markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="left"):
                yield self.list
                yield Static(LATEST, id="latest", markup=False)
            with Vertical():
                yield self.head
                with Horizontal(id="columns"):
                    with Vertical():
                        yield self.artifacts
                        yield self.configuration
                    with Vertical():
                        yield self.resources
                        yield self.accesses
                        yield self.status
                        yield self.identity
        with Vertical(id="bar"):
            yield Static(_cells(list(self.instances.values())))
            yield Static("  for 12m    1✗ 1◐ 1↻ 21●    next 5s   budget 41/120   prod ✓   14:14")
            yield Static(KEYS, markup=False)

    def on_mount(self) -> None:
        self.list.add_columns("", "name", "status", "replicas", "age", "")
        for number, each in enumerate(self.instances.values()):
            if number in GROUPS:
                heading = ("▾", GROUPS[number], "", "4●", "", "")
                self.list.add_row(*map(Text, heading), key=f"group {number}")
            self.list.add_row(*_row(each), key=each.name)
        self.resources.add_columns("type", "id", "alias", "parameters")
        self.show(next(iter(self.instances.values())))

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        instance = self.instances.get(event.row_key.value or "")
        if instance is not None and event.data_table is self.list:
            self.show(instance)

    def action_cursor(self, step: int) -> None:
        self.list.move_cursor(row=self.list.cursor_row + step)

    def show(self, instance: MadeUp) -> None:
        """Swap everything that the detail pane shows."""
        if instance.name == self.shown:
            return
        self.shown = instance.name
        self.head.update(
            f"{instance.status}  {instance.name}  {instance.replicas} replicas  for 12m\n"
            f"nothing changed since\nshop-core / orders · prod-eu · cce\n24h  {'▂' * 90}"
        )
        self._show_artifacts(instance)
        self.configuration.clear()
        _grow(self.configuration.root, instance.configuration)
        self.configuration.root.expand_all()
        self.resources.clear()
        self.resources.add_rows(instance.resources)
        lines = ["external_accesses", *("  ".join(row) for row in instance.accesses)]
        self.accesses.update("\n".join(lines))
        self.status.update(_fields("status_detail", instance.status_detail))
        self.identity.update(_fields("instance", instance.identity))

    def _show_artifacts(self, instance: MadeUp) -> None:
        self.artifacts.clear()
        self.artifacts.root.expand()
        for name, fields in instance.artifacts.items():
            node = self.artifacts.root.add(name, expand=True)
            for key, value in fields.items():
                node.add_leaf(f"{key} {value}")


def _row(instance: MadeUp) -> Sequence[Text]:
    glyph, colour = GLYPHS.get(instance.status, ("◐", "yellow"))
    return (
        Text(glyph, colour),
        Text(instance.name),
        Text(instance.status, colour if colour != "green" else "dim"),
        Text(instance.replicas),
        Text(instance.age, "dim"),
        Text("Δ" if colour == "red" else ""),
    )


def _cells(shown: Sequence[MadeUp]) -> Text:
    """The bar's first row: the lamp, then a coloured cell for every instance."""
    cells = [Text(" ✗ 1 BAD ", "bold white on red")]
    for each in shown:
        glyph, colour = GLYPHS.get(each.status, ("◐", "yellow"))
        name = f"{glyph} {each.name}" if colour != "green" else glyph
        cells.append(Text(name, colour))
    return Text(" ").join(cells)


def _fields(title: str, fields: Mapping[str, str]) -> str:
    return "\n".join([title, *(f"  {key:<13}{value}" for key, value in fields.items())])


def _grow(node: TreeNode[None], value: Json) -> None:
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [(str(index), item) for index, item in enumerate(value)]
    else:
        return
    for key, item in pairs:
        if isinstance(item, dict | list):
            _grow(node.add(key), item)
        else:
            node.add_leaf(f"{key}: {item}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=24, help="instances (%(default)s)")
    StillApp(parser.parse_args().count).run()


if __name__ == "__main__":
    main()
