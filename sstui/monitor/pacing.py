"""How often to look: pure rules (CONTRACT §4 ``[poll]``, DESIGN §6 rules 5 to 7). Seconds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
_PLANNED_WITH_FAST = 0.98  # so that the cursor has something left however short the budget is
_FAST_PLANNED = 0.85
_WORTH_IT = 0.01  # of the haste that is wished
NEVER = float("inf")
_FAST_SHARE = 1 / 3

LADDER = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """How often one instance would be looked at if there were no budget. 0 = off.

    ``fast`` is None where nothing speaks for haste, or its steady looks are as quick; ``focused``
    ones get theirs first. A ``fixed`` one was set by key: it is not stretched, the others are.
    ``cost`` is how many requests a steady look takes. ``steady`` NEVER: only the fast looks are
    wanted.
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
        return Wish(steady, focused=focused)
    return Wish(steady, quick, focused)


class Pace(NamedTuple):
    """What is in force: ``seconds`` between looks, of which those that come before ``steady``
    is over are paid from the fast share. 0 = off."""

    seconds: float
    steady: float


OFF = Pace(0.0, 0.0)


def allocate(wishes: Sequence[Wish], limit: int, sharers: int = 1) -> list[Pace]:
    """Fit the wishes of one account into its budget; fast looks into the part of one of so many
    processes that share what is for them.

    The steady looks come first: they are stretched by one factor until all fit. What is left beside
    them, a third of the budget at most, is for fast looks: the cursor first, then what moves, each
    in proportion to what it wishes. So haste never makes a steady pace longer.
    """
    planned = limit * 0.9 * _PLANNED
    fixed = sum(WINDOW / each.steady for each in wishes if each.fixed and each.steady)
    # What was set by key leaves the others a tenth at least.
    squeeze = max(1.0, fixed / (planned * 0.9))
    wanted = sum(
        WINDOW * each.cost / each.steady for each in wishes if each.steady and not each.fixed
    )
    stretch = max(1.0, wanted / (planned - fixed / squeeze))
    steady = [each.steady * (squeeze if each.fixed else stretch) for each in wishes]
    left = limit * 0.9 * _PLANNED_WITH_FAST - fixed / squeeze - wanted / stretch
    share = limit * _FAST_SHARE * _FAST_PLANNED
    quick = _fast_paces(wishes, steady, left / sharers, share / sharers)
    return [Pace(*each) for each in zip(quick, steady, strict=True)]


def _fast_paces(
    wishes: Sequence[Wish], steady: Sequence[float], left: float, share: float
) -> list[float]:
    """The paces with haste. In looks per window: ``left`` beside the steady ones, of which a
    hasty one keeps its own; ``share`` for all looks of hasty ones together."""
    paces = list(steady)
    hasty = [index for index, each in enumerate(wishes) if each.fast and each.fast < steady[index]]
    for focused in (True, False):
        group = [index for index in hasty if wishes[index].focused is focused]
        base = sum(WINDOW / steady[index] for index in group)
        more = sum(WINDOW / (wishes[index].fast or NEVER) for index in group) - base
        part = min(1.0, left / more, (share - base) / more) if group else 0.0
        if part < _WORTH_IT:
            continue
        for index in group:
            own = WINDOW / steady[index]
            looks = own + part * (WINDOW / (wishes[index].fast or NEVER) - own)
            paces[index] = WINDOW / looks
        left -= part * more
        share -= base + part * more
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
