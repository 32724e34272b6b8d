"""When the generated addresses of an instance end. Pure.

A domain that the platform generated lives seven days from its creation (vendor's user manual). The
API tells ``create_time`` and, afterwards, ``EXPIRED``; the day before is reckoned here. It is no
state that anybody saw: it makes no event and no health.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstui.servicestage.models import ExternalAccess

LIVES = 7 * 86400.0  # seconds
WARNED = 86400.0  # seconds before its end
_MOST_MILLISECONDS = 10**15  # beyond it is no time of the calendar


def is_expired(access: ExternalAccess) -> bool:
    """The API says so."""
    return (access.status or "").casefold() == "expired"


def ends(access: ExternalAccess) -> float | None:
    """Epoch seconds at which a generated address ends; None for any other, for one that has ended,
    and where its creation is not known."""
    generated = (access.type or "").casefold() == "auto_generated"
    created = access.create_time
    if not generated or is_expired(access) or created is None:
        return None
    return created / 1000 + LIVES if 0 < created < _MOST_MILLISECONDS else None


def soonest_end(accesses: Iterable[ExternalAccess] | None, now: float) -> float | None:
    """The first end among those that a day has begun for; ``now`` in epoch seconds. One in the past
    is due: the API does not say yet that it came."""
    found = (end for each in accesses or () if (end := ends(each)) is not None)
    return min((end for end in found if end - now <= WARNED), default=None)
