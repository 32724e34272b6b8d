"""One look and what was known before → what is known now, and what happened. Pure.

A failed look says nothing about the instance: it never erases the last good body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.insight.health import Verdict, judge, judge_gone
from sstui.insight.records import Freshness, Observation
from sstui.monitor import lived
from sstui.monitor.happened import Happened
from sstui.monitor.pacing import after_failure, stale_after
from sstui.monitor.state import Snapshot, renewed
from sstui.servicestage.errors import Missing, NotFound, ServiceStageError

if TYPE_CHECKING:
    from sstui.monitor.good_look import Outcome
    from sstui.servicestage.source import Detail

MISSES_UNTIL_STALE = 2
ABSENCES_UNTIL_GONE = 2

GONE_FOR = frozenset({Missing.INSTANCE, Missing.COMPONENT, Missing.APPLICATION})


class Rules(NamedTuple):
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


def reduce(snapshot: Snapshot, observation: Observation, rules: Rules) -> Outcome:
    """The next snapshot, and the events between the two."""
    if observation.error is not None:
        return _missed(snapshot, observation, observation.error, rules)
    if observation.answer is None:
        raise ValueError("an observation holds an answer or an error")
    # Imported here: the first paint, which only recalls, need not wait for what compares bodies.
    from sstui.monitor.good_look import good_look

    hold, protected = rules.hold(snapshot.pace), rules.protected
    return good_look(snapshot, observation, observation.answer, hold=hold, protected=protected)


def age(snapshot: Snapshot, now: float, rules: Rules) -> Snapshot:
    """What time alone does: a look that has become too old is stale.

    That is no event: we did not look (the machine slept, the account is refused or short of
    budget), and it says nothing of the instance.
    """
    if snapshot.freshness is not Freshness.FRESH or now < stale_at(snapshot, rules):
        return snapshot
    timeline = lived.until_stale(snapshot, stale_at(snapshot, rules), rules.blind_why)
    return renewed(snapshot, freshness=Freshness.STALE, hushed=True, timeline=timeline)


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
    edited = renewed(snapshot, bookmark=bookmark, expectation=expectation, better=None)
    if snapshot.freshness is Freshness.GONE:
        verdict = judge_gone(edited.expectation)
    elif snapshot.detail is not None:
        verdict = _verdict(edited, snapshot.detail, now)
    else:
        return edited
    return _judged(edited, verdict, now)


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
    return renewed(
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
    missed = renewed(
        snapshot,
        looked=look.at,
        error=error,
        failures=snapshot.failures + 1,
        absences=snapshot.absences + 1 if absent else 0,
        looking=False,
    )
    if snapshot.seen is None:
        return renewed(missed, reason="wrong ids or project?" if absent else ""), ()
    if snapshot.freshness is Freshness.GONE:
        return (_still_gone(missed, look, rules) if absent else missed), ()
    if missed.absences >= ABSENCES_UNTIL_GONE:
        return _gone(snapshot, missed, look, rules)
    if missed.failures >= MISSES_UNTIL_STALE and snapshot.freshness is Freshness.FRESH:
        return _stale(missed, look, rules)
    return missed, ()


def _gone(before: Snapshot, missed: Snapshot, look: Observation, rules: Rules) -> Outcome:
    gone = renewed(
        missed, freshness=Freshness.GONE, since=look.at, since_first=False, moving_since=None
    )
    gone = _judged(gone, judge_gone(gone.expectation), look.at)
    gone = renewed(_still_gone(gone, look, rules), changed=True, better=None, turns=())
    gone = renewed(gone, flapping=False, flapping_since=None)
    happened = Happened(before, gone, look.at, look.time)
    calm = happened.flapping() if before.flapping else ()
    return gone, calm if rules.many_gone else (*calm, *happened.gone())


def _still_gone(snapshot: Snapshot, look: Observation, rules: Rules) -> Snapshot:
    # It is asked again as one that fails: until then this 404 speaks.
    hold = rules.hold(after_failure(snapshot.pace))
    timeline = lived.while_gone(snapshot, look.time, hold)
    return renewed(snapshot, timeline=timeline)


def _stale(snapshot: Snapshot, look: Observation, rules: Rules) -> Outcome:
    began = min(stale_at(snapshot, rules), look.at)
    timeline = lived.until_stale(snapshot, began, rules.blind_why)
    stale = renewed(snapshot, freshness=Freshness.STALE, hushed=rules.quiet, timeline=timeline)
    if rules.quiet:
        return stale, ()
    return stale, Happened(snapshot, stale, look.at, look.time).to_our_view()
