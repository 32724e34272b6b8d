"""Which calls are worth making: one for each instance, or one overview for many. Pure.

The documented call for each instance tells the most, so it is used while that costs no more than
half of the budget. Else the instances of one application are covered by one overview, wherever
that is cheaper; what needs a call of its own keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sstui.monitor.budget import WINDOW
from sstui.monitor.pacing import NEVER, OFF, Pace, Wish, allocate
from sstui.servicestage.refs import InstanceRef

DOCUMENTED_SHARE = 1 / 2


@dataclass(frozen=True, slots=True)
class Need:
    """One watched instance. ``alone``: only its own call will do (its pace was set by key, or
    overviews do not tell of it)."""

    ref: InstanceRef
    wish: Wish
    alone: bool = False

    @property
    def application(self) -> str:
        return self.ref.application.lower()


@dataclass(frozen=True, slots=True)
class Coverage:
    """One overview that stands for the steady looks at many instances of an application."""

    pace: Pace
    covers: frozenset[InstanceRef]


@dataclass(frozen=True, slots=True)
class Plan:
    """``own``: the pace of each instance's own call, in the order of the needs; off where an
    overview is enough, from the fast share where it comes between overviews. ``overviews``: by
    application."""

    own: tuple[Pace, ...]
    overviews: dict[str, Coverage]


def make_plan(
    needs: Sequence[Need], costs: Mapping[str, int], limit: int, sharers: int = 1
) -> Plan:
    """``costs``: how many requests (pages) an application's overview takes, where it is not one.
    ``limit``: requests per window; ``sharers``: processes that share what is for fast looks."""
    steady = sum(WINDOW / need.wish.steady for need in needs if need.wish.steady)
    covered: dict[str, list[Need]] = {}
    if steady > limit * DOCUMENTED_SHARE:
        covered = _cover(needs, costs)
    sweeps = [
        Wish(min(need.wish.steady for need in group), cost=costs.get(application, 1))
        for application, group in covered.items()
    ]
    refs = {need.ref for group in covered.values() for need in group}
    own = [_besides(need.wish) if need.ref in refs else need.wish for need in needs]
    paces = allocate([*sweeps, *own], limit, sharers)
    overviews = {
        application: Coverage(pace, frozenset(need.ref for need in group))
        for (application, group), pace in zip(covered.items(), paces, strict=False)
    }
    return Plan(
        tuple(OFF if pace.seconds == NEVER else pace for pace in paces[len(sweeps) :]), overviews
    )


def _besides(wish: Wish) -> Wish:
    """What is left to wish for when the steady looks come from an overview: haste, and under the
    cursor the documented call all the same, which alone has all that the panes show."""
    fast = wish.steady if wish.focused and wish.fast is None else wish.fast
    return Wish(NEVER, fast, wish.focused)


def _cover(needs: Iterable[Need], costs: Mapping[str, int]) -> dict[str, list[Need]]:
    """Whom overviews cover, by application; applications for which that saves nothing are left
    out."""
    groups: dict[str, list[Need]] = {}
    for need in needs:
        if need.wish.steady and not need.alone:
            groups.setdefault(need.application, []).append(need)
    covered = {}
    for application, group in groups.items():
        group.sort(key=lambda need: need.wish.steady)
        first = _cheapest(group, costs.get(application, 1))
        if first < len(group):
            covered[application] = group[first:]
    return covered


def _cheapest(group: Sequence[Need], cost: int) -> int:
    """From which one of a group, the quickest first, an overview is cheaper than own calls; the
    group's length when from none. An overview is as quick as the quickest that it covers."""
    own, best, least = 0.0, 0, float("inf")
    for index, need in enumerate(group):
        total = own + cost / need.wish.steady
        if total < least:
            best, least = index, total
        own += 1 / need.wish.steady
    return best if least < own else len(group)
