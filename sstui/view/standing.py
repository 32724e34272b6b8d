"""Where an instance stands: health and freshness as one severity, with its glyph, colour, words.

Stale is never counted as the health that was last seen, gone is bad where it is expected to
run, and what is acknowledged, snoozed or in maintenance is quiet: it keeps its colour alone.
"""

from __future__ import annotations

from sstui.insight.records import Freshness, Health
from sstui.monitor.state import AccountState, Fleet, Link, Snapshot
from sstui.servicestage.errors import Malformed, NotFound, Rejected
from sstui.view.age import age, for_age
from sstui.view.signs import UNICODE, Signs
from sstui.view.tally import (
    TOKENS,
    TROUBLE,
    Standing,
    Tally,
    standing_glyph,
    tally_line,
    tally_of,
)
from sstui.view.text import cut_end, plain

__all__ = ["TOKENS", "TROUBLE", "Standing", "Tally", "standing_glyph", "tally_line", "tally_of"]

_NUMBER_CELLS = 7

_OF_HEALTH = {
    Health.BAD: Standing.BAD,
    Health.DEGRADED: Standing.DEGRADED,
    Health.UNKNOWN: Standing.UNKNOWN,
    Health.MOVING: Standing.MOVING,
    Health.OFF: Standing.OFF,
    Health.OK: Standing.OK,
}

_BLIND = frozenset({Link.NO_ANSWER, Link.REFUSED, Link.NO_CREDENTIALS})


def is_blind(account: AccountState) -> bool:
    """Whether we learn nothing from this account now."""
    return account.link in _BLIND


def blind_profiles(fleet: Fleet) -> frozenset[str]:
    return frozenset(account.profile for account in fleet.accounts if is_blind(account))


def standing(snapshot: Snapshot) -> Standing:
    """What counts: trouble that is quiet is no trouble."""
    found = seen_standing(snapshot)
    return Standing.QUIET if snapshot.quiet is not None and found in TROUBLE else found


# Of the newest fleet: each look asks for it seven times (0.2 ms of 500). `Fleet.snapshots` is one
# object as long as nothing was seen.
_newest: list[tuple[tuple[Snapshot, ...], tuple[Standing, ...]]] = []


def standings(snapshots: tuple[Snapshot, ...]) -> tuple[Standing, ...]:
    """`standing` of each."""
    if not _newest or _newest[0][0] is not snapshots:
        _newest[:] = [(snapshots, tuple([standing(each) for each in snapshots]))]
    return _newest[0][1]


def seen_standing(snapshot: Snapshot) -> Standing:
    """What is seen, quiet or not: it gives the colour."""
    freshness = snapshot.freshness
    if freshness is Freshness.FRESH:
        return _OF_HEALTH[snapshot.health]
    if freshness is Freshness.STALE:
        return Standing.STALE
    if freshness is Freshness.GONE:
        lost = snapshot.expectation == "running" and snapshot.quiet is None
        return Standing.BAD if lost else Standing.GONE
    return Standing.UNKNOWN if _answered_no(snapshot) else Standing.UNSEEN


def _answered_no(snapshot: Snapshot) -> bool:
    """Never seen, and the API has answered about it: a definite no, not a missing answer."""
    error = snapshot.error
    if isinstance(error, Malformed):
        return True
    return isinstance(error, Rejected) and error.status in {400, 403, 404}


def colour(snapshot: Snapshot) -> str:
    """The colour token of the glyph and, where it is not well, of word and replicas."""
    return TOKENS[seen_standing(snapshot)]


def glyph(snapshot: Snapshot, signs: Signs) -> str:
    """One cell: the health as last seen, ``∅`` for gone, ``·`` for not seen yet."""
    if snapshot.freshness is Freshness.UNSEEN:
        return signs.unknown if _answered_no(snapshot) else signs.unseen
    if snapshot.freshness is Freshness.GONE:
        return signs.gone
    return signs.health(snapshot.health)


def word(snapshot: Snapshot) -> str:
    """The status word as received; in parentheses when it is only what was last seen."""
    freshness = snapshot.freshness
    if freshness is Freshness.GONE:
        return "gone 404"
    if freshness is Freshness.UNSEEN:
        return _unseen_word(snapshot)
    status = plain(snapshot.status) or '""'
    return f"({status})" if freshness is Freshness.STALE else status


def _unseen_word(snapshot: Snapshot) -> str:
    if not _answered_no(snapshot):
        return "not seen yet"
    error = snapshot.error
    if isinstance(error, NotFound):
        return "not found 404"
    return f"refused {error.status}" if isinstance(error, Rejected) else "unreadable"


def replicas(snapshot: Snapshot, signs: Signs = UNICODE) -> str:
    """``available/wanted``; ``?`` for a number that was not sent, a dash where neither was."""
    have, want = replica_numbers(snapshot)
    if have is None and want is None:
        return signs.dash
    return f"{_number(have, signs)}/{_number(want, signs)}"


def replica_numbers(snapshot: Snapshot) -> tuple[int | None, int | None]:
    detail = snapshot.detail
    if detail is None or snapshot.freshness is Freshness.GONE:
        return None, None
    return detail.available_replica, detail.replica


def _number(value: int | None, signs: Signs) -> str:
    return "?" if value is None else cut_end(str(value), _NUMBER_CELLS, signs.cut)


def mark(snapshot: Snapshot, signs: Signs) -> str:
    """The one mark of a row, or nothing: ``z``, ``Δ``, ``≠``, ``!``, the first that holds."""
    if snapshot.quiet is not None:
        return signs.acknowledged
    if snapshot.changed:
        return signs.changed
    if snapshot.drifted:
        return signs.drifted
    return signs.job_failed if snapshot.job_failed else ""


def mark_style(snapshot: Snapshot) -> str:
    if snapshot.quiet is not None or (snapshot.drifted and not snapshot.changed):
        return "muted"
    return "accent" if snapshot.changed else "degraded"


def state_since(snapshot: Snapshot) -> float | None:
    """Monotonic instant since which status and health are what they are, by our own looks."""
    if snapshot.since is None or snapshot.health_since is None:
        return snapshot.since
    return max(snapshot.since, snapshot.health_since)


def age_cell(fleet: Fleet, snapshot: Snapshot, signs: Signs) -> tuple[str, str]:
    """Text and style of the list's last column: time in this state; for a stale row the age of our
    look, in *degraded* unless the bar already names the cause for its whole profile."""
    if snapshot.freshness is Freshness.STALE and snapshot.seen is not None:
        account = fleet.account(snapshot.bookmark.profile)
        named_in_bar = account is not None and is_blind(account)
        return age(fleet.now - snapshot.seen), "muted" if named_in_bar else "degraded"
    since = state_since(snapshot)
    return (signs.dash if since is None else age(fleet.now - since)), "muted"


def since_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """``for 12m``, ``for at least 12m`` (it was so at our first look), ``unknown for 4m``."""
    if snapshot.freshness is Freshness.STALE and snapshot.seen is not None:
        return f"unknown {for_age(fleet.now - snapshot.seen)}"
    since = state_since(snapshot)
    if since is None:
        return ""
    return for_age(fleet.now - since, at_least=snapshot.since_first and since == snapshot.since)


def tally(snapshots: tuple[Snapshot, ...]) -> Tally:
    return tally_of(standings(snapshots))
