"""``sstui completion``: the script that lets a shell complete commands, options and names."""

from __future__ import annotations

import click

from sstui.cli import output
from sstui.cli.completion_rows import rows
from sstui.cli.completion_scripts import SCRIPTS
from sstui.cli.lazy import Command, LazyGroup


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script that completes commands, options and names in bash, zsh or fish.

    Names are those of the watch list at that moment, profiles those of config.toml.

    \b
    Examples:
      eval "$(sstui completion bash)"                               # in ~/.bashrc
      sstui completion zsh > "${fpath[1]}/_sstui"
      sstui completion fish > ~/.config/fish/completions/sstui.fish
    """
    root = ctx.find_root().command
    if isinstance(root, LazyGroup):
        output.line(SCRIPTS[shell](rows(root)).rstrip("\n"))
