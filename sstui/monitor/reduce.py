"""One look and what was known before → what is known now, and what happened. Pure.

A failed look says nothing about the instance: it never erases the last good body.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sstui.config.bookmarks import Bookmark
from sstui.insight.changes import Difference, diff
from sstui.insight.health import Verdict, expected_after, is_moving, judge, judge_gone
from sstui.insight.records import Event, EventKind, Freshness, Observation
from sstui.monitor.happened import Happened
from sstui.monitor.pacing import stale_after
from sstui.monitor.state import Mark, Snapshot
from sstui.servicestage.errors import Missing, NotFound, ServiceStageError
from sstui.servicestage.models import Instance
from sstui.servicestage.source import Answer

MISSES_UNTIL_STALE = 2
ABSENCES_UNTIL_GONE = 2
FLAPPING_TURNS = 4
FLAPPING_WITHIN = 600.0  # seconds
CLOCK_AFTER = 3  # an update_time that moved alone so often is a clock, no sign of a change
MOST_MARKS = 100

GONE_FOR = frozenset({Missing.INSTANCE, Missing.COMPONENT, Missing.APPLICATION})


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a look besides its result.

    ``quiet``: the account's own statement (an outage, refused keys) stands for its instances.
    ``many_gone``: so does one that half of the profile is gone. ``blind_since``: from then on the
    account gives no answers at all, so that every earlier look is only what was last seen.
    """

    interval: float = 15.0
    stale_after: float | None = None
    protected: bool = False
    quiet: bool = False
    many_gone: bool = False
    blind_since: float | None = None


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
    return replace(snapshot, freshness=Freshness.STALE, hushed=True)


def stale_at(snapshot: Snapshot, rules: Rules) -> float:
    """The instant from which the last good look is stale: by its age, or because its account has
    given no answer since."""
    seen = snapshot.seen or 0.0
    too_old = seen + stale_after(snapshot.pace, rules.interval, rules.stale_after)
    if rules.blind_since is None:
        return too_old
    return min(too_old, max(seen, rules.blind_since))


def rebookmark(snapshot: Snapshot, bookmark: Bookmark, now: float) -> Snapshot:
    """The same knowledge under an edited bookmark: expectation and patience are applied anew."""
    edited = replace(snapshot, bookmark=bookmark)
    edited = replace(edited, expectation=bookmark.expect or snapshot.first_expectation)
    if snapshot.freshness is Freshness.GONE:
        verdict = judge_gone(edited.expectation)
    elif snapshot.instance is not None:
        verdict = _verdict(edited, snapshot.instance, now)
    else:
        return edited
    return _judged(edited, verdict, now)


def _seen(snapshot: Snapshot, look: Observation, answer: Answer, rules: Rules) -> Outcome:
    at = look.at
    before = snapshot.instance
    # The same bytes are the same instance: nothing to compare, and the old object stays, so that
    # whoever cached something for it finds it again.
    same = before is not None and answer.body == snapshot.body
    instance = before if same and before is not None else answer.instance
    differences: tuple[Difference, ...] = ()
    if before is not None and not same:
        differences = diff(before, instance, protected=rules.protected)
    came_back = snapshot.freshness is Freshness.GONE
    anew = before is None or came_back or before.status != instance.status
    first_expectation = snapshot.first_expectation or expected_after(instance.status_detail)
    since = at if anew or snapshot.since is None else snapshot.since
    moving = is_moving(instance.status_detail, at - since)
    moves = _clock_moves(snapshot, instance, differences)
    known = replace(
        snapshot,
        instance=instance,
        body=answer.body,
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
    known = _judged(known, _verdict(known, instance, at), at)
    if moves > CLOCK_AFTER:
        differences = tuple(each for each in differences if not _only_time_moved(each))
    events = Happened(snapshot, known, at, look.time).seen(differences)
    return _marked(snapshot, known, differences, events, at), events


def _verdict(snapshot: Snapshot, instance: Instance, at: float) -> Verdict:
    since, moving = snapshot.since, snapshot.moving_since
    return judge(
        instance.status_detail,
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


def _clock_moves(
    snapshot: Snapshot, instance: Instance, differences: tuple[Difference, ...]
) -> int:
    """How often ``update_time`` has now moved with nothing else; once a clock, it stays one."""
    count = snapshot.clock_moves
    before = snapshot.instance
    if before is None or not differences or count > CLOCK_AFTER:
        return count
    if all(_only_time_moved(each) for each in differences):
        return count + 1
    return 0 if before.update_time != instance.update_time else count


def _only_time_moved(difference: Difference) -> bool:
    return difference.kind is EventKind.BETWEEN and all(
        change.path == "update_time" for change in difference.changes
    )


def _marked(
    before: Snapshot,
    after: Snapshot,
    differences: tuple[Difference, ...],
    events: tuple[Event, ...],
    at: float,
) -> Snapshot:
    """Adds what a person is shown of the changes: marks, ``Δ``, flapping."""
    turns = before.turns
    if before.instance is not None and (
        before.status != after.status or before.health is not after.health
    ):
        turns = (*turns, at)[-FLAPPING_TURNS:]
    flapping = len(turns) == FLAPPING_TURNS and at - turns[0] <= FLAPPING_WITHIN
    if not events:
        return after if flapping == after.flapping else replace(after, flapping=flapping)
    changes = [
        change for each in differences for change in each.changes if change.path != "update_time"
    ]
    places = {change.path for change in changes}
    old = (mark for mark in before.marks if mark.change.path not in places)
    marks = (*(Mark(change, at) for change in changes), *old)[:MOST_MARKS]
    told = any(event.before is not None or event.changes for event in events)
    shown = told and any(event.kind is not EventKind.FRESHNESS for event in events)
    came_back = before.freshness is Freshness.GONE
    changed = before.changed or (before.instance is not None and (shown or came_back))
    return replace(after, turns=turns, flapping=flapping, marks=marks, changed=changed)


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
        return missed, ()
    if missed.absences >= ABSENCES_UNTIL_GONE:
        return _gone(snapshot, missed, look, rules)
    if missed.failures >= MISSES_UNTIL_STALE and snapshot.freshness is Freshness.FRESH:
        return _stale(missed, look, rules)
    return missed, ()


def _gone(before: Snapshot, missed: Snapshot, look: Observation, rules: Rules) -> Outcome:
    gone = replace(
        missed, freshness=Freshness.GONE, since=look.at, since_first=False, moving_since=None
    )
    gone = replace(_judged(gone, judge_gone(gone.expectation), look.at), changed=True)
    if rules.many_gone:
        return gone, ()
    return gone, Happened(before, gone, look.at, look.time).gone()


def _stale(snapshot: Snapshot, look: Observation, rules: Rules) -> Outcome:
    stale = replace(snapshot, freshness=Freshness.STALE, hushed=rules.quiet)
    if rules.quiet:
        return stale, ()
    return stale, Happened(snapshot, stale, look.at, look.time).to_our_view()
