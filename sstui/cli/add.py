"""``sstui add``: bookmark an instance."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from sstui.cli.diagnostics import narrate
from sstui.cli.durations import duration
from sstui.cli.lazy import Command
from sstui.cli.options import PROFILE, options_of
from sstui.cli.session import Session
from sstui.config.watchlist import default_name
from sstui.config.watchlist_changes import Changes


@click.command(cls=Command, params=[PROFILE])
@click.argument("ref")
@click.option("--name", default="", help="Default: the instance id's first eight characters.")
@click.option("--group", default="", help="Where it stands on the list.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="May be given several times.")
@click.option("--note", default="", help="A line for whoever looks.")
@click.option("--interval", callback=duration, metavar="DURATION", help="How often to look.")
@click.option(
    "--expect",
    type=click.Choice(["running", "off", "any"]),
    help="What is wanted of it. Default: what the first good look sees.",
)
@click.option("--verify", is_flag=True, help="Look once before it is written.")
@click.pass_context
def add(
    ctx: click.Context,
    ref: str,
    name: str,
    group: str,
    tags: tuple[str, ...],
    note: str,
    interval: float | None,
    expect: str | None,
    verify: bool,
) -> None:
    """Bookmark an instance.

    REF is APPLICATION/COMPONENT/INSTANCE, or any text in which these three ids can be told
    apart, such as the address of an API call. Its host is never contacted.

    \b
    Example:
      sstui add 4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11/6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22/\\
    11eddb33-140b-4e51-b1e2-6ec265373ca3 --name orders-prod --group payments
    """
    session = Session(options_of(ctx), os.environ)
    given: Changes = {
        "name": name,
        "group": group,
        "tags": tags,
        "note": note,
        "interval": interval,
        "expect": expect,
    }
    bookmark = session.bookmark(ref, given)
    if verify:
        (seen,) = session.look(bookmark).snapshots
        told = (seen.instance and seen.instance.name) or default_name(bookmark.ref)
        narrate(f"{told} is {seen.status}")
        bookmark = replace(bookmark, name=name or told)
    added = session.watch_list.add(bookmark)
    narrate(f"watched as {added.name}, with profile {added.profile}: {session.watch_list.path}")
