"""Profiles in force: what `config.toml` says of one, and what the environment adds.

Credentials are pydantic's `SecretStr`; what reads them is imported only where there may be some,
since the first screen is drawn before pydantic is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sstui.config.paths import home_of
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.profile_model import DEFAULT_PROFILE, Profile
from sstui.config.settings_model import Settings
from sstui.servicestage.regions import (
    InvalidEndpoint,
    check_endpoint,
    check_iam_endpoint,
    check_project,
    servicestage_endpoint,
)

__all__ = ["DEFAULT_PROFILE", "Profile", "resolve_profile"]

_IAM_HOST = re.compile(r"https://iam\.([a-z0-9-]+)\.myhuaweicloud\.(?:com|eu)(?:[:/]|$)")
# ``ap-southeast-3`` and ``ap-southeast-3_team``: projects are named after their region.
_PROJECT_REGION = re.compile(r"([a-z]{2}(?:-[a-z0-9]+)+-\d+)(?:_.*)?")


def resolve_profile(settings: Settings, name: str, environ: Mapping[str, str]) -> Profile:
    """The profile ``name`` as it is to be used, with ``origins`` for what is not from the file.

    ``SSTUI_*``, ``HW_*`` and ``OS_*`` are for `default` and the chosen profile alone (CONTRACT
    §3). Raises `ConfigurationError` for a name that is not there, a refused endpoint, and where
    neither region nor endpoint is known.
    """
    profile = settings.profiles.get(name)
    if profile is None:
        if name != DEFAULT_PROFILE:
            raise ConfigurationError(
                f"no such profile: {name!r}",
                where=settings.config_file,
                remedy=did_you_mean(name, [*settings.profiles, DEFAULT_PROFILE]),
            )
        profile = Profile(name=name)
    found = _Found(profile, environ)
    if name in (DEFAULT_PROFILE, settings.chosen_profile):
        found.take_own_variables()
        found.take_common_variables()
    found.take_hcloud_region(home_of(environ))
    return found.profile(settings.config_file)


class _Found:
    """Collects what the environment adds to a profile, and from which variable."""

    def __init__(self, profile: Profile, environ: Mapping[str, str]) -> None:
        self._profile = profile
        self._environ = environ
        self._values: dict[str, Any] = {}  # texts, by field of Profile
        self._origins: dict[str, str] = {}

    def take_own_variables(self) -> None:
        """``SSTUI_*`` goes before the file."""
        self._take("region", "SSTUI_REGION", _check_region)
        self._take("project_id", "SSTUI_PROJECT_ID", check_project)
        self._take("endpoint", "SSTUI_ENDPOINT", check_endpoint)
        self._take("iam_endpoint", "SSTUI_IAM_ENDPOINT", check_iam_endpoint)

    def take_common_variables(self) -> None:
        """``HW_*`` and ``OS_*`` fill what is still open; all but the region only where they are
        the set that gives the credentials too."""
        for variable in ("HW_REGION_NAME", "OS_REGION_NAME"):
            self._fill("region", variable, _check_region)
        if self._profile.source not in (None, "env") or not self._has_common_variables():
            return
        from sstui.config.credential_sets import family_in_use

        prefix = family_in_use(self._environ)
        if prefix not in ("HW_", "OS_"):
            return
        auth_url, project = f"{prefix}AUTH_URL", f"{prefix}PROJECT_NAME"
        self._fill("iam_endpoint", auth_url, check_iam_endpoint)
        self._derive("region", auth_url, _IAM_HOST.match(self._environ.get(auth_url, "")))
        self._derive("region", project, _PROJECT_REGION.fullmatch(self._environ.get(project, "")))
        if not self._has("project_id"):
            self._fill("project", project)

    def take_hcloud_region(self, home: Path) -> None:
        """The vendor CLI keeps the region beside its keys."""
        source = self._profile.source or ""
        named = source.removeprefix("hcloud:") if source.startswith("hcloud:") else None
        if self._has("region") or (named is None and self._profile.name != DEFAULT_PROFILE):
            return
        from sstui.config.credential_files import from_hcloud, hcloud_file

        path = hcloud_file(home)
        region = from_hcloud(path, named, home).region
        try:
            if region:
                self._values["region"] = _check_region(region)
                self._origins["region"] = str(path)
        except InvalidEndpoint as error:
            raise ConfigurationError(str(error), where=path) from error

    def _has_common_variables(self) -> bool:
        return any(name.startswith(("HW_", "OS_")) for name in self._environ)

    def profile(self, config_file: Path) -> Profile:
        profile = replace(self._profile, **self._values, origins=self._origins)
        if not profile.region and not profile.endpoint:
            raise ConfigurationError(
                "no region",
                where=config_file,
                key=f"profiles.{self._profile.name}",
                remedy="set SSTUI_REGION (or HW_REGION_NAME, OS_REGION_NAME), or add region",
            )
        return profile

    def _has(self, key: str) -> bool:
        return key in self._values or getattr(self._profile, key) is not None

    def _take(self, key: str, variable: str, check: Callable[[str], str] | None = None) -> None:
        value = self._checked(variable, check)
        if value:
            self._values[key], self._origins[key] = value, variable

    def _fill(self, key: str, variable: str, check: Callable[[str], str] | None = None) -> None:
        if not self._has(key):
            self._take(key, variable, check)

    def _derive(self, key: str, variable: str, match: re.Match[str] | None) -> None:
        if match is not None and not self._has(key):
            self._values[key], self._origins[key] = match[1], variable

    def _checked(self, variable: str, check: Callable[[str], str] | None = None) -> str:
        value = self._environ.get(variable, "").strip()
        try:
            return check(value) if value and check else value
        except InvalidEndpoint as error:
            raise ConfigurationError(str(error), where=variable) from error


def _check_region(text: str) -> str:
    servicestage_endpoint(text)
    return text
