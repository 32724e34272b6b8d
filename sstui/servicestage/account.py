"""The account behind the calls: its token, its project, and whether it is let in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from sstui.servicestage import iam
from sstui.servicestage.auth import Auth, KeyAuth, TokenAuth
from sstui.servicestage.credentials import (
    AccessKey,
    Credentials,
    CredentialSource,
    Password,
    ReadyToken,
    check_sendable,
    fingerprint,
)
from sstui.servicestage.errors import NoCredentials, Unauthorized
from sstui.servicestage.refs import InvalidReference, check_id
from sstui.servicestage.regions import InvalidEndpoint, check_iam_endpoint, host_of, iam_endpoint
from sstui.servicestage.reply import Reply

_Holder: TypeAlias = AccessKey | ReadyToken | iam.Token

_BLANK = "***"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one request goes out with. ``token`` is set where IAM gave one that may be renewed;
    ``fetched`` says that it was for this very call."""

    auth: Auth
    project_id: str
    token: iam.Token | None = None
    fetched: bool = False


class Account:
    """Turns what the credential source has into grants: keeps the token, finds the project.

    Everything is in memory and is forgotten when the credentials change.
    """

    def __init__(
        self,
        source: CredentialSource,
        send: iam.Send,
        *,
        region: str,
        iam_base: str | None,
        project_id: str | None,
        project_name: str | None,
        account_id: str | None,
        now: Callable[[], float],
    ) -> None:
        self._source = source
        self._send = send
        self._region = region
        self._iam_base = iam_base
        self._given_project = project_id
        self._project_name = project_name
        self._pin = account_id
        self._now = now
        self._lock = asyncio.Lock()
        self._failed: str | None = None
        self._token: iam.Token | None = None
        self._project: str | None = None
        self.credentials: Credentials | None = None

    async def current(self) -> Credentials:
        """What the source has now; checked so that no header can break. May take its time."""
        try:
            credentials = await self._source.current()
            check_sendable(credentials)
        except NoCredentials:
            self._failed = ""
            raise
        return credentials

    async def grant(self, credentials: Credentials, *, instead_of: Grant | None = None) -> Grant:
        """A grant for these credentials; ``instead_of`` one whose token was refused."""
        async with self._lock:
            self._use(credentials)
            if instead_of is not None and instead_of.token is self._token:
                self._token = None
            holder, fetched = await self._holder(credentials)
            token = holder if isinstance(holder, iam.Token) else None
            project = self._project or await self._find_project(credentials, holder)
            self._project = project
            return Grant(self._auth_of(holder, project), project, token, fetched)

    async def authorised(
        self, credentials: Credentials, call: Callable[[Grant], Awaitable[Reply]]
    ) -> Reply:
        """Make a call with a grant; a token of an earlier call that is refused is renewed once.

        Credentials that are refused are reported to their source.
        """
        try:
            reply = await self._renewing(credentials, call)
        except Unauthorized as error:
            if isinstance(credentials, AccessKey) and credentials.expires is not None:
                error.expired = error.expired or credentials.expires.timestamp() <= self._now()
            self._failed, self._token = fingerprint(credentials), None
            self._source.refuse(credentials)
            raise
        self._failed = None
        return reply

    async def _renewing(
        self, credentials: Credentials, call: Callable[[Grant], Awaitable[Reply]]
    ) -> Reply:
        grant = await self.grant(credentials)
        try:
            return await call(grant)
        except Unauthorized:
            if grant.token is None or grant.fetched:
                raise
        return await call(await self.grant(credentials, instead_of=grant))

    async def projects(self) -> list[iam.Project]:
        """The projects that the credentials may see: one call to IAM, and a token's where there
        is only a password."""
        credentials = await self.current()
        async with self._lock:
            self._use(credentials)
            holder, _ = await self._holder(credentials)
        auth = self._auth_of(holder)
        return await iam.find_projects(self._send, self._iam(credentials), None, auth)

    def _use(self, credentials: Credentials) -> None:
        """Forget what other credentials were told."""
        if credentials != self.credentials:
            self.credentials, self._token, self._project = credentials, None, None

    async def changed(self) -> bool:
        """Whether there are credentials other than those that failed last."""
        if self._failed is None:
            return False
        try:
            return fingerprint(await self._source.current()) != self._failed
        except NoCredentials:
            return False

    @property
    def iam_host(self) -> str:
        """Who was asked for a token or project; for messages."""
        return host_of(self._iam(self.credentials)) if self.credentials else "IAM"

    @property
    def project_id(self) -> str:
        return self._project or self._given_project or ""

    def blanked(self) -> dict[str, str]:
        """What no message may repeat, should an answer echo it, and what stands in its place: of
        an access key its first four characters."""
        held = [] if self._token is None else [self._token.value]
        shown = {}
        match self.credentials:
            case AccessKey(access_key=access_key, secret_key=key, security_token=token):
                shown[access_key] = f"{access_key[:4]}{_BLANK}"
                held += [key] if token is None else [key, token]
            case ReadyToken(token=token):
                held.append(token)
            case Password(password=password):
                held.append(password)
        return {**shown, **{secret.get_secret_value(): _BLANK for secret in held}}

    async def _holder(self, credentials: Credentials) -> tuple[_Holder, bool]:
        """What requests are authenticated with, for a password a token; and whether that token
        was fetched just now."""
        if isinstance(credentials, Password):
            return await self._valid_token(credentials)
        return credentials, False

    def _auth_of(self, holder: _Holder, project_id: str | None = None) -> Auth:
        match holder:
            case AccessKey():
                return KeyAuth(holder, project_id=project_id, now=self._now)
            case ReadyToken():
                return TokenAuth(holder.token)
            case iam.Token():
                return TokenAuth(holder.value)

    async def _valid_token(self, password: Password) -> tuple[iam.Token, bool]:
        """The token in hand, or a new one (true) when there is none or its end is near."""
        token = self._token
        if token is not None and (token.renew_at is None or self._now() < token.renew_at):
            return token, False
        self._token = await iam.fetch_token(
            self._send,
            self._iam(password),
            password,
            project_id=self._given_project or password.project_id,
            project_name=self._project_name or password.project_name or self._region,
        )
        return self._token, True

    async def _find_project(self, credentials: Credentials, holder: _Holder) -> str:
        """The project's id, from the nearest place that knows it; the account's pin on the way."""
        token = holder if isinstance(holder, iam.Token) else None
        found = self._given_project or credentials.project_id
        found = found or (token.project_id if token else None)
        account = token.account_id if token else None
        if not found or (self._pin and not account):
            name = None if found else self._project_name or self._region or None
            base, auth = self._iam(credentials), self._auth_of(holder)
            projects = await iam.find_projects(self._send, base, name, auth)
            found = found or iam.only_project(projects, name).id
            account = next(
                (project.account_id for project in projects if project.id == found), None
            )
        if self._pin and account != self._pin:
            raise NoCredentials(
                f"account_id of the profile is {self._pin}, but the credentials are of "
                f"{account or 'an account that cannot be told'}",
                cause="credentials of another account",
                remedy="Give the profile the credentials of its own account, or correct "
                "account_id.",
            )
        try:
            return check_id("project", found)
        except InvalidReference as error:
            raise NoCredentials(
                str(error),
                cause="project id unusable",
                remedy="Correct project_id of the profile.",
            ) from error

    def _iam(self, credentials: Credentials) -> str:
        if self._iam_base is not None:
            return self._iam_base
        given = credentials.auth_url if isinstance(credentials, Password) else None
        try:
            return check_iam_endpoint(given) if given else iam_endpoint(self._region)
        except InvalidEndpoint as error:
            raise NoCredentials(
                f"IAM: {error}",
                cause="IAM endpoint unusable",
                remedy="Correct iam_endpoint or the region.",
            ) from error
