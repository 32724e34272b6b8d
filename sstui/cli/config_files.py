"""``sstui config schema`` and ``init``: what helps to write the files. They go to standard
output; a file of the user's is never written."""

from __future__ import annotations

import json

import click

from sstui.cli import output
from sstui.cli.lazy import Command
from sstui.config.schemas import SCHEMAS
from sstui.config.settings_text import first_file


@click.command(cls=Command)
@click.argument("file", type=click.Choice(list(SCHEMAS)), default="config")
def schema(file: str) -> None:
    """Print the JSON Schema (2020-12) of config.toml, of watchlist.toml or of a theme.

    Editors with a TOML language server then complete and check keys. Name the schema in the
    first line of the file: #:schema ./config.schema.json

    \b
    Example:
      sstui config schema config > ~/.config/sstui/config.schema.json
    """
    output.line(json.dumps(SCHEMAS[file](), indent=2))


@click.command(cls=Command)
def init() -> None:
    """Print a first config.toml: every key with its meaning, all commented out.

    \b
    Example:
      sstui config init > "$(sstui config paths | sed -n 's/^config\\t//p')"
    """
    output.line(first_file().rstrip("\n"))
