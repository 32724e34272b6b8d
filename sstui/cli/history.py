"""``sstui history``: what was recorded, from the file alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import tzinfo

import click

from sstui.cli import output, recorded
from sstui.cli.durations import stretch
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.cli.recorded import Recorded
from sstui.cli.session import Session
from sstui.config.bookmarks import Bookmark
from sstui.config.durations import write_duration
from sstui.config.zone import local_zone
from sstui.insight.availability import WEEK, Availability, availability
from sstui.monitor.clock import SystemClock
from sstui.view.event_json import availability_object, event_object
from sstui.view.event_lines import look_row, looks
from sstui.view.figures import availability_row
from sstui.view.outages import instance_outages, outage_row, profile_outages
from sstui.view.signs import SIGNS, Signs

LOOKS = ("TIME", "NAME", "WHAT")
OUTAGES = ("NAME", "WHAT", "FROM", "TO", "LASTED")
FIGURES = ("NAME", "SERVING", "FULL", "KNOWN", "NOT KNOWN", "OUTAGES", "LONGEST")


@click.command(cls=Command)
@click.argument("name", required=False)
@click.option(
    "--since",
    callback=stretch,
    default="24h",
    metavar="DURATION",
    help="How far back. Default: 24h.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: the changes.")
@click.option(
    "--availability", "is_figures", is_flag=True, help="The figures alone, with --json as objects."
)
@click.pass_context
def history(
    ctx: click.Context, name: str | None, since: float, as_json: bool, is_figures: bool
) -> None:
    """Print recorded changes, outages and availability. Calls nobody.

    Serving: at least one replica available; full: all of them. Time that nobody knows is left out
    and shown; where less than half is known there is no percentage.

    \b
    Examples:
      sstui history orders-prod --since 7d
      sstui history --json | jq -r 'select(.kind == "status") | [.time, .name, .to] | @tsv'
    """
    session = Session(options_of(ctx), os.environ)
    listed = session.watch_list.load()
    now = SystemClock().now()
    found = recorded.read(session.paths.history_db, listed, now=now, since=since, name=name)
    if recorded.say_if_nothing(found):
        return
    if as_json:
        print_json(found, is_figures=is_figures)
    else:
        zone = local_zone(os.environ, session.settings.timezone)
        print_text(found, SIGNS[session.settings.signs], zone, is_figures=is_figures)


def print_json(found: Recorded, *, is_figures: bool) -> None:
    """The changes, or the figures, one object a line."""
    if is_figures:
        for bookmark, figures in _figures(found):
            line = availability_object(bookmark.name, bookmark.ref, found.now, figures)
            output.json_line(line)
        return
    for row in found.rows:
        output.json_line(event_object(row))


def print_text(found: Recorded, signs: Signs, tz: tzinfo, *, is_figures: bool) -> None:
    """Changes, outages and availability, each below its heading."""
    figures = list(_figures(found))
    if not is_figures:
        rows = [look_row(each, signs, tz) for each in looks(found.events)]
        _section(f"changes of the last {write_duration(found.since)}", LOOKS, rows)
        bad = profile_outages(found.events)
        for bookmark, each in figures:
            bad += instance_outages(bookmark.name, each, found.now)
        _section("outages", OUTAGES, [outage_row(each, tz) for each in bad])
    window = write_duration(_window(found))
    rows_of_figures = [availability_row(bookmark.name, each) for bookmark, each in figures]
    _section(f"availability of the last {window}", FIGURES, rows_of_figures, last=True)


def _section(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, last: bool = False
) -> None:
    output.line(f"{title}: none" if not rows else title)
    if rows:
        output.table(head, rows)
    if not last:
        output.line("")


def _window(found: Recorded) -> float:
    """No timeline is kept for longer than a week."""
    return min(found.since, WEEK)


def _figures(found: Recorded) -> Iterator[tuple[Bookmark, Availability]]:
    for bookmark in found.bookmarks:
        if bookmark.ref in found.known:
            timeline = found.timeline(bookmark)
            yield bookmark, availability(timeline, found.now, _window(found))
