"""Following a job, because a person opened it: looks until it is finished.

Each look waits for the budget, in a person's share of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.insight.job import JobLook, fingerprint, last_move
from sstui.monitor.clock import Clock
from sstui.servicestage.errors import (
    BadRequest,
    Forbidden,
    NoCredentials,
    NotFound,
    ServiceStageError,
    Unauthorized,
)
from sstui.servicestage.jobs import Job
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.monitor.poller import AccountPoller

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between two looks
SPARING = 15.0  # … once less than a quarter of the budget is left for the fleet
FAILING_AT_MOST = 60.0
_DOUBLINGS = 4  # lead there
UNCLEAR_FOR = 600.0  # seconds for which a status that says nothing is followed
KEPT = 64  # jobs of so many instances are remembered

# Asking again does not help before something else changes.
_FINAL = (BadRequest, Forbidden, NotFound, NoCredentials, Unauthorized)


class Following:
    """The jobs that were looked at in this run. ``looks``: the last one of each instance."""

    def __init__(
        self, clock: Clock, poller_of: Callable[[InstanceRef], AccountPoller | None]
    ) -> None:
        self.looks: Mapping[InstanceRef, JobLook] = {}
        self._clock = clock
        self._poller_of = poller_of

    def known(self, ref: InstanceRef, job_id: str) -> JobLook:
        """What was last seen of this job."""
        look = self.looks.get(ref)
        return look if look is not None and look.job_id == job_id else JobLook(job_id)

    async def follow(
        self, ref: InstanceRef, job_id: str, told: Callable[[JobLook], None] = lambda look: None
    ) -> JobLook:
        """Look at the job until it is finished, cannot be read, or has said nothing for too long;
        ``told`` hears each step of that. The instance must be watched. May be cancelled."""
        look = self.known(ref, job_id)

        def tell(changed: JobLook) -> None:
            nonlocal look
            look = changed
            self._keep(ref, changed)
            told(changed)

        try:
            while True:
                tell(replace(look, looking=True, due=None))
                tell(await self._look(ref, look, tell))
                wait = self._wait(ref, look)
                if wait is None:
                    return look
                tell(replace(look, due=self._clock.monotonic() + wait))
                await self._clock.sleep(wait)
        finally:
            self._keep(ref, replace(look, looking=False, waiting=0.0, due=None))

    def _keep(self, ref: InstanceRef, look: JobLook) -> None:
        others = [(key, each) for key, each in self.looks.items() if key != ref]
        self.looks = dict([*others, (ref, look)][-KEPT:])

    async def _look(
        self, ref: InstanceRef, before: JobLook, tell: Callable[[JobLook], None]
    ) -> JobLook:
        poller = self._poller_of(ref)
        if poller is None:  # taken off the list meanwhile
            return replace(before, looking=False, failures=0)

        def waiting(seconds: float) -> None:
            due = self._clock.monotonic() + seconds
            tell(replace(before, looking=False, waiting=seconds, due=due))

        try:
            with poller.lending(1):
                job, _ = await poller.caller.ask(lambda api: api.show_job(before.job_id), waiting)
        except ServiceStageError as error:
            log.warning("job %s: %s", before.job_id, error)
            failures = before.failures + 1
            return replace(before, error=error, failures=failures, looking=False, waiting=0.0)
        clock = self._clock.now() - (poller.caller.facts().skew or 0.0)
        return self._seen(before, job, clock)

    def _seen(self, before: JobLook, job: Job, clock: float) -> JobLook:
        now = self._clock.monotonic()
        moved = before.moved
        if before.job is None:
            moved = last_move(job) or clock
        elif fingerprint(before.job) != fingerprint(job):
            moved = clock
        seen = JobLook(before.job_id, job, now, clock, moved)
        if job.finished or seen.moving:
            return seen
        since = now if before.unclear_since is None else before.unclear_since
        return replace(seen, unclear_since=since)

    def _wait(self, ref: InstanceRef, look: JobLook) -> float | None:
        """Seconds until the next look; None: there is none."""
        poller = self._poller_of(ref)
        if poller is None or isinstance(look.error, _FINAL):
            return None
        if look.error is not None:
            return min(EVERY * 2.0 ** min(look.failures, _DOUBLINGS), FAILING_AT_MOST)
        now = self._clock.monotonic()
        if look.job is None or look.job.finished:
            return None
        if look.unclear_since is not None and now - look.unclear_since >= UNCLEAR_FOR:
            return None
        budget = poller.caller.budget
        return EVERY if budget.left(now) > budget.limit_at(now) / 4 else SPARING
