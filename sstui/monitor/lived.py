"""What a look, a loss or a 404 adds to the timeline of one instance. Pure.

What the screen showed as fresh was known; from the instant at which it became stale it is not, with
the reason that the looks gave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.changes import replicas
from sstui.insight.secrets import mask
from sstui.insight.timeline import (
    NO_ANSWER,
    NOT_LOOKED,
    REFUSED,
    Timeline,
    state_gone,
    state_of,
)
from sstui.monitor.state import Snapshot
from sstui.servicestage.errors import (
    NoCredentials,
    ServiceStageError,
    Unauthorized,
    Unavailable,
    Unreachable,
)

if TYPE_CHECKING:
    from sstui.insight.health import Verdict
    from sstui.insight.records import Health
    from sstui.servicestage.models import Instance

_LONGEST = 200  # characters of what was seen


def after_seeing(
    before: Snapshot,
    instance: Instance,
    verdict: Verdict,
    better: Health | None,
    time: float,
    hold: float,
) -> Timeline:
    """A good look at ``time`` (epoch seconds); the one before it spoke for ``hold`` seconds.
    ``better`` is what it said where that is still doubted."""
    # A recovery begins here, though it is believed only when it lasts.
    state = state_of(instance.status_detail, better or verdict.health)
    if before.timeline.continues(time, state, hold):
        return before.timeline.looked(time, state, hold=hold)
    why = _what(before, instance, "" if better else verdict.reason)
    return before.timeline.looked(time, state, why, hold=hold)


def while_gone(snapshot: Snapshot, time: float, hold: float) -> Timeline:
    """A definite 404 at ``time`` (epoch seconds)."""
    return snapshot.timeline.looked(time, state_gone(snapshot.health), "404", hold=hold)


def until_stale(snapshot: Snapshot, instant: float, blind: str) -> Timeline:
    """It became stale at ``instant`` (monotonic); ``blind`` is why its account gives no answers."""
    known = snapshot.timeline.until
    passed = instant - (snapshot.seen or 0.0)
    return snapshot.timeline.lost(known + max(passed, 0.0), _reason(snapshot.error, blind))


def _reason(error: ServiceStageError | None, blind: str) -> str:
    if error is None:
        return blind or NOT_LOOKED
    if isinstance(error, (Unauthorized, NoCredentials)):
        return REFUSED
    if isinstance(error, (Unreachable, Unavailable)):
        return NO_ANSWER
    return mask(error.cause)[:_LONGEST]


def _what(before: Snapshot, instance: Instance, reason: str) -> str:
    """What was seen when a state began: replicas, where they moved, and what the API says."""
    detail = instance.status_detail
    now = replicas(detail)
    was = "" if before.instance is None else replicas(before.instance.status_detail)
    parts = [f"{was} → {now}" if was and was != now else now]
    parts += [mask(each)[:_LONGEST] for each in (detail.fail_detail or "", reason) if each]
    return " · ".join(parts)
