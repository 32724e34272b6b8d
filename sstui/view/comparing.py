"""What view 4 compares with what, and in which words: from what is known to a `Comparison`. Pure.

The two sides are *A*, what it is compared with, and *B*, the instance now or at an earlier look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.drift import drift
from sstui.insight.past import Moment
from sstui.insight.records import Freshness
from sstui.insight.standins import concealed, without_stand_in
from sstui.monitor.baselines import Baseline
from sstui.monitor.drift_bodies import body_now, with_baseline
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.drift import Comparison, Side
from sstui.view.moments import before, past_words
from sstui.view.text import plain
from sstui.view.wall import moment_text

if TYPE_CHECKING:
    from sstui.insight.job import JobLook

NOT_WHOLE = "its body was not seen yet in full: a look of its own tells (r)"
TOO_DEEP = "nested too deeply to be compared"


class Against(Enum):
    """What an instance is compared with, where it is not another instance."""

    PREVIOUS = "the look before that differed"
    BASELINE = "its pinned baseline"


@dataclass(frozen=True)
class Question:
    """Everything that a comparison depends on. ``back``: how many of ``moments`` (newest first)
    before now the instance is looked at; ``other``: the instance that it is compared with."""

    fleet: Fleet
    snapshot: Snapshot
    moments: tuple[Moment, ...]
    back: int
    against: Against
    other: Snapshot | None
    baseline: Baseline | None
    key: bytes  # of fingerprints
    protected: bool
    everything: bool
    tz: tzinfo

    @property
    def matter(self) -> tuple[object, ...]:
        """What the result depends on, words aside: compared by identity where that is enough."""
        other = None if self.other is None else id(self.other.instance)
        untils = tuple(moment.until for moment in self.moments)
        return (
            self.snapshot.ref, id(self.snapshot.instance), other, untils, self.back, self.against,
            self.baseline, self.key, self.protected, self.everything,
        )  # fmt: skip


class _Pair(NamedTuple):
    """Two concealed bodies; ``recorded`` as `drift` takes it."""

    before: JSONValue
    after: JSONValue
    recorded: frozenset[str] | None = None
    lost: int = 0


def compare(asked: Question) -> Comparison:
    """The answer; where nothing can be compared, why not."""
    after, earlier = _after(asked), _before(asked)
    pinned = asked.other is None and asked.against is Against.BASELINE
    why = _why_not(asked)
    if why or earlier is None:
        return Comparison(earlier, after, why=why, pinned=pinned, past=bool(asked.back))
    try:
        pair = _pair(asked)
        found = drift(
            pair.before,
            pair.after,
            two_instances=asked.other is not None,
            recorded=pair.recorded,
            everything=asked.everything,
        )
    except RecursionError:
        return Comparison(earlier, after, why=TOO_DEEP, pinned=pinned)
    earlier, after = _with_version(earlier, pair.before), _with_version(after, pair.after)
    return Comparison(
        earlier, after, found, everything=asked.everything, pinned=pinned, lost=pair.lost,
        past=bool(asked.back), first_seen=_first_seen(asked.moments[asked.back :]),
        last_job=_last_job(asked),
    )  # fmt: skip


def words_of(asked: Question, known: Comparison) -> Comparison:
    """What is known already, with the times of now; the same object where they are the same."""
    after, earlier = _after(asked), _before(asked)
    after = replace(after, version=known.after.version)
    if earlier is not None and known.before is not None:
        earlier = replace(earlier, version=known.before.version)
    job = _last_job(asked)
    if (earlier, after, job) == (known.before, known.after, known.last_job):
        return known
    return replace(known, before=earlier, after=after, last_job=job)


def _last_job(asked: Question) -> JobLook | None:
    """The last job of the instance as it is now, where somebody has looked at it."""
    look, detail = asked.fleet.jobs.get(asked.snapshot.ref), asked.snapshot.detail
    known = look is not None and detail is not None and look.job_id == detail.last_job_id
    return look if known and not asked.back else None


def _why_not(asked: Question) -> str:
    if not asked.snapshot.body:
        return NOT_WHOLE
    if asked.other is not None:
        return "" if asked.other.body else f"{plain(asked.other.name)}: {NOT_WHOLE}"
    if asked.against is Against.BASELINE:
        return (
            "" if asked.baseline is not None else "no baseline is pinned: b pins what is seen now"
        )
    if _end(asked) is None:
        return "no earlier look that differed is known; b pins what is seen now as baseline"
    return ""


def _end(asked: Question) -> int | None:
    """How far back the look before that differed is; None where none is known."""
    for index in range(asked.back, len(asked.moments)):
        if asked.moments[index].set_up:
            return index + 1
    return None


def _pair(asked: Question) -> _Pair:
    snapshot, protected = asked.snapshot, asked.protected
    if asked.other is not None:
        mine, other = (
            concealed(body_now(each), asked.key, protected=protected)
            for each in (snapshot, asked.other)
        )
        past = before(mine, asked.moments, 0, asked.back)
        return _Pair(other, past.document, lost=past.lost)
    if asked.against is Against.BASELINE and asked.baseline is not None:
        pinned, now = with_baseline(asked.baseline, snapshot, asked.key, protected)
        past = before(now, asked.moments, 0, asked.back)
        return _Pair(pinned, past.document, lost=past.lost)
    now = concealed(body_now(snapshot), asked.key, protected=protected)
    then = before(now, asked.moments, 0, asked.back)
    earlier = before(then.document, asked.moments, asked.back, _end(asked) or asked.back)
    lost = then.lost + earlier.lost
    return _Pair(earlier.document, then.document, earlier.recorded, lost)


# In words.


def _after(asked: Question) -> Side:
    fleet, snapshot = asked.fleet, asked.snapshot
    if asked.back:
        words = past_words(asked.moments, asked.back, fleet.wall, asked.tz)
        return Side(f"{words}; not now", words.partition(",")[0])
    if snapshot.seen is None:
        return Side("not seen yet", "now")
    when = _clock(asked, fleet.wall_time(snapshot.seen))
    if snapshot.freshness is not Freshness.FRESH:
        return Side(f"as last seen {when}", f"last seen {when}")
    return Side(f"now, seen {when}", f"now {when}")


def _before(asked: Question) -> Side | None:
    if asked.other is not None:
        return _other(asked, asked.other)
    if asked.against is Against.BASELINE:
        pinned = asked.baseline
        if pinned is None:
            return None
        when, seen = _clock(asked, pinned.pinned), _clock(asked, pinned.seen)
        return Side(f"baseline, pinned {when}, as seen {seen}", f"baseline {when}")
    end = _end(asked)
    if end is None:
        return None
    words = past_words(asked.moments, end, asked.fleet.wall, asked.tz)
    return Side(f"the look before that differed, {words}", words.partition(",")[0])


def _other(asked: Question, other: Snapshot) -> Side:
    seen = "" if other.seen is None else _clock(asked, asked.fleet.wall_time(other.seen))
    fresh = "seen" if other.freshness is Freshness.FRESH else "as last seen"
    where = ""
    if other.instance is not None and asked.snapshot.instance is not None:
        environment = other.instance.environment_id or ""
        if environment != asked.snapshot.instance.environment_id:
            where = f", environment {plain(environment)[:8]}"
    name = plain(other.name)
    return Side(f"{name}, {fresh} {seen}{where}", f"{name} {seen}")


def _with_version(side: Side, document: JSONValue) -> Side:
    version = document.get("version") if isinstance(document, dict) else None
    return replace(side, version=without_stand_in(version)) if isinstance(version, str) else side


def _clock(asked: Question, wall: float) -> str:
    return moment_text(asked.fleet.wall, wall, asked.tz)


def _first_seen(moments: Sequence[Moment]) -> dict[str, float]:
    """When our looks found each place that changed as it is: the newest counts."""
    found: dict[str, float] = {}
    for moment in moments:
        for change in moment.changes:
            found.setdefault(change.path, moment.until)
    return found
