"""``status.json``: what the running dashboard knows, for programs that ask nobody.

Reading needs the standard library only. Times are epoch seconds; words are those of CONTRACT §5.
What a later version adds to version 1 is left out when it is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sstui.monitor.state import AccountState, Fleet, Snapshot

VERSION = 1
EVERY = 15.0  # seconds between two writes in which nothing changed
OLD_AFTER = 4 * EVERY


@dataclass(frozen=True, slots=True)
class InstanceStatus:
    """One watched instance. ``error`` is why the last look failed, in a phrase; ``latency`` how
    many seconds the last good one took; ``quiet``: acknowledged, snoozed or in maintenance;
    ``since_first``: it was already so ``since``, at the first look."""

    name: str
    application: str
    component: str
    instance: str
    profile: str
    group: str = ""
    status: str = ""
    have: int | None = None
    want: int | None = None
    health: str = "unknown"
    reason: str = ""
    freshness: str = "unseen"
    seen: float | None = None
    since: float | None = None
    pace: float = 0.0
    error: str | None = None
    latency: float | None = None
    quiet: bool = False
    since_first: bool = False


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """One profile: how its API answers, and the budget of requests of five minutes."""

    profile: str
    link: str
    since: float | None = None
    error: str | None = None
    next_try: float | None = None
    used: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The whole file. ``running`` is false after a dashboard that ended as it should; one that was
    killed leaves a file that grows old."""

    time: float
    pid: int
    running: bool
    instances: tuple[InstanceStatus, ...] = ()
    accounts: tuple[AccountStatus, ...] = ()

    def old(self, now: float) -> bool:
        """Whether nobody wrote it for a minute; also one that lies ahead by so much."""
        return abs(now - self.time) > OLD_AFTER


def read_status(path: Path) -> Status | None:
    """What the file says; None where there is none, or none that can be used."""
    try:
        document = json.loads(path.read_bytes())
        if document["version"] != VERSION:
            return None
        return Status(
            float(document["time"]),
            int(document["pid"]),
            bool(document["running"]),
            tuple(_of(InstanceStatus, each) for each in document["instances"]),
            tuple(_of(AccountStatus, each) for each in document["accounts"]),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


_T = TypeVar("_T", InstanceStatus, AccountStatus)


def _of(kind: type[_T], values: Mapping[str, Any]) -> _T:
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in known})


def status_of(fleet: Fleet, *, running: bool) -> Status:
    """What is to be written of a fleet."""
    return Status(
        fleet.wall,
        os.getpid(),
        running,
        tuple(_instance(fleet, each) for each in fleet.snapshots),
        tuple(_account(fleet, each) for each in fleet.accounts),
    )


def text_of(status: Status) -> str:
    return json.dumps({"version": VERSION, **asdict(status)}, separators=(",", ":"))


def write_status(path: Path, text: str) -> None:
    """Put it in the file's place, for its owner only. Not synced: after a power cut nobody needs
    it. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        os.replace(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _instance(fleet: Fleet, snapshot: Snapshot) -> InstanceStatus:
    bookmark, detail = snapshot.bookmark, snapshot.detail
    return InstanceStatus(
        bookmark.name,
        bookmark.ref.application,
        bookmark.ref.component,
        bookmark.ref.instance,
        bookmark.profile,
        bookmark.group,
        snapshot.status,
        detail.available_replica if detail else None,
        detail.replica if detail else None,
        snapshot.health.value,
        snapshot.reason,
        snapshot.freshness.value,
        _wall(fleet, snapshot.seen),
        _wall(fleet, snapshot.since),
        snapshot.pace,
        snapshot.error.cause if snapshot.error else None,
        None if snapshot.latency is None else round(snapshot.latency, 3),
        snapshot.quiet is not None,
        snapshot.since_first,
    )


def _account(fleet: Fleet, account: AccountState) -> AccountStatus:
    return AccountStatus(
        account.profile,
        account.link.value,
        _wall(fleet, account.since),
        account.error.cause if account.error else None,
        _wall(fleet, account.next_try),
        account.used,
        account.limit,
    )


def _wall(fleet: Fleet, instant: float | None) -> float | None:
    return None if instant is None else round(fleet.wall_time(instant), 3)
