"""The README's tables, written from the tables that the program itself reads.

``python -m tests.packaging.readme`` writes them; a test compares them.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from sstui.cli.main import COMMANDS
from sstui.cli.main import sstui as program
from sstui.config.commands import COMMANDS as KEYS
from sstui.config.commands import Section

README = Path(__file__).parents[2] / "README.md"
NAMES = {
    "escape": "esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


def shell_commands(text: str) -> list[str]:
    """The lines of all ``sh`` blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def leaves() -> list[tuple[str, click.Command, click.Context]]:
    """Each command with its words, the groups opened."""
    root = click.Context(program, info_name="sstui")
    found: list[tuple[str, click.Command, click.Context]] = []
    for name in COMMANDS:
        command = program.get_command(root, name)
        assert command is not None
        context = click.Context(command, parent=root, info_name=name)
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                leaf = command.get_command(context, inner)
                assert leaf is not None
                nested = click.Context(leaf, parent=context, info_name=inner)
                found.append((f"{name} {inner}", leaf, nested))
        else:
            found.append((name, command, context))
    return found


def commands_table() -> str:
    rows = ["| command | does |", "|---|---|", f"| `sstui` | {_sentence(program)} |"]
    for words, command, context in leaves():
        usage = " ".join(["sstui", words, *_words_of(command, context)]).replace("|", "\\|")
        rows.append(f"| `{usage}` | {_sentence(command)} |")
    options = " ".join(f"`{each}`" for each in _options(program, click.Context(program)))
    return "\n".join(rows) + f"\n\nEvery command takes {options} too, before its name or after it."


def _sentence(command: click.Command) -> str:
    """The first paragraph of the help; of the program itself, what it does without a command."""
    paragraphs = (command.help or "").split("\n\n")
    text = paragraphs[1].partition(":")[2] if command is program else paragraphs[0]
    sentence = " ".join(text.split()).removesuffix(".")
    return sentence[:1].upper() + sentence[1:]


def _words_of(command: click.Command, context: click.Context) -> list[str]:
    arguments = [
        param.make_metavar(context) for param in command.params if isinstance(param, click.Argument)
    ]
    return [*arguments, *(f"[{each}]" for each in _options(command, context))]


def _options(command: click.Command, context: click.Context) -> list[str]:
    return [
        ("-v" if param.name == "verbose" else max(param.opts, key=len))
        + ("" if param.is_flag or param.count else f" {param.make_metavar(context)}")
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden and param.name != "version"
    ]


def keys_table() -> str:
    rows = ["| key | does |", "|---|---|"]
    for section in (each for each in Section if each is not Section.OWN):
        rows.append(f"| **{section}** | |")
        for command in KEYS:
            if command.section is section:
                named = (f"`{NAMES.get(key, key)}`" for key in command.keys)
                keys = " ".join(named) or f"`:{command.id}`"
                rows.append(f"| {keys} | {command.help} |")
    return "\n".join(rows)


def with_tables(text: str) -> str:
    """``text`` with both tables as they are to be."""
    for name, table in (("commands", commands_table()), ("keys", keys_table())):
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        assert start, f"README.md has no place for {name}"
        assert end, f"README.md never ends {name}"
        text = f"{before}{start}{table}\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
