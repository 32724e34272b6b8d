"""What `wait` makes of a look: of the right deployment, then the words."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from sstui.insight.records import Freshness, Health
from sstui.monitor.state import AccountState, Link, Snapshot
from sstui.servicestage.errors import Forbidden
from sstui.servicestage.json_types import JSONObject
from sstui.view.awaiting import Answer, Goal, Verdict, judge, outcome, state_text, word_of
from tests.cases import every
from tests.monitor.scripted import forbidden, not_found
from tests.view.instances import BOOKMARK, with_fields

WELL = AccountState("default", Link.OK)


def looked(
    status: str = "RUNNING", *, job: str | None = None, ended: str | None = None, **fields: Any
) -> Snapshot:
    """A good look at version 2.3.7; its last ``job`` ``ended`` so."""
    told: JSONObject = {"status": status, "available_replica": 2, "replica": 3}
    told |= {"last_job_id": job, "last_job_status": ended}
    given = {"health": Health.OK, **fields}
    return replace(with_fields(version="2.3.7", status_detail=told), **given)


def answer(snapshot: Snapshot | None, wanted: str = "RUNNING", **fields: Any) -> Answer:
    goal = Goal(frozenset(wanted.split(",")), **fields)
    return judge(snapshot, WELL, goal).answer


def test_words_are_statuses_or_healths() -> None:
    written = ("running", "RUNNING", "ok", "unknown", "UNKNOWN", "gone", " bad ")
    assert [word_of(each) for each in written] == [
        *("RUNNING", "RUNNING", "ok", "unknown", "UNKNOWN", "gone", "bad"),
    ]
    degraded = looked(health=Health.DEGRADED)
    assert answer(degraded, "RUNNING") is Answer.YES
    assert answer(degraded, "ok") is Answer.NOT_YET
    assert answer(degraded, "ok,degraded") is Answer.YES
    assert answer(looked("UNKNOWN", health=Health.BAD), "unknown") is Answer.NOT_YET


def test_what_is_unwanted_ends_it_also_where_it_is_wanted() -> None:
    failed = looked("FAILED", health=Health.BAD)
    assert answer(failed, unwanted=frozenset({"FAILED"})) is Answer.NO
    assert answer(failed, unwanted=frozenset({"bad"})) is Answer.NO
    assert answer(failed, "FAILED", unwanted=frozenset({"bad"})) is Answer.NO
    assert answer(looked(), unwanted=frozenset({"bad"})) is Answer.YES


def test_only_a_look_at_the_version_counts() -> None:
    old = looked("FAILED", health=Health.BAD)
    unwanted = frozenset({"FAILED"})
    assert answer(old, version="2.3.8", unwanted=unwanted) is Answer.NOT_YET
    assert answer(looked(), version="2.3.8") is Answer.NOT_YET
    assert answer(looked(), version="2.3.7") is Answer.YES


@every(
    ("job", "status", "expected"),
    [
        ("JOB1", "SUCCEEDED", Answer.NOT_YET),  # of the deployment before
        ("JOB2", "RUNNING", Answer.NOT_YET),
        ("JOB2", "SUBMITTED", Answer.NOT_YET),
        ("JOB2", "SUCCEEDED", Answer.YES),
        ("JOB2", "a later word", Answer.YES),
        ("JOB2", None, Answer.YES),  # nobody told
        ("JOB2", "FAILED", Answer.NO),
        ("JOB2", "ROLLBACKED", Answer.NO),
        ("JOB2", "CANCELLED", Answer.NO),
    ],
)
def test_an_old_running_does_not_count(job: str, status: str | None, expected: Answer) -> None:
    seen = looked(job=job, ended=status)
    assert answer(seen, job="JOB2") is expected
    assert answer(seen) is Answer.YES


def test_without_a_job_that_was_told_of_there_is_none() -> None:
    assert answer(looked(), job="JOB2") is Answer.NOT_YET
    assert answer(Snapshot(BOOKMARK), job="JOB2") is Answer.NOT_YET


@every("freshness", [Freshness.STALE, Freshness.UNSEEN])
def test_what_was_last_seen_says_nothing_of_now(freshness: Freshness) -> None:
    assert answer(looked(freshness=freshness)) is Answer.NOT_YET


def test_gone_is_no_unless_it_is_wanted() -> None:
    gone = looked(freshness=Freshness.GONE)
    assert answer(gone) is Answer.NO
    assert answer(gone, "gone") is Answer.YES
    once = Snapshot(BOOKMARK, error=not_found(), absences=1)
    assert answer(once) is Answer.NOT_YET
    never = replace(once, absences=2)
    assert answer(never) is answer(never, "gone") is Answer.NO
    assert answer(None) is Answer.NO


def test_without_credentials_there_is_no_answer() -> None:
    goal = Goal(frozenset({"RUNNING"}))
    for link, expected in (
        (Link.REFUSED, Answer.REFUSED),
        (Link.NO_CREDENTIALS, Answer.REFUSED),
        (Link.NO_ANSWER, Answer.NOT_YET),
        (Link.THROTTLED, Answer.NOT_YET),
    ):
        stale = looked(freshness=Freshness.STALE)
        assert judge(stale, AccountState("default", link), goal).answer is expected
    error: Forbidden = forbidden()
    verdict = judge(Snapshot(BOOKMARK, error=error), WELL, goal)
    assert verdict == Verdict(Answer.REFUSED, "forbidden")


def test_of_several_all_at_once_or_any() -> None:
    yes, no, refused, later = (
        Verdict(each) for each in (Answer.YES, Answer.NO, Answer.REFUSED, Answer.NOT_YET)
    )
    for order in itertools.permutations([yes, later]):
        assert outcome(order, any_of_them=False) is Answer.NOT_YET
        assert outcome(order, any_of_them=True) is Answer.YES
    for order in itertools.permutations([yes, no, later]):
        assert outcome(order, any_of_them=False) is Answer.NO
        assert outcome(order, any_of_them=True) is Answer.YES
    assert outcome([yes, yes], any_of_them=False) is Answer.YES
    assert outcome([no, later], any_of_them=True) is Answer.NOT_YET
    assert outcome([no, no], any_of_them=True) is Answer.NO
    assert outcome([refused, no], any_of_them=True) is Answer.REFUSED


def test_a_line_says_all_that_a_person_follows() -> None:
    seen = looked("UPGRADING", health=Health.MOVING, job="JOB2", ended="RUNNING")
    assert state_text(seen) == (
        "orders-prod UPGRADING 2/3, moving, version 2.3.7, job JOB2 RUNNING"
    )
    stale = looked("UP\x1bGRADING", freshness=Freshness.STALE)
    assert state_text(stale) == "orders-prod (UP\\u001bGRADING) 2/3, version 2.3.7"
