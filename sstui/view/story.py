"""Why an instance is as it is, or since when nothing changed: the head's second line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from sstui.config.commands import BY_ID
from sstui.insight.records import Event, Freshness
from sstui.insight.secrets import mask
from sstui.monitor.state import Fleet, Snapshot
from sstui.view.age import wait
from sstui.view.counts import clock_cause, short_cause
from sstui.view.event_text import event_text, told_events
from sstui.view.shared_cause import cause_line
from sstui.view.signs import Signs
from sstui.view.standing import TOKENS, Standing, is_blind, seen_standing
from sstui.view.text import Line, Span, cut_middle, plain
from sstui.view.wall import moment_text

_NAME_CELLS = 32
REPLACE_KEY = BY_ID["replace"].keys[0]


def story_line(
    fleet: Fleet, snapshot: Snapshot, signs: Signs, tz: tzinfo, replace_key: str = REPLACE_KEY
) -> Line:
    """Not cut: the failure, the reason, what our looks say, what it may have in common with
    others; else the last change. ``replace_key`` takes what is offered in the place of a gone
    one."""
    told = [*_story(fleet, snapshot, signs, tz)]
    if snapshot.freshness is Freshness.GONE and snapshot.replacement is not None:
        told.insert(0, _replacement(snapshot.replacement, replace_key, signs))
    spans: list[Span] = []
    for span in told:
        if spans:
            spans.append(Span("   "))
        spans.append(span)
    cause = cause_line(fleet, snapshot)
    return (*spans, Span("   "), *cause) if cause else tuple(spans)


def _story(fleet: Fleet, snapshot: Snapshot, signs: Signs, tz: tzinfo) -> Iterator[Span]:
    if snapshot.freshness is Freshness.UNSEEN:
        yield from _unseen(fleet, snapshot)
        return
    told = False
    for span in _reasons(fleet, snapshot, signs, tz):
        told = True
        yield span
    if not told or seen_standing(snapshot) in {Standing.OK, Standing.OFF}:
        yield _last_change(fleet, snapshot, signs, tz)


def _reasons(fleet: Fleet, snapshot: Snapshot, signs: Signs, tz: tzinfo) -> Iterator[Span]:
    which = seen_standing(snapshot)
    if snapshot.freshness is Freshness.GONE:
        began = "" if snapshot.since is None else f" since {_moment(fleet, snapshot.since, tz)}"
        last = f"; last seen {plain(snapshot.status)}" if snapshot.status else ""
        yield Span(f"the API says 404{began}{last}", TOKENS[which])
        return
    detail = mask((snapshot.instance and snapshot.instance.status_detail.fail_detail) or "")
    if which is Standing.STALE:
        if detail:
            yield Span(f"last seen: {plain(detail)}", "muted")
        yield _missed(fleet, snapshot)
        return
    if snapshot.ref in fleet.jobs:
        from sstui.view.job_words import motion_words  # only who has followed a job needs it

        job = motion_words(fleet, snapshot, signs)
        if job:
            yield Span(job, "moving")
    if detail:
        yield Span(plain(detail), "muted" if which is Standing.OK else TOKENS[which])
    if snapshot.reason:
        yield Span(plain(snapshot.reason), "muted" if detail else TOKENS[which])
    if snapshot.job_failed:
        yield Span("its last job failed", "degraded")
    if snapshot.failures:
        yield _missed(fleet, snapshot)


def _replacement(found: tuple[str, str], key: str, signs: Signs) -> Span:
    """What the component has in the place of what is gone, and the key that takes it."""
    identifier, name = (plain(each) for each in found)
    shown = cut_middle(name, _NAME_CELLS, signs.cut) or identifier[:8]
    text = f"its component has a new instance {shown}"
    return Span(f"{text}: {key} puts it in its place" if key else text, "accent")


def _missed(fleet: Fleet, snapshot: Snapshot) -> Span:
    """What our looks came to; an account that is blind has one cause for all."""
    account = fleet.account(snapshot.bookmark.profile)
    if account is not None and is_blind(account):
        cause = ", ".join(filter(None, (short_cause(account), clock_cause(account))))
        return Span(f"{plain(account.profile)}: {cause}", "unknown")
    cause = f": {plain(snapshot.error.cause)}" if snapshot.error else ""
    looks = "1 look" if snapshot.failures == 1 else f"{snapshot.failures} looks"
    return Span(f"{looks} failed{cause}" if snapshot.failures else "no look lately", "degraded")


def _unseen(fleet: Fleet, snapshot: Snapshot) -> Iterator[Span]:
    error = snapshot.error
    if error is None:
        if snapshot.due is None or snapshot.looking:
            text = "the first look is under way" if snapshot.looking else "no look yet"
        else:
            text = f"first look in {wait(snapshot.due - fleet.now)}"
        yield Span(text, "muted")
        return
    yield Span(plain(error.cause), "unknown")
    yield Span(plain(snapshot.reason or error.remedy), "muted")


def _last_change(fleet: Fleet, snapshot: Snapshot, signs: Signs, tz: tzinfo) -> Span:
    quiet = seen_standing(snapshot) in {Standing.OK, Standing.OFF}
    event = _last_event(fleet, snapshot)
    if event is not None:
        when = moment_text(fleet.wall, event.time, tz)
        start = f"nothing changed since {when}" if quiet else f"changed {when}"
        return Span(f"{start}: {event_text(event, signs)}", "muted")
    if snapshot.since is None:
        return Span("")
    first = ", our first look" if snapshot.since_first else ""
    start = "nothing changed since" if quiet else "so since"
    return Span(f"{start} {_moment(fleet, snapshot.since, tz)}{first}", "muted")


def _last_event(fleet: Fleet, snapshot: Snapshot) -> Event | None:
    return next((each for each in told_events(fleet) if each.ref == snapshot.ref), None)


def _moment(fleet: Fleet, instant: float, tz: tzinfo) -> str:
    return moment_text(fleet.wall, fleet.wall_time(instant), tz)
