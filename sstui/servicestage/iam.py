"""IAM v3 (Keystone's API): tokens for a password, and projects by name.

Nothing is kept here and nothing is written to disk. Sources: *Obtaining a User Token Through
Password Authentication* (``POST /v3/auth/tokens``), *Querying Project Information*
(``GET /v3/projects``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from sstui.servicestage.auth import Auth
from sstui.servicestage.bodies import decode
from sstui.servicestage.credentials import Password
from sstui.servicestage.errors import NoCredentials
from sstui.servicestage.instants import epoch_seconds
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.rejections import malformed
from sstui.servicestage.reply import Reply, clean
from sstui.servicestage.signing import target

TOKENS_PATH = "/v3/auth/tokens"
PROJECTS_PATH = "/v3/projects"
_MARGIN = 300.0  # a token is renewed this long before its end, or at nine tenths of a short life


class Send(Protocol):
    """One request to IAM; the client's `_request`. Raises `ServiceStageError`."""

    async def __call__(
        self,
        method: str,
        base: str,
        path: str,
        *,
        auth: Auth | None = None,
        content: bytes = b"",
    ) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Token:
    """``renew_at`` in epoch seconds of our own clock; None when IAM named no end."""

    value: SecretStr
    renew_at: float | None
    project_id: str | None
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Project:
    """``name`` is empty where IAM told none; ``account_id`` is its domain's."""

    id: str
    name: str
    account_id: str | None


async def fetch_token(
    send: Send, base: str, password: Password, *, project_id: str | None, project_name: str
) -> Token:
    """A token of one project: by its id, or by its name together with the account's."""
    scope: JSONObject = (
        {"id": project_id}
        if project_id
        else {"name": project_name, "domain": {"name": password.domain}}
    )
    user: JSONObject = {
        "name": password.user,
        "password": password.password.get_secret_value(),
        "domain": {"name": password.domain},
    }
    identity: JSONObject = {"methods": ["password"], "password": {"user": user}}
    content = json.dumps({"auth": {"identity": identity, "scope": {"project": scope}}}).encode()
    reply = await send("POST", base, target(TOKENS_PATH, [("nocatalog", "true")]), content=content)
    return _token(reply)


async def find_projects(send: Send, base: str, name: str | None, auth: Auth) -> list[Project]:
    """The projects of that name that the caller may see; all of them without a name."""
    query = [] if name is None else [("name", name)]
    reply = await send("GET", base, target(PROJECTS_PATH, query), auth=auth)
    items = _read(reply).get("projects")
    if not isinstance(items, list):
        raise malformed(reply, "the answer of IAM has no list of projects")
    return [
        Project(identifier, _text(item, "name") or "", _text(item, "domain_id"))
        for item in items
        if isinstance(item, dict) and (identifier := _text(item, "id"))
    ]


def only_project(projects: list[Project], name: str | None) -> Project:
    """The one project of that name (IAM may answer without names), or the only one there is.

    Raises `NoCredentials`, which names up to five where there are several.
    """
    meant = [project for project in projects if name is None or project.name in ("", name)]
    if len(meant) == 1:
        return meant[0]
    what = "project" if name is None else f"project {name!r}"
    remedy = "Give the profile a project_id; the console shows it under My Credentials."
    if not meant:
        raise NoCredentials(f"IAM knows no {what}", cause="project not found", remedy=remedy)
    ids = ", ".join(project.id for project in meant[:5])
    raise NoCredentials(
        clean(f"IAM knows {len(meant)} times {what}: {ids}"),
        cause="several projects: which one?",
        remedy=remedy,
    )


def _token(reply: Reply) -> Token:
    value = reply.headers.get("x-subject-token", "")
    if not value:
        raise malformed(reply, "the answer of IAM has no X-Subject-Token header")
    body = _read(reply).get("token")
    token = body if isinstance(body, dict) else {}
    project = token.get("project")
    project = project if isinstance(project, dict) else {}
    return Token(
        value=SecretStr(value),
        renew_at=_renewal(token, reply.received),
        project_id=_text(project, "id"),
        account_id=_text(project.get("domain"), "id"),
    )


def _renewal(token: JSONObject, received: float) -> float | None:
    """Counted from our own clock where IAM names both ends, so that a wrong clock is harmless."""
    expires, issued = (epoch_seconds(token.get(name)) for name in ("expires_at", "issued_at"))
    if expires is None:
        return None
    life = expires - (received if issued is None else issued)
    return received + max(life - _MARGIN, life * 0.9)


def _read(reply: Reply) -> JSONObject:
    try:
        document = decode(reply.body, cut=reply.cut)
    except ValueError as error:
        raise malformed(reply, str(error)) from error
    if not isinstance(document, dict):
        raise malformed(reply, "the answer of IAM is no JSON object")
    return document


def _text(document: JSONValue, key: str) -> str | None:
    value = document.get(key) if isinstance(document, dict) else None
    return value if isinstance(value, str) and value else None
