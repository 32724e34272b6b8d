"""The credentials of a profile, as the API client asks for them (its `CredentialSource`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sstui.config.credential_places import Found, Place, Reader, found, places_of
from sstui.config.credential_renewal import CommandKeys
from sstui.config.credential_sets import Offer, State
from sstui.config.profile_model import Profile
from sstui.servicestage.credentials import Credentials, fingerprint
from sstui.servicestage.errors import NoCredentials

__all__ = ["Found", "ProfileCredentials", "State", "found"]

_FIRST_STEPS = (
    "Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (or HW_*, OS_*), or write "
    "~/.huaweicloud/credentials."
)


class ProfileCredentials:
    """The first complete set of what the profile may use; its command's keys where it has one.

    Files are read again when they change. Keys of the environment that were refused yield to a
    file that was written since we started.
    """

    def __init__(
        self,
        profile: Profile,
        environ: Mapping[str, str],
        home: Path,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        command = profile.credential_command
        self._profile = profile
        self._command = CommandKeys(command, environ, now) if command else None
        self._places = places_of(profile, environ, home)
        self._reader = Reader()
        self._started = now()
        self._refused: set[str] = set()

    @property
    def description(self) -> str:
        """Where the keys are from, e.g. ``environment · HW_* (AK, SK)``; never a value."""
        if self._command is not None:
            return self._command.description
        chosen = self._choose()
        return chosen.description if chosen else "no credentials found"

    async def current(self) -> Credentials:
        """What is in force now. Raises `NoCredentials`, which says what is missing where."""
        if self._command is not None:
            return await self._command.current()
        chosen = self._choose()
        if chosen is None or chosen.credentials is None:
            raise self._nothing()
        return chosen.credentials

    async def run_in_terminal(self) -> None:
        """Runs the profile's command while it may still ask its user for a passphrase; does
        nothing without one. Raises `NoCredentials`."""
        if self._command is not None:
            await self._command.run_in_terminal()

    def refuse(self, credentials: Credentials) -> None:
        """The API said 401 to these."""
        self._refused.add(fingerprint(credentials))
        if self._command is not None:
            self._command.refused(credentials)

    def _choose(self) -> Offer | None:
        read = [(place, self._reader.offer(place)) for place in self._places]
        usable = [(place, offer) for place, offer in read if offer.credentials is not None]
        if not usable:
            return None
        place, offer = usable[0]
        if isinstance(place, Offer) and self._is_refused(offer):
            return next(
                (other for where, other in usable[1:] if self._is_newer(where, other)), offer
            )
        return offer

    def _is_newer(self, place: Place, offer: Offer) -> bool:
        return self._reader.modified(place) > self._started and not self._is_refused(offer)

    def _is_refused(self, offer: Offer) -> bool:
        return offer.credentials is not None and fingerprint(offer.credentials) in self._refused

    def _nothing(self) -> NoCredentials:
        offers = [self._reader.offer(place) for place in self._places]
        if len(offers) > 1:
            offers = [offer for offer in offers if offer.state is not State.UNSET]
        said = "; ".join(offer.description for offer in offers) or "none found"
        return NoCredentials(
            f"no credentials for profile {self._profile.name}: {said}",
            cause="no credentials",
            remedy=_FIRST_STEPS
            if not self._profile.source
            else "Complete them, or correct source.",
        )
