"""From a profile's name to a client for it: settings, credentials and API put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from sstui.cli.diagnostics import narrate
from sstui.config.paths import home_of
from sstui.config.problems import ConfigurationError
from sstui.config.profiles import Profile, resolve_profile
from sstui.config.settings import Settings
from sstui.monitor.state import AccountState
from sstui.servicestage.errors import NoCredentials
from sstui.servicestage.regions import InvalidEndpoint

if TYPE_CHECKING:
    from sstui.config.credentials import ProfileCredentials
    from sstui.servicestage.client import ServiceStage


class Accounts:
    """The accounts of this process: one set of credentials for each profile in use."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._environ = environ
        self._credentials: dict[str, ProfileCredentials] = {}

    def profile(self, name: str) -> Profile:
        """Raises `ConfigurationError`."""
        return resolve_profile(self._settings, name, self._environ)

    def connect(self, name: str, on_request: Callable[[], None] = lambda: None) -> ServiceStage:
        """A client for the profile; nothing is sent yet. Raises `ConfigurationError`."""
        # Imported here: the screen is drawn before httpx is loaded (75 ms).
        from sstui.servicestage.client import ServiceStage

        profile = self.profile(name)
        try:
            return ServiceStage(
                region=profile.region or "",
                credentials=self._credentials_of(profile),
                project_id=profile.project_id,
                project_name=profile.project,
                endpoint=profile.endpoint,
                iam_endpoint=profile.iam_endpoint,
                ca_bundle=profile.ca_bundle,
                proxy=profile.proxy,
                account_id=profile.account_id,
                on_request=on_request,
            )
        except InvalidEndpoint as error:
            raise ConfigurationError(str(error), key=f"profiles.{name}") from error

    def describe(self, name: str) -> AccountState:
        """What settings tell of an account: no credentials are looked for yet, which a first
        paint would wait for. Raises `ConfigurationError`."""
        profile = self.profile(name)
        return AccountState(
            profile=name,
            region=profile.region or "",
            project_id=profile.project_id or "",
            color=profile.color,
            protected=profile.protected,
            limit=self._settings.poll.budget,
        )

    def ask_in_terminal(self, names: Iterable[str]) -> None:
        """Run each profile's credential command while it may still ask for a passphrase.

        What goes wrong is said; the account's own first call says it again, where it is shown.
        """
        for name in names:
            try:
                profile = self.profile(name)
                if profile.credential_command:
                    asyncio.run(self._credentials_of(profile).run_in_terminal())
            except (ConfigurationError, NoCredentials) as error:
                narrate(f"sstui: profile {name}: {error}")

    def project_of(self, name: str) -> str | None:
        """The project id of a profile as far as it is known without calling anybody."""
        profile = self.profile(name)
        if profile.project_id or profile.project or profile.credential_command:
            return profile.project_id
        from sstui.config.credential_places import Reader, places_of

        reader = Reader()
        offers = map(reader.offer, places_of(profile, self._environ, home_of(self._environ)))
        found = next((offer.credentials for offer in offers if offer.credentials), None)
        return found.project_id if found else None

    def _credentials_of(self, profile: Profile) -> ProfileCredentials:
        kept = self._credentials.get(profile.name)
        if kept is None:
            # Imported here, with pydantic: not before the first paint, unless a command is asked.
            from sstui.config.credentials import ProfileCredentials

            home = home_of(self._environ)
            kept = ProfileCredentials(profile, self._environ, home)
            self._credentials[profile.name] = kept
        return kept
