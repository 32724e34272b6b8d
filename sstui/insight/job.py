"""How far a job has come: its steps with their times, and whether it stalls. Pure.

All instants are epoch seconds by the platform's clock. The API does not tell when a step began,
only when it was created (for all steps, as the job was) and when it was last heard of. A step is
taken to have begun when it was created or, later, when the one before it was last heard of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sstui.servicestage.errors import ServiceStageError
from sstui.servicestage.jobs import MOVING, Job, Task

STALLED_AFTER = 300.0  # seconds without a step that moved
_WAITING = frozenset({"", "SUBMITTED", "SCHEDULED", "SKIPPED"})


@dataclass(frozen=True, slots=True)
class Step:
    """``begun`` None: not begun, or skipped; ``ended`` None: not finished."""

    number: int  # from 1, whatever the gaps of the API's own index
    task: Task
    begun: float | None
    ended: float | None

    def lasted(self, now: float) -> float | None:
        """Seconds that it took, or has taken until ``now``."""
        if self.begun is None:
            return None
        return max((now if self.ended is None else self.ended) - self.begun, 0.0)


def steps_of(job: Job) -> tuple[Step, ...]:
    """In their order."""
    steps = []
    before: float | None = None  # when the last finished step was last heard of
    for number, task in enumerate(job.tasks, start=1):
        begun = None if task.status in _WAITING else _latest((task.created, before))
        ended = task.checked if task.finished else None
        if begun is not None and ended is not None:
            begun = min(begun, ended)
        steps.append(Step(number, task, begun, ended))
        if task.finished and task.status != "SKIPPED":
            before = _latest((before, task.checked))
    return tuple(steps)


def current_step(steps: Iterable[Step]) -> Step | None:
    """The first that has begun and is not finished; else the first that waits; None: all are
    over."""
    unfinished = [step for step in steps if not step.task.finished]
    at_work = (step for step in unfinished if step.task.status not in _WAITING)
    return next(at_work, unfinished[0] if unfinished else None)


def begun_at(job: Job) -> float | None:
    """When the job began: when the first of its steps was created."""
    return min((task.created for task in job.tasks if task.created is not None), default=None)


def ended_at(job: Job) -> float | None:
    """When a finished job was last heard of."""
    return _latest(task.checked for task in job.tasks) if job.finished else None


def last_move(job: Job) -> float | None:
    """When a step last began or ended, as far as the answer tells."""
    moves = [step.begun for step in steps_of(job)]
    moves += [step.ended for step in steps_of(job)]
    return _latest((*moves, begun_at(job)))


def fingerprint(job: Job) -> tuple[object, ...]:
    """The same as long as no step moves. That a worker is alive (LAST_HEALTH_CHECK) is no move."""
    return (job.status, *((task.index, task.status, task.messages) for task in job.tasks))


@dataclass(frozen=True, slots=True)
class JobLook:
    """What is known of one job that somebody follows, or followed.

    ``seen`` (of the last good answer), ``looked`` and ``due`` are monotonic seconds, ``clock`` is
    what the platform's clock (epoch seconds) read at ``seen``. ``moved``: since then no step has
    moved, by that clock. ``waiting``: so many seconds the budget, or a throttle, keeps the next
    look back.
    """

    job_id: str
    job: Job | None = None
    seen: float | None = None
    clock: float = 0.0
    moved: float | None = None
    error: ServiceStageError | None = None  # of the last look
    failures: int = 0  # looks failed in a row
    looking: bool = False
    waiting: float = 0.0
    due: float | None = None  # None: it is not followed
    unclear_since: float | None = None  # UNKNOWN, or a word that is new to us, since

    def clock_at(self, now: float) -> float:
        """The platform's clock at a monotonic instant."""
        return self.clock + (0.0 if self.seen is None else now - self.seen)

    @property
    def moving(self) -> bool:
        return self.job is not None and self.job.status in MOVING

    def lasted(self, now: float) -> float | None:
        """Seconds of the whole job."""
        if self.job is None or (begun := begun_at(self.job)) is None:
            return None
        ended = ended_at(self.job) if self.job.finished else self.clock_at(now)
        return None if ended is None else max(ended - begun, 0.0)

    def stalled(self, now: float) -> float | None:
        """Seconds without a move of a job that should move, where they are too many."""
        if not self.moving or self.moved is None:
            return None
        passed = self.clock_at(now) - self.moved
        return passed if passed >= STALLED_AFTER else None


def _latest(moments: Iterable[float | None]) -> float | None:
    return max((each for each in moments if each is not None), default=None)
