"""What `wait` waits for, and how far an instance is: pure.

A look counts once it is of the deployment that is meant: of this version, and of this job, whose
end was told. Only then do the words count, those that are hoped for and those that are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sstui.insight.records import Freshness, Health
from sstui.monitor.reduce import ABSENCES_UNTIL_GONE
from sstui.monitor.state import AccountState, Link, Snapshot
from sstui.servicestage.errors import Forbidden
from sstui.servicestage.jobs import FINISHED, MOVING
from sstui.view.standing import replicas, word
from sstui.view.text import plain

GONE = "gone"
HEALTHS = frozenset(each.value for each in Health)
# Those of CONTRACT §5; any other word may be waited for, but is worth a remark.
STATUSES = (
    *("RUNNING", "STOPPED", "FAILED", "PARTIALLY_FAILED", "DOWN", "UNKNOWN", "PENDING"),
    *("INITIALIZING", "UPGRADING", "STARTING", "STOPPING", "RESTARTING", "DELETING"),
    *("DELETED", "RESERVED"),
)
_FAILED_JOBS = FINISHED - {"SUCCEEDED"}
_NO_KEYS = frozenset({Link.REFUSED, Link.NO_CREDENTIALS})


class Answer(StrEnum):
    """On one instance."""

    NOT_YET = "not yet"
    YES = "yes"
    NO = "no"
    REFUSED = "refused"  # there is no answer to be had with these credentials


@dataclass(frozen=True, slots=True)
class Goal:
    """``wanted`` and ``unwanted``: statuses as the API writes them, health words, ``gone``."""

    wanted: frozenset[str]
    unwanted: frozenset[str] = frozenset()
    version: str | None = None
    job: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` is a phrase for a person, where there is more to say."""

    answer: Answer
    why: str = ""


NOT_YET = Verdict(Answer.NOT_YET)


def word_of(text: str) -> str:
    """A word as it is compared: a health word in lower case, any other one is a status."""
    written = text.strip()
    return written if written in HEALTHS or written == GONE else written.upper()


def judge(snapshot: Snapshot | None, account: AccountState | None, goal: Goal) -> Verdict:
    """What the last look says; one that failed says nothing of the instance."""
    if snapshot is None:
        return Verdict(Answer.NO, "no longer on the watch list")
    if snapshot.freshness is Freshness.GONE or _never_found(snapshot):
        return _absent(snapshot, goal)
    if isinstance(snapshot.error, Forbidden):
        return Verdict(Answer.REFUSED, str(snapshot.error))
    if account is not None and account.link in _NO_KEYS:
        return Verdict(Answer.REFUSED)  # the account's own line has said why
    if snapshot.freshness is not Freshness.FRESH or not _counts(snapshot, goal):
        return NOT_YET
    return _of_words(snapshot, goal)


def outcome(verdicts: Sequence[Verdict], *, any_of_them: bool) -> Answer:
    """Of several: all of them at the same time, or ``any_of_them``."""
    answers = [each.answer for each in verdicts]
    enough = Answer.YES if any_of_them else None
    if enough in answers or all(each is Answer.YES for each in answers):
        return Answer.YES
    lost = [each for each in answers if each in (Answer.NO, Answer.REFUSED)]
    if not lost or (any_of_them and len(lost) < len(answers)):
        return Answer.NOT_YET
    return lost[0]


def state_text(snapshot: Snapshot) -> str:
    """``orders-prod UPGRADING 2/3, moving, version 2.3.7, job JOBf00d RUNNING``."""
    detail, instance = snapshot.detail, snapshot.instance
    said = [f"{plain(snapshot.name)} {word(snapshot)} {replicas(snapshot)}"]
    if snapshot.freshness is Freshness.FRESH:
        said += [snapshot.health.value, *([snapshot.reason] if snapshot.reason else [])]
    if instance is not None and instance.version:
        said.append(f"version {plain(instance.version)}")
    if detail is not None and detail.last_job_id:
        said.append(plain(f"job {detail.last_job_id} {detail.last_job_status or ''}".rstrip()))
    return ", ".join(said)


def _never_found(snapshot: Snapshot) -> bool:
    return snapshot.seen is None and snapshot.absences >= ABSENCES_UNTIL_GONE


def _absent(snapshot: Snapshot, goal: Goal) -> Verdict:
    if snapshot.seen is None:
        return Verdict(Answer.NO, "not found: wrong ids or project?")
    return Verdict(Answer.YES if GONE in goal.wanted else Answer.NO, "gone")


def _counts(snapshot: Snapshot, goal: Goal) -> bool:
    """Whether the look is of the deployment that is meant."""
    version = snapshot.instance.version if snapshot.instance else None
    if goal.version is not None and version != goal.version:
        return False
    detail = snapshot.detail
    if goal.job is None or detail is None:
        return goal.job is None
    return detail.last_job_id == goal.job and _job_status(snapshot) not in MOVING


def _of_words(snapshot: Snapshot, goal: Goal) -> Verdict:
    words = {snapshot.status.upper(), snapshot.health.value}
    seen = f"{snapshot.status} ({snapshot.health.value})"
    if words & goal.unwanted:
        return Verdict(Answer.NO, seen)
    if goal.job is not None and _job_status(snapshot) in _FAILED_JOBS:
        return Verdict(Answer.NO, f"{seen}, its job {_job_status(snapshot)}")
    return Verdict(Answer.YES, seen) if words & goal.wanted else NOT_YET


def _job_status(snapshot: Snapshot) -> str:
    detail = snapshot.detail
    return ((detail and detail.last_job_status) or "").upper()
