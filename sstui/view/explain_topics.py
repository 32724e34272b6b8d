"""Which words are in force: of an instance, a job, an account, an error, a page of our log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sstui.insight.explanations import causes_in, explanation, of_code, of_http_status
from sstui.insight.job import JobLook
from sstui.insight.records import Freshness
from sstui.monitor.state import AccountState, Fleet, Link, Snapshot
from sstui.servicestage.errors import (
    Forbidden,
    Malformed,
    NoCredentials,
    Rejected,
    ServiceStageError,
    Unreachable,
    Withheld,
)
from sstui.view.job_words import status_style

_NOT_WELL = {"bad", "degraded", "unknown"}  # of a step: what it says is worth a word
_WORD = re.compile(r"[a-z]+(_[a-z]+)+")  # as fail_detail's words are written
_CODE = re.compile(r"\b(?:SVCSTG|APIGW|APIG|IAM)\.(?:REPO\.)?\d+")
_ANSWERED = re.compile(r"\banswered ([345]\d\d)\b")
MOST_OF_A_LOG = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """A word of a kind of `sstui.insight.explanations`; ``style`` is its colour. ``notes`` are
    what is true of it here: data, not harmless yet."""

    kind: str
    word: str
    style: str = "strong"
    notes: tuple[str, ...] = ()


def instance_topics(fleet: Fleet, snapshot: Snapshot, first: str = "") -> list[Topic]:
    """Everything that holds for an instance, its account included. ``first`` is the kind that the
    cursor stands on."""
    topics = [*_state(snapshot), *_marks(snapshot)]
    if snapshot.error is not None:
        topics += error_topics(snapshot.error)
    account = fleet.account(snapshot.bookmark.profile)
    if account is not None and account.link is not Link.OK:
        topics += account_topics([account])
    return sorted(_once(topics), key=lambda topic: topic.kind != first)


def _state(snapshot: Snapshot) -> Iterator[Topic]:
    detail, health = snapshot.detail, snapshot.health.value
    if snapshot.freshness is not Freshness.FRESH:
        yield Topic("freshness", snapshot.freshness.value, "degraded")
    if detail is None:
        return
    yield Topic("status", detail.status or "", health)
    have, want = detail.available_replica, detail.replica
    replicas = "" if have is None or want is None else f"replicas {have}/{want}"
    note = ", ".join(filter(None, (replicas, snapshot.reason)))
    yield Topic("health", health, health, (note,) if note else ())
    if detail.fail_detail:
        yield _failure(detail.fail_detail, health)
    if detail.last_job_status:
        yield _job("job", detail.last_job_status, detail.last_job_id or "")


def _failure(text: str, style: str) -> Topic:
    """A word where it reads like one, else a text."""
    is_word = explanation("fail_detail", text) is not None or _WORD.fullmatch(text)
    if is_word and not causes_in(text):
        return Topic("fail_detail", text, style)
    return Topic("fail_text", "", style, (text,))


def _marks(snapshot: Snapshot) -> Iterator[Topic]:
    held = {
        "stuck": snapshot.stuck,
        "flapping": snapshot.flapping,
        "job_failed": snapshot.job_failed,
        "drifted": snapshot.drifted,
    }
    for word, holds in held.items():
        if holds:
            yield Topic("mark", word, "degraded")
    if snapshot.quiet is not None:
        yield Topic("mark", snapshot.quiet.why.value, "muted")
    for access in (snapshot.instance and snapshot.instance.external_accesses) or ():
        if access.status == "EXPIRED":
            yield Topic("access", access.status, "degraded", (access.address or "",))


def job_topics(look: JobLook) -> list[Topic]:
    """Status and kind of a job, the words of its steps, the texts of those that did not go
    well."""
    topics: list[Topic] = []
    if look.job is not None:
        topics.append(_job("job", look.job.status, look.job_id))
        bad = [task for task in look.job.tasks if status_style(task.status)[1] in _NOT_WELL]
        topics += [_failure(task.messages, "bad") for task in bad if len(task.messages) > 2]
        names: dict[str, list[str]] = {}
        for task in look.job.tasks:
            names.setdefault(task.status, []).append(task.name)
        names.pop(look.job.status, None)  # that word is explained already
        topics += [_job("step", status, ", ".join(each)) for status, each in names.items()]
        topics.append(Topic("job_type", look.job.kind))
    if look.error is not None:
        topics += error_topics(look.error)
    return _once(topics)


def account_topics(accounts: Iterable[AccountState]) -> list[Topic]:
    """How accounts answer, and why not."""
    topics = []
    for account in accounts:
        style = "ok" if account.link is Link.OK else "unknown"
        topics.append(Topic("link", account.link.value, style, (account.profile,)))
        if account.error is not None and account.link is not Link.OK:
            topics += error_topics(account.error)
    return _once(topics)


def error_topics(error: ServiceStageError) -> list[Topic]:
    """The code, or what there is in its place, with what was said and what sstui says to do."""
    permission = error.permission if isinstance(error, Forbidden) else ""
    notes = (
        str(error),
        error.remedy,
        f"permission {permission}" if permission else "",
        f"request {error.request_id}" if error.request_id else "",
    )
    kind, word = _of_error(error)
    topics = [Topic(kind, word, "unknown", tuple(filter(None, notes)))]
    if error.status is not None and explanation(kind, word) is None:
        topics.append(Topic("http", of_http_status(error.status), "unknown"))
    return topics


def _of_error(error: ServiceStageError) -> tuple[str, str]:
    coded = of_code(error.code or "")
    if coded is not None:
        return coded
    if error.status is not None:
        word = str(error.status)
        if isinstance(error, Rejected) and error.from_iam and explanation("iam", word) is not None:
            return "iam", word
        if not isinstance(error, Malformed):
            return "http", of_http_status(error.status)
    if isinstance(error, Unreachable):
        return "fault", error.kind.value
    for kind, word in ((Malformed, "malformed"), (NoCredentials, "no_credentials")):
        if isinstance(error, kind):
            return "fault", word
    return "fault", "withheld" if isinstance(error, Withheld) else "internal"


def log_topics(lines: Sequence[str]) -> list[Topic]:
    """The error codes in a piece of our log, the newest first; statuses where there is no code."""
    topics: list[Topic] = []
    for line in reversed(lines):
        coded = [of_code(code) for code in _CODE.findall(line)]
        found = [each for each in coded if each is not None]
        if not found:
            found = [("http", of_http_status(int(each))) for each in _ANSWERED.findall(line)]
        topics += [Topic(kind, word, "unknown", (line,)) for kind, word in found]
    return _once(topics)[:MOST_OF_A_LOG]


def _job(kind: str, status: str, name: str) -> Topic:
    return Topic(kind, status, status_style(status)[1], (name,) if name else ())


def _once(topics: Iterable[Topic]) -> list[Topic]:
    """Each word once, with all that is true of it; every text of its own."""
    found: dict[tuple[object, ...], Topic] = {}
    for topic in topics:
        key = (topic.kind, topic.word, topic.notes if topic.kind == "fail_text" else ())
        known = found.get(key)
        if known is not None:
            topic = replace(topic, notes=tuple(dict.fromkeys((*known.notes, *topic.notes))))
        found[key] = topic
    return list(found.values())
