"""Profiles and their state: how the API answers, as whom we ask, what we may still ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from sstui.monitor.state import AccountState, Fleet, Link
from sstui.view.age import duration, for_age, wait
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, fit, pad, plain, rule_line
from sstui.view.vitals import profile_sign
from sstui.view.wall import moment_text

LABEL_CELLS = 13
WINDOW = "in five minutes"
SKEW_SHOWN = 2.0  # seconds: less is the network's

_WORDS = {
    Link.IDLE: ("nothing asked yet", "muted"),
    Link.STARTING: ("the first call is under way", "muted"),
    Link.OK: ("answers", "ok"),
    Link.NO_ANSWER: ("no answer", "unknown"),
    Link.REFUSED: ("refuses our credentials", "unknown"),
    Link.NO_CREDENTIALS: ("no credentials", "unknown"),
    Link.THROTTLED: ("throttled", "degraded"),
}


def profile_lines(fleet: Fleet, *, width: int, signs: Signs, tz: tzinfo) -> tuple[Line, ...]:
    """One block for each profile in use; never a secret."""
    lines: list[Line] = []
    for account in fleet.accounts:
        lines.append(_title(fleet, account, width, signs))
        for label, text, style in _facts(fleet, account, signs, tz):
            for part in by_words(plain(text), width - LABEL_CELLS - 2) if text else ():
                line = (Span(f"  {pad(label, LABEL_CELLS)}", "muted"), Span(part, style))
                lines.append(fit(line, width, signs.cut))
                label = ""
        lines.append(())
    return tuple(lines) or ((Span("no profile is in use", "muted"),),)


def _title(fleet: Fleet, account: AccountState, width: int, signs: Signs) -> Line:
    words, style = _WORDS[account.link]
    since = "" if account.since is None else f"   {for_age(fleet.now - account.since)}"
    title: Line = (
        *profile_sign(account, signs),
        Span(plain(account.profile), "strong bold"),
        Span(f"   {words}", style),
        Span(since, "muted"),
    )
    note: Line = (Span("protected", "strong"),) if account.protected else ()
    return rule_line(title, note, width, signs.rule, signs.cut)


def _facts(
    fleet: Fleet, account: AccountState, signs: Signs, tz: tzinfo
) -> Iterator[tuple[str, str, str]]:
    dot = f" {signs.dot} "
    vendor = "" if account.vendor_host or not account.host else "not the vendor's address"
    yield "endpoint", dot.join(filter(None, (account.host, vendor))), "text"
    place = (account.region and f"region {account.region}", account.project_id)
    yield "project", dot.join(filter(None, place)), "text"
    yield "as", account.identity, "text"
    yield (
        "credentials",
        dot.join(filter(None, (account.source, _until(fleet, account, tz)))),
        "text",
    )
    yield "budget", f"{account.used} of {account.limit} requests {WINDOW}", "text"
    yield "clock", _clock(account), "text"
    yield "looks", _leader(account), "text"
    watched = sum(each.bookmark.profile == account.profile for each in fleet.snapshots)
    yield "watched", f"{watched} instance{'' if watched == 1 else 's'}", "text"
    if account.lacking:
        why = f"need {account.lacking}; without it each instance is asked by itself, less often"
        yield "overviews", why, "degraded"
    if account.error is not None:
        tries = f"{account.tries} tries" if account.tries > 1 else ""
        yield "why", dot.join(filter(None, (str(account.error), tries))), "unknown"
        yield "do", account.error.remedy, "text"
    if account.next_try is not None:
        yield "next try", f"in {wait(account.next_try - fleet.now)}", "text"


def _leader(account: AccountState) -> str:
    if account.leader is None:
        return account.alone
    if account.leader:
        words = "made by this sstui" + ("" if account.alone else ", for all of this machine")
    else:
        words = f"made by the sstui with pid {account.leader_pid}; this one follows it"
    return f"{words}; {account.alone}" if account.alone else words


def _until(fleet: Fleet, account: AccountState, tz: tzinfo) -> str:
    if account.expires is None:
        return ""
    left = account.expires - fleet.wall
    moment = moment_text(fleet.wall, account.expires, tz)
    return f"expired at {moment}" if left <= 0 else f"until {moment}, {duration(left)} left"


def _clock(account: AccountState) -> str:
    if account.skew is None:
        return ""
    if abs(account.skew) < SKEW_SHOWN:
        return "as the API's"
    side = "ahead of" if account.skew > 0 else "behind"
    return f"{duration(abs(account.skew))} {side} the API's"
