"""Status → health: the only place that knows what is good (CONTRACT §5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sstui.insight.records import Health

if TYPE_CHECKING:
    from sstui.servicestage.source import Detail

PENDING_IS_MOVING = 180.0  # seconds
STUCK_AFTER = 900.0  # seconds, where the bookmark says nothing

_MOVING = frozenset(
    {"INITIALIZING", "UPGRADING", "STARTING", "STOPPING", "RESTARTING", "DELETING"},
)
_OFF = frozenset({"STOPPED", "DELETED", "RESERVED"})
_BAD = frozenset({"FAILED", "DOWN"})
_ON_ITS_WAY_OUT = frozenset({"STOPPING", "DELETING"})
_FAILED_JOBS = frozenset({"FAILED", "PARTIALLY_FAILED"})

# The documented words (cluster_inaccessible, namespace_deleted, …) and the same said in prose.
_CUT_OFF = re.compile(
    r"\b(cluster|namespace)[\s_-]+((is|was|has been)\s+)?"
    r"(inaccessible|unavailable|unreachable|deleted|not (reachable|accessible|available)"
    r"|cannot be (reached|accessed))",
    re.IGNORECASE,
)


class Verdict(NamedTuple):
    """``reason`` says why health is not what the status alone says; empty when it is.

    ``stuck``: in motion for too long, or although its last job failed. ``job_failed``: RUNNING,
    but its last job failed (a mark, no change of health).
    """

    health: Health
    reason: str = ""
    stuck: bool = False
    job_failed: bool = False


def judge(
    detail: Detail,
    *,
    in_status: float,
    in_motion: float,
    expectation: str | None,
    stuck_after: float | None = None,
) -> Verdict:
    """The health of one good look.

    ``in_status`` is how long this status word has been seen, ``in_motion`` how long `is_moving`
    has held without a break, both in seconds by our own looks. ``expectation`` is ``running``,
    ``off``, ``any`` or None (nothing expected).
    """
    verdict = _by_status(detail, in_status)
    limit = STUCK_AFTER if stuck_after is None else stuck_after
    if verdict.health is Health.MOVING:
        if _job_failed(detail) and detail.status != "RUNNING":
            return Verdict(Health.DEGRADED, "moving, but its last job failed", stuck=True)
        if in_motion > limit:
            return Verdict(Health.DEGRADED, f"moving longer than {_span(limit)}", stuck=True)
    broken = _broken_expectation(detail, verdict.health, expectation)
    job_failed = detail.status == "RUNNING" and _job_failed(detail)
    if broken:
        return Verdict(Health.BAD, broken, job_failed=job_failed)
    return Verdict(verdict.health, verdict.reason, job_failed=job_failed)


def judge_gone(expectation: str | None) -> Verdict:
    """The health of an instance that the API no longer knows (404)."""
    if expectation == "running":
        return Verdict(Health.BAD, "gone, expected running")
    return Verdict(Health.OFF, "gone")


def is_moving(detail: Detail, in_status: float) -> bool:
    """Whether the status alone says that something is under way."""
    return _by_status(detail, in_status).health is Health.MOVING


def expected_after(detail: Detail) -> str | None:
    """What a first look says about what is wanted: ``running``, ``off``, or None when it does not
    tell (on its way out, or a word that is new to us)."""
    status = detail.status or ""
    if status in _ON_ITS_WAY_OUT:
        return None
    if status in _OFF or (status == "RUNNING" and _count(detail.replica) == 0):
        return "off"
    if status in _MOVING or status in _BAD or status in {"RUNNING", "PENDING", "PARTIALLY_FAILED"}:
        return "running"
    return None


def _by_status(detail: Detail, in_status: float) -> Verdict:
    status = detail.status or ""
    if status == "RUNNING":
        return _running(detail)
    if status in _MOVING:
        return Verdict(Health.MOVING)
    if status == "PENDING":
        return _pending(detail, in_status)
    if status == "PARTIALLY_FAILED":
        if _none_of_some(detail):
            return Verdict(Health.BAD, "no replica available")
        return Verdict(Health.DEGRADED)
    if status in _BAD:
        return Verdict(Health.BAD)
    if status in _OFF:
        return Verdict(Health.OFF)
    return Verdict(Health.UNKNOWN, "" if status == "UNKNOWN" else "a status that is new to sstui")


def _running(detail: Detail) -> Verdict:
    if detail.fail_detail and _CUT_OFF.search(detail.fail_detail):
        return Verdict(Health.UNKNOWN, "the platform cannot reach the cluster or namespace")
    have, want = _count(detail.available_replica), _count(detail.replica)
    if have is not None and want is not None and have > want:
        return Verdict(Health.MOVING, "more replicas than wanted")
    if want == 0:
        return Verdict(Health.OFF, "scaled to 0")
    if have is None or want is None or have == want:
        return Verdict(Health.OK)
    if have == 0:
        return Verdict(Health.BAD, "no replica available")
    return Verdict(Health.DEGRADED, "replicas missing")


def _pending(detail: Detail, in_status: float) -> Verdict:
    if in_status <= PENDING_IS_MOVING:
        return Verdict(Health.MOVING)
    reason = f"pending longer than {_span(PENDING_IS_MOVING)}"
    if _none_of_some(detail):
        return Verdict(Health.BAD, f"{reason}, no replica available")
    return Verdict(Health.DEGRADED, reason)


def _none_of_some(detail: Detail) -> bool:
    want = _count(detail.replica)
    return want is not None and want > 0 and _count(detail.available_replica) == 0


def _broken_expectation(detail: Detail, health: Health, expectation: str | None) -> str:
    if expectation == "running" and health is Health.OFF:
        scaled = "scaled to 0, " if detail.status == "RUNNING" else ""
        return f"{scaled}expected running"
    runs = detail.status == "RUNNING" and health not in {Health.OFF, Health.UNKNOWN}
    if expectation == "off" and runs:
        return "running, expected off"
    return ""


def _job_failed(detail: Detail) -> bool:
    return (detail.last_job_status or "").upper() in _FAILED_JOBS


def _count(number: int | None) -> int | None:
    """A number of replicas; a negative one is as good as none."""
    return None if number is None or number < 0 else number


def _span(seconds: float) -> str:
    return f"{seconds / 60:g}m" if seconds >= 60 else f"{seconds:g}s"
