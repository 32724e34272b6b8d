"""``sstui report``: the hand-over, from what was recorded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import click

from sstui.cli import output, recorded
from sstui.cli.accounts import Accounts
from sstui.cli.durations import stretch
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.cli.recorded import Recorded
from sstui.cli.session import Session
from sstui.config.bookmarks import Bookmark
from sstui.config.problems import ConfigurationError
from sstui.config.zone import local_zone
from sstui.insight.availability import WEEK, availability
from sstui.monitor.clock import SystemClock
from sstui.view.outages import instance_outages, profile_outages
from sstui.view.report import HandOver, Picture, ProfileFacts, report_lines
from sstui.view.signs import SIGNS


@click.command(cls=Command)
@click.option(
    "--since",
    callback=stretch,
    default="24h",
    metavar="DURATION",
    help="How far back. Default: 24h.",
)
@click.pass_context
def report(ctx: click.Context, since: float) -> None:
    """Print a hand-over in Markdown: what is not well and since when, what changed. Calls nobody.

    Profiles and regions come first. Secrets are masked.

    \b
    Example:
      sstui report --since 8h > hand-over.md
    """
    session = Session(options_of(ctx), os.environ)
    listed = session.watch_list.load()
    now = SystemClock().now()
    found = recorded.read(session.paths.history_db, listed, now=now, since=since)
    recorded.say_if_nothing(found)
    facts = profile_facts(session.accounts, listed)
    signs = SIGNS[session.settings.signs]
    zone = local_zone(os.environ, session.settings.timezone)
    for line in report_lines(hand_over(found, listed, facts), signs, zone):
        output.line(line)


def profile_facts(accounts: Accounts, listed: Iterable[Bookmark]) -> tuple[ProfileFacts, ...]:
    """Of each profile in use, in the watch list's order; nobody is called and nothing run."""
    return tuple(_facts(accounts, name) for name in dict.fromkeys(each.profile for each in listed))


def _facts(accounts: Accounts, name: str) -> ProfileFacts:
    try:
        profile, project = accounts.profile(name), accounts.project_of(name)
    except ConfigurationError as error:
        return ProfileFacts(name, problem=error.problem)
    return ProfileFacts(name, profile.region or "", project or profile.project or "")


def hand_over(
    found: Recorded, listed: Sequence[Bookmark], profiles: tuple[ProfileFacts, ...]
) -> HandOver:
    """What the report is made of; the changes are also those of instances that were taken off
    the watch list since."""
    bad = profile_outages(found.events)
    for bookmark in found.bookmarks:
        figures = availability(found.timeline(bookmark), found.now, min(found.since, WEEK))
        bad += instance_outages(bookmark.name, figures, found.now)
    pictures = [Picture(each.name, each.profile, found.picture(each)) for each in listed]
    return HandOver(found.now, found.since, profiles, tuple(pictures), found.events, tuple(bad))
