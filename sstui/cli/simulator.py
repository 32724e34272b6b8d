"""``sstui simulator``: the simulated ServiceStage alone, in the foreground."""

from __future__ import annotations

import math
import sys

import click

from sstui.cli import output
from sstui.cli.lazy import Command
from sstui.simulator import command


def _list(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        output.table(("SCENARIO", "WHAT IT IS"), command.scenarios())
        ctx.exit()


def _finite(ctx: click.Context, option: click.Parameter, value: float) -> float:
    if math.isnan(value):  # which is in any range
        raise click.BadParameter("is no number; write one such as 10", ctx, option)
    return value


@click.command(cls=Command)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Default: a free one."
)
@click.option("--host", default="127.0.0.1", metavar="HOST", help="Loopback only.")
@click.option("--scenario", default="fleet", metavar="NAME", help="Default: fleet.")
@click.option(
    "--count",
    type=click.IntRange(1),
    metavar="N",
    help="How many instances the scenario large has.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1e6),
    callback=_finite,
    default=1.0,
    metavar="X",
    help="How much faster it runs.",
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="Print the scenarios.",
)
@click.option("--parent", type=int, hidden=True, help="End when this process has ended.")
@click.pass_context
def simulator(
    ctx: click.Context,
    port: int,
    host: str,
    scenario: str,
    count: int | None,
    speed: float,
    parent: int | None,
) -> None:
    """Run the simulated ServiceStage alone, until INT or TERM.

    Prints the export lines that any client can use, and on standard error the sstui add line of
    each instance.

    \b
    Example:
      sstui simulator --scenario deploy --speed 10
    """
    # It prints by itself: its code imports nothing of ours, and `output` is ours.
    ctx.exit(command.run(scenario, host, port, speed, sys.stdout, sys.stderr, parent, count))
