"""What a call is authenticated with. Secrets are `SecretStr` from the first line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sstui.servicestage.errors import NoCredentials

if TYPE_CHECKING:
    from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class AccessKey:
    """AK/SK; a temporary pair carries a security token and may know its end (UTC)."""

    access_key: str = field(repr=False)  # no text of ours holds more than its beginning
    secret_key: SecretStr
    security_token: SecretStr | None = None
    expires: datetime | None = None
    project_id: str | None = None
    domain_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadyToken:
    """A token that somebody else fetched."""

    token: SecretStr
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class Password:
    """A user of IAM v3. ``auth_url`` is the base of IAM without ``/v3`` where one was given."""

    user: str
    password: SecretStr
    domain: str
    project_id: str | None = None
    project_name: str | None = None
    auth_url: str | None = None


Credentials = AccessKey | ReadyToken | Password


def check_sendable(credentials: Credentials) -> None:
    """Raises `NoCredentials` for a value that no header can carry: a line break in a token would
    end in an error of the transport that quotes it. A password travels in a body."""
    match credentials:
        case AccessKey(access_key=key, secret_key=secret, security_token=token):
            values = {"access key": key, "secret key": secret.get_secret_value()}
            if token is not None:
                values["security token"] = token.get_secret_value()
        case ReadyToken(token=token):
            values = {"token": token.get_secret_value()}
        case Password(password=password):
            values = {} if password.get_secret_value() else {"password": ""}
    for what, value in values.items():
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            state = "is empty" if not value else "has characters that it cannot have"
            raise NoCredentials(
                f"the {what} {state}",
                cause=f"{what} unusable",
                remedy="Copy it again, without line breaks.",
            )


def fingerprint(credentials: Credentials) -> str:
    """Tells credentials apart without keeping them; for this process's memory, not for a file."""
    match credentials:
        case AccessKey():
            token = credentials.security_token
            parts = [credentials.access_key, credentials.secret_key.get_secret_value()]
            parts.append(token.get_secret_value() if token else "")
        case ReadyToken():
            parts = [credentials.token.get_secret_value()]
        case Password():
            parts = [credentials.user, credentials.domain]
            parts.append(credentials.password.get_secret_value())
    text = "\0".join([type(credentials).__name__, *parts])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def account_of(credentials: Credentials) -> str:
    """Whose requests are counted together: an access key's, a user's, a token's."""
    match credentials:
        case AccessKey():
            return credentials.access_key
        case Password():
            return f"{credentials.domain}/{credentials.user}"
        case ReadyToken():
            return fingerprint(credentials)


def identity(credentials: Credentials | None) -> str:
    """Whose they are, as far as it may be shown: a user, or the start of an access key."""
    if isinstance(credentials, AccessKey):
        return credentials.access_key[:4]
    return credentials.user if isinstance(credentials, Password) else ""


class CredentialSource(Protocol):
    """Where credentials come from; `config` implements it, the client asks it."""

    @property
    def description(self) -> str:
        """The source in words, e.g. ``environment · HUAWEICLOUD_SDK_AK, _SK``; never a value."""
        ...

    async def current(self) -> Credentials:
        """What is in force now, re-read where files changed. Raises `NoCredentials`."""
        ...

    def refuse(self, credentials: Credentials) -> None:
        """The API said 401 to these: offer others if there are any newer ones."""
        ...
