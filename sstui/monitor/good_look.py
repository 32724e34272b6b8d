"""What a good look at an instance tells: what is known after it, and what happened. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.alarms import DOUBTED, believe
from sstui.insight.changes import Difference, diff
from sstui.insight.health import Verdict, expected_after, is_moving, judge
from sstui.insight.records import Event, Freshness, Health, Observation
from sstui.monitor import lived
from sstui.monitor.happened import Happened
from sstui.monitor.state import Snapshot, renewed
from sstui.monitor.told import CLOCK_AFTER, calmed, clock_moves, marked, only_time_moved

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance
    from sstui.servicestage.source import Answer

Outcome = tuple[Snapshot, tuple[Event, ...]]


def good_look(
    snapshot: Snapshot, look: Observation, answer: Answer, *, hold: float, protected: bool
) -> Outcome:
    """``hold``: seconds for which the look before spoke; ``protected``: every variable counts as a
    secret."""
    before = snapshot.instance
    snapshot, instance = _known_after(snapshot, answer, look.at)
    differences: tuple[Difference, ...] = ()
    if before is not None and instance is not before:
        differences = diff(before, instance, protected=protected)
    moves = clock_moves(snapshot, instance, differences)
    known = _after(snapshot, instance, look, moves, hold)
    if moves > CLOCK_AFTER:
        differences = tuple(each for each in differences if not only_time_moved(each))
    events = Happened(snapshot, known, look.at, look.time).seen(differences)
    known, events = calmed(snapshot, known, events, look)
    return marked(snapshot, known, differences, events, look.at), events


def _known_after(snapshot: Snapshot, answer: Answer, at: float) -> tuple[Snapshot, Instance]:
    """The body and the instance that are known with this answer.

    The same answer is the same instance: nothing to compare, and the old object stays, so that
    whoever cached something for it finds it again. An overview amends the instance and leaves the
    body alone: that is the documented call's.
    """
    before, told = snapshot.instance, answer.instance
    if answer.overview:
        from sstui.servicestage.overviews import amended  # pydantic: not for the first paint

        if before is not None and told is snapshot.told:
            return snapshot, before
        instance = told if before is None else amended(before, told)
        changed = snapshot.amended or instance is not before
        return renewed(snapshot, told=told, amended=changed), instance
    same = before is not None and answer.body == snapshot.body and not snapshot.amended
    known = renewed(snapshot, body=answer.body, body_seen=at, told=None, amended=False)
    return known, before if same and before is not None else told


class _Standing(NamedTuple):
    """For how long it has been so, and what is wanted of it."""

    anew: bool  # another status than the one before
    since: float
    moving_since: float | None
    first_expectation: str | None
    expectation: str | None


def _standing(snapshot: Snapshot, instance: Instance, at: float) -> _Standing:
    before, detail = snapshot.instance, instance.status_detail
    came_back = snapshot.freshness is Freshness.GONE
    anew = before is None or came_back or before.status != instance.status
    since = at if anew or snapshot.since is None else snapshot.since
    moving_since = (snapshot.moving_since or at) if is_moving(detail, at - since) else None
    first = snapshot.first_expectation or expected_after(detail)
    return _Standing(anew, since, moving_since, first, snapshot.bookmark.expect or first)


def _after(
    snapshot: Snapshot, instance: Instance, look: Observation, moves: int, hold: float
) -> Snapshot:
    """The instance as it is seen now, and judged: by one copy."""
    at = look.at
    standing = _standing(snapshot, instance, at)
    verdict, better = _believed(snapshot, _verdict(snapshot, instance, standing, at))
    stays = snapshot.health is verdict.health and snapshot.health_since is not None
    known_before = snapshot.instance is not None
    return renewed(
        snapshot,
        instance=instance,
        replacement=None,
        freshness=Freshness.FRESH,
        seen=at,
        looked=at,
        latency=look.latency,
        since=standing.since,
        since_first=not known_before or (snapshot.since_first and not standing.anew),
        failures=0,
        absences=0,
        error=None,
        looking=False,
        hushed=False,
        first_expectation=standing.first_expectation,
        expectation=standing.expectation,
        moving_since=standing.moving_since,
        clock_moves=moves,
        health=verdict.health,
        reason=verdict.reason,
        stuck=verdict.stuck,
        job_failed=verdict.job_failed,
        health_since=snapshot.health_since if stays else at,
        better=better,
        timeline=lived.after_seeing(snapshot, instance, verdict, better, look.time, hold),
    )


def _verdict(snapshot: Snapshot, instance: Instance, standing: _Standing, at: float) -> Verdict:
    moving = standing.moving_since
    return judge(
        instance.status_detail,
        in_status=at - standing.since,
        in_motion=0.0 if moving is None else at - moving,
        expectation=standing.expectation,
        stuck_after=snapshot.bookmark.stuck_after,
    )


def _believed(before: Snapshot, verdict: Verdict) -> tuple[Verdict, Health | None]:
    """What counts of a verdict, and what the look said where that is still doubted.

    Bad counts at once; that it is over, when a second look agrees. To be seen again at all after a
    definite 404 needs no second word.
    """
    if before.instance is None or before.freshness is Freshness.GONE:
        return verdict, None
    health, better = believe(before.health, before.better, verdict.health)
    if better is not None:
        verdict = verdict._replace(health=health, reason=DOUBTED)
    return verdict, better
