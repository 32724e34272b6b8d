"""How often to look: pure rules (CONTRACT §4 ``[poll]``, DESIGN §6 rules 5 to 7). Seconds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sstui.insight.records import Health
from sstui.monitor.budget import WINDOW

MOVING = 5.0
MOVING_LONG = 15.0
MOVING_IS_LONG = 120.0
FAILING = 30.0  # a failing instance is asked no more often than this
PROBE_INTERVALS = 4
PROBE_AT_MOST = 30.0
REFUSED_FIRST = 60.0
REFUSED_THEN = 1200.0
ASK_CREDENTIALS = 5.0
NO_CREDENTIALS = 60.0
THROTTLED_FIRST = 30.0
THROTTLED_THEN = 60.0
RETRY_AFTER_AT_MOST = 3600.0
START_GAP = 0.1  # 24 start within two and a half seconds, 200 within twenty
SWEEP_GAP = 0.06  # after an overview, for each that it covers: 200 start within twelve
# A plan that used the allowance to the last request would be late as soon as a person asks. This
# much of it is 100 calls of the default budget: ten overviews every thirty seconds.
_PLANNED = 0.93
_FAST_PLANNED = 0.85
NEVER = float("inf")
_FAST_SHARE = 1 / 3

LADDER = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """How often one instance would be looked at if there were no budget. 0 = off.

    ``fast`` is None where nothing speaks for haste; ``focused`` ones get theirs first. A ``fixed``
    one was set by key: it is not stretched, the others are. ``cost`` is how many requests a steady
    look takes. ``steady`` NEVER: only the fast looks are wanted.
    """

    steady: float
    fast: float | None = None
    focused: bool = False
    fixed: bool = False
    cost: int = 1


def wish(
    *,
    interval: float,
    fast: float,
    off_interval: float,
    own: float | None,
    override: float | None,
    health: Health,
    in_motion: float | None,
    focused: bool,
) -> Wish:
    """The wish of one instance.

    ``own`` is the bookmark's interval, ``override`` the one set by key for this run; both may be
    0 = off. ``in_motion`` is how long it has been moving, None when it is not.
    """
    if override is not None:
        return Wish(override, fixed=True)
    if own == 0 or (own is None and interval == 0):
        return Wish(0.0)
    steady = interval if own is None else own
    if own is None and health is Health.OFF:
        steady = max(steady, off_interval)
    quick: float | None = None
    if in_motion is not None:
        quick = MOVING if in_motion < MOVING_IS_LONG else MOVING_LONG
    if focused and fast > 0:
        quick = fast if quick is None else min(fast, quick)
    if quick is None or quick >= steady:
        return Wish(steady)
    return Wish(steady, quick, focused)


@dataclass(frozen=True, slots=True)
class Pace:
    """What is in force: ``seconds`` between looks, of which those that come before ``steady``
    is over are paid from the fast share. 0 = off."""

    seconds: float
    steady: float


OFF = Pace(0.0, 0.0)


def allocate(wishes: Sequence[Wish], limit: int) -> list[Pace]:
    """Fit the wishes of one account into its budget.

    Fast looks share at most a third: the cursor first, then what moves, alike. The steady ones are
    stretched by one factor until all fit into what is left.
    """
    quick = _fast_paces(wishes, limit * _FAST_SHARE * _FAST_PLANNED)
    planned = limit * 0.9 * _PLANNED
    fast_looks = sum(WINDOW / fast for fast in quick if fast is not None)
    fixed = sum(WINDOW / each.steady for each in wishes if each.fixed and each.steady)
    # What was set by key leaves the others a tenth at least.
    squeeze = max(1.0, fixed / (planned * 0.9 - fast_looks))
    left = planned - fast_looks - fixed / squeeze
    # Those in haste count here too: where their share is short, their steady pace is the quicker.
    steady = sum(
        WINDOW * each.cost / each.steady for each in wishes if each.steady and not each.fixed
    )
    stretch = max(1.0, steady / left)
    return [
        _pace(each.steady * (squeeze if each.fixed else stretch), fast)
        for each, fast in zip(wishes, quick, strict=True)
    ]


def _pace(steady: float, fast: float | None) -> Pace:
    return Pace(steady if fast is None else min(steady, fast), steady)


def _fast_paces(wishes: Sequence[Wish], room: float) -> list[float | None]:
    """The paces of those in haste, ``room`` looks per window in all; None for the others."""
    paces: list[float | None] = [None] * len(wishes)
    for index, each in enumerate(wishes):
        if each.focused and each.fast is not None:
            paces[index] = pace = max(each.fast, WINDOW / room)
            room -= WINDOW / pace
    moving = [(i, each.fast) for i, each in enumerate(wishes) if each.fast and not each.focused]
    looks = sum(WINDOW / fast for _, fast in moving)
    if room > 0.5:
        for index, fast in moving:
            paces[index] = fast * max(1.0, looks / room)
    return paces


def start_gap(paces: Sequence[Pace], covered: int = 0) -> float:
    """Seconds from one start of an account to the next: a tenth, after an overview as much as the
    instances that it covered would take; less where so many are due that it would not do."""
    rate = sum(1 / pace.seconds for pace in paces if pace.seconds)
    gap = max(START_GAP, SWEEP_GAP * covered)
    return gap if rate == 0 else min(gap, 0.5 / rate)


def faster(pace: float) -> float:
    """The next shorter step below ``pace``; from off, the longest."""
    if pace == 0:
        return LADDER[-1]
    return max((step for step in LADDER if step < pace), default=LADDER[0])


def slower(pace: float) -> float:
    """The next longer step above ``pace``; off stays off."""
    if pace == 0:
        return 0.0
    return min((step for step in LADDER if step > pace), default=LADDER[-1])


def after_failure(pace: float) -> float:
    """Seconds from the start of a failed look to the next one of the same instance."""
    return max(pace, FAILING)


def probe_wait(interval: float, retry_after: float | None, rng: random.Random) -> float:
    """Seconds until the next probe while every call of a profile fails: up to a tenth early, so
    that many dashboards that lost the same API do not come back in step."""
    wait = min(PROBE_INTERVALS * interval, PROBE_AT_MOST) if interval else PROBE_AT_MOST
    return max(wait * rng.uniform(0.9, 1.0), min(retry_after or 0.0, RETRY_AFTER_AT_MOST))


def throttle_wait(times: int, retry_after: float | None, rng: random.Random) -> float:
    """Seconds to be silent after the ``times``-th 429 in a row."""
    if retry_after is not None:
        return min(max(retry_after, 1.0), RETRY_AFTER_AT_MOST) + rng.uniform(0.0, 1.0)
    return (THROTTLED_FIRST if times <= 1 else THROTTLED_THEN) * rng.uniform(1.0, 1.1)


def refused_wait(times: int) -> float:
    """Seconds until credentials that were refused ``times`` in a row are tried again."""
    return REFUSED_FIRST if times <= 1 else REFUSED_THEN


def stale_after(pace: float, interval: float, setting: float | None) -> float:
    """The age in seconds from which a look is stale by itself."""
    return max(3 * (pace or interval), 30.0) if setting is None else setting
