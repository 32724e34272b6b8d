"""What keeps a restless instance from crying wolf: damped recovery, and flapping. Pure.

Bad counts at once. That it is over counts when a second look in a row agrees. Four changes within
ten minutes are one event and one word; what changes meanwhile is recorded, and told no more.
"""

from __future__ import annotations

from typing import NamedTuple

from sstui.insight.records import Health

FLAPPING = "flapping"
FLAPPING_TURNS = 4
FLAPPING_WITHIN = 600.0  # seconds
DOUBTED = "better in one look: the next one decides"

_TROUBLE = frozenset({Health.BAD, Health.DEGRADED})
_WELL = frozenset({Health.OK, Health.OFF})


class Believed(NamedTuple):
    """``health`` is what counts; ``better`` what the last look said, where it is still doubted."""

    health: Health
    better: Health | None = None


def believe(held: Health, better: Health | None, said: Health) -> Believed:
    """After a look that said ``said``, of one whose health was ``held`` and ``better`` in doubt."""
    if held in _TROUBLE and said in _WELL and better is None:
        return Believed(held, said)
    return Believed(said)


def turned(turns: tuple[float, ...], now: float) -> tuple[float, ...]:
    """The instants of the last changes and of this one, newest last; no more than make flapping."""
    return (*turns, now)[-FLAPPING_TURNS:]


def is_flapping(turns: tuple[float, ...], now: float) -> bool:
    """Whether there were four changes within the last ten minutes."""
    return len(turns) == FLAPPING_TURNS and now - turns[0] <= FLAPPING_WITHIN
