"""What a person said of an instance in trouble, and for how long that holds. Pure.

An acknowledgement is quiet until something is worse than what was acknowledged, or until the
instance is well. A snooze is quiet whatever happens, until its time or until the instance is well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import NamedTuple

from sstui.insight.records import Freshness, Health

UNTIL_WELL = float("inf")  # a snooze without a time


class Trouble(IntEnum):
    """How bad it is: the larger, the worse. Lost: gone though it is expected to run."""

    NONE = 0
    MOVING = 1
    UNKNOWN = 2
    DEGRADED = 3
    BAD = 4
    LOST = 5


class Why(StrEnum):
    """Why a row is quiet."""

    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Attention:
    """What was said ``at`` an instant, of an instance whose status read ``status`` then.

    ``acknowledged`` is how bad it was, None: it was not acknowledged. ``snoozed`` is the instant
    until which it is, `UNTIL_WELL`, or None. Instants are monotonic seconds.
    """

    at: float
    status: str = ""
    acknowledged: Trouble | None = None
    snoozed: float | None = None


class Quiet(NamedTuple):
    """``until``: the instant at which a snooze ends; None: no time ends it."""

    why: Why
    until: float | None = None


_OF_HEALTH = {
    Health.OK: Trouble.NONE,
    Health.OFF: Trouble.NONE,
    Health.MOVING: Trouble.MOVING,
    Health.UNKNOWN: Trouble.UNKNOWN,
    Health.DEGRADED: Trouble.DEGRADED,
    Health.BAD: Trouble.BAD,
}


def trouble(health: Health, freshness: Freshness, *, expected: bool) -> Trouble:
    """Of an instance as it was last seen; ``expected``: it should run."""
    if freshness is Freshness.GONE:
        return Trouble.LOST if expected else Trouble.NONE
    return _OF_HEALTH[health]


def heeded(attention: Attention, found: Trouble, looked: float | None) -> Attention | None:
    """What is left after a look at ``looked`` that ``found`` this; None: nothing.

    A look from before it was said changes nothing: another process may know less than the one in
    which it was said.
    """
    if looked is None or looked <= attention.at:
        return attention
    if found is Trouble.NONE:
        return None
    said = attention.acknowledged
    if said is not None and found > said:
        return None if attention.snoozed is None else replace(attention, acknowledged=None)
    return attention


def timely(attention: Attention, now: float) -> Attention | None:
    """What time has left of it; None: nothing."""
    if attention.snoozed is None or now < attention.snoozed:
        return attention
    return None if attention.acknowledged is None else replace(attention, snoozed=None)


def quiet(attention: Attention | None, *, in_maintenance: bool) -> Quiet | None:
    """Whether the row is quiet, and why: what a person said goes before what was planned."""
    if attention is not None and attention.acknowledged is not None:
        return Quiet(Why.ACKNOWLEDGED)
    if attention is not None and attention.snoozed is not None:
        until = attention.snoozed
        return Quiet(Why.SNOOZED, None if until == UNTIL_WELL else until)
    return Quiet(Why.MAINTENANCE) if in_maintenance else None
