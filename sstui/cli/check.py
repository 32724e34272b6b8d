"""``sstui check``: one look as a monitoring plugin, or what a running dashboard knows."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence

import click

from sstui import __version__
from sstui.cli import output
from sstui.cli.check_cached import Seen, Wanted, known
from sstui.cli.durations import duration, stretch
from sstui.cli.options import Options, options_of
from sstui.cli.plugin import Plugin, answer, unread
from sstui.config.durations import parse_duration
from sstui.view import check as judging
from sstui.view.check_ranges import Range, parse_range
from sstui.view.plugin import State

_OFF = {state.name.lower(): state for state in (State.CRITICAL, State.WARNING, State.OK)}
Ranges = dict[str, Range]


def _ranges(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> Ranges:
    ranges: Ranges = {}
    for text in given:
        metric, equals, wanted = text.partition("=")
        if metric not in judging.METRICS or not equals:
            known = " or ".join(f"{each}=RANGE" for each in judging.METRICS)
            raise click.BadParameter(f"{text}: write {known}", ctx, param)
        try:
            ranges[metric] = parse_range(wanted, parse_duration if metric == "age" else float)
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from error
    return ranges


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        output.line(f"sstui {__version__}")
        ctx.exit()


@click.command(cls=Plugin)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--group", metavar="TEXT", help="Those of this group.")
@click.option(
    "-t",
    "--timeout",
    callback=stretch,
    default="30s",
    metavar="DURATION",
    help="For all looks together; what was not seen by then is UNKNOWN. Default: 30s.",
)
@click.option("--cached", is_flag=True, help="From what a running dashboard knows; calls nobody.")
@click.option(
    "--max-age",
    callback=duration,
    metavar="DURATION",
    help="With --cached: what is older is UNKNOWN. Default: 1m for the file.",
)
@click.option("--off", type=click.Choice(list(_OFF)), default="ok", help="What off counts as.")
@click.option(
    "-w",
    "--warning",
    multiple=True,
    callback=_ranges,
    metavar="METRIC=RANGE",
    help="WARNING when replicas or age (of the look) are not within RANGE.",
)
@click.option(
    "-c",
    "--critical",
    multiple=True,
    callback=_ranges,
    metavar="METRIC=RANGE",
    help="CRITICAL then.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object in place of the text.")
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.pass_context
def check(
    ctx: click.Context,
    names: tuple[str, ...],
    group: str | None,
    timeout: float,
    cached: bool,
    max_age: float | None,
    off: str,
    warning: Ranges,
    critical: Ranges,
    as_json: bool,
) -> None:
    """Look once at what is watched, or at those named, as a monitoring plugin: 0 OK, 1 WARNING,
    2 CRITICAL, 3 UNKNOWN.

    RANGE is that of the plugin guidelines: 2: at least 2, 10 at most 10, ~:10, 10:20, @10:20.

    \b
    Examples:
      sstui check orders-prod --warning replicas=3: --critical replicas=2:
      sstui check --group payments --cached --max-age 2m
    """
    if max_age is not None and not cached:
        raise click.UsageError("--max-age goes with --cached only.")
    rules = judging.Rules(_OFF[off], warning, critical, max_age)
    options = options_of(ctx)
    wanted = Wanted(names, group)
    seen = known(options, wanted, max_age) if cached else _looked(options, wanted, timeout)
    now = time.time()
    verdicts = [judging.judge(each, rules, now) for each in seen.instances]
    state, report = judging.report(verdicts, rules, now, seen.how, seen.advice)
    if as_json:
        with unread():
            output.json_line(judging.as_json(verdicts, state, now))
    else:
        answer(report.lines())
    ctx.exit(state)


def _looked(options: Options, wanted: Wanted, timeout: float) -> Seen:
    gc.disable()  # what is loaded stays until the end, a moment later (a fifth of the time)
    # Imported here: `--cached` needs neither pydantic nor httpx.
    from sstui.cli.check_looks import look_at

    return look_at(options, wanted, timeout)
