"""``sstui tmux``: one segment for tmux's status line, from what the running dashboard knows."""

from __future__ import annotations

import os
import time

import click

from sstui.cli import output
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.config.paths import Paths
from sstui.monitor.status_file import read_status
from sstui.view.signs import SIGNS
from sstui.view.tmux_segment import segment, tmux_text


@click.command(cls=Command)
@click.option("--plain", "plainly", is_flag=True, help="Without tmux's codes for colours.")
@click.pass_context
def tmux(ctx: click.Context, plainly: bool) -> None:
    """Print one short segment for tmux's status line. Calls nobody, and always ends with 0.

    \b
    Example, in ~/.tmux.conf:
      set -g status-right '#(sstui tmux) %H:%M'
    """
    options = options_of(ctx)
    status = read_status(Paths.from_environ(os.environ).status_file)
    line = segment(status, time.time(), SIGNS[options.signs or "unicode"])
    without = plainly or options.color is False or bool(os.environ.get("NO_COLOR"))
    output.line(tmux_text(line, plainly=without))
