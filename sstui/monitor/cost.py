"""What watching costs: requests per five minutes, by the plan that would be made. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sstui.insight.records import Health
from sstui.monitor import pacing
from sstui.monitor.budget import WINDOW
from sstui.monitor.plan import Need, make_plan
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings


@dataclass(frozen=True, slots=True)
class Watched:
    """``interval``: the bookmark's own, in seconds; None for the general one, 0 for off."""

    ref: InstanceRef
    interval: float | None = None
    off: bool = False  # it is stopped, and looked at as seldom as that


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests in five minutes, the slowest pace in seconds (0: nothing is looked at), and how
    many overviews there are among the calls."""

    requests: float
    pace: float
    overviews: int = 0


def cost(watched: Iterable[Watched], poll: PollSettings, limit: int) -> Cost:
    """Of steady looks at all of these in one account, whose budget is ``limit``."""
    needs = [Need(each.ref, _wish(each, poll)) for each in watched]
    plan = make_plan(needs, {}, limit)
    covered = [coverage.pace for coverage in plan.overviews.values()]
    paces: Sequence[pacing.Pace] = [*plan.own, *covered]
    seconds = [pace.seconds for pace in paces if pace.seconds]
    return Cost(sum(WINDOW / each for each in seconds), max(seconds, default=0.0), len(covered))


def _wish(each: Watched, poll: PollSettings) -> pacing.Wish:
    return pacing.wish(
        interval=poll.interval,
        fast=poll.fast,
        off_interval=poll.off_interval,
        own=each.interval,
        override=None,
        health=Health.OFF if each.off else Health.OK,
        in_motion=None,
        focused=False,
    )
