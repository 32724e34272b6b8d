"""The two ways to authenticate a request, as flows of the HTTP library."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import TypeAlias

import httpx
from pydantic import SecretStr

from sstui.servicestage.credentials import AccessKey
from sstui.servicestage.signing import authorization

# What is signed beside Host; whatever else the transport adds stays unsigned and harmless.
_SIGNED = ("host", "content-type", "x-project-id", "x-domain-id", "x-sdk-date", "x-security-token")


class KeyAuth(httpx.Auth):
    """AK/SK: signs each request anew, because the date in it ages."""

    def __init__(self, key: AccessKey, *, project_id: str | None, now: Callable[[], float]) -> None:
        self._key = key
        self._project_id = project_id
        self._now = now

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        key, headers = self._key, request.headers
        headers["X-Sdk-Date"] = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._now()))
        if self._project_id:
            headers["X-Project-Id"] = self._project_id
        elif key.domain_id:
            headers["X-Domain-Id"] = key.domain_id
        if key.security_token is not None:
            headers["X-Security-Token"] = key.security_token.get_secret_value()
        sent = request.url.raw_path.decode("ascii")
        path, _, query = sent.partition("?")
        headers["Authorization"] = authorization(
            method=request.method,
            path=path,
            query=[pair.partition("=")[::2] for pair in query.split("&") if pair],
            headers=[(name, headers[name]) for name in _SIGNED if name in headers],
            body=request.content,
            access_key=key.access_key,
            secret_key=key.secret_key.get_secret_value().encode(),
        )
        yield request


class TokenAuth(httpx.Auth):
    """A token of IAM, good for as long as that says."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Auth-Token"] = self._token.get_secret_value()
        yield request


Auth: TypeAlias = KeyAuth | TokenAuth
