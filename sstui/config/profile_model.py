"""``[profiles.NAME]``: one account, region and project, and where its credentials come from."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from sstui.config.theme_style import is_colour
from sstui.servicestage.regions import (
    check_endpoint,
    check_iam_endpoint,
    servicestage_endpoint,
)

DEFAULT_PROFILE = "default"
SOURCE_FORM = 'write "env", "sdk:SECTION", "sdk-file:PATH#SECTION", "hcloud:NAME" or "command"'
_SOURCE = re.compile(r"env|command|sdk:[^#]+|sdk-file:[^#]+#[^#]+|hcloud:.+")


def _source(text: str) -> str:
    if not _SOURCE.fullmatch(text):
        raise ValueError(f"no source of credentials: {text!r}; {SOURCE_FORM}")
    return text


def _region(text: str) -> str:
    servicestage_endpoint(text)
    return text


def _colour(text: str) -> str:
    if not is_colour(text):
        raise ValueError(f"no colour: {text!r}; write #rrggbb or a name such as red, bright_blue")
    return text


def _proxy(url: str) -> str:
    if urlsplit(url if "//" in url else f"//{url}").password:
        raise ValueError("has a password; give the proxy in HTTPS_PROXY instead")
    from sstui.servicestage.routes import check_proxy

    check_proxy(url, "proxy")
    return url


class Profile(BaseModel):
    """``[profiles.NAME]``. ``origins`` says for what `resolve_profile` set where it is from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    region: Annotated[str, AfterValidator(_region)] | None = None
    project_id: str | None = None
    project: str | None = None  # a project's name, looked up once
    source: Annotated[str, AfterValidator(_source)] | None = None
    account_id: str | None = None  # a pin: checked before the first look
    endpoint: Annotated[str, AfterValidator(check_endpoint)] | None = None
    iam_endpoint: Annotated[str, AfterValidator(check_iam_endpoint)] | None = None
    ca_bundle: str | None = None
    proxy: Annotated[str, AfterValidator(_proxy)] | None = None
    credential_command: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    color: Annotated[str, AfterValidator(_colour)] | None = None
    protected: StrictBool = False
    token_env: str | None = None
    ak_env: str | None = None
    sk_env: str | None = None
    site: Literal["cn", "intl", "eu"] | None = None
    origins: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_one_source(self) -> Self:
        """A profile never falls through, so it must say where its credentials are; `default`
        may leave it to the order of CONTRACT §3."""
        named = self.token_env or (self.ak_env and self.sk_env)
        if not named and (self.ak_env or self.sk_env):
            raise ValueError("ak_env and sk_env go together; add the other one")
        if self.source == "command" and not self.credential_command:
            raise ValueError('source = "command", but no command; add credential_command = ["…"]')
        if self.credential_command and self.source not in (None, "command"):
            raise ValueError(
                f"two sources, {self.source!r} and credential_command; take one of them out"
            )
        if named and self.source not in (None, "env"):
            raise ValueError(
                f"two sources, {self.source!r} and variables by name; take one of them out"
            )
        if self.name != DEFAULT_PROFILE and not (self.source or self.credential_command or named):
            raise ValueError(f"names no source of credentials; {SOURCE_FORM}")
        return self
