"""The hand-over in Markdown: where, what is bad and since when, what changed, what was down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from sstui.insight.records import Event, EventKind, Freshness, Health, replica_text
from sstui.insight.secrets import mask
from sstui.monitor.state import Snapshot
from sstui.view.age import ago, duration, lasted
from sstui.view.event_lines import look_row, looks
from sstui.view.markdown import escaped, table
from sstui.view.outages import MINUTES, Bad, outage_row
from sstui.view.signs import Signs
from sstui.view.wall import wall_text

MOST_CHANGES = 200
_ZONED = f"{MINUTES} %Z"
_TROUBLE = (Health.BAD, Health.DEGRADED, Health.UNKNOWN, Health.MOVING)


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Where a profile is; ``problem`` where that cannot be told."""

    name: str
    region: str = ""
    project: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A watched instance and what was last known of it; instants are epoch seconds."""

    name: str
    profile: str
    last: Snapshot | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the report is made of. ``now`` in epoch seconds, ``since`` in seconds before it;
    events oldest first, all else in the watch list's order."""

    now: float
    since: float
    profiles: tuple[ProfileFacts, ...]
    pictures: tuple[Picture, ...]
    events: tuple[Event, ...]
    outages: tuple[Bad, ...]


def report_lines(given: HandOver, signs: Signs, tz: tzinfo) -> Iterator[str]:
    """Line by line. Nothing in it depends on anything but ``given``."""
    yield "# sstui report"
    yield ""
    begin = wall_text(given.now - given.since, tz, _ZONED)
    made = wall_text(given.now, tz, _ZONED)
    yield f"Made {made}. Changes since {begin} ({duration(given.since)})."
    yield "It is what sstui recorded; nobody was asked for it."
    yield ""
    yield from table(
        ("profile", "region", "project", "watched", "last look"),
        [_profile_row(given, each) for each in given.profiles],
    )
    yield from ("", "## Not well", "")
    yield from _not_well(given, tz)
    yield from ("", "## Changed", "")
    yield from _changed(given, signs, tz)
    yield from ("", "## Outages", "")
    if given.outages:
        head = ("who", "what", "from", "to", "lasted")
        yield from table(head, [outage_row(bad, tz) for bad in given.outages])
    else:
        yield "None was seen."


def _profile_row(given: HandOver, facts: ProfileFacts) -> tuple[str, ...]:
    mine = [each for each in given.pictures if each.profile == facts.name]
    seen = [each.last.seen for each in mine if each.last and each.last.seen is not None]
    last = ago(given.now - max(seen)) if seen else "never"
    region = facts.region or facts.problem or "not known"
    return facts.name, region, facts.project or "not known", str(len(mine)), last


def _not_well(given: HandOver, tz: tzinfo) -> Iterator[str]:
    seen = [each for each in given.pictures if each.last is not None]
    trouble = [each for each in seen if each.last and each.last.health in _TROUBLE]
    trouble.sort(key=lambda each: _TROUBLE.index(each.last.health) if each.last else 0)
    for each in trouble:
        if each.last is not None:
            yield f"- **{escaped(each.name)}** {_standing(given, each.last, tz)}"
    unseen = [escaped(each.name) for each in given.pictures if each.last is None]
    if not trouble:
        yield f"Nothing, of the {len(seen)} that were ever seen." if seen else "Nothing is known."
    if unseen:
        yield from ("", f"Never seen: {', '.join(unseen)}.")


def _standing(given: HandOver, last: Snapshot, tz: tzinfo) -> str:
    gone = last.freshness is Freshness.GONE
    word = f"gone (404), before that {last.status}" if gone else f"{last.status}{_replicas(last)}"
    parts = [escaped(word), f"{last.health.value}{_since(given, last, tz)}"]
    if last.seen is not None:
        looked = wall_text(last.seen, tz, MINUTES)
        parts.append(f"last seen {ago(given.now - last.seen)} ({looked})")
    detail = mask((last.instance and last.instance.status_detail.fail_detail) or "")
    parts += [escaped(each) for each in (last.reason, detail) if each]
    return " · ".join(parts)


def _replicas(last: Snapshot) -> str:
    detail = last.instance.status_detail if last.instance else None
    if detail is None or (detail.available_replica is None and detail.replica is None):
        return ""
    return f" {replica_text(detail.available_replica, detail.replica)}"


def _since(given: HandOver, last: Snapshot, tz: tzinfo) -> str:
    """By our own looks; it was already so at the first one, or began with it."""
    if last.health_since is None:
        return ""
    least = "at least " if last.since_first and last.health_since == last.since else ""
    began = wall_text(last.health_since, tz, MINUTES)
    return f" since {least}{began} ({lasted(given.now - last.health_since)})"


def _changed(given: HandOver, signs: Signs, tz: tzinfo) -> Iterator[str]:
    told = [events for events in looks(given.events) if not _first_sighting(events)]
    left_out = len(told) - MOST_CHANGES
    if left_out > 0:
        yield f"{left_out} earlier ones are left out; `sstui history` has them."
        yield ""
    if told:
        rows = [look_row(events, signs, tz) for events in told[-MOST_CHANGES:]]
        yield from table(("when", "who", "what"), rows)
    else:
        yield "Nothing."


def _first_sighting(events: Sequence[Event]) -> bool:
    first = events[0]
    return first.kind is EventKind.STATUS and first.before is None
