"""Files of credentials that others write: the SDK's profile file and the vendor CLI's.

Both are read whole on each question; nothing of them is kept or written.
"""

from __future__ import annotations

import configparser
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sstui.config.credential_sets import Offer, State, access_key, complete, unset
from sstui.config.files import read_text
from sstui.config.problems import ConfigurationError

SDK_SECTIONS = ("basic", "default")  # the SDK's own name for keys of one project, then a common one


def sdk_file(home: Path) -> Path:
    return home / ".huaweicloud" / "credentials"


def hcloud_file(home: Path) -> Path:
    return home / ".hcloud" / "config.json"


def shown(path: Path, home: Path) -> str:
    """The path as a person writes it."""
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def from_sdk_file(path: Path, section: str | None, home: Path) -> Offer:
    """The keys ``ak``, ``sk``, ``security_token``, ``project_id``, ``domain_id`` of one section;
    without a name that of `SDK_SECTIONS` which is there."""
    place = shown(path, home)
    try:
        text = read_text(path)
    except ConfigurationError as error:
        return Offer(place, error.problem)
    if text is None:
        return unset(place, "not there")
    parser = configparser.RawConfigParser(default_section="\0", strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return Offer(place, "not an INI file")
    wanted = (section,) if section else SDK_SECTIONS
    name = next((each for each in wanted if parser.has_section(each)), None)
    if name is None:
        return Offer(place, f"no section [{wanted[0]}]")
    values = {key: value.strip() for key, value in parser.items(name) if value}
    missing = [key for key in ("ak", "sk") if not values.get(key)]
    if missing:
        return Offer(place, f"[{name}]: {' and '.join(missing)} missing")
    key = partial(
        access_key,
        values["ak"],
        values["sk"],
        values.get("security_token"),
        values.get("project_id"),
        values.get("domain_id"),
    )
    return complete(place, f"section [{name}]", key)


@dataclass(frozen=True, slots=True)
class HcloudProfile:
    """One profile of the vendor's CLI; ``region`` "" where it names none."""

    offer: Offer
    region: str = ""


def from_hcloud(path: Path, name: str | None, home: Path) -> HcloudProfile:
    """A profile of ``~/.hcloud/config.json``, without a name the CLI's current one."""
    place = shown(path, home)
    try:
        text = read_text(path)
        data = json.loads(text) if text is not None else None
    except ConfigurationError as error:
        return HcloudProfile(Offer(place, error.problem))
    except (ValueError, RecursionError):
        return HcloudProfile(Offer(place, "not JSON"))
    if text is None:
        return HcloudProfile(unset(place, "not there"))
    data = data if isinstance(data, dict) else {}
    chosen = name or _text(data, "current")
    profiles = data.get("profiles")
    for profile in profiles if isinstance(profiles, list) else ():
        if isinstance(profile, dict) and _text(profile, "name") == chosen:
            encrypted = str(data.get("authEncrypt", "")).lower() == "true"
            return HcloudProfile(_hcloud_offer(place, profile, encrypted), _text(profile, "region"))
    return HcloudProfile(Offer(place, f"no profile {chosen}" if chosen else "no profile"))


def _hcloud_offer(place: str, profile: dict[str, object], encrypted: bool) -> Offer:
    """Keys stand in the profile itself, or for a single sign-on in ``ssoAuth.stsToken``."""
    if encrypted:
        return Offer(place, "encrypted: only hcloud can read it", State.ENCRYPTED)
    holder = profile
    sso = profile.get("ssoAuth")
    if not _text(profile, "accessKeyId") and isinstance(sso, dict):
        token = sso.get("stsToken")
        holder = token if isinstance(token, dict) else profile
    ak, sk = _text(holder, "accessKeyId"), _text(holder, "secretAccessKey")
    name = _text(profile, "name")
    if not ak or not sk:
        return Offer(place, f"profile {name}: no keys in it")
    key = partial(
        access_key,
        ak,
        sk,
        _text(holder, "securityToken"),
        _text(profile, "projectId"),
        _text(profile, "domainId"),
    )
    return complete(place, f"profile {name}", key)


def _text(table: dict[str, object], key: str) -> str:
    value = table.get(key)
    return value.strip() if isinstance(value, str) else ""
