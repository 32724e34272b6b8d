"""What an overview tells of an application's watched instances, and what it leaves open.

Presence is a look like any other. Absence proves nothing: the instance gets its own, documented
call; so do all where overviews fail again and again, or are not permitted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sstui.insight.records import Freshness, Observation
from sstui.monitor.calls import Sweep, Swept
from sstui.monitor.rest import FOREVER
from sstui.monitor.schedule import ABSENT_FOR, Schedule
from sstui.monitor.state import Snapshot
from sstui.servicestage.errors import Forbidden, ServiceStageError
from sstui.servicestage.refs import InstanceRef, lowered

log = logging.getLogger(__name__)

REFUSED_FOR = 3600.0  # seconds until an overview that was not permitted is tried again
FAILING_FOR = 600.0
_FAILURES = 2  # in a row, after which own calls are made in its place


def refused(sweep: Sweep, error: ServiceStageError | None, now: float) -> bool:
    """Whether a permission is missing: then the overview is not tried again for an hour."""
    if not isinstance(error, Forbidden) or not error.permission:
        return False
    if not sweep.lacking:
        log.warning("overviews are refused, instances are asked one by one: %s", error)
    sweep.lacking, sweep.shunned = error.permission, now + REFUSED_FOR
    return True


def failed(sweep: Sweep, now: float) -> None:
    """It gave no usable answer."""
    sweep.failures += 1
    if sweep.failures >= _FAILURES:
        sweep.failures, sweep.shunned = 0, now + FAILING_FOR


def permitted_again(schedule: Schedule) -> None:
    """Other credentials may be allowed more."""
    for sweep in schedule.sweeps:
        if sweep.lacking:
            sweep.lacking, sweep.shunned = "", -FOREVER


def lacking(schedule: Schedule) -> str:
    """The permission without which an application is asked instance by instance; else empty."""
    return next((sweep.lacking for sweep in schedule.sweeps if sweep.lacking), "")


def looks(
    schedule: Schedule, sweep: Sweep, swept: Swept, snapshots: Mapping[InstanceRef, Snapshot]
) -> Iterator[Observation]:
    """What a sweep saw, instance by instance: the answers, or its error for each.

    Notes on the way who was left out. One that is gone comes back by its own call only, which an
    overview that tells of it brings forward.
    """
    look, overview = swept.look, swept.overview
    for entry in schedule.of(sweep.application):
        if entry.flying or (entry.started is not None and entry.started > look.started):
            continue  # its own call tells more
        covered = entry.ref in sweep.covers
        if overview is None:
            if covered:
                yield replace(look, ref=entry.ref)
            continue
        answer = overview.answers.get(lowered(entry.ref))
        gone = snapshots[entry.ref].freshness is Freshness.GONE
        left_out = entry.absent > look.at - ABSENT_FOR
        if answer is None or gone:
            if covered or left_out:
                entry.absent = look.at
            if answer is not None and not covered:
                schedule.hurry(entry, look.at)
        elif covered or left_out:
            entry.absent, entry.swept = -FOREVER, look.started
            yield replace(look, ref=entry.ref, answer=answer)


def all_absent(schedule: Schedule, sweep: Sweep, now: float) -> None:
    """The API knows no such application: each instance is asked for itself."""
    for entry in schedule.of(sweep.application):
        if entry.ref in sweep.covers:
            entry.absent = now
