"""How far a job has come, told from what the API says of its steps."""

from __future__ import annotations

from typing import Any

from sstui.insight.job import (
    STALLED_AFTER,
    JobLook,
    begun_at,
    current_step,
    ended_at,
    fingerprint,
    last_move,
    steps_of,
)
from sstui.servicestage.jobs import Job, parse_job
from tests import jobs
from tests.jobs import BEGAN


def job_of(*arguments: str, **options: Any) -> Job:
    return parse_job(jobs.document(*arguments, **options))


def look(job: Job, *, clock: float, moved: float | None = None) -> JobLook:
    """A look at monotonic 100, when the platform's clock read ``clock``."""
    return JobLook("JOB1", job, seen=100.0, clock=clock, moved=moved or last_move(job))


def test_a_step_begins_when_the_one_before_it_was_last_heard_of() -> None:
    steps = steps_of(job_of("RUNNING", "SUCCEEDED SUCCEEDED RUNNING SUBMITTED"))
    now = BEGAN + 45
    assert [step.number for step in steps] == [1, 2, 3, 4]
    assert [step.lasted(now) for step in steps] == [10, 10, 25, None]
    found = current_step(steps)
    assert found is not None
    assert found.number == 3


def test_a_finished_job_has_taken_what_it_took() -> None:
    job = job_of("FAILED", "SUCCEEDED FAILED SKIPPED SKIPPED")
    assert (begun_at(job), ended_at(job)) == (BEGAN, BEGAN + 20)
    assert look(job, clock=BEGAN + 500).lasted(160.0) == 20
    assert current_step(steps_of(job)) is None
    assert [step.lasted(BEGAN + 500) for step in steps_of(job)] == [10, 10, None, None]


def test_a_job_without_steps_or_times_has_no_lengths() -> None:
    empty = job_of("SUBMITTED", "")
    assert steps_of(empty) == ()
    assert look(empty, clock=BEGAN).lasted(100.0) is None
    timeless = jobs.document()
    for row in timeless["tasks"]:
        row |= {"CREATED_AT": None, "LAST_HEALTH_CHECK": "soon"}
    assert [step.lasted(BEGAN) for step in steps_of(parse_job(timeless))] == [None] * 4


def test_a_step_that_was_heard_of_before_it_was_created_took_no_time() -> None:
    found = jobs.document("RUNNING", "SUCCEEDED RUNNING")
    found["tasks"][0]["LAST_HEALTH_CHECK"] = jobs.iso(BEGAN - 60)
    assert steps_of(parse_job(found))[0].lasted(BEGAN) == 0


def test_a_job_stalls_when_no_step_moves_although_its_worker_is_heard_of() -> None:
    job = job_of("RUNNING", "SUCCEEDED RUNNING SUBMITTED", each=10.0)
    assert last_move(job) == BEGAN + 10
    seen = look(job, clock=BEGAN + 30)
    assert seen.stalled(100.0) is None
    until = 100.0 + STALLED_AFTER - 20
    assert seen.stalled(until - 1) is None
    assert seen.stalled(until + 60) == STALLED_AFTER + 60


def test_what_is_finished_or_unknown_does_not_stall() -> None:
    for status in ("SUCCEEDED", "UNKNOWN", "SOMETHING_NEW", ""):
        assert look(job_of(status), clock=BEGAN + 9999).stalled(100.0) is None


def test_that_a_worker_is_heard_of_is_no_move_what_it_says_or_begins_is() -> None:
    job = job_of("RUNNING", "SUCCEEDED RUNNING SUBMITTED")
    heard_of = jobs.document("RUNNING", "SUCCEEDED RUNNING SUBMITTED")
    heard_of["tasks"][1]["LAST_HEALTH_CHECK"] = jobs.iso(BEGAN + 500)
    assert fingerprint(parse_job(heard_of)) == fingerprint(job)
    says = job_of("RUNNING", "SUCCEEDED RUNNING SUBMITTED", messages='{"message": "half"}')
    begins = job_of("RUNNING", "SUCCEEDED SUCCEEDED RUNNING")
    assert len({fingerprint(each) for each in (job, says, begins)}) == 3
