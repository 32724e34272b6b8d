"""``sstui remove`` and ``list``: the watch list from the command line, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from sstui.cli import output, places
from sstui.cli.diagnostics import narrate
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.config.durations import write_duration
from sstui.config.paths import Paths
from sstui.config.queries import Query
from sstui.config.watchlist import Bookmark
from sstui.servicestage.json_types import JSONObject

HEAD = ("NAME", "GROUP", "PROFILE", "INSTANCE", "EVERY", "EXPECT", "TAGS", "NOTE")


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def list_bookmarks(ctx: click.Context, as_json: bool) -> None:
    """Print the watch list, in the file's order, and what its queries matched last. Calls nobody.

    \b
    Example:
      sstui list --json | jq -r 'select(.group == "payments").name'
    """
    watchlist = places.watch_list(options_of(ctx))
    bookmarks = watchlist.load()
    for query in watchlist.queries:
        narrate(_query_words(query, bookmarks))
    if as_json:
        for bookmark in bookmarks:
            output.json_line(as_object(bookmark))
    else:
        output.table(HEAD, [_row(bookmark) for bookmark in bookmarks])


def as_object(bookmark: Bookmark) -> JSONObject:
    """A bookmark as ``list --json`` prints it; durations in seconds."""
    return {
        "v": 1,
        "name": bookmark.name,
        "application": bookmark.ref.application,
        "component": bookmark.ref.component,
        "instance": bookmark.ref.instance,
        "profile": bookmark.profile,
        "group": bookmark.group,
        "tags": list(bookmark.tags),
        "note": bookmark.note,
        "interval": bookmark.interval,
        "expect": bookmark.expect,
        "stuck_after": bookmark.stuck_after,
        "query": bookmark.query or None,
    }


def _query_words(query: Query, bookmarks: Sequence[Bookmark]) -> str:
    """What a query asks for, and how many of the list it made."""
    asked = [f"application {query.application}"]
    asked += [f"environment {query.environment}"] if query.environment else []
    asked += [f"component {query.component}"] if query.component else []
    made = sum(each.query == query.name for each in bookmarks)
    return f"query {query.name}: all of {', '.join(asked)}; {made} when it was last told"


def _row(bookmark: Bookmark) -> tuple[str, ...]:
    interval = "" if bookmark.interval is None else write_duration(bookmark.interval)
    return (
        bookmark.name,
        bookmark.group,
        bookmark.profile,
        bookmark.ref.instance,
        interval,
        bookmark.expect or "",
        ",".join(bookmark.tags),
        bookmark.note,
    )


@click.command(cls=Command)
@click.argument("name")
@click.option("--forget", is_flag=True, help="Delete its history too.")
@click.pass_context
def remove(ctx: click.Context, name: str, forget: bool) -> None:
    """Stop watching the instance with exactly this name.

    \b
    Example:
      sstui remove orders-prod
    """
    removed = places.watch_list(options_of(ctx)).remove(name)
    narrate(f"no longer watched: {name}")
    if forget:
        from sstui.cli.forgetting import forget_all  # with SQLite, which nothing else here needs

        forget_all(Paths.from_environ(os.environ), removed)
        narrate(f"its history is deleted: {name}")
