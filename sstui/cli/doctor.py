"""``sstui doctor``: what is in order here, what is not, and what to do about it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from sstui.cli import output
from sstui.cli.diagnostics import ExitCode
from sstui.cli.lazy import Command
from sstui.cli.options import options_of

if TYPE_CHECKING:
    from sstui.cli.doctor_machine import Terminal
    from sstui.view.doctor import Finding

SUBJECT_CELLS = 22


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Examine terminal, files, credentials, network and permissions; each line says what to do.

    Lines begin with ok, warn or fail. Nothing secret is printed: use it as a bug report. Of each
    account it tries one call of every kind, charged to its budget. Ends with 0 when nothing
    failed, else by the first of these to mend: 2 configuration, 3 credentials or permissions,
    4 network.

    \b
    Examples:
      sstui doctor --profile prod
      sstui doctor --json | jq -r 'select(.level != "ok").remedy'
    """
    from sstui.cli import logs
    from sstui.config.paths import Paths
    from sstui.monitor.loop import run

    options = options_of(ctx)
    logs.begin(Paths.from_environ(os.environ).log_file, options.verbose)
    ctx.exit(run(_print(options.as_mapping(), as_json)))


async def _print(options: dict[str, object], as_json: bool) -> ExitCode:
    from sstui.cli.doctor_examination import examine
    from sstui.view.doctor import finding_text

    failed: list[Finding] = []
    async for finding in examine(options, os.environ, this_terminal()):
        if as_json:
            output.json_line(
                {
                    "v": 1,
                    "level": finding.level.value,
                    "subject": finding.subject,
                    "what": finding.what,
                    "remedy": finding.remedy or None,
                }
            )
        else:
            output.line(finding_text(finding, SUBJECT_CELLS))
        failed += [finding] if finding.blame else []
    return _code(failed)


def _code(failed: list[Finding]) -> ExitCode:
    from sstui.view.doctor import Blame

    blames = {finding.blame for finding in failed}
    if Blame.CONFIGURATION in blames:
        return ExitCode.USAGE
    if Blame.CREDENTIALS in blames:
        return ExitCode.CREDENTIALS
    return ExitCode.NO_ANSWER if blames else ExitCode.DONE


def this_terminal() -> Terminal:
    """The one that standard output is, if it is one."""
    from sstui.cli.doctor_machine import Terminal

    size = None
    if output.is_terminal():
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
        size = columns, rows
    return Terminal(size, sys.stdout.encoding if sys.stdout else "utf-8")
