"""A job keeps step with the instance that it works on, in upper-case keys and ISO times."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from sstui.simulator.runs import Run, runs
from sstui.simulator.server import Simulator
from sstui.simulator.story import Step
from tests.simulator.caller import Got, get, show_path, stage

JOB = {
    *("CREATED_BY", "EXECUTION_STATUS", "JOB_DESC", "JOB_ID", "JOB_NAME", "JOB_TYPE", "ORDER_ID"),
    *("PROJECT_ID", "SERVICE_INSTANCE_ID"),
}
TASK = {
    *("CREATED_AT", "LAST_HEALTH_CHECK", "MESSAGES", "OWNER_ID", "TASK_ID", "TASK_INDEX"),
    *("TASK_NAME", "TASK_STATUS", "TASK_TYPE"),
}
START = 1_760_000_000.0
ORDERS = "JOB16c33466-41e6-4c5b-a9ac-2059253a1e5c"
LEDGER = "JOB5f0c9b1e-7d3a-4b7e-8f56-0c9a4e2d1b77"


@pytest.fixture
async def deploy() -> AsyncIterator[Simulator]:
    async with Simulator("deploy", speed=0.0, clock=lambda: START) as simulator:
        yield simulator


async def job(simulator: Simulator, job_id: str, query: str = "") -> Got:
    return await get(simulator, f"{stage(simulator)}/jobs/{job_id}{query}")


async def last_job(simulator: Simulator, name: str) -> tuple[str, Any]:
    """What the instance says of its last job, and the job."""
    status = (await get(simulator, show_path(simulator, name))).json["status_detail"]
    return status["last_job_status"], (await job(simulator, status["last_job_id"])).json


def statuses(found: Any) -> list[str]:
    return [task["TASK_STATUS"] for task in found["tasks"]]


async def test_an_upgrade_goes_from_submitted_to_succeeded_in_step_with_its_instance(
    deploy: Simulator,
) -> None:
    walked = []
    for moment in (10, 12, 14, 26, 39, 40):
        deploy.advance(moment - deploy.elapsed)
        told, found = await last_job(deploy, "orders-prod")
        assert found["job"]["EXECUTION_STATUS"] == told
        assert found["job"]["JOB_ID"] == ORDERS
        assert found["task_count"] == len(found["tasks"])
        walked.append((told, statuses(found)))
    assert walked == [
        ("SUBMITTED", []),
        ("SCHEDULED", ["SCHEDULED", "SUBMITTED", "SUBMITTED", "SUBMITTED"]),
        ("RUNNING", ["RUNNING", "SCHEDULED", "SUBMITTED", "SUBMITTED"]),
        ("RUNNING", ["SUCCEEDED", "SUCCEEDED", "RUNNING", "SCHEDULED"]),
        ("RUNNING", ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "RUNNING"]),
        ("SUCCEEDED", ["SUCCEEDED"] * 4),
    ]


async def test_an_upgrade_that_fails_says_why_in_the_message_of_its_task(
    deploy: Simulator,
) -> None:
    deploy.advance(95)
    told, found = await last_job(deploy, "ledger-prod")
    assert told == found["job"]["EXECUTION_STATUS"] == "FAILED"
    assert statuses(found) == ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "FAILED"]
    assert json.loads(found["tasks"][-1]["MESSAGES"]) == {"message": "namespace_inaccessible"}


async def test_a_job_that_fails_early_skips_its_later_tasks(fleet: Simulator) -> None:
    fleet.advance(50)
    _, found = await last_job(fleet, "orders-prod")
    assert statuses(found) == ["SUCCEEDED", "SUCCEEDED", "FAILED", "SKIPPED"]


async def test_a_job_has_the_documented_keys_and_times_as_text(deploy: Simulator) -> None:
    deploy.advance(50)
    found = (await job(deploy, ORDERS)).json
    assert found.keys() == {"task_count", "job", "tasks"}
    assert found["job"].keys() == JOB
    assert found["job"]["JOB_TYPE"] == "DAILY_OPERATION"
    assert found["job"]["JOB_NAME"] == "upgrade/upgrMain"
    assert found["job"]["PROJECT_ID"] == deploy.project_id
    assert found["job"]["SERVICE_INSTANCE_ID"] == deploy.instance_id("orders-prod")
    for task in found["tasks"]:
        assert task.keys() == TASK
        assert isinstance(json.loads(task["MESSAGES"]), dict)
        for key in ("CREATED_AT", "LAST_HEALTH_CHECK"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", task[key])
    assert [task["TASK_INDEX"] for task in found["tasks"]] == [1, 4, 6, 9]
    begun, *_ = (datetime.fromisoformat(task["CREATED_AT"]) for task in found["tasks"])
    ends = [datetime.fromisoformat(task["LAST_HEALTH_CHECK"]) for task in found["tasks"]]
    assert [(end - begun).total_seconds() for end in ends] == [8, 16, 24, 30]
    assert begun.timestamp() == START - 40  # the clock stands, so the story was jumped over


@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        ("", [1, 4, 6, 9]),
        ("?desc=false", [1, 4, 6, 9]),
        ("?desc=true", [9, 6, 4, 1]),
        ("?limit=2&offset=1", [4, 6]),
        ("?limit=1&desc=true", [9]),
        ("?offset=4", []),
    ],
)
async def test_its_tasks_are_sorted_and_paged(
    deploy: Simulator, query: str, indexes: list[int]
) -> None:
    deploy.advance(50)
    found = (await job(deploy, ORDERS, query)).json
    assert [task["TASK_INDEX"] for task in found["tasks"]] == indexes
    assert found["task_count"] == 4


async def test_a_job_that_is_unknown_not_begun_or_of_another_instance_is_not_found(
    deploy: Simulator,
) -> None:
    deploy.advance(59)
    mine, other = (deploy.instance_id(name) for name in ("orders-prod", "ledger-prod"))
    assert (await job(deploy, ORDERS, f"?instance_id={mine}")).status == 200
    for answer in (
        await job(deploy, "JOB00000000-0000-4000-8000-000000000000"),
        await job(deploy, LEDGER),
        await job(deploy, ORDERS, f"?instance_id={other}"),
    ):
        assert answer.status == 404
        assert answer.json["error_code"] == "SVCSTG.00100429"


async def test_every_instance_has_a_last_job(fleet: Simulator) -> None:
    for mark in fleet.bookmarks:
        told, found = await last_job(fleet, mark["name"])
        assert found["job"]["EXECUTION_STATUS"] == told


async def test_a_failed_job_may_have_nothing_but_succeeded_tasks(fleet: Simulator) -> None:
    told, found = await last_job(fleet, "cart")
    assert told == "FAILED"
    assert statuses(found) == ["SUCCEEDED"] * 4


async def test_the_job_that_deletes_an_instance_succeeds_when_it_is_gone(fleet: Simulator) -> None:
    fleet.advance(54)
    told, found = await last_job(fleet, "legacy-soap")
    assert (told, found["job"]["JOB_TYPE"]) == ("RUNNING", "DEPROVISION")
    fleet.advance(8)
    assert (await get(fleet, show_path(fleet, "legacy-soap"))).status == 404
    found = (await job(fleet, found["job"]["JOB_ID"])).json
    assert found["job"]["EXECUTION_STATUS"] == "SUCCEEDED"


def test_a_job_that_has_ended_goes_on_no_more() -> None:
    begin = {"status": "UPGRADING", "last_job_id": "JOB2", "last_job_status": "RUNNING"}
    steps = [
        (10.0, Step(10, set={"status_detail": begin})),
        (25.0, Step(25, set={"status_detail": {"last_job_status": "FAILED"}})),
        (90.0, Step(90, set={"version": "2"})),
    ]
    before = {"status": "RUNNING", "last_job_id": "JOB1", "last_job_status": "SUCCEEDED"}
    found = runs(before, steps)
    assert found["JOB2"] == Run("JOB2", "FAILED", "UPGRADING", begun=10.0, ended=25.0)
    assert found["JOB2"].worked(elapsed=500.0) == 15.0
    assert runs(before, steps[:1])["JOB2"].worked(elapsed=12.0) == 2.0
    assert found["JOB1"].status == "SUCCEEDED"


async def test_a_job_that_a_test_sets_is_there_too(seed: Simulator) -> None:
    micro = seed.instance_id("test-micro")
    seed.set_status(micro, last_job_id="JOBmine", last_job_status="ROLLBACKING")
    told, found = await last_job(seed, "test-micro")
    assert told == found["job"]["EXECUTION_STATUS"] == "ROLLBACKING"
    assert statuses(found)[-1] == "ROLLBACKING"
