"""The pieces of which head and peek are made."""

from __future__ import annotations

from sstui.insight.attention import Quiet
from sstui.insight.availability import DAY, availability
from sstui.insight.records import Freshness
from sstui.monitor.state import AccountState, Fleet, Snapshot
from sstui.view.age import age, ago
from sstui.view.signs import Signs
from sstui.view.standing import (
    TOKENS,
    Standing,
    colour,
    glyph,
    replica_numbers,
    replicas,
    seen_standing,
    since_text,
    standing,
    word,
)
from sstui.view.strip import availability_words, strip_line
from sstui.view.text import Line, Span, cut_end, fit, line_cells, plain
from sstui.view.vitals import profile_name

ID_CELLS = 8
_STRIP_CELLS = 96
_REGION_CELLS = 20
_MOST_MILLISECONDS = 10**15
_FILLS = {
    Standing.BAD: "fill-bad bold",
    Standing.DEGRADED: "fill-degraded bold",
    Standing.UNKNOWN: "unknown tint-unknown bold",
    Standing.MOVING: "moving tint-moving bold",
}


def pill(snapshot: Snapshot, signs: Signs) -> Line:
    """Glyph and status; filled for bad and degraded, tinted where it is not known any more; what is
    quiet has its colour alone."""
    which = standing(snapshot)
    if which is Standing.STALE:
        status = plain(snapshot.status) or '""'
        return (Span(f" {signs.unknown} was {status} ", "unknown tint-unknown bold"),)
    text = f"{glyph(snapshot, signs)} {word(snapshot)}"
    if which in _FILLS:
        return (Span(f" {text} ", _FILLS[which]),)
    start, rest = text.split(" ", 1)
    style = "strong bold" if which is Standing.OK else colour(snapshot)
    return (Span(start, colour(snapshot)), Span(f" {rest}", style))


def named_profile(fleet: Fleet, snapshot: Snapshot) -> AccountState | None:
    """The account of an instance, where it has to be said: one of several, or protected."""
    account = fleet.account(snapshot.bookmark.profile)
    if account is None or not (account.protected or len(fleet.accounts) > 1):
        return None
    return account


def profile_spans(fleet: Fleet, snapshot: Snapshot, signs: Signs) -> Line:
    """``prod protected ap-southeast-3  ``: so begins whatever could be taken for another's."""
    account = named_profile(fleet, snapshot)
    if account is None:
        return ()
    region = cut_end(plain(account.region), _REGION_CELLS, signs.cut)
    return (*profile_name(account, signs), Span(f" {region}  " if region else "  ", "muted"))


def profile_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """``prod ap-southeast-3: ``, for what is copied as text; empty where it is the only one."""
    account = named_profile(fleet, snapshot)
    if account is None:
        return ""
    return " ".join(filter(None, (plain(account.profile), plain(account.region)))) + ": "


def replicas_and_age(fleet: Fleet, snapshot: Snapshot, signs: Signs, *, long: bool) -> Line:
    """``   1/3 replicas   for 12m``, begun by its blanks; ``long`` false: ``   1/3   12m``."""
    spans: list[Span] = []
    if replica_numbers(snapshot) != (None, None):
        have, _, want = replicas(snapshot, signs).partition("/")
        which = seen_standing(snapshot)
        noun = " replicas" if long else ""
        if which is Standing.STALE:
            spans.append(Span(f"   ({have}/{want}){noun}", "muted"))
        else:
            style = TOKENS[which] if which < Standing.STALE else ""
            bold = f"{style} bold" if standing(snapshot) is Standing.BAD else style
            spans += [Span("   "), Span(have, bold), Span(f"/{want}{noun}")]
    since = since_text(fleet, snapshot)
    if since and not long:
        since = since.replace("for ", "").replace("at least ", "")
    if since:
        spans.append(Span(f"   {since}"))
    if snapshot.flapping:
        spans.append(Span("   flapping", "degraded"))
    if snapshot.quiet is not None:
        spans.append(Span(f"   {quiet_words(fleet, snapshot.quiet)}", "muted"))
    return tuple(spans)


def quiet_words(fleet: Fleet, quiet: Quiet) -> str:
    """``acknowledged``, ``snoozed, 14m left``, ``maintenance``."""
    left = "" if quiet.until is None else f", {age(quiet.until - fleet.now)} left"
    return f"{quiet.why.value}{left}"


def seen_span(fleet: Fleet, snapshot: Snapshot) -> Span:
    """``seen 5s``: the age of the last good look. On the same grid as all ages: single seconds
    alone cost 583 B/s to the terminal, since the whole line is written again."""
    if snapshot.seen is None:
        return Span("never seen", "muted")
    passed = fleet.now - snapshot.seen
    if snapshot.freshness is Freshness.FRESH:
        return Span(f"seen {age(passed)}", "muted")
    return Span(f"seen {ago(passed)}", "degraded")


def updated_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """``updated 40s``: the age of the platform's ``update_time``; empty where it was not sent or
    is no time of the past."""
    if snapshot.instance is None or snapshot.freshness is not Freshness.FRESH:
        return ""
    updated = snapshot.instance.update_time
    if updated is None or not 0 < updated < _MOST_MILLISECONDS:
        return ""
    passed = fleet.wall - updated / 1000
    return f"updated {age(passed)}" if passed > -5 else ""


def short_ids(snapshot: Snapshot) -> str:
    """``4f6b1b6c / 6b1d7a5e``: application and component."""
    ref = snapshot.ref
    return f"{plain(ref.application)[:ID_CELLS]} / {plain(ref.component)[:ID_CELLS]}"


def availability_line(fleet: Fleet, snapshot: Snapshot, width: int, signs: Signs) -> Line:
    """The last 24 hours by our own looks, and how much of them it served."""
    words = availability_words(availability(snapshot.timeline, fleet.wall, DAY), signs)
    room = min(width - len("24h ") - line_cells(words) - 3, _STRIP_CELLS)
    strip = strip_line(snapshot.timeline, fleet.wall, DAY, room, signs)
    return fit((Span("24h ", "muted"), *strip, Span("   "), *words), width, signs.cut)
