"""A job on its page and in words: what is known of it, safely, at every width."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

from sstui.insight.job import JobLook, last_move
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.errors import Forbidden, NotFound, ServiceStageError, Unavailable
from sstui.servicestage.jobs import parse_job
from sstui.view.job import job_lines
from sstui.view.job_words import ending_words, last_job_words, motion_words
from sstui.view.signs import ASCII, UNICODE
from sstui.view.text import line_cells, text_of
from tests import jobs
from tests.cases import every
from tests.jobs import BEGAN
from tests.view.fleets import NOW, the_fleet

UPGRADE = ("RUNNING", "SUCCEEDED SUCCEEDED RUNNING SUBMITTED SUBMITTED")


def look_of(*arguments: str, clock: float = BEGAN + 80, **options: Any) -> JobLook:
    """Seen now, when the platform's clock read ``clock``; followed on."""
    job = parse_job(jobs.document(*arguments, **options))
    return JobLook("JOB1", job, seen=NOW, clock=clock, moved=last_move(job), due=NOW + 5)


def page(look: JobLook, width: int = 100, now: float = NOW) -> str:
    lines = job_lines(look, now, width, UNICODE, UTC)
    assert all(line_cells(line) <= width for line in lines)
    return "\n".join(text_of(line).rstrip() for line in lines)


def failed(kind: type[ServiceStageError], **more: Any) -> JobLook:
    error = kind("api.example answered", cause="no", remedy="Do something.", **more)
    return replace(look_of(*UPGRADE), error=error, due=None)


def test_a_job_in_motion_says_who_which_step_and_how_long() -> None:
    shown = page(look_of(*UPGRADE))
    first, facts, *_ = shown.splitlines()
    assert first.startswith("↻ RUNNING   upgrade by alice   step 3 of 5   for 1m20s")
    assert first.endswith("seen just now · next look in 5s")
    assert "begun 13 Nov 02:13:20" in facts
    assert "JOB1" in facts
    assert "2 of 5 over" in shown


def test_steps_are_in_order_with_glyph_word_and_length() -> None:
    steps = [line.split() for line in page(look_of(*UPGRADE)).splitlines()[-5:]]
    assert steps == [
        ["1", "●", "SUCCEEDED", "PREPARE", "10s"],
        ["2", "●", "SUCCEEDED", "BUILD", "10s"],
        ["3", "↻", "RUNNING", "DEPLOY", "1m"],
        ["4", "·", "SUBMITTED", "CHECK"],
        ["5", "·", "SUBMITTED", "PREPARE"],
    ]


def test_the_length_of_what_is_at_work_goes_on_between_two_looks() -> None:
    later = page(look_of(*UPGRADE), now=NOW + 7)
    assert "for 1m27s" in later
    assert later.splitlines()[-3].endswith("1m7s")


def test_a_stall_is_said_with_since_when() -> None:
    shown = page(look_of(*UPGRADE, clock=BEGAN + 20 + 360))
    assert "no step has moved since 02:13:40, for 6m: it may hang" in shown
    assert "it may hang" not in page(look_of(*UPGRADE, clock=BEGAN + 200))


def test_what_a_step_says_is_read_leniently_and_masked() -> None:
    told = '{"message": "pulling", "db": {"password": "planted-1"}, "env": ["--token planted-2"]}'
    shown = page(look_of(*UPGRADE, messages=told))
    assert "message: pulling" in shown
    assert "planted" not in shown
    assert "••••••••" in shown
    raw = page(look_of(*UPGRADE, messages="not { json, api_key=planted-3"))
    assert "not { json, api_key=••••••••" in raw
    assert "{}" not in page(look_of(*UPGRADE, messages="{}"))


def test_a_long_message_is_cut_and_says_so() -> None:
    shown = page(look_of(*UPGRADE, messages="word " * 5000))
    assert "more lines" in shown
    assert len(shown.splitlines()) < 40


def test_no_escape_sequence_of_the_api_reaches_the_page() -> None:
    hostile = "\x1b[2J\x1b]0;title\x07\u202e"
    found = jobs.document(*UPGRADE, messages=hostile, created_by=hostile)
    found["job"] |= {"JOB_NAME": hostile, "JOB_DESC": hostile, "JOB_TYPE": hostile}
    for task in found["tasks"]:
        task |= {"TASK_NAME": hostile, "TASK_STATUS": hostile}
    job = parse_job(found)
    shown = page(JobLook(hostile, job, seen=NOW, clock=BEGAN + 9))
    assert all(character.isprintable() for character in shown.replace("\n", ""))


def test_a_missing_permission_is_named_and_a_forgotten_job_is_said_to_be_so() -> None:
    forbidden = Forbidden("no", cause="no permission", remedy="Ask.", status=403)
    forbidden.permission = "servicestage:app:list"
    shown = page(JobLook("JOB1", error=forbidden, failures=1))
    assert "this identity may not read jobs: it needs servicestage:app:list" in shown
    assert "not followed any more" in shown
    assert "ServiceStage no longer knows this job" in page(failed(NotFound, status=404))


def test_a_failed_look_keeps_the_last_picture_and_says_what_happened() -> None:
    shown = page(failed(Unavailable, status=503))
    assert "the last look failed: api.example answered" in shown
    assert "Do something." in shown
    assert "step 3 of 5" in shown


def test_a_status_that_says_nothing_is_called_so() -> None:
    look = replace(look_of("UNKNOWN", "RUNNING"), unclear_since=NOW)
    assert "how it stands is not known" in page(look)
    given_up = page(replace(look, due=None))
    assert "how it stands is not known: not followed any more" in given_up
    assert "? SOMETHING_NEW" in page(look_of("SOMETHING_NEW"))


def test_steps_that_were_not_sent_are_counted() -> None:
    found = jobs.document(*UPGRADE)
    found["task_count"] = 12
    assert "7 more were not sent" in page(replace(look_of(), job=parse_job(found)))


@every("width", [20, 40, 58, 78, 118, 158])
def test_every_line_fits_at_every_width(width: int) -> None:
    long = "支付网关 " * 30
    found = jobs.document(*UPGRADE, messages=long, created_by=long)
    found["tasks"][0]["TASK_NAME"] = long
    page(replace(look_of(), job=parse_job(found)), width)
    page(replace(failed(NotFound), job=None), width)


# In words.


def followed(look: JobLook, **detail: Any) -> tuple[Fleet, Snapshot]:
    """Somebody has followed the last job of an instance that upgrades."""
    known = the_fleet()
    snapshot = next(each for each in known.snapshots if each.name == "refunds-prod")
    assert snapshot.instance is not None
    told = {"last_job_id": "JOB1", "last_job_status": "RUNNING", **detail}
    status = snapshot.instance.status_detail.model_copy(update=told)
    snapshot = replace(
        snapshot, instance=snapshot.instance.model_copy(update={"status_detail": status})
    )
    return replace(known, jobs={snapshot.ref: look}), snapshot


def test_the_head_names_the_job_in_motion() -> None:
    known, snapshot = followed(look_of(*UPGRADE))
    assert motion_words(known, snapshot, UNICODE) == "upgrade by alice, step 3 of 5, 1m20s"


def test_what_is_not_looked_at_any_more_says_its_age() -> None:
    known, snapshot = followed(replace(look_of(*UPGRADE), due=None))
    later = replace(known, now=NOW + 40)
    assert motion_words(later, snapshot, UNICODE).endswith("step 3 of 5, 2m, seen 40s ago")


def test_a_stalled_job_says_so_in_the_head() -> None:
    known, snapshot = followed(look_of(*UPGRADE, clock=BEGAN + 20 + 360))
    assert "no step has moved for 6m" in motion_words(known, snapshot, ASCII)


@every("detail", [{"last_job_id": "JOB2"}, {"last_job_status": "SUCCEEDED"}, {"last_job_id": None}])
def test_another_or_a_finished_job_is_not_called_in_motion(detail: dict[str, Any]) -> None:
    known, snapshot = followed(look_of(*UPGRADE), **detail)
    assert motion_words(known, snapshot, UNICODE) == ""


def test_how_it_ended_is_one_line() -> None:
    ended = look_of("FAILED", "SUCCEEDED FAILED SKIPPED")
    words = ending_words("orders", ended, NOW, UNICODE)
    assert words == ("orders: upgrade by alice FAILED after 20s", "bad")
    assert last_job_words(replace(ended, job_id="JOB16c33466-41e6"), UNICODE) == (
        "JOB16c33466 by alice"
    )
