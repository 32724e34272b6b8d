"""Jobs as the API tells them, for the tests of every floor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

BEGAN = 1_763_000_000.0  # epoch seconds at which the job of these tests was created
NAMES = ("PREPARE", "BUILD", "DEPLOY", "CHECK")


def iso(epoch: float) -> str:
    return f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def document(
    status: str = "RUNNING",
    tasks: str = "SUCCEEDED RUNNING SUBMITTED SUBMITTED",
    *,
    began: float = BEGAN,
    each: float = 10.0,
    messages: str = "{}",
    created_by: str = "alice",
) -> Any:
    """A job whose finished and current steps took ``each`` seconds."""
    rows = []
    for number, word in enumerate(tasks.split()):
        waits = word in ("SUBMITTED", "SCHEDULED", "SKIPPED")
        rows.append(
            {
                "CREATED_AT": iso(began),
                "LAST_HEALTH_CHECK": iso(began if waits else began + each * (number + 1)),
                "MESSAGES": messages if word in ("FAILED", "RUNNING") else "{}",
                "OWNER_ID": "worker-6f9d:17",
                "TASK_ID": f"task-{number}",
                "TASK_INDEX": 1 + number * 3,
                "TASK_NAME": NAMES[number % len(NAMES)],
                "TASK_STATUS": word,
                "TASK_TYPE": "echo",
            }
        )
    job = {
        "CREATED_BY": created_by,
        "EXECUTION_STATUS": status,
        "JOB_DESC": "upgrade of orders",
        "JOB_ID": "JOB1",
        "JOB_NAME": "upgrade/upgrMain",
        "JOB_TYPE": "DAILY_OPERATION",
    }
    return {"task_count": len(rows), "job": job, "tasks": rows}
