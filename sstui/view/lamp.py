"""The lamp: the one statement of the status bar, legible from two metres (SCREENS §5).

What is known to be bad wins: a blind profile holds the lamp only while no profile that answers has
anything bad. ``ALL OK`` needs every row fresh and every expectation met. What is quiet
(acknowledged, snoozed, in maintenance) is counted apart, and fills nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sstui.insight.records import Health
from sstui.monitor.state import AccountState, Fleet, Link, Snapshot
from sstui.servicestage.errors import Unauthorized
from sstui.view.age import for_age
from sstui.view.last import last
from sstui.view.signs import Signs
from sstui.view.standing import (
    Standing,
    Tally,
    blind_profiles,
    is_blind,
    seen_standing,
    standing_glyph,
    standings,
    tally,
)
from sstui.view.text import Line, Span, cells, fit, head, pad

_WIDE = 100
_NARROW = 40
_FILLS = {Standing.BAD: "fill-bad", Standing.DEGRADED: "fill-degraded"}


class Lamp(NamedTuple):
    """``own`` is the standing that the lamp itself counts, ``blind`` the account that it is about;
    ``fill`` is a ground, ``colour`` a token where nothing is filled; ``beside`` counts what is
    quiet beside its own."""

    glyph: str
    number: int | None
    word: str
    second: str
    fill: str = ""
    colour: str = ""
    own: Standing | None = None
    blind: AccountState | None = None
    quiet_sign: str = ""
    beside: int = 0

    @property
    def counted(self) -> str:
        """``2``, or ``2z`` of a lamp that counts what is quiet."""
        sign = self.quiet_sign if self.own is Standing.QUIET else ""
        return "" if self.number is None else f"{self.number}{sign}"

    @property
    def first(self) -> str:
        """``✗ 2 BAD +1z``."""
        beside = f"+{self.beside}{self.quiet_sign}" if self.beside else ""
        return " ".join(filter(None, (self.glyph, self.counted, self.word, beside)))


@last
def lamp(fleet: Fleet, signs: Signs) -> Lamp:
    """The first that holds."""
    counts = tally(fleet.snapshots)
    blind = _blind_lamp(fleet, signs)
    if blind is not None:
        return blind
    shown = _trouble_lamp(fleet, counts, signs)
    own = shown.number or 0 if shown.own is Standing.QUIET else 0
    beside = counts.of(Standing.QUIET) - own
    return shown._replace(quiet_sign=signs.acknowledged, beside=beside)


def _since(fleet: Fleet, instants: Iterable[float | None], *, latest: bool = False) -> str:
    known = [instant for instant in instants if instant is not None]
    if not known:
        return ""
    return for_age(fleet.now - (max(known) if latest else min(known)))


def _blind_lamp(fleet: Fleet, signs: Signs) -> Lamp | None:
    watched = {snapshot.bookmark.profile for snapshot in fleet.snapshots}
    blind = [each for each in fleet.accounts if is_blind(each) and each.profile in watched]
    if not blind:
        return None
    profiles = blind_profiles(fleet)
    bad = _of_standing(fleet, Standing.BAD)
    if any(each.bookmark.profile not in profiles for each in bad):
        return None
    account = min(blind, key=lambda each: each.link is not Link.NO_ANSWER)
    was = sum(
        each.health is Health.BAD for each in fleet.snapshots if each.bookmark.profile in profiles
    )
    second = _since(fleet, (account.since,))
    if was:
        second = f"{second} was {was}{signs.bad}".strip()
    return Lamp(
        signs.unknown, None, blind_word(account), second, fill="fill-unknown", blind=account
    )


def blind_word(account: AccountState) -> str:
    """The lamp's words for an account from which we learn nothing."""
    if account.link is Link.NO_ANSWER:
        return "NO ANSWER"
    if account.link is Link.NO_CREDENTIALS:
        return "NO KEYS"
    return "KEYS EXPIRED" if keys_expired(account) else "KEYS REFUSED"


def keys_expired(account: AccountState) -> bool:
    """Whether the API itself said that the credentials are past their time."""
    return isinstance(account.error, Unauthorized) and account.error.expired


def _trouble_lamp(fleet: Fleet, counts: Tally, signs: Signs) -> Lamp:
    def of(which: Standing, word: str) -> Lamp | None:
        number = counts.of(which)
        if not number:
            return None
        instants = [_instant(each, which) for each in _of_standing(fleet, which)]
        return Lamp(
            standing_glyph(which, signs),
            number,
            word,
            _since(fleet, instants),
            fill=_FILLS.get(which, ""),
            colour=which.name.lower(),
            own=which,
        )

    return (
        of(Standing.BAD, "BAD")
        or of(Standing.DEGRADED, "DEGRADED")
        or of(Standing.UNKNOWN, "UNKNOWN")
        or of(Standing.MOVING, "MOVING")
        or _throttled_lamp(fleet, signs)
        or _quiet_lamp(fleet, signs)
        or _calm_lamp(fleet, counts, signs)
    )


def _of_standing(fleet: Fleet, which: Standing) -> list[Snapshot]:
    found = zip(fleet.snapshots, standings(fleet.snapshots), strict=True)
    return [snapshot for snapshot, each in found if each is which]


def _instant(snapshot: Snapshot, which: Standing) -> float | None:
    if which is Standing.STALE:
        return snapshot.seen
    return snapshot.since if snapshot.health_since is None else snapshot.health_since


def _throttled_lamp(fleet: Fleet, signs: Signs) -> Lamp | None:
    since = [each.since for each in fleet.accounts if each.link is Link.THROTTLED]
    if not since:
        return None
    return Lamp(signs.degraded, None, "THROTTLED", _since(fleet, since), colour="degraded")


def _quiet_lamp(fleet: Fleet, signs: Signs) -> Lamp | None:
    """All trouble is quiet: the worst of it, in its colour."""
    hushed = _of_standing(fleet, Standing.QUIET)
    if not hushed:
        return None
    worst = min(map(seen_standing, hushed))
    members = [each for each in hushed if seen_standing(each) is worst]
    return Lamp(
        standing_glyph(worst, signs),
        len(members),
        worst.name,
        _since(fleet, [_instant(each, worst) for each in members]),
        colour=worst.name.lower(),
        own=Standing.QUIET,
    )


def _calm_lamp(fleet: Fleet, counts: Tally, signs: Signs) -> Lamp:
    stale, unseen, gone = (
        counts.of(which) for which in (Standing.STALE, Standing.UNSEEN, Standing.GONE)
    )
    if stale:
        seen = [each.seen for each in _of_standing(fleet, Standing.STALE)]
        text = _since(fleet, seen)
        return Lamp(signs.unknown, stale, "STALE", text, colour="degraded", own=Standing.STALE)
    if not fleet.snapshots:
        return Lamp(signs.unseen, None, "NOTHING", "watched", colour="muted")
    if unseen:
        text = f"{len(fleet.snapshots) - unseen} of {len(fleet.snapshots)}"
        return Lamp(signs.unseen, None, "LOOKING", text, colour="muted", own=Standing.UNSEEN)
    if gone:
        since = [each.since for each in _of_standing(fleet, Standing.GONE)]
        text = _since(fleet, since)
        return Lamp(signs.gone, gone, "GONE", text, colour="off", own=Standing.GONE)
    instants = [each.health_since for each in fleet.snapshots]
    instants += [each.since for each in fleet.accounts]
    return Lamp(signs.ok, None, "ALL OK", _since(fleet, instants, latest=True), colour="ok")


def lamp_width(shown: Lamp, width: int) -> int:
    """Cells of the lamp in a bar of ``width``; the cells after it begin one blank later."""
    if width < _NARROW:
        return min(cells(_short(shown)) + 2, width)
    indent, least = (4, 14) if width >= _WIDE else (3, 12)
    return max(least, cells(shown.first) + 3, cells(shown.second) + indent + 1)


def _short(shown: Lamp) -> str:
    return f"{shown.glyph} {shown.counted}".rstrip()


def lamp_lines(shown: Lamp, width: int, rows: int) -> tuple[Line, ...]:
    """``rows`` lines of `lamp_width` cells for a bar of ``width`` cells."""
    size = lamp_width(shown, width)
    ground = shown.fill or shown.colour
    strong = " bold" if shown.fill or shown.colour not in {"ok", "muted", "off"} else ""
    second_style = shown.fill or "muted"
    if width < _NARROW:
        texts = [f" {_short(shown)}"]
    else:
        indent = 4 if width >= _WIDE else 3
        texts = [f"  {shown.first}", " " * indent + shown.second]
    lines = []
    for number in range(rows):
        text = texts[number] if number < len(texts) else ""
        style = ground + strong if number == 0 else second_style
        lines.append(fit((Span(pad(head(text, size), size), style),), size))
    return tuple(lines)
