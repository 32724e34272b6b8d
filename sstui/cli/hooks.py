"""``sstui hooks --dry-run``: what would run, for the events of the last day."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from sstui.cli import output
from sstui.cli.diagnostics import narrate
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.cli.recorded import unreadable
from sstui.cli.session import Session
from sstui.cli.telling import event_text, windows_of
from sstui.config.bookmarks import Bookmark
from sstui.config.settings import Settings
from sstui.insight.alerts import is_told
from sstui.insight.records import Event
from sstui.monitor.clock import SystemClock
from sstui.monitor.history_reading import HistoryError, read_events
from sstui.monitor.history_rows import EventRow
from sstui.monitor.remembered import Moment, event_of
from sstui.view.text import plain

DAY = 86_400.0


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Print what would run; nothing does.")
@click.pass_context
def hooks(ctx: click.Context, dry_run: bool) -> None:
    """Print, for each event of the last day, the program that would be told, a tab, and the JSON
    that it would get. Calls nobody.

    The program is `on_change` of `[hooks]`; the dashboard and `sstui watch` run it. Windows of
    maintenance are heeded as they are set now; who was acknowledged at the time is not known.

    \b
    Examples:
      sstui hooks --dry-run
      sstui hooks --dry-run | tail -1 | cut -f2 | notify-team
    """
    if not dry_run:
        raise click.UsageError("hooks run while the dashboard or `sstui watch` does; add --dry-run")
    session = Session(options_of(ctx), os.environ)
    settings = session.settings
    if settings.hooks.on_change is None:
        where = settings.config_file
        narrate(f'no hook is set: write [hooks] and on_change = ["PROGRAM"] into {where}')
        return
    rows = recorded_rows(session.paths.history_db, SystemClock().now() - DAY)
    told = told_events(rows, session.watch_list.load(), settings, os.environ)
    for event in told:
        told_json = output.json_shown(event_text(event))
        output.line(f"{plain(shlex.join(settings.hooks.on_change))}\t{told_json}")
    if not told:
        narrate("in the last day nothing was recorded that it would have been told")


def recorded_rows(path: Path, since: float) -> list[EventRow]:
    """Oldest first. Raises `Refusal` for a file that cannot be read."""
    try:
        return list(read_events(path, since=since))
    except HistoryError as error:
        raise unreadable(path, error) from error


def told_events(
    rows: Iterable[EventRow],
    listed: Iterable[Bookmark],
    settings: Settings,
    environ: Mapping[str, str],
) -> list[Event]:
    """Those of which the hook is told, in the same order."""
    windows = windows_of(settings, environ)
    marks = {bookmark.ref: bookmark for bookmark in listed}

    def is_quiet(event: Event) -> bool:
        mark = None if event.ref is None else marks.get(event.ref)
        return mark is not None and any(
            each.times.hold(event.time) and each.covers(mark.name, mark.group, mark.tags)
            for each in windows
        )

    events = (event_of(row, Moment(row.last, row.last)) for row in rows)
    return [
        event
        for event in events
        if event is not None
        and event.kind in settings.hooks.kinds
        and is_told(event)
        and not is_quiet(event)
    ]
