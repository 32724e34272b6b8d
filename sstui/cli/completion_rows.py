"""What can be typed after each command, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

from sstui.cli.lazy import LazyGroup
from sstui.cli.options import VISIBLE

# What a shell is to ask for: `completer` knows the words of these.
_ASKED_ARGUMENTS = {"name": "names", "names": "names"}
_ASKED_OPTIONS = {"--profile": "profiles", "--theme": "themes", "--group": "groups"}
NOTHING = "."  # a flag
FREE = "-"  # a value that nobody can guess
FILE = "@"
COMMAND = ">"
ARGUMENT = "<>"


@dataclass(frozen=True, slots=True)
class Row:
    """A word that may follow ``command``, which is ``sstui`` or ``sstui show``.

    ``value`` says what follows an option, or what stands for an `ARGUMENT`: `NOTHING`, `FREE`,
    `FILE`, ``=one two`` one of these, ``:names`` what `completer` answers; `COMMAND` is a command.
    Only ``doc`` may be empty: shells take two separators in a row for one.
    """

    command: str
    word: str
    value: str
    doc: str


def rows(root: LazyGroup) -> list[Row]:
    """Every command, option and argument that is not hidden; the options that every command
    takes stand once, under ``sstui``."""
    context = click.Context(root, info_name="sstui")
    found = [row for param in VISIBLE for row in _of_param("sstui", param)]
    found.append(Row("sstui", "--version", NOTHING, "Print the version."))
    found.append(Row("sstui", "--help", NOTHING, "Show the help and exit."))
    return [*found, *_of_group("sstui", root, context)]


def _of_group(path: str, group: LazyGroup, context: click.Context) -> Iterator[Row]:
    for name, entry in group.entries.items():
        yield Row(path, name, COMMAND, entry.summary)
        command = group.get_command(context, name)
        words = f"{path} {name}"
        if isinstance(command, LazyGroup):
            yield from _of_group(words, command, click.Context(command, context, name))
        elif command is not None:
            for param in command.params:
                yield from _of_param(words, param)


def _of_param(command: str, param: click.Parameter) -> Iterator[Row]:
    if isinstance(param, click.Argument):
        asked = _ASKED_ARGUMENTS.get(param.name or "")
        yield Row(command, ARGUMENT, f":{asked}" if asked else _value(param), "")
    elif isinstance(param, click.Option) and not param.hidden:
        for word in (*param.opts, *param.secondary_opts):
            takes_none = param.is_flag or param.count
            asked = _ASKED_OPTIONS.get(word)
            value = NOTHING if takes_none else f":{asked}" if asked else _value(param)
            yield Row(command, word, value, param.help or "")


def _value(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return f"={' '.join(map(str, param.type.choices))}"
    if isinstance(param.type, click.Path | click.File):
        return FILE
    if param.name == "scenario":
        from sstui.simulator.catalogue import scenario_names

        return f"={' '.join(scenario_names())}"
    return FREE
