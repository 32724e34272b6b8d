"""Everything that can go wrong with a call, as one tree.

    ServiceStageError
    ├── NoCredentials            nothing to sign with, or the credential command failed
    ├── Withheld                 no call was made now: the request budget is spent
    ├── Unreachable              no HTTP answer: DNS, refused, reset, time-out, TLS, proxy
    ├── Rejected                 an HTTP answer that says no
    │   ├── BadRequest           400 and other 4xx
    │   ├── Unauthorized         401 of the gateway or of IAM: the credentials
    │   ├── Forbidden            403: a permission is missing
    │   ├── NotFound             404: of the instance, of something above it, or of the gateway
    │   ├── Throttled            429, with Retry-After where it was sent
    │   └── Unavailable          5xx
    └── Malformed                an answer that cannot be used; it carries the body

Each is one sentence of what happened (``str(error)``), a short ``cause`` for the status bar and
one sentence of ``remedy``. Which codes mean what: CONTRACT §5 and the gateway's error table.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class ServiceStageError(Exception):
    """A call that gave no usable instance.

    ``cause`` is a phrase of at most about 40 characters; ``remedy`` one sentence for an operator.
    ``date`` is the server's ``Date`` header (UTC) where there was an answer.
    """

    def __init__(
        self,
        message: str,
        *,
        cause: str,
        remedy: str,
        host: str = "",
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        date: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.cause = cause
        self.remedy = remedy
        self.host = host
        self.status = status
        self.code = code
        self.request_id = request_id
        self.date = date


class NoCredentials(ServiceStageError):
    """There is nothing to authenticate with; no call was made."""


class Withheld(ServiceStageError):
    """Whoever counts the requests let none leave now; it may in ``wait`` seconds."""

    wait: float = 1.0


class UnreachableKind(StrEnum):
    """Where on the way a call ended."""

    DNS = "dns"
    REFUSED = "refused"
    RESET = "reset"
    TIMEOUT = "timeout"
    TLS = "tls"
    PROXY = "proxy"
    OTHER = "other"


class Unreachable(ServiceStageError):
    """No HTTP answer came."""

    kind: UnreachableKind = UnreachableKind.OTHER


class Rejected(ServiceStageError):
    """An HTTP answer other than 2xx. ``from_iam``: IAM's, wherever that is asked, and not one of
    ServiceStage or its gateway."""

    from_iam: bool = False


class BadRequest(Rejected):
    """400, and any 4xx that has no class of its own."""


class Unauthorized(Rejected):
    """401 of the gateway (APIGW.03xx) or of IAM.

    ``expired`` is true when the answer says so; ``skew`` is our clock minus theirs in seconds.
    ``wait`` is in how many seconds the same credentials may be tried again, where that is known;
    without a ``status`` no call was made, since they are known to be refused.
    """

    expired: bool = False
    wait: float | None = None
    skew: float | None = None


class Forbidden(Rejected):
    """403: authenticated, not allowed. ``permission`` is what this call needs, where a permission
    is what is missing."""

    permission: str = ""


class Missing(StrEnum):
    """What a 404 is about."""

    INSTANCE = "instance"
    COMPONENT = "component"
    APPLICATION = "application"
    ENDPOINT = "endpoint"
    OTHER = "other"


class NotFound(Rejected):
    """404. Only INSTANCE, COMPONENT and APPLICATION can mean that the instance is gone."""

    what: Missing = Missing.OTHER


class Throttled(Rejected):
    """429; ``retry_after`` in seconds where the answer named it."""

    retry_after: float | None = None


class Unavailable(Rejected):
    """5xx of the gateway or of the service; ``retry_after`` in seconds where it was sent."""

    retry_after: float | None = None


class Malformed(ServiceStageError):
    """A 2xx whose body is no instance: HTML, empty, cut short, too large, without a status."""

    body: bytes = b""
