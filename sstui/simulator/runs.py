"""Which jobs a story has run for an instance, and how far each has come. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sstui.simulator.story import JsonObject, Step

FINISHED = frozenset({"SUCCEEDED", "FAILED", "CANCELLED", "PARTIALLY_FAILED", "ROLLBACKED"})


@dataclass(frozen=True, slots=True)
class Run:
    """One job at work.

    ``status`` is the job's, ``instance_status`` what the instance shows meanwhile; ``begun`` and
    ``ended`` are scenario seconds, ``begun`` None for a job from before the start.
    """

    job_id: str
    status: str
    instance_status: str
    begun: float | None = None
    ended: float | None = None

    def worked(self, elapsed: float) -> float:
        """Scenario seconds from its begin until its end or ``elapsed``; without end for a job
        from before the start."""
        if self.begun is None:
            return float("inf")
        return (elapsed if self.ended is None else self.ended) - self.begun


def runs(detail: JsonObject, begun: Iterable[tuple[float, Step]]) -> dict[str, Run]:
    """By job id. ``detail`` is the status_detail before the first step, ``begun`` the steps so far.

    A step that names a ``last_job_id`` begins a job, ``last_job_status`` moves it on. The job that
    deletes an instance has succeeded when the instance is gone.
    """
    job_id = detail.get("last_job_id") or ""
    run = Run(job_id, detail.get("last_job_status") or "", detail.get("status") or "")
    found = {job_id: run}
    for at, step in begun:
        told = step.set.get("status_detail", {})
        if "last_job_id" in told:
            run = Run(told["last_job_id"], "", told.get("status", ""), at)
        status = told.get("last_job_status", run.status)
        if step.gone and status not in FINISHED:
            status = "SUCCEEDED"
        if status in FINISHED and run.ended is None:
            run = replace(run, ended=at)
        run = replace(run, status=status)
        found[run.job_id] = run
    return found
