"""``GET …/jobs/{job_id}``: the jobs of the story. Keys are upper-case, times are text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_OID, uuid5

from sstui.simulator.listing import bounds
from sstui.simulator.refusals import service_error
from sstui.simulator.runs import FINISHED, Run, runs
from sstui.simulator.stage import Stage
from sstui.simulator.story import JsonObject

TASK_SECONDS = 8.0  # of scenario time, for each task of a running job
_WORKER = "servicestage-worker-6f9d7c5b84-x2x4q:17"  # a pod and its process, not a user
_TASKS = (  # by TASK_INDEX, whose gaps are normal
    (1, "SEPARATOR_PREPARE_RESOURCES"),
    (4, "SEPARATOR_BUILDING"),
    (6, "SEPARATOR_DEPLOYING"),
    (9, "SEPARATOR_CHECKING"),
)
_KINDS = {  # by the status that the instance has meanwhile
    "INITIALIZING": ("provision", "PROVISION"),
    "UPGRADING": ("upgrade", "DAILY_OPERATION"),
    "RESTARTING": ("restart", "DAILY_OPERATION"),
    "STARTING": ("start", "DAILY_OPERATION"),
    "PENDING": ("start", "DAILY_OPERATION"),
    "STOPPING": ("stop", "DAILY_OPERATION"),
    "DELETING": ("deprovision", "DEPROVISION"),
}


class Jobs:
    """Finds the jobs of a stage's instances. There is no list of them: an id is all one has."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._owners = dict(_owners(stage))

    def answer(self, job_id: str, project_id: str, parameters: Mapping[str, str]) -> JsonObject:
        """``{task_count, job, tasks}``.

        Raises `Refused`, 404 SVCSTG.00100429, for a job that is unknown, that has not begun, or
        that is not one of the ``instance_id`` that the caller named.
        """
        found = self._find(job_id)
        if found is None or parameters.get("instance_id", found[0]).lower() != found[0]:
            raise service_error(404, "00100429", "The job does not exist.")
        instance_id, run = found
        body = self._original(instance_id)
        now = self._stage.body(instance_id) or body
        tasks = [] if run.status == "SUBMITTED" else list(self._tasks(run, body, now))
        if parameters.get("desc") == "true":
            tasks.reverse()
        first, last = bounds(parameters)
        name, kind = _KINDS.get(run.instance_status, _KINDS["UPGRADING"])
        job = {
            "CREATED_BY": body.get("creator") or "",
            "EXECUTION_STATUS": run.status,
            "JOB_DESC": f"{name} of {body.get('name')}",
            "JOB_ID": job_id,
            "JOB_NAME": f"{name}/{name[:4]}Main",
            "JOB_TYPE": kind,
            "ORDER_ID": str(uuid5(NAMESPACE_OID, job_id)),
            "PROJECT_ID": project_id,
            "SERVICE_INSTANCE_ID": instance_id,
        }
        return {"task_count": len(tasks), "job": job, "tasks": tasks[first:last]}

    def _find(self, job_id: str) -> tuple[str, Run] | None:
        """The owner of a job, and its run. What a test has patched counts as the story does."""
        owner = self._owners.get(job_id)
        for instance_id in (*self._stage.patched, *([owner] if owner else [])):
            scenario = self._stage.scenario
            begun = scenario.begun(instance_id, self._stage.elapsed)
            run = runs(self._original(instance_id)["status_detail"], begun).get(job_id)
            detail = (self._stage.body(instance_id) or {}).get("status_detail", {})
            if detail.get("last_job_id") == job_id:
                run = run or Run(job_id, "", detail.get("status") or "")
                run = replace(run, status=detail.get("last_job_status") or run.status)
            if run is not None:
                return instance_id, run
        return None

    def _original(self, instance_id: str) -> JsonObject:
        placement = self._stage.scenario.placements[instance_id]
        return self._stage.scenario.original(placement, self._stage.calendar)

    def _tasks(self, run: Run, original: JsonObject, now: JsonObject) -> Iterator[JsonObject]:
        worked = run.worked(self._stage.elapsed)
        at = self._clock(run, original)
        reason = now["status_detail"].get("fail_detail") or ""
        for number, ((index, name), status) in enumerate(
            zip(_TASKS, _statuses(run, worked), strict=True)
        ):
            yield {
                "CREATED_AT": at(0.0),
                "LAST_HEALTH_CHECK": at(_last_seen(number, status, worked)),
                "MESSAGES": json.dumps(_messages(status, reason)),
                "OWNER_ID": _WORKER,
                "TASK_ID": str(uuid5(NAMESPACE_OID, f"{run.job_id}/{index}")),
                "TASK_INDEX": index,
                "TASK_NAME": name,
                "TASK_STATUS": status,
                "TASK_TYPE": "echo",
            }

    def _clock(self, run: Run, original: JsonObject) -> Callable[[float], str]:
        """Turns seconds of a run into text; all that came before the start has one time."""
        if run.begun is None:
            before = _iso(original.get("update_time") or 0)
            return lambda seconds: before
        begun = run.begun
        return lambda seconds: _iso(self._stage.calendar.of_step(begun + seconds))


def _owners(stage: Stage) -> Iterator[tuple[str, str]]:
    for placement in stage.scenario.placements.values():
        detail = json.loads(placement.original)["status_detail"]
        yield detail.get("last_job_id") or "", placement.id
    for instance_id, steps in stage.scenario.steps.items():
        for step in steps:
            job_id = step.set.get("status_detail", {}).get("last_job_id")
            if job_id:
                yield job_id, instance_id


def _statuses(run: Run, worked: float) -> list[str]:
    """One for each task, in order."""
    count = len(_TASKS)
    if run.status == "SUCCEEDED" or (run.status == "FAILED" and run.begun is None):
        # As in the document's example, a failed job may have nothing but succeeded tasks.
        return ["SUCCEEDED"] * count
    current = 0 if run.status == "SCHEDULED" else int(min(worked / TASK_SECONDS, count - 1))
    if run.status in FINISHED:
        later = ["SKIPPED"] * count
    else:
        later = ["SCHEDULED" if run.status == "RUNNING" else "SUBMITTED", *["SUBMITTED"] * count]
    return [*["SUCCEEDED"] * current, run.status, *later][:count]


def _last_seen(number: int, status: str, worked: float) -> float:
    """Seconds from the job's begin until its task of this number was last at work."""
    if status in ("SUBMITTED", "SCHEDULED", "SKIPPED"):
        return 0.0
    if status == "SUCCEEDED" and number + 1 < len(_TASKS):
        return min((number + 1) * TASK_SECONDS, worked)
    return worked


def _messages(status: str, reason: str) -> JsonObject:
    if status == "SUCCEEDED":
        return {"message": "finished"}
    if status in FINISHED and status != "SKIPPED":
        return {"message": reason or "the task did not finish"}
    return {}


def _iso(milliseconds: float) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
