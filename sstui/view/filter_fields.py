"""What a filter can ask of an instance: the columns of `sstui.view.filter`, each by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sstui.insight.availability import DAY, availability
from sstui.insight.records import replica_text
from sstui.insight.secrets import mask
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.standing import Standing, replica_numbers, standing, state_since, word

Texts = Callable[[Fleet, Snapshot], Iterable[str | None]]
Number = Callable[[Fleet, Snapshot], float | None]


class Kind(StrEnum):
    """What may stand behind the column's name."""

    TEXT = "text"
    HEALTH = "health"
    IS = "is"
    DURATION = "a duration: 90s, 5m, 2h"
    NUMBER = "a number"


@dataclass(frozen=True, slots=True)
class Field:
    """``words`` explain it; ``live``: what it says changes without a look."""

    name: str
    kind: Kind
    words: str
    texts: Texts | None = None
    number: Number | None = None
    live: bool = False


HEALTHS: Mapping[str, Standing] = {each.name.lower(): each for each in Standing}


def _since(fleet: Fleet, snapshot: Snapshot) -> float | None:
    since = state_since(snapshot)
    return None if since is None else fleet.now - since


def _seen(fleet: Fleet, snapshot: Snapshot) -> float | None:
    return None if snapshot.seen is None else fleet.now - snapshot.seen


def up_share(fleet: Fleet, snapshot: Snapshot) -> float | None:
    """Availability of the last 24 hours, 0 to 1; None where too little of it is known."""
    return availability(snapshot.timeline, fleet.wall, DAY).serving.share


def _up(fleet: Fleet, snapshot: Snapshot) -> float | None:
    share = up_share(fleet, snapshot)
    return None if share is None else share * 100


def _have(_fleet: Fleet, snapshot: Snapshot) -> float | None:
    return replica_numbers(snapshot)[0]


def _want(_fleet: Fleet, snapshot: Snapshot) -> float | None:
    return replica_numbers(snapshot)[1]


def _replicas(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str]:
    return (replica_text(*replica_numbers(snapshot)),)


def _resources(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str | None]:
    for each in (snapshot.instance and snapshot.instance.refer_resources) or ():
        yield from (each.type, each.id, each.refer_alias)


def _images(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str | None]:
    for key, each in ((snapshot.instance and snapshot.instance.artifacts) or {}).items():
        yield from (key, mask(each.url or ""), each.version)


def _region(fleet: Fleet, snapshot: Snapshot) -> Iterable[str]:
    account = fleet.account(snapshot.bookmark.profile)
    return (account.region,) if account else ()


def _why(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str | None]:
    detail = snapshot.detail
    return (snapshot.reason, mask((detail and detail.fail_detail) or ""))


def _ids(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str | None]:
    return (snapshot.ref.instance, snapshot.instance.id if snapshot.instance else None)


def _environment(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str | None]:
    return (snapshot.instance.environment_id,) if snapshot.instance else ()


def version_of(snapshot: Snapshot) -> str:
    """The instance's own; of an earlier run until it is read; empty where none is known."""
    known = snapshot.instance or snapshot.recalled
    return (known and known.version) or ""


def _job(_fleet: Fleet, snapshot: Snapshot) -> Iterable[str | None]:
    detail = snapshot.detail
    return (detail.last_job_status, detail.last_job_id) if detail else ()


def _protected(fleet: Fleet, snapshot: Snapshot) -> bool:
    account = fleet.account(snapshot.bookmark.profile)
    return account is not None and account.protected


IS: Mapping[str, Callable[[Fleet, Snapshot], bool]] = {
    "acked": lambda _, each: each.quiet is not None,
    "drifted": lambda _, each: each.drifted,
    "changed": lambda _, each: each.changed,
    "stale": lambda _, each: standing(each) is Standing.STALE,
    "gone": lambda _, each: each.freshness.value == "gone",
    "flapping": lambda _, each: each.flapping,
    "stuck": lambda _, each: each.stuck,
    "job-failed": lambda _, each: each.job_failed,
    "protected": _protected,
}

_FIELDS = (
    Field("name", Kind.TEXT, "part of the name", lambda _, s: (s.name,)),
    Field("health", Kind.HEALTH, "bad degraded moving ok …"),
    Field("status", Kind.TEXT, "the API's own word", lambda _, s: (word(s),)),
    Field("group", Kind.TEXT, "of the bookmark", lambda _, s: (s.bookmark.group,)),
    Field("tag", Kind.TEXT, "of the bookmark", lambda _, s: s.bookmark.tags),
    Field("note", Kind.TEXT, "of the bookmark", lambda _, s: (s.bookmark.note,)),
    Field("profile", Kind.TEXT, "of the account", lambda _, s: (s.bookmark.profile,)),
    Field("region", Kind.TEXT, "of the account", _region, live=True),
    Field("env", Kind.TEXT, "by id", _environment),
    Field("app", Kind.TEXT, "by id", lambda _, s: (s.ref.application,)),
    Field("comp", Kind.TEXT, "by id", lambda _, s: (s.ref.component,)),
    Field("id", Kind.TEXT, "by id", _ids),
    Field("res", Kind.TEXT, "refer_resources: type, id", _resources),
    Field("version", Kind.TEXT, "of the instance", lambda _, s: (version_of(s),)),
    Field("image", Kind.TEXT, "of any artifact", _images),
    Field("job", Kind.TEXT, "last job: word, id", _job),
    Field("why", Kind.TEXT, "fail_detail, or our reason", _why),
    Field("age", Kind.DURATION, "in this state: > or < 5m", number=_since, live=True),
    Field("since", Kind.DURATION, "in this state: > or < 5m", number=_since, live=True),
    Field("seen", Kind.DURATION, "our last look: > or < 5m", number=_seen, live=True),
    Field("replicas", Kind.NUMBER, "available: > or < 3, or 1/3", _replicas, _have),
    Field("want", Kind.NUMBER, "wanted: > or < 3", number=_want),
    Field("up", Kind.NUMBER, "of 24 hours: > or < 99", number=_up, live=True),
    Field("is", Kind.IS, "changed stale drifted acked …", live=True),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _FIELDS}

# What a text without a column is looked for in. No ids: they are hexadecimal, so that `db`, `be` or
# `fe` would find whatever shares an environment, or one instance in three by its job.
PLAIN = ("name", "group", "tag", "status", "version", "note", "profile", "why")
