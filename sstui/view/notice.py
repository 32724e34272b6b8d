"""The notice about refused or missing credentials: what, from where, what to do. Closed with a
key, never modal; it says only what is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from sstui.monitor.state import AccountState, Fleet, Link
from sstui.view.age import duration, wait
from sstui.view.counts import SKEW_REFUSED, clock_cause
from sstui.view.lamp import keys_expired
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, fit, pad, plain
from sstui.view.wall import clock_text, moment_text

_LABEL_CELLS = 11
_SKEW_NAMED = 300.0


def notice_lines(fleet: Fleet, *, width: int, signs: Signs, tz: tzinfo) -> tuple[Line, ...]:
    """One block for each profile whose calls are stopped, a blank line between them; nothing where
    there is none. The first line does not change while the cause stays the same."""
    lines: list[Line] = []
    for account in fleet.accounts:
        if account.link not in {Link.REFUSED, Link.NO_CREDENTIALS}:
            continue
        if lines:
            lines.append(())
        lines.append(_title(fleet, account, signs, tz))
        lines.append(())
        for label, text in _facts(fleet, account, signs, tz):
            for part in by_words(text, width - _LABEL_CELLS) if text else ():
                lines.append((Span(pad(label, _LABEL_CELLS), "muted"), Span(part)))
                label = ""
    return tuple(fit(line, width, signs.cut) for line in lines)


def _title(fleet: Fleet, account: AccountState, signs: Signs, tz: tzinfo) -> Line:
    what = "the API refuses our credentials"
    if account.link is Link.NO_CREDENTIALS:
        what = "there are no credentials"
    details = []
    since = "" if account.since is None else f"since {clock_text(fleet, account.since, tz)}"
    status = account.error.status if account.error else None
    details.append(f"{status or ''} {since}".strip())
    if any(other is not account for other in fleet.accounts):
        details.append("other profiles are not affected")
    return (
        Span(f"{plain(account.profile)}: {what}", "unknown bold"),
        Span("   " + f" {signs.dot} ".join(filter(None, details)), "muted"),
    )


def _facts(
    fleet: Fleet, account: AccountState, signs: Signs, tz: tzinfo
) -> Iterator[tuple[str, str]]:
    error = account.error
    yield "what", _what(fleet, account, signs, tz)
    source = plain(account.source)
    if account.identity:
        source = f"{source} {signs.dot} {plain(account.identity)}".strip()
    yield "from", source
    yield "do", plain(error.remedy) if error else ""
    if not clock_cause(account):
        yield "or", "wait: newer credentials are picked up by themselves; nothing needs a restart"
    yield "clock", _clock(account)
    kept = sum(each.bookmark.profile == account.profile for each in fleet.snapshots)
    noun = "instance keeps its" if kept == 1 else "instances keep their"
    again = ""
    if account.next_try is not None:
        again = f"; next try in {wait(account.next_try - fleet.now)}"
    yield "meanwhile", f"{kept} {noun} last known state{again}"


def _what(fleet: Fleet, account: AccountState, signs: Signs, tz: tzinfo) -> str:
    error = account.error
    if keys_expired(account) and account.expires is not None:
        return f"credentials that expired at {moment_text(fleet.wall, account.expires, tz)}"
    if error is None:
        return ""
    code = (
        f" {signs.dot} {plain(error.code)}" if error.code and error.code not in str(error) else ""
    )
    return f"{plain(str(error))}{code}"


def _clock(account: AccountState) -> str:
    if account.skew is None:
        return ""
    size = abs(account.skew)
    if size < 1:
        return "agrees with the API's: not the cause"
    way = "ahead of" if account.skew > 0 else "behind"
    if size < _SKEW_NAMED:
        return f"{duration(size)} {way} the API's: not the cause"
    if size < SKEW_REFUSED:
        return f"{duration(size)} {way} the API's: set it right"
    return f"{duration(size)} {way} the API's: this is the cause, set it right"
