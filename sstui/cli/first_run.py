"""What somebody who has no bookmark yet needs to know of region, project and terminal."""

from __future__ import annotations

from collections.abc import Mapping

from sstui.cli.session import Session
from sstui.config.problems import ConfigurationError
from sstui.config.profiles import Profile

FactWords = tuple[str, str, str]  # name, value (empty: not set), where it is from or what to do


def first_facts(session: Session, environ: Mapping[str, str]) -> list[FactWords]:
    """Names and places, never a secret. Calls nobody."""
    return [*_account(session), _terminal(session, environ)]


def _account(session: Session) -> list[FactWords]:
    name = session.settings.profile
    try:
        profile = session.accounts.profile(name)
        project_id = session.accounts.project_of(name)
    except ConfigurationError as error:
        return [("region", "", error.remedy), ("project", "", "asked for when needed")]
    return [
        ("region", profile.region or "", _origin(session, profile, "region")),
        _project(session, profile, project_id),
    ]


def _project(session: Session, profile: Profile, project_id: str | None) -> FactWords:
    if profile.project_id:
        return ("project", profile.project_id, _origin(session, profile, "project_id"))
    if profile.project:
        return ("project", profile.project, _origin(session, profile, "project"))
    if project_id:
        return ("project", project_id, "with the credentials")
    return ("project", "", "asked for when needed")


def _origin(session: Session, profile: Profile, key: str) -> str:
    return f"from {profile.origins.get(key, session.settings.config_file)}"


def _terminal(session: Session, environ: Mapping[str, str]) -> FactWords:
    colours = environ.get("COLORTERM") or environ.get("TERM") or ""
    words = [colours, "tmux" if environ.get("TMUX") else "", session.settings.signs]
    return ("terminal", ", ".join(word for word in words if word), "")
