"""``sstui discover``: everything that the account has, and bookmarks of what matches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from sstui.cli import output
from sstui.cli.diagnostics import ExitCode, Refusal, narrate, progress
from sstui.cli.durations import duration
from sstui.cli.lazy import Command
from sstui.cli.options import PROFILE, options_of
from sstui.cli.session import Session
from sstui.config.naming import named
from sstui.monitor.loop import run
from sstui.servicestage.json_types import JSONObject
from sstui.view import discover_words as words
from sstui.view.text import plain

if TYPE_CHECKING:  # the models are pydantic's, which the completion scripts do not load
    from sstui.monitor.discovering import Reading
    from sstui.servicestage.discovery import (
        Discovery,
        FoundApplication,
        FoundComponent,
        FoundInstance,
    )

HEAD = (
    *("APPLICATION", "COMPONENT", "NAME", "ENVIRONMENT", "STATUS", "REPLICAS", "INSTANCE"),
    "WATCHED",
)
_BAR = 20


@dataclass(frozen=True, slots=True)
class Place:
    """An instance with what is above it."""

    application: FoundApplication
    component: FoundComponent
    instance: FoundInstance

    @property
    def path(self) -> str:
        """What a GLOB is held against."""
        return f"{self.application.name}/{self.component.name}/{self.instance.name}"


@click.command(cls=Command, params=[PROFILE])
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--tree", is_flag=True, help="Applications, components and instances, indented.")
@click.option(
    "--add",
    "globs",
    multiple=True,
    metavar="GLOB",
    help="Bookmark what matches APPLICATION/COMPONENT/INSTANCE, by name; may be given several"
    " times.",
)
@click.option("--group", default="", help="Where they stand on the list.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="May be given several times.")
@click.option("--interval", callback=duration, metavar="DURATION", help="How often to look.")
@click.pass_context
def discover(
    ctx: click.Context,
    as_json: bool,
    tree: bool,
    globs: tuple[str, ...],
    group: str,
    tags: tuple[str, ...],
    interval: float | None,
) -> None:
    """List every instance that the account has, and bookmark those that match.

    It takes one call for each application and three more. In a GLOB * stands for any text, also
    with slashes in it; with --add only what matches is printed.

    \b
    Example:
      sstui discover --add 'payments-core/*' --group payments
    """
    if as_json and tree:
        raise click.UsageError("--json and --tree: choose one of the two")
    if (group or tags or interval is not None) and not globs:
        raise click.UsageError("--group, --tag and --interval are for what --add finds")
    session = Session(options_of(ctx), os.environ)
    session.watch_list.load()  # a broken file is told before anybody is asked
    discovery = run(_read(session))
    for note in session.watcher.notes:
        narrate(f"sstui: {note}")
    _narrate(discovery)
    places = list(_places(discovery))
    if globs:
        places = [each for each in places if any(fnmatchcase(each.path, glob) for glob in globs)]
        if not places:
            total = words.count(sum(1 for _ in discovery.instances), "instance")
            raise Refusal(
                f"nothing matches {' '.join(globs)} among {total}",
                ExitCode.NO,
                "`sstui discover` shows the names; put the pattern in quotes.",
            )
        _add(session, places, group, tags, interval)
    _print(session, discovery.profile, places, as_json=as_json, tree=tree)


async def _read(session: Session) -> Discovery:
    def tell(reading: Reading) -> None:
        total = reading.applications or 0
        full = _BAR * reading.done // total if total else 0
        progress(f"[{'#' * full}{'-' * (_BAR - full)}] {words.reading_words(reading)}")

    try:
        return await session.watcher.discover(session.settings.profile, tell)
    finally:
        progress("")
        await session.watcher.close()


def _narrate(discovery: Discovery) -> None:
    narrate(f"{discovery.profile}: {words.how_many(discovery)}")
    for line in words.lack_words(discovery):
        narrate(line)
    for application in discovery.applications:
        if application.problem:
            narrate(f"{application.name}: {application.problem}")
    if v3 := words.v3_words(discovery):
        narrate(v3)


def _places(discovery: Discovery) -> Iterator[Place]:
    for application in discovery.applications:
        for component in application.components:
            for instance in component.instances:
                yield Place(application, component, instance)


def _add(
    session: Session,
    places: list[Place],
    group: str,
    tags: tuple[str, ...],
    interval: float | None,
) -> None:
    """Bookmark those that are not watched yet, in one change, and say what was done."""
    bookmarks = session.watch_list.load()
    watched = words.watched_names(bookmarks)
    new = [each.instance for each in places if each.instance.ref not in watched]
    made = named(
        new,
        bookmarks,
        profile=session.settings.profile,
        group=group,
        tags=tags,
        interval=interval,
    )
    for added in session.watch_list.add_all(made):
        narrate(f"added: {added.name}")
    for place in places:
        if name := watched.get(place.instance.ref):
            narrate(f"watched already: {name}")


def _print(
    session: Session, profile: str, places: list[Place], *, as_json: bool, tree: bool
) -> None:
    watched = words.watched_names(session.watch_list.load())
    if as_json:
        for each in places:
            output.json_line(_as_object(profile, each, watched))
    elif tree:
        for line in _tree(places, watched):
            output.line(line)
    else:
        output.table(HEAD, [_row(each, watched) for each in places])


def _as_object(profile: str, place: Place, watched: words.Watched) -> JSONObject:
    found = place.instance
    return {
        "v": 1,
        "profile": profile,
        "application": {"id": place.application.id, "name": place.application.name},
        "component": {
            "id": place.component.id,
            "name": place.component.name,
            "runtime": place.component.runtime or None,
        },
        "environment": {
            "id": found.environment or None,
            "name": found.environment_name or None,
        },
        "instance": found.ref.instance,
        "name": found.name,
        "status": found.status or None,
        "watched": watched.get(found.ref),
    }


def _row(place: Place, watched: words.Watched) -> tuple[str, ...]:
    found = place.instance
    return (
        place.application.name,
        place.component.name,
        found.name,
        found.environment_name or found.environment,
        words.status_word(found),
        words.replica_word(found),
        found.ref.instance,
        watched.get(found.ref, ""),
    )


def _tree(places: list[Place], watched: words.Watched) -> Iterator[str]:
    """Each application and component once, above what it has."""
    application = component = ""
    for place in places:
        if place.application.id != application:
            application, component = place.application.id, ""
            yield plain(place.application.name)
        if place.component.id != component:
            component = place.component.id
            yield f"  {plain(place.component.name)}"
        told = [part for part in _row(place, watched)[2:] if part]
        yield f"    {plain('  '.join(told))}"
