"""Words in force and what is said of them: an instance, a job, an account, an error, a log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sstui.config.language import LANGUAGES
from sstui.insight.attention import Quiet, Why
from sstui.insight.job import JobLook
from sstui.insight.records import Freshness, Health
from sstui.monitor.state import Fleet, Link, Snapshot
from sstui.servicestage.errors import (
    Forbidden,
    Malformed,
    NoCredentials,
    NotFound,
    Rejected,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unreachable,
    UnreachableKind,
    Withheld,
)
from sstui.servicestage.jobs import parse_job
from sstui.view.explain import explain_lines
from sstui.view.explain_topics import (
    MOST_OF_A_LOG,
    Topic,
    account_topics,
    error_topics,
    instance_topics,
    job_topics,
    log_topics,
)
from sstui.view.signs import ASCII, UNICODE
from sstui.view.text import line_cells, text_of
from tests import jobs
from tests.cases import every
from tests.view.fleets import account, the_fleet


def page(topics: list[Topic], language: str = "en", width: int = 100) -> str:
    lines = explain_lines(topics, language, width, UNICODE)
    assert all(line_cells(line) <= width for line in lines)
    return "\n".join(text_of(line).rstrip() for line in lines)


def named(name: str, **detail: Any) -> tuple[Fleet, Snapshot]:
    """An instance of the fleet, with other fields of status_detail."""
    fleet = the_fleet()
    snapshot = next(each for each in fleet.snapshots if each.name == name)
    assert snapshot.instance is not None
    status = snapshot.instance.status_detail.model_copy(update=detail)
    changed = snapshot.instance.model_copy(update={"status_detail": status})
    return fleet, replace(snapshot, instance=changed)


def words(topics: list[Topic]) -> list[tuple[str, str]]:
    return [(topic.kind, topic.word) for topic in topics]


def error(kind: type[ServiceStageError], **more: Any) -> ServiceStageError:
    return kind("api.example said no", cause="no", remedy="Do this.", **more)


def of_iam(status: int) -> ServiceStageError:
    """Of an IAM at an address of one's own, as well as of the vendor's."""
    rejected = Rejected("no", cause="no", remedy="Do this.", host="10.0.0.7:8080", status=status)
    rejected.from_iam = True
    return rejected


def test_everything_in_force_is_explained_in_one_place() -> None:
    fleet, snapshot = named(
        "orders-prod",
        fail_detail="namespace_deleted",
        last_job_status="FAILED",
        last_job_id="JOB1",
    )
    topics = instance_topics(fleet, replace(snapshot, reason="no replica available"))
    assert words(topics) == [
        ("status", "FAILED"),
        ("health", "bad"),
        ("fail_detail", "namespace_deleted"),
        ("job", "FAILED"),
    ]
    shown = page(topics)
    assert "replicas 1/3, no replica available" in shown
    assert "The Kubernetes namespace of the instance was deleted" in shown
    assert "→ " in shown
    assert "the API's document / sstui's reading" in shown


def test_what_the_cursor_stands_on_comes_first() -> None:
    fleet, snapshot = named("orders-prod", fail_detail="cluster_deleted")
    assert words(instance_topics(fleet, snapshot, "fail_detail"))[0] == (
        "fail_detail",
        "cluster_deleted",
    )


def test_marks_freshness_the_last_error_and_the_accounts_trouble_are_words_too() -> None:
    fleet, snapshot = named("orders-prod")
    gone = error(NotFound, status=404, code="SVCSTG.00100412", request_id="r-1")
    troubled = replace(
        snapshot,
        freshness=Freshness.STALE,
        stuck=True,
        flapping=True,
        job_failed=True,
        drifted=True,
        quiet=Quiet(Why.SNOOZED, until=None),
        error=gone,
    )
    unreachable = error(Unreachable)
    assert isinstance(unreachable, Unreachable)
    unreachable.kind = UnreachableKind.DNS
    blind = account(link=Link.NO_ANSWER, error=unreachable)
    topics = instance_topics(replace(fleet, accounts=(blind,)), troubled)
    assert {
        ("freshness", "stale"),
        *(("mark", word) for word in ("stuck", "flapping", "job_failed", "drifted", "snoozed")),
        ("servicestage", "00100412"),
        ("link", "no answer"),
        ("fault", "dns"),
    } <= set(words(topics))
    shown = page(topics)
    assert "SVCSTG.00100412" in shown
    assert "api.example said no" in shown
    assert "Do this." in shown
    assert "request r-1" in shown


def test_an_instance_never_seen_is_explained_by_that_alone() -> None:
    fleet, snapshot = named("orders-prod")
    unseen = Snapshot(snapshot.bookmark)
    assert words(instance_topics(fleet, unseen)) == [("freshness", "unseen")]


@every(
    ("failure", "expected"),
    [
        (error(Unauthorized, status=401, code="APIGW.0301"), ("gateway", "0301")),
        (error(Throttled, status=429, code="APIG.0308"), ("gateway", "0308")),
        (of_iam(401), ("iam", "401")),
        (of_iam(404), ("iam", "404")),
        (of_iam(418), ("http", "4xx")),
        (error(Throttled, status=429), ("http", "429")),
        (error(Throttled, status=418), ("http", "4xx")),
        (error(Unreachable), ("fault", "other")),
        (error(Malformed, status=200), ("fault", "malformed")),
        (error(NoCredentials), ("fault", "no_credentials")),
        (error(Withheld), ("fault", "withheld")),
        (error(ServiceStageError), ("fault", "internal")),
    ],
)
def test_an_error_is_looked_up_by_its_code_else_by_what_it_is(
    failure: ServiceStageError, expected: tuple[str, str]
) -> None:
    (topic,) = error_topics(failure)
    assert (topic.kind, topic.word) == expected


def test_a_missing_permission_is_named() -> None:
    forbidden = error(Forbidden, status=403, code="APIGW.0302")
    assert isinstance(forbidden, Forbidden)
    forbidden.permission = "servicestage:app:get"
    assert "permission servicestage:app:get" in page(error_topics(forbidden))


def test_a_code_that_is_new_says_so_and_has_its_http_status_explained() -> None:
    shown = page(error_topics(error(NotFound, status=404, code="SVCSTG.00100999")))
    assert "SVCSTG.00100999" in shown
    assert "new to this version of sstui" in shown
    assert "near to" not in shown
    assert "HTTP 404" in shown


def test_a_status_that_is_new_says_so_and_what_it_is_near_to() -> None:
    fleet, snapshot = named("orders-prod", status="PARTIALLY_RUNNING")
    shown = page(instance_topics(fleet, replace(snapshot, health=Health.UNKNOWN)))
    assert "new to this version of sstui: nothing is known of it" in shown
    assert "It is near to PARTIALLY_FAILED: A part of the instance" in shown


def test_a_failure_told_as_a_text_is_explained_by_what_it_is_about_and_masked() -> None:
    text = "Failed to pull image: registry said unauthorized, token=planted-secret"
    fleet, snapshot = named("orders-prod", fail_detail=text)
    shown = page(instance_topics(fleet, snapshot))
    assert "Such a text is mostly about:" in shown
    assert "The image cannot be fetched" in shown
    assert "planted" not in shown
    fleet, snapshot = named("orders-prod", fail_detail="an odd sentence")
    assert "none of the known causes is in it" in page(instance_topics(fleet, snapshot))
    fleet, snapshot = named("orders-prod", fail_detail="namespace_frozen")
    assert "It is near to namespace_" in page(instance_topics(fleet, snapshot))


def test_a_job_has_its_status_the_words_of_its_steps_and_why_one_failed() -> None:
    told = '{"message": "ImagePullBackOff"}'
    job = parse_job(jobs.document("FAILED", "SUCCEEDED FAILED SKIPPED SKIPPED", messages=told))
    topics = job_topics(JobLook("JOB1", job, error=error(Throttled, status=429)))
    assert words(topics) == [
        ("job", "FAILED"),
        ("fail_text", ""),
        ("step", "SUCCEEDED"),
        ("step", "SKIPPED"),
        ("job_type", "DAILY_OPERATION"),
        ("http", "429"),
    ]
    shown = page(topics)
    assert "DEPLOY, CHECK" in shown
    assert "The image cannot be fetched" in shown


def test_accounts_in_the_same_state_share_one_block() -> None:
    both = [account(link=Link.REFUSED), account("staging", link=Link.REFUSED)]
    (topic,) = account_topics(both)
    assert topic.notes == ("prod", "staging")
    assert "The API refuses our credentials" in page([topic])


def test_the_codes_in_our_log_are_explained_newest_first_and_bounded() -> None:
    lines = [
        "10:00 look failed: h answered 404 Not Found: SVCSTG.00100412 gone",
        "10:01 look failed: h answered 429: APIGW.0308 throttled",
        "10:02 look failed: h answered 503 Service Unavailable: nothing said",
        "10:03 look failed: h answered 429: APIGW.0308 throttled",
        "10:04 all is well",
    ]
    assert words(log_topics(lines)) == [
        ("gateway", "0308"),
        ("http", "503"),
        ("servicestage", "00100412"),
    ]
    assert log_topics(["all is well"]) == []
    many = [f"APIGW.{number:04}" for number in range(50)]
    assert len(log_topics(many)) == MOST_OF_A_LOG


def test_nothing_foreign_reaches_the_page_unescaped() -> None:
    hostile = "\x1b[2J\u202eRUNNING"
    fleet, snapshot = named("orders-prod", status=hostile, fail_detail=hostile, last_job_id=hostile)
    shown = page(instance_topics(fleet, snapshot))
    assert all(character.isprintable() for character in shown.replace("\n", ""))


@every("language", LANGUAGES)
@every("width", [20, 58, 78, 158])
def test_every_line_fits_in_both_languages(language: str, width: int) -> None:
    fleet, snapshot = named(
        "orders-prod", fail_detail="Failed to pull image 支付网关 " * 20, last_job_status="FAILED"
    )
    topics = instance_topics(fleet, replace(snapshot, error=error(NotFound, status=404)))
    page([*topics, Topic("status", "§" * 300)], language, width)
    lines = explain_lines(topics, language, width, ASCII)
    if language == "en" and width > 20:
        assert any("-> " in text_of(line) for line in lines)


def test_chinese_reads_chinese() -> None:
    fleet, snapshot = named("orders-prod")
    shown = page(instance_topics(fleet, snapshot), "zh")
    assert "最近一次操作失败" in shown
    assert "状态" in shown
