"""Every word that the API or sstui can show is explained, in both languages, with its source."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sstui.config.language import LANGUAGES
from sstui.insight.attention import Why
from sstui.insight.explanations import (
    FOLDER,
    KINDS,
    causes_in,
    explanation,
    labels,
    near_to,
    of_code,
    of_http_status,
    table,
)
from sstui.insight.records import Freshness, Health
from sstui.monitor.state import Link
from sstui.servicestage import jobs, remedies
from sstui.servicestage.errors import UnreachableKind
from tests.cases import every

SOURCES = {"document", "SDK", "judgement"}
# As the document and the vendor's SDK list them.
DOCUMENT = (
    "INITIALIZING UPGRADING FAILED RUNNING DELETING STARTING STOPPING STOPPED RESTARTING PENDING "
    "PARTIALLY_FAILED"
)
SDK = "DOWN DELETED RESERVED UNKNOWN GRAYING"
FAIL_DETAILS = (
    "cluster_deleted cluster_unavailable cluster_inaccessible namespace_deleted "
    "namespace_unavailable namespace_inaccessible resource_deleted create_failed delete_failed"
)
SERVICESTAGE = (
    "00100400 00100401 00100402 00100403 00100404 00100408 00100411 00100412 00100414 00100418 "
    "00100420 00100422 00100424 00100425 00100429 00100433 00100436 00100438 00100441 00100449 "
    "00100458 00501134 REPO.0400 REPO.0401 REPO.0402 REPO.0403 REPO.0450 REPO.0451 REPO.0452"
)
WORDS = {
    "status": {*DOCUMENT.split(), *SDK.split()},
    "fail_detail": set(FAIL_DETAILS.split()),
    "job": {*jobs.FINISHED, *jobs.MOVING, "UNKNOWN", "SKIPPED"},
    "job_type": {"PROVISION", "DEPROVISION", "DAILY_OPERATION", "SYSTEM_INNER", "UNKNOWN"},
    "servicestage": {*SERVICESTAGE.split(), *remedies.SERVICESTAGE, *remedies.MISSING},
    "gateway": set(remedies.GATEWAY),
    "iam": {*map(str, remedies.IAM), "1100"},
    "http": {*map(str, remedies.STATUS), "3xx", "4xx", "5xx"},
    "fault": {*UnreachableKind, "malformed", "no_credentials", "withheld", "internal"},
    "health": set(Health),
    "freshness": set(Freshness),
    "link": set(Link),
    "mark": {*Why, "stuck", "flapping", "job_failed", "drifted"},
    "access": {"NORMAL", "EXPIRED"},
}


@every("kind", WORDS)
def test_every_word_that_is_known_is_explained_and_no_other(kind: str) -> None:
    assert set(table(kind)) == WORDS[kind]


def test_every_file_is_read_and_every_kind_has_one() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*KINDS, "page"}
    assert {*WORDS, "fail_text"} == set(KINDS)


@every("kind", KINDS)
def test_each_explanation_is_whole_in_both_languages_and_names_its_sources(kind: str) -> None:
    for word, each in table(kind).items():
        for texts in (each.meaning, each.next):
            assert set(texts) == set(LANGUAGES), word
            assert all(text.strip() == text and len(text) > 1 for text in texts.values()), word
            assert re.search(r"[\u4e00-\u9fff]", texts["zh"]), word
            assert not re.search(r"[\u4e00-\u9fff]", texts["en"]), word
            assert texts["en"].endswith("."), word
            assert texts["zh"].endswith("。"), word
        assert {each.word, each.sense} <= SOURCES, word


@every("kind", KINDS)
def test_a_profile_is_never_taken_for_the_configuration_of_an_instance(kind: str) -> None:
    """In Chinese 配置 is what ServiceStage's console calls the latter."""
    for word, each in table(kind).items():
        for texts in (each.meaning, each.next):
            if "the profile" in texts["en"]:
                assert "profile" in texts["zh"], word


def test_the_page_has_the_same_words_in_both_languages() -> None:
    told = labels()
    assert set(told) == set(LANGUAGES)
    wanted = {*KINDS, *SOURCES, "step", "title", "new", "near", "about", "unclear"}
    for language in LANGUAGES:
        assert set(told[language]) == wanted
        assert all(told[language].values())


def test_words_of_the_document_and_of_the_sdk_are_told_apart() -> None:
    by_source = {word: each.word for word, each in table("status").items()}
    assert {word for word, source in by_source.items() if source == "document"} == set(
        DOCUMENT.split()
    )
    assert {word for word, source in by_source.items() if source == "SDK"} == set(SDK.split())


def test_every_word_that_the_simulator_can_say_is_explained() -> None:
    said: dict[str, set[str]] = {"status": set(), "fail_detail": set(), "last_job_status": set()}
    data = Path(FOLDER).parent / "simulator" / "data"
    for file in data.glob("*.json"):
        for key, value in re.findall(r'"(\w+)": ("[^"]*")', file.read_text(encoding="utf-8")):
            if key in said:
                said[key].add(json.loads(value))
    accesses = set(table("access"))
    assert said["status"] - accesses <= set(table("status"))
    assert said["fail_detail"] <= set(table("fail_detail"))
    assert said["last_job_status"] <= set(table("job"))
    assert len(said["status"]) > 8


@every(
    ("code", "found"),
    [
        ("SVCSTG.00100412", ("servicestage", "00100412")),
        ("SVCSTG.REPO.0400", ("servicestage", "REPO.0400")),
        ("APIGW.0308", ("gateway", "0308")),
        ("APIG.0308", ("gateway", "0308")),
        ("IAM.1100", ("iam", "1100")),
        ("CCE.01400001", None),
        ("SVCSTG", None),
        ("", None),
    ],
)
def test_a_code_is_looked_up_by_its_family(code: str, found: tuple[str, str] | None) -> None:
    assert of_code(code) == found


def test_a_status_without_a_code_falls_back_on_its_class() -> None:
    assert [of_http_status(each) for each in (429, 418, 599, 302)] == ["429", "4xx", "5xx", "3xx"]


def test_a_new_word_has_the_one_that_is_written_most_alike() -> None:
    assert explanation("status", "ROLLING_BACK") is None
    assert near_to("status", "upgraded") == "UPGRADING"
    assert near_to("status", "PARTIAL_FAILED") == "PARTIALLY_FAILED"
    assert near_to("status", "§§§") is None


@every(
    ("text", "causes"),
    [
        ('Failed to pull image "swr/x:1": rpc error', ["image"]),
        ("Back-off restarting failed container", ["crash"]),
        ("0/3 nodes are available: 3 Insufficient memory.", ["room", "memory"]),
        ("Readiness probe failed: HTTP probe failed with statuscode: 503", ["probe"]),
        ("exceeded quota: compute-resources", ["quota"]),
        ("context deadline exceeded", ["time"]),
        ("pods is forbidden: User cannot create", ["rights"]),
        ("MountVolume.SetUp failed for volume", ["storage"]),
        ("all is well", []),
    ],
)
def test_a_text_of_the_platform_tells_its_causes_in_their_order(
    text: str, causes: list[str]
) -> None:
    known = {id(each): name for name, each in table("fail_text").items()}
    assert [known[id(each)] for each in causes_in(text)] == causes
