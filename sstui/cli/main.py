"""The command line: the table of commands, and the dashboard when none is named."""

from __future__ import annotations

import gc
import sys

import click

from sstui import __version__
from sstui.cli import output
from sstui.cli.diagnostics import Diagnostics
from sstui.cli.lazy import Entry, LazyGroup
from sstui.cli.options import VISIBLE

COMMANDS = {
    "demo": Entry("sstui.cli.demo:demo", "The dashboard on a simulated ServiceStage."),
    "add": Entry("sstui.cli.add:add", "Bookmark an instance."),
    "remove": Entry("sstui.cli.bookmarks:remove", "Stop watching an instance."),
    "list": Entry("sstui.cli.bookmarks:list_bookmarks", "Print the watch list."),
    "discover": Entry("sstui.cli.discover:discover", "List all that the account has."),
    "check": Entry("sstui.cli.check:check", "Look once, as a monitoring plugin."),
    "show": Entry("sstui.cli.show:show", "Look once at one instance."),
    "watch": Entry("sstui.cli.watch:watch", "Print a line for each change as it happens."),
    "wait": Entry("sstui.cli.wait:wait", "Wait until instances are where they should be."),
    "history": Entry("sstui.cli.history:history", "Print what was recorded."),
    "report": Entry("sstui.cli.report:report", "Print a hand-over in Markdown."),
    "hooks": Entry("sstui.cli.hooks:hooks", "Print what a hook would be told."),
    "tmux": Entry("sstui.cli.tmux:tmux", "Print a segment for tmux's status line."),
    "simulator": Entry("sstui.cli.simulator:simulator", "Run the simulated ServiceStage alone."),
    "config": Entry(
        "sstui.cli.configuration:config", "Settings: what is in force, and is it right."
    ),
    "completion": Entry("sstui.cli.completion:completion", "Completion for bash, zsh, fish."),
    "doctor": Entry("sstui.cli.doctor:doctor", "Examine all that has to be right."),
}


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        output.line(f"sstui {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    entries=COMMANDS,
    invoke_without_command=True,
    params=list(VISIBLE),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version.",
)
@click.pass_context
def sstui(ctx: click.Context) -> None:
    """Watch bookmarked Huawei Cloud ServiceStage instances in the terminal.

    Without a command: open the dashboard on the watch list.

    \b
    Examples:
      sstui demo
      sstui add APPLICATION/COMPONENT/INSTANCE --name orders-prod
      sstui
    """
    if ctx.invoked_subcommand is None:
        gc.disable()  # from here on, as `open_on` says
        from sstui.cli.dashboard import open_dashboard

        ctx.exit(open_dashboard(ctx))


def main(arguments: list[str] | None = None) -> None:
    """The console script: always ends in `SystemExit`.

    Click's own ``main`` is not used: it answers a broken pipe and ctrl+c itself.
    """
    given = sys.argv[1:] if arguments is None else arguments
    with Diagnostics(), sstui.make_context("sstui", given) as ctx:
        sstui.invoke(ctx)
    raise SystemExit(0)
