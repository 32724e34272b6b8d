"""A job: something that ServiceStage does to an instance, and the steps that it takes.

*Obtaining Job Details* (api-servicestage 06_0053). Its keys are upper-case, in some editions of the
document lower-case; its times are ISO 8601 text, not the epoch milliseconds of everything else;
MESSAGES is JSON inside a string. A job is reachable by its id alone: nothing lists them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.errors import BadRequest, Forbidden
from sstui.servicestage.instants import epoch_seconds
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.refs import InvalidReference, check_id
from sstui.servicestage.rejections import malformed, name_permission
from sstui.servicestage.reply import Reply

# The document lists the words and not which of them are final: these read so.
FINISHED = frozenset({"SUCCEEDED", "FAILED", "CANCELLED", "PARTIALLY_FAILED", "ROLLBACKED"})
MOVING = frozenset({"SUBMITTED", "SCHEDULED", "RUNNING", "ROLLBACKING"})
PERMISSION = "servicestage:app:list"  # needed to read a job (permission pages)


@dataclass(frozen=True, slots=True)
class Task:
    """One step. ``index`` orders them, with gaps; ``created`` and ``checked`` (LAST_HEALTH_CHECK)
    are epoch seconds by the platform's clock; ``messages`` as received, which is JSON mostly."""

    index: int | None
    name: str
    status: str
    created: float | None
    checked: float | None
    messages: str

    @property
    def finished(self) -> bool:
        return self.status in FINISHED or self.status == "SKIPPED"


@dataclass(frozen=True, slots=True)
class Job:
    """``tasks`` are in their order; ``task_count`` is how many the answer says there are."""

    id: str
    name: str
    kind: str
    description: str
    created_by: str
    status: str
    task_count: int
    tasks: tuple[Task, ...]

    @property
    def finished(self) -> bool:
        return self.status in FINISHED

    @property
    def verb(self) -> str:
        """What it does, in one word: ``upgrade`` of a name such as ``upgrade/upgrMain``."""
        return self.name.partition("/")[0] or self.kind.lower() or "job"


async def read_job(get: Callable[[str], Awaitable[Reply]], job_id: str) -> Job:
    """One job by its id. Raises `ServiceStageError`."""
    try:
        path = f"jobs/{check_id('job', job_id)}"
    except InvalidReference as error:
        raise BadRequest(
            str(error),
            cause="the job's id is invalid",
            remedy="Nothing to do here: the id is what the API sent as last_job_id.",
        ) from error
    try:
        reply = await get(path)
    except Forbidden as error:
        name_permission(error, PERMISSION)
        raise
    try:
        return parse_job(decode(reply.body, cut=reply.cut))
    except UnusableBody as error:
        raise malformed(reply, str(error)) from error


def parse_job(document: JSONValue) -> Job:
    """``{task_count, job, tasks}``. A field of a wrong type is as good as none; raises
    `UnusableBody` where there is no job."""
    parts = _folded(document)
    job = _folded(parts.get("job"))
    if not job:
        raise UnusableBody("the answer has no job")
    rows = parts.get("tasks")
    found = rows if isinstance(rows, list) else []
    tasks = [_task(_folded(row)) for row in found if isinstance(row, dict)]
    count = _number(parts.get("task_count"))
    return Job(
        id=_text(job.get("job_id")),
        name=_text(job.get("job_name")),
        kind=_text(job.get("job_type")),
        description=_text(job.get("job_desc")),
        created_by=_text(job.get("created_by")),
        status=_text(job.get("execution_status")),
        task_count=len(tasks) if count is None else count,
        tasks=tuple(sorted(tasks, key=lambda task: (task.index is None, task.index or 0))),
    )


def _task(row: dict[str, JSONValue]) -> Task:
    return Task(
        index=_number(row.get("task_index")),
        name=_text(row.get("task_name")),
        status=_text(row.get("task_status")),
        created=epoch_seconds(row.get("created_at")),
        checked=epoch_seconds(row.get("last_health_check")),
        messages=_text(row.get("messages")),
    )


def _folded(value: JSONValue) -> dict[str, JSONValue]:
    """An object with its keys in lower case."""
    if not isinstance(value, dict):
        return {}
    return {key.lower(): inner for key, inner in value.items()}


def _text(value: JSONValue) -> str:
    """A string as it is, anything else that is there as JSON: messages may come as an object. What
    is too deep to be written is as good as none."""
    if value is None or isinstance(value, str):
        return value or ""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""


def _number(value: JSONValue) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
