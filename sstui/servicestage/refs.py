"""Where an instance is: the tagged address that every floor passes around.

Standard library only, so that the cold commands (``list``, ``tmux``) load no pydantic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, order=True)
class InstanceRef:
    """The address of one instance inside a project of API V2.

    ``api`` tags the address, because in V3 a component is the deployment and has no instance.
    """

    application: str
    component: str
    instance: str
    api: Literal["v2"] = "v2"

    def __str__(self) -> str:
        return f"{self.application}/{self.component}/{self.instance}"


def lowered(ref: InstanceRef) -> InstanceRef:
    """The same instance, whatever the case in which somebody wrote its ids."""
    return InstanceRef(ref.application.lower(), ref.component.lower(), ref.instance.lower())


class Reference(NamedTuple):
    """What a pasted text says: the address, and the project and host where it names them.

    The host is never contacted: it only tells the reader where the text came from.
    """

    ref: InstanceRef
    project: str | None
    host: str | None


class InvalidReference(ValueError):
    """A text or an id that names no instance; one line that says why and what to write."""


# Nothing that would have to be encoded in a path, and so nothing that could leave it.
_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\Z")
_TRIPLE = re.compile(r"([^/\s]+)/([^/\s]+)/([^/\s]+)\Z")

# ``applications/ID``, ``applicationId=ID``, ``application_id: ID``, ``"application": "ID"``.
_KEYED = (
    r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?:{word})"
    r"(?:[_-]?[iI][dD])?[\"']?\s*(?:[=:/]\s*)+[\"']?([A-Za-z0-9._~-]+)"
)
_WORDS = {
    "application": re.compile(_KEYED.format(word="[aA]pp(?:lication)?s?")),
    "component": re.compile(_KEYED.format(word="[cC]omponents?")),
    "instance": re.compile(_KEYED.format(word="[iI]nstances?")),
}
_BARE_ID = re.compile(r"(?<![A-Za-z_-])[\"']?id[\"']?\s*[=:]\s*[\"']?([A-Za-z0-9._~-]+)")
_PROJECT = re.compile(
    r"/v[0-9]/([A-Za-z0-9._~-]+)/cas/|"
    r"(?<![A-Za-z])[pP]roject(?:_id|Id|ID)[\"']?\s*[=:]\s*[\"']?([A-Za-z0-9._~-]+)"
)
_HOW = "write APPLICATION/COMPONENT/INSTANCE ids, or paste the instance's address"


def check_id(what: str, value: str) -> str:
    """The id itself, if it can stand in a path; ``what`` names it in the message."""
    if not _ID.match(value) or not value.strip("."):
        raise InvalidReference(
            f"{_shown(value)} is no {what} id: letters, digits and . _ ~ - only, 128 at most"
        )
    return value


def check_ref(ref: InstanceRef) -> InstanceRef:
    """The ref itself, if each of its ids can stand in a path."""
    check_id("application", ref.application)
    check_id("component", ref.component)
    check_id("instance", ref.instance)
    return ref


def parse_reference(text: str) -> Reference:
    """Read ``APP/COMP/INST``, an API or console address, or any text that names all three ids.

    Raises `InvalidReference`.
    """
    text = text.strip()
    if not text:
        raise InvalidReference(f"no instance given: {_HOW}")
    if triple := _TRIPLE.match(text):
        application, component, instance = triple.groups()
        return Reference(check_ref(InstanceRef(application, component, instance)), None, None)
    plain = unquote(text[:_LONGEST])
    application = _named("application", _WORDS["application"], plain)
    component = _named("component", _WORDS["component"], plain)
    instance = _named("instance", _WORDS["instance"], plain)
    if application and component and not instance:
        instance = _named("instance", _BARE_ID, plain)
    found = {"application": application, "component": component, "instance": instance}
    if missing := [what for what, value in found.items() if not value]:
        raise InvalidReference(f"no {' and no '.join(missing)} id in {_shown(text)}: {_HOW}")
    ref = check_ref(InstanceRef(application, component, instance))
    return Reference(ref, _project(plain), _host(text))


_LONGEST = 100_000  # of a pasted body; the ids stand well before


def _named(what: str, pattern: re.Pattern[str], text: str) -> str:
    """The one id after a key; where several values follow it, the one that looks like an id."""
    found = list(dict.fromkeys(pattern.findall(text)))
    likely = [value for value in found if _UUID.match(value)] or found
    if len(likely) > 1:
        raise InvalidReference(f"{len(likely)} different {what} ids in {_shown(text)}: {_HOW}")
    return likely[0] if likely else ""


def _project(text: str) -> str | None:
    match = _PROJECT.search(text)
    return None if match is None else check_id("project", match[1] or match[2])


def _host(text: str) -> str | None:
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", text):
        return None
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def _shown(text: str) -> str:
    """Quoted, escaped and short: it goes into a message on a terminal."""
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return ascii(short) if not short.isprintable() else repr(short)
