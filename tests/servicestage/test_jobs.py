"""A job as the API tells it: upper-case keys, ISO times, JSON inside a string."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from sstui.servicestage.bodies import UnusableBody
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import BadRequest, Forbidden, Malformed, Missing, NotFound
from sstui.servicestage.jobs import parse_job
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests import jobs
from tests.cases import every
from tests.servicestage.test_with_simulator import client_of, key_of, ref_of


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator("deploy", speed=0) as running:
        running.advance(95)
        yield running


async def last_job(simulator: Simulator, client: ServiceStage, name: str) -> str:
    bookmark = next(each for each in simulator.bookmarks if each["name"] == name)
    answer = await client.show_instance(ref_of(bookmark))
    return answer.instance.status_detail.last_job_id or ""


async def test_the_last_job_of_an_instance_comes_with_its_steps_in_order(
    simulator: Simulator,
) -> None:
    async with client_of(simulator, key_of(simulator)) as client:
        job_id = await last_job(simulator, client, "ledger-prod")
        job = await client.show_job(job_id)
    assert (job.id, job.status, job.verb) == (job_id, "FAILED", "upgrade")
    assert job.created_by == "paas_admin"
    assert [task.index for task in job.tasks] == [1, 4, 6, 9]
    assert job.tasks[-1].messages == '{"message": "namespace_inaccessible"}'
    last = job.tasks[-1]
    assert last.created is not None
    assert last.checked is not None
    assert last.checked - last.created == pytest.approx(35, abs=0.01)
    assert simulator.requests[-1].method == "GET"
    assert simulator.requests[-1].target.endswith(f"/cas/jobs/{job_id}")


async def test_a_job_that_is_not_there_is_not_found_and_nothing_is_gone(
    simulator: Simulator,
) -> None:
    async with client_of(simulator, key_of(simulator)) as client:
        with pytest.raises(NotFound) as caught:
            await client.show_job("JOB0")
    assert caught.value.what is Missing.OTHER
    assert caught.value.code == "SVCSTG.00100429"
    assert caught.value.cause == "job not found"


async def test_a_403_names_the_permission(simulator: Simulator) -> None:
    simulator.fault(Fault.STATUS, path="/jobs/", status=403)
    async with client_of(simulator, key_of(simulator)) as client:
        with pytest.raises(Forbidden) as caught:
            await client.show_job("JOB0")
    assert caught.value.permission == "servicestage:app:list"


async def test_an_answer_without_a_job_is_malformed(simulator: Simulator) -> None:
    simulator.fault(Fault.STATUS, path="/jobs/", status=200, body=b'{"tasks": []}')
    async with client_of(simulator, key_of(simulator)) as client:
        with pytest.raises(Malformed, match="no job"):
            await client.show_job("JOB0")


async def test_an_id_that_is_no_word_of_a_path_never_leaves(simulator: Simulator) -> None:
    async with client_of(simulator, key_of(simulator)) as client:
        with pytest.raises(BadRequest, match="is no job id"):
            await client.show_job("../applications")
    assert simulator.requests == []


def lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): lower(inner) for key, inner in value.items()}
    return [lower(each) for each in value] if isinstance(value, list) else value


def reversed_tasks(found: Any) -> Any:
    return {**found, "tasks": found["tasks"][::-1]}


@every("other", [lower, reversed_tasks])
def test_lower_case_keys_and_another_order_are_the_same_job(other: Callable[[Any], Any]) -> None:
    found = jobs.document()
    assert parse_job(other(found)) == parse_job(found)


def test_fields_of_a_wrong_type_are_as_good_as_none() -> None:
    found = jobs.document()
    found["task_count"] = "four"
    found["job"] |= {"JOB_NAME": None, "CREATED_BY": 17}
    found["tasks"] = [
        *("no task", None),
        {"TASK_INDEX": True, "CREATED_AT": "yesterday", "MESSAGES": {"a": 1}, "TASK_STATUS": "X"},
    ]
    job = parse_job(found)
    assert (job.task_count, job.verb, job.created_by) == (1, "daily_operation", "17")
    (task,) = job.tasks
    assert (task.index, task.created, task.messages) == (None, None, '{"a": 1}')


@every("document", [None, [], "job", {}, {"job": None}, {"job": {}}])
def test_what_is_no_job_is_refused(document: Any) -> None:
    with pytest.raises(UnusableBody):
        parse_job(document)
