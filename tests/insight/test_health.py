"""CONTRACT §5, the table of health, row by row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.health import expected_after, is_moving, judge, judge_gone
from sstui.insight.records import Health
from sstui.servicestage.models import StatusDetail
from tests.cases import every
from tests.strategies import any_text

MINUTE = 60.0


def health(
    status: str,
    have: int | None = None,
    want: int | None = None,
    *,
    minutes: float = 0.0,
    expect: str | None = None,
    fail: str | None = None,
    job: str | None = None,
    stuck_after: float | None = None,
) -> Health:
    detail = StatusDetail(
        status=status,
        available_replica=have,
        replica=want,
        fail_detail=fail,
        last_job_status=job,
    )
    return judge(
        detail,
        in_status=minutes * MINUTE,
        in_motion=minutes * MINUTE,
        expectation=expect,
        stuck_after=stuck_after,
    ).health


@every(
    ("have", "want", "expected"),
    [
        (3, 3, Health.OK),
        (1, 1, Health.OK),
        (None, None, Health.OK),
        (None, 3, Health.OK),
        (0, None, Health.OK),
        (-1, 3, Health.OK),
        (2, -1, Health.OK),
        (4, 3, Health.MOVING),
        (1, 0, Health.MOVING),
        (2, 3, Health.DEGRADED),
        (0, 3, Health.BAD),
        (0, 0, Health.OFF),
        (None, 0, Health.OFF),
    ],
)
def test_running_is_judged_by_its_replicas(
    have: int | None, want: int | None, expected: Health
) -> None:
    assert health("RUNNING", have, want) is expected


@every("status", ["INITIALIZING", "UPGRADING", "STARTING", "STOPPING", "RESTARTING", "DELETING"])
def test_a_status_of_motion_is_moving_and_after_fifteen_minutes_stuck(status: str) -> None:
    assert health(status, 0, 3, minutes=15) is Health.MOVING
    assert health(status, 0, 3, minutes=15.1) is Health.DEGRADED
    assert health(status, 0, 3, minutes=20, stuck_after=1800) is Health.MOVING
    assert health(status, 0, 3, minutes=2, stuck_after=60) is Health.DEGRADED


@every("job", ["FAILED", "failed", "PARTIALLY_FAILED"])
def test_moving_with_a_failed_last_job_is_stuck(job: str) -> None:
    detail = StatusDetail(status="UPGRADING", last_job_status=job)
    verdict = judge(detail, in_status=1, in_motion=1, expectation=None)
    assert (verdict.health, verdict.stuck) == (Health.DEGRADED, True)
    assert "last job failed" in verdict.reason


def test_running_with_a_failed_last_job_keeps_its_health_and_carries_a_mark() -> None:
    detail = StatusDetail(
        status="RUNNING", available_replica=2, replica=2, last_job_status="FAILED"
    )
    verdict = judge(detail, in_status=1, in_motion=0, expectation="running")
    assert (verdict.health, verdict.job_failed, verdict.stuck) == (Health.OK, True, False)


def test_pending_is_moving_for_three_minutes_then_judged_by_its_replicas() -> None:
    assert health("PENDING", 0, 3, minutes=3) is Health.MOVING
    assert health("PENDING", 1, 3, minutes=3.1) is Health.DEGRADED
    assert health("PENDING", 3, 3, minutes=3.1) is Health.DEGRADED
    assert health("PENDING", 0, 3, minutes=3.1) is Health.BAD
    assert health("PENDING", minutes=3.1) is Health.DEGRADED


def test_partially_failed_is_degraded_while_one_replica_is_available() -> None:
    assert health("PARTIALLY_FAILED", 1, 3) is Health.DEGRADED
    assert health("PARTIALLY_FAILED") is Health.DEGRADED
    assert health("PARTIALLY_FAILED", 0, 3) is Health.BAD


@every("status", ["FAILED", "DOWN"])
def test_failed_and_down_are_bad(status: str) -> None:
    assert health(status, 3, 3) is Health.BAD
    assert health(status, 3, 3, expect="off") is Health.BAD


@every("status", ["STOPPED", "DELETED", "RESERVED"])
def test_off_is_off_unless_the_bookmark_expects_it_to_run(status: str) -> None:
    assert health(status, 0, 3) is Health.OFF
    assert health(status, 0, 3, expect="off") is Health.OFF
    assert health(status, 0, 3, expect="any") is Health.OFF
    assert health(status, 0, 3, expect="running") is Health.BAD


def test_scaled_to_zero_is_bad_where_it_is_expected_to_run() -> None:
    assert health("RUNNING", 0, 0, expect="running") is Health.BAD
    assert health("RUNNING", 0, 0, expect="off") is Health.OFF


def test_running_is_bad_where_it_is_expected_to_be_off() -> None:
    assert health("RUNNING", 2, 2, expect="off") is Health.BAD
    assert health("RUNNING", expect="off") is Health.BAD
    assert health("RUNNING", 2, 2, expect="any") is Health.OK


@every(
    "fail",
    [
        "cluster_inaccessible",
        "cluster_unavailable",
        "cluster_deleted",
        "namespace_inaccessible",
        "NAMESPACE_UNAVAILABLE",
        "The cluster is unreachable.",
        "namespace cannot be reached",
    ],
)
def test_running_is_unknown_while_the_platform_only_repeats_what_it_last_knew(fail: str) -> None:
    assert health("RUNNING", 3, 3, fail=fail) is Health.UNKNOWN
    assert health("RUNNING", 3, 3, fail=fail, expect="off") is Health.UNKNOWN
    assert health("FAILED", 3, 3, fail=fail) is Health.BAD


@every("fail", ["", "resource_deleted", "cluster autoscaler added a node"])
def test_other_words_of_failure_do_not_make_running_unknown(fail: str) -> None:
    assert health("RUNNING", 3, 3, fail=fail) is Health.OK


@every("status", ["UNKNOWN", "GRAYING", "", "running", "支付"])
def test_a_word_that_is_not_listed_is_unknown(status: str) -> None:
    assert health(status, 3, 3) is Health.UNKNOWN
    assert health(status, 3, 3, expect="running") is Health.UNKNOWN


def test_gone_is_bad_only_where_it_is_expected_to_run() -> None:
    assert judge_gone("running").health is Health.BAD
    assert judge_gone("off").health is Health.OFF
    assert judge_gone(None).health is Health.OFF


@every(
    ("status", "want", "expected"),
    [
        ("RUNNING", 2, "running"),
        ("RUNNING", 0, "off"),
        ("STOPPED", 2, "off"),
        ("UPGRADING", 2, "running"),
        ("FAILED", 2, "running"),
        ("STOPPING", 2, None),
        ("GRAYING", 2, None),
    ],
)
def test_the_first_look_tells_what_is_expected(
    status: str, want: int, expected: str | None
) -> None:
    assert expected_after(StatusDetail(status=status, replica=want)) == expected


numbers = st.none() | st.integers(-(2**40), 2**40)


@given(
    status=st.sampled_from(["RUNNING", "PENDING", "UPGRADING", "STOPPED", "PARTIALLY_FAILED"])
    | any_text(),
    have=numbers,
    want=numbers,
    fail=st.none() | any_text(),
    job=st.none() | any_text(),
    minutes=st.floats(0, 1e6),
    expect=st.sampled_from([None, "running", "off", "any"]),
)
def test_every_body_has_a_health_and_every_unusual_one_a_reason(
    status: str,
    have: int | None,
    want: int | None,
    fail: str | None,
    job: str | None,
    minutes: float,
    expect: str | None,
) -> None:
    detail = StatusDetail(
        status=status,
        available_replica=have,
        replica=want,
        fail_detail=fail,
        last_job_status=job,
    )
    verdict = judge(detail, in_status=minutes, in_motion=minutes, expectation=expect)
    if verdict.stuck:
        assert verdict.health is Health.DEGRADED
        assert verdict.reason
    if verdict.health is Health.MOVING:
        assert is_moving(detail, minutes)
    if status == "RUNNING" and verdict.health is not Health.OK:
        assert verdict.reason
