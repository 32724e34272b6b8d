"""What is known: one immutable snapshot for each watched instance, one state for each account.

All instants are monotonic seconds (`Clock.monotonic`); `Fleet` carries the pair of clocks that
turns them into ages and wall times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Change, Event, Freshness, Health
from sstui.insight.timeline import NOTHING_YET, Timeline
from sstui.servicestage.errors import ServiceStageError
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.bookmarks import Bookmark
    from sstui.insight.attention import Quiet
    from sstui.insight.job import JobLook
    from sstui.servicestage.models import Instance
    from sstui.servicestage.source import Detail

__all__ = ["AccountState", "Fleet", "Link", "Mark", "Recalled", "Snapshot", "renewed"]


class Mark(NamedTuple):
    """A place of the body that changed while we watched: gutter mark and *was* text."""

    change: Change
    at: float


class Recalled(NamedTuple):
    """What plain columns keep of an instance: enough for the list, and no pydantic is needed."""

    status: str
    available_replica: int | None
    replica: int | None
    last_job_id: str | None
    last_job_status: str | None
    version: str | None
    fail_detail: str | None = None


@dataclass(frozen=True)  # without slots, for `renewed`
class Snapshot:
    """What is known of one watched instance. A failed look never erases the last good body."""

    bookmark: Bookmark
    instance: Instance | None = None  # the last good one
    recalled: Recalled | None = None  # of an earlier run, until its body is read
    body: bytes = b""  # of the last documented call, as received; empty before the first one
    body_seen: float | None = None  # when that was
    told: Instance | None = None  # by an overview, since that body
    amended: bool = False  # the instance is not that of the body: an overview told more
    replacement: tuple[str, str] | None = None  # gone, but its component has this: id and name
    health: Health = Health.UNKNOWN  # of the last good look, with expectation and stuck applied
    reason: str = ""  # why health is not what the status alone says, e.g. "expected running"
    freshness: Freshness = Freshness.UNSEEN
    seen: float | None = None  # the last good look
    looked: float | None = None  # the last look of any kind
    since: float | None = None  # in this status since, by our own looks
    since_first: bool = False  # it was already so at our first look: "at least"
    health_since: float | None = None  # in this health since
    failures: int = 0  # looks failed in a row
    error: ServiceStageError | None = None  # of the last look, None if it was good
    expectation: str | None = None  # "running", "off", "any": the bookmark's or what was first seen
    stuck: bool = False
    flapping: bool = False
    job_failed: bool = False  # running, but its last job failed: the mark "!"
    changed: bool = False  # something changed since the row was last visited: the mark "Δ"
    drifted: bool = False  # it differs from its pinned baseline: the mark "≠"
    marks: tuple[Mark, ...] = ()  # what changed, newest first, bounded
    pace: float = 0.0  # seconds between looks, as in force; 0 = off
    due: float | None = None  # the next look
    looking: bool = False  # a call is under way
    latency: float | None = None  # of the last good look, seconds
    first_expectation: str | None = None  # what the first good looks told, without the bookmark's
    moving_since: float | None = None  # in motion since, over all words of motion
    absences: int = 0  # 404s of the instance in a row
    better: Health | None = None  # what the last look said, until a second one agrees
    flapping_since: float | None = None
    turns: tuple[float, ...] = ()  # the last changes of status or health, newest last
    clock_moves: int = 0  # times that update_time moved with nothing else
    hushed: bool = False  # stale without an event of its own: the account's says it
    timeline: Timeline = NOTHING_YET  # what it was, when: of seven days
    quiet: Quiet | None = None  # acknowledged, snoozed or in maintenance: the mark "z"

    @property
    def ref(self) -> InstanceRef:
        return self.bookmark.ref

    @property
    def name(self) -> str:
        return self.bookmark.name

    @property
    def detail(self) -> Detail | None:
        """Of the last good look, in this run or an earlier one."""
        return self.recalled if self.instance is None else self.instance.status_detail

    @property
    def status(self) -> str:
        """The API's word as last seen; empty when never seen."""
        detail = self.detail
        return "" if detail is None else detail.status or ""

    @property
    def said(self) -> Health:
        """What the last good look said of its health, believed or not."""
        return self.better or self.health


if TYPE_CHECKING:  # whose fields and their types are checked
    from dataclasses import replace as renewed
else:

    def renewed(snapshot: Snapshot, **fields: object) -> Snapshot:
        """What `dataclasses.replace` gives, in 1 µs instead of 13: that calls an ``__init__`` which
        sets forty fields one by one, and each look makes three copies."""
        copy = object.__new__(Snapshot)
        object.__setattr__(copy, "__dict__", snapshot.__dict__ | fields)
        return copy


class Link(StrEnum):
    """How an account's API answers."""

    IDLE = "idle"  # nothing watched, nothing asked
    STARTING = "starting"  # the first call is under way
    OK = "ok"
    NO_ANSWER = "no answer"  # every call fails
    REFUSED = "refused"  # 401: calls are stopped
    NO_CREDENTIALS = "no credentials"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True)
class AccountState:
    """One profile: one account, region and project, with its budget."""

    profile: str
    link: Link = Link.IDLE
    since: float | None = None  # in this link state since
    error: ServiceStageError | None = None  # why it is not OK
    tries: int = 0  # calls failed in a row
    next_try: float | None = None
    host: str = ""  # of the API
    vendor_host: bool = True  # the region's own endpoint
    region: str = ""
    project_id: str = ""
    identity: str = ""  # user or access key's first four characters; never a secret
    source: str = ""  # where the credentials come from, in words
    expires: float | None = None  # wall time (epoch seconds) at which they end, where known
    skew: float | None = None  # our clock minus the API's, seconds, where known
    color: str | None = None
    protected: bool = False
    used: int = 0  # requests in the last five minutes
    limit: int = 120  # in force: what a 429 taught is in it
    lacking: str = ""  # the permission without which instances are asked one by one
    leader: bool | None = None  # whether this process looks for all of the machine; None: unknown
    leader_pid: int | None = None  # which one does
    alone: str = ""  # why the ledger of all processes is not used, or what became of it


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything that a front end shows, at one moment."""

    snapshots: tuple[Snapshot, ...] = ()  # in the file's order
    accounts: tuple[AccountState, ...] = ()
    events: tuple[Event, ...] = ()  # newest first, bounded
    now: float = 0.0  # monotonic
    wall: float = 0.0  # epoch seconds at `now`
    by_ref: dict[InstanceRef, Snapshot] = field(default_factory=dict, compare=False, repr=False)
    muted: bool = False  # the bell is
    jobs: Mapping[InstanceRef, JobLook] = field(default_factory=dict)  # those that were opened

    def snapshot(self, ref: InstanceRef | None) -> Snapshot | None:
        return None if ref is None else self.by_ref.get(ref)

    def account(self, profile: str) -> AccountState | None:
        return next((each for each in self.accounts if each.profile == profile), None)

    def wall_time(self, instant: float) -> float:
        """Epoch seconds of a monotonic instant."""
        return self.wall - (self.now - instant)
