"""One look and what was known before → what is known now, and what happened. Pure.

A failed look says nothing about the instance: it never erases the last good body.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.insight.alarms import DOUBTED, believe
from sstui.insight.changes import Difference, diff
from sstui.insight.health import Verdict, expected_after, is_moving, judge, judge_gone
from sstui.insight.records import Event, Freshness, Observation
from sstui.monitor import lived
from sstui.monitor.happened import Happened
from sstui.monitor.pacing import after_failure, stale_after
from sstui.monitor.state import Snapshot
from sstui.monitor.told import CLOCK_AFTER, calmed, clock_moves, marked, only_time_moved
from sstui.servicestage.errors import Missing, NotFound, ServiceStageError

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance
    from sstui.servicestage.source import Answer, Detail

MISSES_UNTIL_STALE = 2
ABSENCES_UNTIL_GONE = 2

GONE_FOR = frozenset({Missing.INSTANCE, Missing.COMPONENT, Missing.APPLICATION})


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a look besides its result.

    ``quiet``: the account's own statement (an outage, refused keys) stands for its instances.
    ``many_gone``: so does one that half of the profile is gone. ``blind_since``: from then on the
    account gives no answers at all, so that every earlier look is only what was last seen, and
    ``blind_why`` says why.
    """

    interval: float = 15.0
    stale_after: float | None = None
    protected: bool = False
    quiet: bool = False
    many_gone: bool = False
    blind_since: float | None = None
    blind_why: str = ""

    def hold(self, pace: float) -> float:
        """Seconds for which a look speaks."""
        return stale_after(pace, self.interval, self.stale_after)


Outcome = tuple[Snapshot, tuple[Event, ...]]


def reduce(snapshot: Snapshot, observation: Observation, rules: Rules) -> Outcome:
    """The next snapshot, and the events between the two."""
    if observation.error is not None:
        return _missed(snapshot, observation, observation.error, rules)
    if observation.answer is None:
        raise ValueError("an observation holds an answer or an error")
    return _seen(snapshot, observation, observation.answer, rules)


def age(snapshot: Snapshot, now: float, rules: Rules) -> Snapshot:
    """What time alone does: a look that has become too old is stale.

    That is no event: we did not look (the machine slept, the account is refused or short of
    budget), and it says nothing of the instance.
    """
    if snapshot.freshness is not Freshness.FRESH or now < stale_at(snapshot, rules):
        return snapshot
    timeline = lived.until_stale(snapshot, stale_at(snapshot, rules), rules.blind_why)
    return replace(snapshot, freshness=Freshness.STALE, hushed=True, timeline=timeline)


def stale_at(snapshot: Snapshot, rules: Rules) -> float:
    """The instant from which the last good look is stale: by its age, or because its account has
    given no answer since."""
    seen = snapshot.seen or 0.0
    too_old = seen + rules.hold(snapshot.pace)
    if rules.blind_since is None:
        return too_old
    return min(too_old, max(seen, rules.blind_since))


def rebookmark(snapshot: Snapshot, bookmark: Bookmark, now: float) -> Snapshot:
    """The same knowledge under an edited bookmark: expectation and patience are applied anew."""
    expectation = bookmark.expect or snapshot.first_expectation
    edited = replace(snapshot, bookmark=bookmark, expectation=expectation, better=None)
    if snapshot.freshness is Freshness.GONE:
        verdict = judge_gone(edited.expectation)
    elif snapshot.detail is not None:
        verdict = _verdict(edited, snapshot.detail, now)
    else:
        return edited
    return _judged(edited, verdict, now)


def _seen(snapshot: Snapshot, look: Observation, answer: Answer, rules: Rules) -> Outcome:
    at = look.at
    before = snapshot.instance
    snapshot, instance = _known_after(snapshot, answer, at)
    differences: tuple[Difference, ...] = ()
    if before is not None and instance is not before:
        differences = diff(before, instance, protected=rules.protected)
    came_back = snapshot.freshness is Freshness.GONE
    anew = before is None or came_back or before.status != instance.status
    first_expectation = snapshot.first_expectation or expected_after(instance.status_detail)
    since = at if anew or snapshot.since is None else snapshot.since
    moving = is_moving(instance.status_detail, at - since)
    moves = clock_moves(snapshot, instance, differences)
    known = replace(
        snapshot,
        instance=instance,
        replacement=None,
        freshness=Freshness.FRESH,
        seen=at,
        looked=at,
        latency=look.latency,
        since=since,
        since_first=before is None or (snapshot.since_first and not anew),
        failures=0,
        absences=0,
        error=None,
        looking=False,
        hushed=False,
        first_expectation=first_expectation,
        expectation=snapshot.bookmark.expect or first_expectation,
        moving_since=(snapshot.moving_since or at) if moving else None,
        clock_moves=moves,
    )
    known = _believed(snapshot, known, _verdict(known, instance.status_detail, at), at)
    timeline = lived.after_seeing(snapshot, known, look.time, rules.hold(snapshot.pace))
    known = replace(known, timeline=timeline)
    if moves > CLOCK_AFTER:
        differences = tuple(each for each in differences if not only_time_moved(each))
    events = Happened(snapshot, known, at, look.time).seen(differences)
    known, events = calmed(snapshot, known, events, look)
    return marked(snapshot, known, differences, events, at), events


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
        return replace(snapshot, told=told, amended=changed), instance
    same = before is not None and answer.body == snapshot.body and not snapshot.amended
    known = replace(snapshot, body=answer.body, body_seen=at, told=None, amended=False)
    return known, before if same and before is not None else told


def _believed(before: Snapshot, after: Snapshot, verdict: Verdict, at: float) -> Snapshot:
    """Bad counts at once; that it is over, when a second look agrees. To be seen again at all
    after a definite 404 needs no second word."""
    if before.instance is None or before.freshness is Freshness.GONE:
        return _judged(replace(after, better=None), verdict, at)
    health, better = believe(before.health, before.better, verdict.health)
    if better is not after.better:
        after = replace(after, better=better)
    if better is not None:
        verdict = replace(verdict, health=health, reason=DOUBTED)
    return _judged(after, verdict, at)


def _verdict(snapshot: Snapshot, detail: Detail, at: float) -> Verdict:
    since, moving = snapshot.since, snapshot.moving_since
    return judge(
        detail,
        in_status=0.0 if since is None else at - since,
        in_motion=0.0 if moving is None else at - moving,
        expectation=snapshot.expectation,
        stuck_after=snapshot.bookmark.stuck_after,
    )


def _judged(snapshot: Snapshot, verdict: Verdict, at: float) -> Snapshot:
    stays = snapshot.health is verdict.health and snapshot.health_since is not None
    said = (snapshot.reason, snapshot.stuck, snapshot.job_failed)
    if stays and said == (verdict.reason, verdict.stuck, verdict.job_failed):
        return snapshot
    return replace(
        snapshot,
        health=verdict.health,
        reason=verdict.reason,
        stuck=verdict.stuck,
        job_failed=verdict.job_failed,
        health_since=snapshot.health_since if stays else at,
    )


def _missed(
    snapshot: Snapshot, look: Observation, error: ServiceStageError, rules: Rules
) -> Outcome:
    absent = isinstance(error, NotFound) and error.what in GONE_FOR
    missed = replace(
        snapshot,
        looked=look.at,
        error=error,
        failures=snapshot.failures + 1,
        absences=snapshot.absences + 1 if absent else 0,
        looking=False,
    )
    if snapshot.seen is None:
        return replace(missed, reason="wrong ids or project?" if absent else ""), ()
    if snapshot.freshness is Freshness.GONE:
        return (_still_gone(missed, look, rules) if absent else missed), ()
    if missed.absences >= ABSENCES_UNTIL_GONE:
        return _gone(snapshot, missed, look, rules)
    if missed.failures >= MISSES_UNTIL_STALE and snapshot.freshness is Freshness.FRESH:
        return _stale(missed, look, rules)
    return missed, ()


def _gone(before: Snapshot, missed: Snapshot, look: Observation, rules: Rules) -> Outcome:
    gone = replace(
        missed, freshness=Freshness.GONE, since=look.at, since_first=False, moving_since=None
    )
    gone = _judged(gone, judge_gone(gone.expectation), look.at)
    gone = replace(_still_gone(gone, look, rules), changed=True, better=None, turns=())
    gone = replace(gone, flapping=False, flapping_since=None)
    happened = Happened(before, gone, look.at, look.time)
    calm = happened.flapping() if before.flapping else ()
    return gone, calm if rules.many_gone else (*calm, *happened.gone())


def _still_gone(snapshot: Snapshot, look: Observation, rules: Rules) -> Snapshot:
    # It is asked again as one that fails: until then this 404 speaks.
    hold = rules.hold(after_failure(snapshot.pace))
    timeline = lived.while_gone(snapshot, look.time, hold)
    return replace(snapshot, timeline=timeline)


def _stale(snapshot: Snapshot, look: Observation, rules: Rules) -> Outcome:
    began = min(stale_at(snapshot, rules), look.at)
    timeline = lived.until_stale(snapshot, began, rules.blind_why)
    stale = replace(snapshot, freshness=Freshness.STALE, hushed=rules.quiet, timeline=timeline)
    if rules.quiet:
        return stale, ()
    return stale, Happened(snapshot, stale, look.at, look.time).to_our_view()
