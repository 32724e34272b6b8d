"""The left side of the status bar's row 2: the counts, or, when we are blind, cause · since · tries
· next try. Each comes in several lengths, the fullest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from sstui.insight.records import EventKind, Health
from sstui.monitor.state import AccountState, Fleet, Link
from sstui.view.age import age, lasted, wait
from sstui.view.lamp import Lamp, keys_expired
from sstui.view.signs import Signs
from sstui.view.standing import Standing, Tally, is_blind, tally, tally_line
from sstui.view.text import Line, Span, cut_end, plain
from sstui.view.wall import clock_text, wall_text

_HOST_CELLS = 34
_SOURCE_CELLS = 60
FROZEN: Line = (Span("frozen", "accent bold"), Span("  "))
SKEW_REFUSED = 900.0  # seconds: from here on the gateway refuses every signature


def left_lines(
    fleet: Fleet,
    shown: Lamp,
    signs: Signs,
    tz: tzinfo,
    frozen: bool,
    passed: int | None = None,
) -> list[Line]:
    """The same words in falling length; ``shown`` is the lamp, whose own count is left out.
    ``passed`` is how many a filter of the list lets through: it stands in place of the counts."""
    muted = (Span("bell muted", "accent bold"), Span("  ")) if fleet.muted else ()
    start = (*(FROZEN if frozen else ()), *muted)
    if shown.blind is not None:
        return [(*start, *line) for line in _blind_lines(fleet, shown.blind, signs, tz)]
    if passed is not None:
        return [(*start, *line) for line in _filter_lines(passed, len(fleet.snapshots), signs)]
    blind = [account for account in fleet.accounts if is_blind(account)]
    trouble = _last_trouble(fleet, signs, tz) if shown.word == "ALL OK" else ()
    lines = []
    for gap, full in (("  ", True), ("  ", False), (" ", False)):
        counts = _counts(fleet, shown, signs, gap)
        causes = [_cause_span(fleet, account) for account in blind]
        line: list[Span] = [*start, *counts]
        for cause in causes:
            line += [Span(" " + gap if line else ""), cause]
        if full:
            line += trouble
        lines.append(tuple(span for span in line if span.text))
    return lines


def _filter_lines(passed: int, total: int, signs: Signs) -> list[Line]:
    word, count = Span("filter", "accent bold"), Span(f" {passed}")
    of: Line = (word, count, Span(f" of {total}", "muted"))
    all_of_it = Span(f" {signs.dot} the bar shows all", "muted")
    return [(*of, all_of_it), of, (word, count, Span(f"/{total}", "muted"))]


def _counts(fleet: Fleet, shown: Lamp, signs: Signs, gap: str) -> list[Span]:
    counts = tally(fleet.snapshots)
    aside = {Standing.STALE, Standing.QUIET, shown.own}  # what is quiet stands in the lamp
    known = Tally(tuple(pair for pair in counts.counts if pair[0] not in aside))
    spans = list(tally_line(known, signs, gap=gap))
    stale = 0 if shown.own is Standing.STALE else counts.of(Standing.STALE)
    if stale:
        spans += [Span(" " + gap if spans else ""), Span(f"{stale} stale", "degraded")]
    return spans


def _cause_span(fleet: Fleet, account: AccountState) -> Span:
    since = "" if account.since is None else f" {age(fleet.now - account.since)}"
    return Span(f"{plain(account.profile)}: {short_cause(account)}{since}", "unknown bold")


def _last_trouble(fleet: Fleet, signs: Signs, tz: tzinfo) -> Sequence[Span]:
    for event in fleet.events:
        if event.kind is not EventKind.HEALTH or event.health is not Health.OK:
            continue
        if event.lasted and event.before in {Health.BAD, Health.DEGRADED}:
            began = wall_text(event.time - event.lasted, tz)
            what = f"{began}, {plain(event.name)}, {lasted(event.lasted)}"
            return (Span(f"  {signs.dot}  last trouble {what}", "muted"),)
    return ()


def short_cause(account: AccountState) -> str:
    """Why we are blind, in two words."""
    if account.link is Link.NO_ANSWER:
        return "no answer"
    if account.link is Link.NO_CREDENTIALS:
        return "no credentials"
    return "keys expired" if keys_expired(account) else "keys refused"


def clock_cause(account: AccountState) -> str:
    """``clock 20m behind``: why keys are refused that may well be right; empty where it is not
    the clock."""
    skew = account.skew or 0.0
    if account.link is not Link.REFUSED or abs(skew) < SKEW_REFUSED:
        return ""
    return f"clock {lasted(abs(skew))} {'ahead' if skew > 0 else 'behind'}"


def _blind_lines(fleet: Fleet, account: AccountState, signs: Signs, tz: tzinfo) -> list[Line]:
    since = "" if account.since is None else f" since {clock_text(fleet, account.since, tz)}"
    several = len(fleet.accounts) > 1
    name = f"{plain(account.profile)}: " if several else ""
    status = account.error.status if account.error else None
    code = f"{status}, " if status and account.link is Link.REFUSED else ""
    what = "no answer from the API" if account.link is Link.NO_ANSWER else short_cause(account)
    first = f"{name}{code}{what}{since}"
    tries = "" if not account.tries else "1 try" if account.tries == 1 else f"{account.tries} tries"
    wait_text = ""
    if account.next_try is not None:
        wait_text = f"next try in {wait(account.next_try - fleet.now)}"
    where = _where(account, signs)
    mine = sum(each.bookmark.profile == account.profile for each in fleet.snapshots)
    rows = f"{mine} of {len(fleet.snapshots)} rows" if several else ""
    clock = clock_cause(account)
    cause = clock or (plain(account.error.cause) if account.error and not code else "")
    # That there is no answer, and for how long, stands in the lamp: where room is short, the cause
    # stays longest, which stands nowhere else in the bar.
    lead = f"{name}{cause or code + what}"
    shortest = f"{name}{clock or short_cause(account)}"
    return [
        _parts(signs, first, ", ".join(filter(None, (cause, where))), rows, tries, wait_text),
        _parts(signs, first, cause or where, rows, tries, wait_text),
        _parts(signs, first, cause, tries, wait_text),
        _parts(signs, f"{lead}{since}", tries, wait_text),
        _parts(signs, f"{lead}{since}", wait_text),
        _parts(signs, lead, wait_text),
        _parts(signs, f"{shortest}{since}", wait_text),
        _parts(signs, shortest, wait_text),
        _parts(signs, shortest),
    ]


def _where(account: AccountState, signs: Signs) -> str:
    if account.link is Link.NO_ANSWER:
        return cut_end(plain(account.host), _HOST_CELLS, signs.cut)
    source = cut_end(plain(account.source), _SOURCE_CELLS, signs.cut)
    return f"from {source}" if source else ""


def _parts(signs: Signs, first: str, *others: str) -> Line:
    spans = [Span(first, "unknown bold")]
    for other in filter(None, others):
        spans += [Span(f" {signs.dot} ", "muted"), Span(other)]
    return tuple(spans)
