"""``sstui config``: what is in force, is it right, how is it written, and where."""

from __future__ import annotations

import os

import click

from sstui.cli import output
from sstui.cli.lazy import Command, Entry, LazyGroup
from sstui.cli.options import options_of
from sstui.config.paths import Paths


@click.group(
    cls=LazyGroup,
    entries={
        "show": Entry("sstui.cli.config_show:show", "Print every setting and where it is from."),
        "validate": Entry("sstui.cli.config_validate:validate", "Check all that you wrote."),
        "schema": Entry("sstui.cli.config_files:schema", "Print a JSON Schema, for editors."),
        "init": Entry("sstui.cli.config_files:init", "Print a first config.toml."),
        "profile": Entry("sstui.cli.config_profile:profile", "Print a profile's block, tried."),
        "paths": Entry("sstui.cli.configuration:paths", "Print where every file is."),
    },
    no_args_is_help=False,  # without a command it is an error of two lines
)
def config() -> None:
    """What is set, whether it is right, and where it is written.

    \b
    Example:
      sstui config show
    """


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def paths(ctx: click.Context, as_json: bool) -> None:
    """Print where every file is: name, tab, absolute path.

    Nothing is created by asking; a file that is not there yet is printed all the same.

    \b
    Example:
      $EDITOR "$(sstui config paths | sed -n 's/^config\\t//p')"
    """
    options = options_of(ctx)
    named = Paths.from_environ(os.environ).named()
    for name, given in (("config", options.config), ("watchlist", options.watch_list)):
        if given is not None:
            named[name] = given.absolute()
    for name, path in named.items():
        if as_json:
            output.json_line({"v": 1, "name": name, "path": str(path)})
        else:
            output.line(f"{name}\t{path}")
