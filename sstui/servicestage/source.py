"""What the floors above ask of an API client, and what they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.servicestage.iam import Project
    from sstui.servicestage.jobs import Job
    from sstui.servicestage.models import Instance


class Detail(Protocol):
    """What an instance says of its state: `StatusDetail`, or what was kept of one."""

    @property
    def status(self) -> str | None: ...

    @property
    def available_replica(self) -> int | None: ...

    @property
    def replica(self) -> int | None: ...

    @property
    def fail_detail(self) -> str | None: ...

    @property
    def last_job_id(self) -> str | None: ...

    @property
    def last_job_status(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One good answer: the instance, the body as received, the server's ``Date`` (UTC).

    ``overview``: it is out of an overview, which may carry fewer fields; it has no body then.
    What it says stays out of ``repr``: there are secrets in it, and it may have a megabyte.
    """

    instance: Instance = field(repr=False)
    body: bytes = field(repr=False)
    date: datetime | None
    request_id: str | None
    overview: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """All instances of an application, by refs in lower case, from ``pages`` requests.

    An instance whose status cannot be read is left out; so may be others: absence proves nothing.
    """

    answers: Mapping[InstanceRef, Answer]
    pages: int = 1


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of an account without asking anybody; never a secret.

    ``identity`` is a user name or the first four characters of an access key; ``expires`` the end
    of the credentials in epoch seconds; ``skew`` our clock minus the API's in seconds, from the
    last ``Date`` header. ``account`` is whose requests are counted together, host and access key
    or user; ``key`` the fingerprint of the credentials in use, ``guessable`` where a person may
    have chosen them. Both are empty before the first call has begun, and for memory only.
    """

    host: str = ""
    vendor_host: bool = True
    region: str = ""
    project_id: str = ""
    identity: str = ""
    origin: str = ""
    expires: float | None = None
    skew: float | None = None
    account: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    guessable: bool = False


class InstanceSource(Protocol):
    """One account that can be asked for instances. Raises `ServiceStageError` only."""

    async def show_instance(self, ref: InstanceRef) -> Answer: ...

    async def show_overview(self, application: str) -> Overview: ...

    async def list_instances(self, application: str, component: str) -> list[JSONObject]:
        """The instances of a component, oldest first: at least ``id``, ``name`` and
        ``create_time`` (epoch milliseconds), where they were sent."""
        ...

    async def list_applications(self) -> list[JSONObject]: ...

    async def list_environments(self) -> list[JSONObject]: ...

    async def list_overviews(self, application: str) -> list[JSONObject]:
        """The components of an application, each with its ``instances``."""
        ...

    async def show_job(self, job_id: str) -> Job: ...

    async def count_v3_components(self) -> int: ...

    async def list_projects(self) -> list[Project]:
        """Those that IAM says the credentials may see."""
        ...

    async def whose(self) -> str:
        """`SourceFacts.account` of the next call. Makes no API call; raises `NoCredentials`."""
        ...

    async def credentials_changed(self) -> bool:
        """Whether other credentials than those last refused are at hand. Makes no API call."""
        ...

    def facts(self) -> SourceFacts: ...

    async def aclose(self) -> None: ...
