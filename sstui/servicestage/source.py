"""What the floors above ask of an API client, and what they get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sstui.servicestage.models import Instance
from sstui.servicestage.refs import InstanceRef


@dataclass(frozen=True, slots=True)
class Answer:
    """One good answer: the instance, the body as received, the server's ``Date`` (UTC)."""

    instance: Instance
    body: bytes
    date: datetime | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of an account without asking anybody; never a secret.

    ``identity`` is a user name or the first four characters of an access key; ``expires`` the end
    of the credentials in epoch seconds; ``skew`` our clock minus the API's in seconds, from the
    last ``Date`` header.
    """

    host: str = ""
    vendor_host: bool = True
    region: str = ""
    project_id: str = ""
    identity: str = ""
    origin: str = ""
    expires: float | None = None
    skew: float | None = None


class InstanceSource(Protocol):
    """One account that can be asked for instances. Raises `ServiceStageError` only."""

    async def show_instance(self, ref: InstanceRef) -> Answer: ...

    async def credentials_changed(self) -> bool:
        """Whether other credentials than those last refused are at hand. Makes no API call."""
        ...

    def facts(self) -> SourceFacts: ...

    async def aclose(self) -> None: ...
