"""``sstui config profile``: a profile's block from what is found here, tried before it is used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from sstui.cli import logs, output
from sstui.cli.diagnostics import narrate
from sstui.cli.lazy import Command
from sstui.cli.options import options_of
from sstui.config.paths import Paths, home_of
from sstui.config.profiles import DEFAULT_PROFILE, Profile, resolve_profile
from sstui.config.settings import Settings, load_settings
from sstui.config.settings_table import keys_of
from sstui.config.settings_text import toml_key, toml_value

if TYPE_CHECKING:
    from sstui.servicestage.iam import Project
    from sstui.servicestage.source import SourceFacts


@dataclass(frozen=True, slots=True)
class Told:
    """What the one call told of a profile; "" for what it did not."""

    account: str
    user: str
    project_id: str
    project: str = ""


@click.command(cls=Command)
@click.argument("name")
@click.pass_context
def profile(ctx: click.Context, name: str) -> None:
    """Print a profile's block for config.toml from what is found here, and try it.

    A profile that is written down already is tried as it is. The block goes to standard output,
    account, user and project to standard error. Ends with 3 for credentials that are missing or
    refused, with 4 where nobody answers; the block is printed all the same.

    \b
    Example:
      sstui config profile prod >> "$(sstui config paths | sed -n 's/^config\\t//p')"
    """
    from sstui.monitor.loop import run
    from sstui.servicestage.errors import ServiceStageError

    paths = Paths.from_environ(os.environ)
    options = options_of(ctx)
    logs.begin(paths.log_file, options.verbose)
    settings = load_settings(paths, os.environ, options.as_mapping())
    found = settings.profiles.get(name) or _from_here(name, settings, os.environ)
    tried = replace(settings, profiles={**settings.profiles, name: found}, chosen_profile=None)
    try:
        told = run(_try(name, tried, paths))
    except ServiceStageError:
        output.line(block(found))
        raise
    if not found.project_id and not found.project and name not in settings.profiles:
        found = replace(found, project_id=told.project_id or None)
    output.line(block(found))
    narrate(f"account  {told.account or 'not told'}")
    narrate(f"user     {told.user}")
    narrate(f"project  {' '.join(filter(None, (told.project_id, told.project))) or 'not told'}")


def block(profile: Profile) -> str:
    """``[profiles.NAME]`` with the keys that are set."""
    lines = [f"[profiles.{toml_key(profile.name)}]"]
    for key, entry in keys_of(Profile).items():
        value = entry.kind.show(getattr(profile, key))
        if value != entry.default:
            lines.append(f"{key} = {toml_value(value)}")
    return "\n".join(lines)


def _from_here(name: str, settings: Settings, environ: Mapping[str, str]) -> Profile:
    """A profile of what the environment says and of the first complete credentials.

    Raises `ConfigurationError` without a region, `NoCredentials` without credentials.
    """
    from sstui.config.credential_places import FilePlace, places_of
    from sstui.config.credential_sets import Offer
    from sstui.config.credentials import ProfileCredentials
    from sstui.monitor.loop import run

    bare = replace(settings, profiles={}, chosen_profile=None)
    seen = resolve_profile(bare, DEFAULT_PROFILE, environ)
    home = home_of(environ)
    credentials = run(ProfileCredentials(seen, environ, home).current())
    source = "env"
    for place in places_of(seen, environ, home):
        offer = place if isinstance(place, Offer) else place.read()
        if offer.credentials is not None:
            source = _source(offer.what) if isinstance(place, FilePlace) else "env"
            break
    return replace(
        seen,
        name=name,
        source=source,
        project_id=seen.project_id or credentials.project_id,
        iam_endpoint=None if _is_regions_own(seen) else seen.iam_endpoint,
        origins={},
    )


def _source(what: str) -> str:
    """How a profile names the file and the part of it that was used."""
    kind, _, name = what.partition(" ")
    if kind == "profile":
        return f"hcloud:{name}"
    return f"sdk:{name.strip('[]')}"


def _is_regions_own(profile: Profile) -> bool:
    from sstui.servicestage.regions import iam_endpoint

    return bool(profile.region) and profile.iam_endpoint == iam_endpoint(profile.region or "")


async def _try(name: str, settings: Settings, paths: Paths) -> Told:
    """One call to IAM; where it may not be asked, one for the applications."""
    from sstui.cli.accounts import Accounts
    from sstui.monitor.caller import Caller
    from sstui.monitor.clock import SystemClock
    from sstui.monitor.ledger import Ledger
    from sstui.servicestage.errors import Forbidden, NotFound, Unreachable

    accounts = Accounts(settings, os.environ)
    accounts.profile(name)  # a mistake in it is one of the configuration
    ledger = Ledger(paths.shared_db, SystemClock())
    caller = Caller(name, accounts.connect, SystemClock(), settings.poll.budget, ledger)
    projects_seen: list[Project] = []
    try:
        try:
            projects_seen, _ = await caller.ask(lambda source: source.list_projects(), _waiting)
        except (Forbidden, NotFound, Unreachable):
            await caller.ask(lambda source: source.list_applications(), _waiting)
        return _told(settings.profiles[name], projects_seen, caller.facts())
    finally:
        await caller.aclose()
        ledger.close()
        if ledger.problem:
            narrate(f"sstui: {ledger.problem}")


def _waiting(seconds: float) -> None:
    narrate(f"sstui: waits {seconds:.0f} s for the request budget")


def _told(profile: Profile, projects: list[Project], facts: SourceFacts) -> Told:
    """Whose the credentials are, and which of the projects is meant."""
    wanted = profile.project_id or facts.project_id
    name = profile.project or profile.region
    meant = [each for each in projects if (each.id == wanted if wanted else each.name == name)]
    only = meant[0] if len(meant) == 1 else None
    account = only.account_id if only else projects[0].account_id if projects else None
    return Told(
        account or "",
        facts.identity or "a token",
        wanted or (only.id if only else ""),
        only.name if only else "",
    )
