"""``sstui show``: one look at one instance, as text or as the body that was received."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from sstui.cli import output
from sstui.cli.instance_text import DEFAULT_SECTIONS, SECTIONS, instance_lines
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.cli.session import Session
from sstui.config.settings import Settings
from sstui.config.watchlist import find
from sstui.config.zone import local_zone
from sstui.insight.secrets import masked
from sstui.monitor.state import Fleet
from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.errors import Malformed
from sstui.servicestage.json_types import JSONValue


@click.command(cls=Command)
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="The API's body as it was received.")
@click.option("--masked", "is_masked", is_flag=True, help="With --json: secrets masked.")
@click.option(
    "--section",
    type=click.Choice(SECTIONS),
    metavar="NAME",
    help=f"One part of it, secrets masked: {', '.join(SECTIONS)}.",
)
@click.option("--query", metavar="JMESPATH", help="A part of the body, e.g. status_detail.status.")
@click.pass_context
def show(
    ctx: click.Context,
    name: str,
    as_json: bool,
    is_masked: bool,
    section: str | None,
    query: str | None,
) -> None:
    """Look once at one instance and print every documented field.

    Secrets are masked, but for --json, which prints the body itself.

    \b
    Examples:
      sstui show orders-prod --section refer_resources
      sstui show orders-prod --query status_detail.status
      sstui show orders-prod --json | jq .artifacts
    """
    if section and (as_json or query):
        raise click.UsageError("--section goes with neither --json nor --query.")
    select = None if query is None else compiled(query)
    session = Session(options_of(ctx), os.environ)
    bookmark = find(session.watch_list.load(), name)
    as_received = as_json and not is_masked and select is None
    try:
        fleet = session.look(bookmark)
    except Malformed as error:
        if as_received and _is_json(error.body):
            output.body(error.body)
        raise
    (snapshot,) = fleet.snapshots
    if as_received:
        output.body(snapshot.body)
    elif as_json or select:
        document = decode(snapshot.body)
        if is_masked or not as_json:
            document = masked(document, protected=fleet.accounts[0].protected)
        output.value(select(document) if select else document, bare=not as_json)
    else:
        _print_text(fleet, session.settings, (section,) if section else DEFAULT_SECTIONS)


def _print_text(fleet: Fleet, settings: Settings, sections: tuple[str, ...]) -> None:
    (snapshot,) = fleet.snapshots
    zone = local_zone(os.environ, settings.timezone)
    for line in instance_lines(fleet, snapshot, sections=sections, signs=settings.signs, zone=zone):
        output.line(line)


def compiled(query: str) -> Callable[[JSONValue], JSONValue]:
    """What ``query`` selects from a document. Raises `click.UsageError`."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    def problem(error: JMESPathError) -> click.UsageError:
        return click.UsageError(f"--query {query}: {str(error).splitlines()[0].rstrip(':')}")

    def select(document: JSONValue) -> JSONValue:
        try:
            found: JSONValue = expression.search(document)
        except JMESPathError as error:
            raise problem(error) from error
        return found

    try:
        expression = jmespath.compile(query)
    except JMESPathError as error:
        raise problem(error) from error
    return select


def _is_json(body: bytes) -> bool:
    try:
        decode(body)
    except UnusableBody:
        return False
    return True
