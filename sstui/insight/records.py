"""The words that every floor above the API shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sstui.servicestage.errors import ServiceStageError
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.servicestage.source import Answer


class Health(StrEnum):
    """Ours, derived from the API's status (CONTRACT §5)."""

    OK = "ok"
    MOVING = "moving"
    DEGRADED = "degraded"
    BAD = "bad"
    OFF = "off"
    UNKNOWN = "unknown"


class Freshness(StrEnum):
    """Ours, apart from health: how good our knowledge is."""

    UNSEEN = "unseen"
    FRESH = "fresh"
    STALE = "stale"
    GONE = "gone"


def replica_text(have: int | None, want: int | None) -> str:
    """``2/3``: available and wanted; a number that is not known is ``?``."""
    return "/".join("?" if number is None else str(number) for number in (have, want))


@dataclass(frozen=True, slots=True)
class Observation:
    """One look: an answer or an error, never both.

    ``started`` and ``at`` are seconds of the monotonic clock (that counts suspended time), ``time``
    is the wall clock (epoch seconds) at ``at``.
    """

    ref: InstanceRef
    started: float
    at: float
    time: float
    answer: Answer | None = None
    error: ServiceStageError | None = None
    relayed: bool = False  # another process of this machine looked

    @property
    def latency(self) -> float:
        """Seconds from the start of the call to its end."""
        return self.at - self.started


class EventKind(StrEnum):
    """The ``kind`` of CONTRACT §1."""

    STATUS = "status"
    REPLICAS = "replicas"
    VERSION = "version"
    ARTIFACTS = "artifacts"
    CONFIGURATION = "configuration"
    RESOURCES = "resources"
    ACCESSES = "accesses"
    JOB = "job"
    HEALTH = "health"
    FRESHNESS = "freshness"
    BETWEEN = "between"
    OUTAGE = "outage"
    CREDENTIALS = "credentials"


class Change(NamedTuple):
    """One place that differs. ``path`` is a path of the body, as in ``configuration.env.LOG_LEVEL``
    (variables by name). ``secret`` values are already masked in ``before`` and ``after``."""

    path: str
    before: JSONValue
    after: JSONValue
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A difference between two observations that a person may care about.

    ``outage`` and ``credentials`` events, and ``freshness`` when half of a profile is gone at once,
    are about a profile: ``name`` is the profile's and ``ref`` None. ``at`` is monotonic seconds,
    ``time`` epoch seconds, ``before`` None on a first sighting. ``lasted`` is how long the state
    before had been seen, where that is known. ``damped``: one of many changes of an instance that
    flaps, which two ``health`` events to and from ``flapping`` stand for. ``away``: seconds before
    it in which nobody had looked (sstui was not running), so that it happened within them.
    """

    kind: EventKind
    name: str
    ref: InstanceRef | None
    at: float
    time: float
    before: str | None
    after: str | None
    health: Health = Health.UNKNOWN
    changes: tuple[Change, ...] = ()
    lasted: float | None = None
    damped: bool = False
    away: float | None = None
