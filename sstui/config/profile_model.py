"""``[profiles.NAME]``: one account, region and project, and where its credentials come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sstui.config.settings_kinds import FLAG, TEXT, Expand, Schema, choice, path, text, texts
from sstui.config.settings_table import setting
from sstui.config.theme_style import COLOUR_NAMES, is_colour
from sstui.servicestage.regions import (
    check_endpoint,
    check_iam_endpoint,
    check_project,
    servicestage_endpoint,
)

DEFAULT_PROFILE = "default"
SOURCE_FORM = 'write "env", "sdk:SECTION", "sdk-file:PATH#SECTION", "hcloud:NAME" or "command"'
_SOURCE = re.compile(r"env|command|sdk:[^#]+|sdk-file:[^#]+#[^#]+|hcloud:.+")
_LOOPBACK = r"localhost|127(\.[0-9]{1,3}){3}|\[::1\]"
_BASE_URL = rf"^(https://[^@?#\s]+|http://({_LOOPBACK})(:[0-9]+)?(/[^@?#\s]*)?)$"


def _source(written: str, expand: Expand) -> str:
    """The source, with the path inside it absolute."""
    if not _SOURCE.fullmatch(written):
        raise ValueError(f"no source of credentials: {written!r}; {SOURCE_FORM}")
    if not written.startswith("sdk-file:"):
        return written
    file, mark, section = written.removeprefix("sdk-file:").rpartition("#")
    return f"sdk-file:{expand(file)}{mark}{section}"


def _expanded(written: str, expand: Expand) -> str:
    return str(expand(written))


def _region(written: str) -> str:
    servicestage_endpoint(written)
    return written


def _colour(written: str) -> str:
    if not is_colour(written):
        raise ValueError(
            f"no colour: {written!r}; write #rrggbb or a name such as red, bright_blue"
        )
    return written


def _proxy(url: str) -> str:
    if urlsplit(url if "//" in url else f"//{url}").password:
        raise ValueError("has a password; give the proxy in HTTPS_PROXY instead")
    from sstui.servicestage.routes import check_proxy

    check_proxy(url, "proxy")
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """``[profiles.NAME]``. ``origins`` says for what `resolve_profile` set where it is from."""

    name: str
    region: str | None = setting(
        text(_region, pattern="^[a-z0-9]+(-[a-z0-9]+)*$"),
        None,
        "where the project is; gives both endpoints",
        "ap-southeast-3",
    )
    project_id: str | None = setting(
        text(check_project), None, "the project; else the credentials' own", "…"
    )
    project: str | None = setting(
        TEXT, None, "or the project by its name, looked up once", "ap-southeast-3_team"
    )
    source: str | None = setting(
        path(_source, pattern=rf"^({_SOURCE.pattern})$"),
        None,
        "the one source of its credentials: " + SOURCE_FORM.removeprefix("write "),
        "env",
    )
    account_id: str | None = setting(
        TEXT, None, "a pin: the account that the credentials must be of", "…"
    )
    endpoint: str | None = setting(
        text(check_endpoint, pattern=_BASE_URL),
        None,
        "in place of the region's own",
        "https://servicestage.ap-southeast-3.myhuaweicloud.com",
    )
    iam_endpoint: str | None = setting(
        text(check_iam_endpoint, pattern=_BASE_URL),
        None,
        "in place of the region's own, without /v3",
        "https://iam.ap-southeast-3.myhuaweicloud.com",
    )
    ca_bundle: str | None = setting(
        path(_expanded), None, "certificates to trust in place of the system's", "~/company-ca.pem"
    )
    proxy: str | None = setting(
        text(_proxy, pattern=r"^((https?|socks5?h?)://)?([^/:@\s]+@)?[^/@\s]*/?$"),
        None,
        'in place of HTTPS_PROXY, without a password; "" for none',
        "socks5://jump:1080",
    )
    credential_command: tuple[str, ...] | None = setting(
        texts(TEXT, least=1),
        None,
        "prints the SDK's variables, or IAM's JSON; an argument list, no shell",
        ["pass", "show", "huawei/prod"],
    )
    color: str | None = setting(
        text(_colour, pattern=rf"^(#[0-9a-f]{{6}}|{'|'.join(sorted(COLOUR_NAMES))})$"),
        None,
        "of its name: #rrggbb or one of the terminal's",
        "red",
    )
    protected: bool = setting(FLAG, False, "ask before anything that leaves the dashboard")
    token_env: str | None = setting(TEXT, None, "the variable that has a token", "PROD_TOKEN")
    ak_env: str | None = setting(TEXT, None, "the variable that has the access key", "PROD_AK")
    sk_env: str | None = setting(TEXT, None, "and the one that has its secret", "PROD_SK")
    site: str | None = setting(
        choice("cn", "intl", "eu"), None, "whose console links are made", "intl"
    )
    origins: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A profile never falls through, so it must say where its credentials are; `default`
        may leave it to the order of CONTRACT §3. Raises ValueError."""
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


def profiles_schema(each: Schema) -> Schema:
    """``[profiles]`` in JSON Schema: what ``__post_init__`` refuses is refused there too."""
    command = {"source": {"const": "command"}}
    by_name = {"anyOf": [{"required": ["token_env"]}, {"required": ["ak_env"]}]}
    profile: Schema = {
        **each,
        "dependentRequired": {"ak_env": ["sk_env"], "sk_env": ["ak_env"]},
        "dependentSchemas": {"credential_command": {"properties": command}},
        "allOf": [
            {
                "if": {"properties": command, "required": ["source"]},
                "then": {"required": ["credential_command"]},
            },
            {"if": by_name, "then": {"properties": {"source": {"const": "env"}}}},
        ],
    }
    ways = ("source", "credential_command", "token_env", "ak_env")
    return {
        "type": "object",
        "properties": {DEFAULT_PROFILE: profile},
        "additionalProperties": {**profile, "anyOf": [{"required": [way]} for way in ways]},
    }
