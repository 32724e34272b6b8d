"""IAM v3, as far as a client needs it: tokens made and validated, projects, the account."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sstui.simulator.accounts import PROJECTS, Account, Project, Token
from sstui.simulator.gateway import Gateway
from sstui.simulator.refusals import iam_error, no_such_api
from sstui.simulator.wire import Reply, Request

_MALFORMED = (
    "{what} The server could not comply with the request since it is either malformed or "
    "otherwise incorrect. The client is assumed to be in error."
)


class Iam:
    """Answers ``/v3/projects`` and ``tokens``, ``projects``, ``domains`` of ``/v3/auth``."""

    def __init__(self, account: Account, gateway: Gateway) -> None:
        self._account = account
        self._gateway = gateway

    def answer(self, request: Request, request_id: str) -> Reply:
        """Raises `Refused`."""
        call = " ".join((request.method, *request.segments[1:]))
        if call == "POST auth tokens":
            return self._create_token(request, request_id)
        if call == "GET auth tokens":
            return self._validate_token(request, request_id)
        if call not in ("GET projects", "GET auth projects", "GET auth domains"):
            raise no_such_api(request_id)
        self._gateway.admit_to_iam(request, request_id)
        if call == "GET auth domains":
            return Reply.of(200, {"domains": [self._domain()], "links": {}})
        name = request.parameters.get("name") if call == "GET projects" else None
        found = [self._project(p) for p in PROJECTS if name is None or p.name == name]
        return Reply.of(200, {"projects": found, "links": {}})

    def _validate_token(self, request: Request, request_id: str) -> Reply:
        """What the token in X-Subject-Token stands for; the caller's own one will do."""
        self._gateway.admit_to_iam(request, request_id)
        subject = self._account.valid(request.headers.get("x-subject-token", ""))
        if subject is None:
            raise iam_error(404, "Could not find token.")
        return Reply.of(200, {"token": self._token(subject)}, {"X-Subject-Token": subject.text})

    def _create_token(self, request: Request, request_id: str) -> Reply:
        try:
            auth = json.loads(request.body)["auth"]
            identity = auth["identity"]
            methods = identity["methods"]
            user = identity["password"]["user"]
            given = (user["name"], user["password"], user["domain"]["name"])
            scope = auth.get("scope", {})
            if methods != ["password"] or not isinstance(scope, dict):
                raise TypeError(methods)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise iam_error(400, _MALFORMED.format(what="The request body is invalid.")) from error
        if given != (self._account.user, self._account.password, self._account.domain):
            raise iam_error(401, "The username or password is wrong.")
        self._gateway.count(request_id)
        token = self._account.issue_token(self._scope(scope))
        body = {"token": self._token(token)}
        return Reply.of(201, body, {"X-Subject-Token": token.text})

    def _scope(self, scope: dict[str, Any]) -> Project | None:
        wanted = scope.get("project")
        if not isinstance(wanted, dict):
            return None
        if "id" not in wanted:
            # Keystone, which IAM follows, cannot tell projects of two accounts apart by name.
            domain = wanted.get("domain")
            if not isinstance(domain, dict) or not {"id", "name"} & domain.keys():
                what = "Expecting to find domain in project."
                raise iam_error(400, _MALFORMED.format(what=what))
            if domain.get("name", self._account.domain) != self._account.domain:
                raise iam_error(401, "The domain of the project is wrong.")
        for project in PROJECTS:
            if wanted.get("id", wanted.get("name")) in (project.id, project.name):
                return project
        raise iam_error(401, "The project does not exist or you have no access to it.")

    def _token(self, token: Token) -> dict[str, Any]:
        domain = self._domain()
        account = {"id": domain["id"], "name": domain["name"]}
        content: dict[str, Any] = {
            "expires_at": _utc(token.expires),
            "issued_at": _utc(token.issued),
            "methods": ["password"],
            "catalog": [],
            "roles": [{"id": "0", "name": "te_admin"}],
            "user": {
                "id": self._account.user_id,
                "name": self._account.user,
                "domain": account,
                "password_expires_at": "",
            },
        }
        if token.project is None:
            content["domain"] = account
        else:
            content["project"] = {
                "id": token.project.id,
                "name": token.project.name,
                "domain": account,
            }
        return content

    def _domain(self) -> dict[str, Any]:
        return {
            "id": self._account.domain_id,
            "name": self._account.domain,
            "description": "",
            "enabled": True,
            "links": {},
        }

    def _project(self, project: Project) -> dict[str, Any]:
        return {
            "id": project.id,
            "name": project.name,
            "domain_id": self._account.domain_id,
            "parent_id": self._account.domain_id,
            "is_domain": False,
            "enabled": True,
            "description": "",
            "links": {},
        }


def _utc(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
