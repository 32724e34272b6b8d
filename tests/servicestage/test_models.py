"""An instance read from a body: every documented field, and every way a body can be wrong."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import (
    Artifact,
    ExternalAccess,
    Instance,
    Problem,
    ReferResource,
    StatusDetail,
    parse_instance,
)
from tests.cases import every
from tests.servicestage.servers import EXAMPLE
from tests.strategies import any_text

STATUSES = [
    *("INITIALIZING", "UPGRADING", "FAILED", "RUNNING", "DELETING", "STARTING", "STOPPING"),
    *("STOPPED", "RESTARTING", "PENDING", "PARTIALLY_FAILED", "DOWN", "SOMETHING_NEW"),
]


def read(**fields: JSONValue) -> Instance:
    return parse_instance({"status_detail": {"status": "RUNNING"}, **fields})


def test_the_documents_example_is_read_to_the_letter() -> None:
    instance = parse_instance(decode(EXAMPLE))
    assert instance.problems == ()
    assert instance.id == "11eddb33-140b-4e51-b1e2-6ec265373ca3"
    assert instance.platform_type == "cce"
    assert instance.flavor_id == "CUSTOM-10G:250m-250m:0.5Gi-0.5Gi"
    assert instance.create_time == 1610331819996
    assert instance.creator is None
    assert "creator" in instance.model_fields_set
    assert instance.artifacts is not None
    artifact = instance.artifacts["test-micro"]
    assert artifact.url == "swr.region_id.development.com/ns/examples:v2"
    assert artifact.properties == {}
    assert instance.refer_resources is not None
    assert instance.refer_resources[0].parameters == {"namespace": "default"}
    assert "parameters" not in instance.refer_resources[1].model_fields_set
    assert instance.status_detail.last_job_id == "JOB16c33466-41e6-4c5b-a9ac-2059253a1e5c"
    assert instance.configuration == json.loads(EXAMPLE)["configuration"]


def test_the_tables_of_the_document_have_their_fields() -> None:
    assert len(Instance.model_fields) == 15
    assert len(Artifact.model_fields) == 6
    assert len(ExternalAccess.model_fields) == 8
    assert len(ReferResource.model_fields) == 4
    assert len(StatusDetail.model_fields) == 7


@every("status", STATUSES)
def test_a_status_is_the_apis_own_word_also_when_it_is_new(status: str) -> None:
    assert parse_instance({"status_detail": {"status": status}}).status == status


def test_unknown_fields_are_kept_at_every_level() -> None:
    instance = read(
        new={"deep": [1]},
        artifacts={"a": {"url": "u", "digest": "sha256:1"}},
        refer_resources=[{"id": "r", "zone": 1}],
        external_accesses=[{"id": "e", "tls": True}],
    )
    assert instance.problems == ()
    assert instance.model_extra == {"new": {"deep": [1]}}
    assert instance.artifacts is not None
    assert instance.artifacts["a"].model_extra == {"digest": "sha256:1"}
    assert instance.refer_resources is not None
    assert instance.refer_resources[0].model_extra == {"zone": 1}
    assert instance.external_accesses is not None
    assert instance.external_accesses[0].model_extra == {"tls": True}


@every(
    ("fields", "problem"),
    [
        ({"name": 7}, Problem("name", "a string", "a number")),
        ({"name": ["a"]}, Problem("name", "a string", "an array")),
        ({"version": True}, Problem("version", "a string", "a boolean")),
        ({"create_time": "1610331819996"}, Problem("create_time", "an integer", "a string")),
        ({"create_time": 1.5}, Problem("create_time", "an integer", "a number")),
        ({"create_time": True}, Problem("create_time", "an integer", "a boolean")),
        ({"configuration": [1]}, Problem("configuration", "an object", "an array")),
        ({"artifacts": "x"}, Problem("artifacts", "an object", "a string")),
        ({"artifacts": {"a": 3}}, Problem("artifacts.a", "an object", "a number")),
        ({"artifacts": {"a": None}}, Problem("artifacts.a", "an object", "null")),
        ({"artifacts": {"a": {"url": {}}}}, Problem("artifacts.a.url", "a string", "an object")),
        (
            {"artifacts": {"a": {"properties": {"key": 1}}}},
            Problem("artifacts.a.properties.key", "a string", "a number"),
        ),
        (
            {"artifacts": {"a": {"properties": []}}},
            Problem("artifacts.a.properties", "an object", "an array"),
        ),
        ({"external_accesses": {}}, Problem("external_accesses", "an array", "an object")),
        ({"external_accesses": [5]}, Problem("external_accesses[0]", "an object", "a number")),
        (
            {"external_accesses": [{}, {"forward_port": "80"}]},
            Problem("external_accesses[1].forward_port", "an integer", "a string"),
        ),
        ({"refer_resources": [None]}, Problem("refer_resources[0]", "an object", "null")),
        (
            {"refer_resources": [{"parameters": "x"}]},
            Problem("refer_resources[0].parameters", "an object", "a string"),
        ),
    ],
)
def test_a_wrong_type_costs_that_field_only_and_is_listed(
    fields: JSONObject, problem: Problem
) -> None:
    instance = read(description="kept", **fields)
    assert instance.problems == (problem,)
    assert instance.description == "kept"
    assert instance.status == "RUNNING"


def test_many_wrong_fields_are_all_listed_and_the_right_ones_kept() -> None:
    instance = parse_instance(
        {
            "id": 1,
            "name": "kept",
            "artifacts": {"bad": 1, "good": {"url": "u", "type": 2}},
            "status_detail": {"status": "RUNNING", "replica": "3", "available_replica": 2},
        }
    )
    paths = [problem.path for problem in instance.problems]
    assert sorted(paths) == ["artifacts.bad", "artifacts.good.type", "id", "status_detail.replica"]
    assert instance.name == "kept"
    assert instance.artifacts is not None
    assert instance.artifacts["good"].url == "u"
    assert instance.status_detail.available_replica == 2


@every(
    "fields",
    [
        {"artifacts": None, "configuration": None, "refer_resources": None, "name": None},
        {},
    ],
)
def test_null_and_missing_read_alike(fields: JSONObject) -> None:
    instance = read(**fields)
    assert instance.problems == ()
    assert instance.artifacts is None
    assert instance.configuration is None
    assert instance.refer_resources is None
    assert instance.name is None


@every(
    "document",
    [
        None,
        [],
        "x",
        3,
        {},
        {"status_detail": None},
        {"status_detail": []},
        {"status_detail": {}},
        {"status_detail": {"status": None}},
        {"status_detail": {"status": 1}},
    ],
)
def test_only_a_body_or_status_that_cannot_be_read_is_no_instance(document: JSONValue) -> None:
    with pytest.raises(UnusableBody):
        parse_instance(document)


def test_reading_changes_neither_the_document_nor_its_parts() -> None:
    document: JSONObject = {
        "status_detail": {"status": "RUNNING", "replica": "x"},
        "artifacts": {"a": {"url": 1}},
        "refer_resources": [1, {"id": 2}],
    }
    before = json.dumps(document)
    assert len(parse_instance(document).problems) == 4
    assert json.dumps(document) == before


def test_an_instance_cannot_be_changed() -> None:
    instance = read()
    with pytest.raises(ValueError, match="frozen"):
        instance.name = "x"


@every("word", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_keeps_equal_bodies_equal(word: str) -> None:
    body = f'{{"status_detail": {{"status": "RUNNING"}}, "create_time": {word},' + (
        f' "configuration": {{"x": {word}}}}}'
    )
    first, second = parse_instance(decode(body.encode())), parse_instance(decode(body.encode()))
    assert first.problems == (Problem("create_time", "an integer", "a string"),)
    assert first.configuration == second.configuration == {"x": word}


@every("word", ["NaN", "1e999", "-1e999"])
def test_what_is_written_of_a_body_is_json_whatever_numbers_are_in_it(word: str) -> None:
    value = decode(f'{{"x": {word}, "y": 1.5}}'.encode())
    assert json.dumps(value, allow_nan=False) == f'{{"x": "{word}", "y": 1.5}}'


def test_of_a_key_written_twice_the_last_counts() -> None:
    body = b'{"name": "a", "name": "b", "status_detail": {"status": "X", "status": "RUNNING"}}'
    instance = parse_instance(decode(body))
    assert instance.name == "b"
    assert instance.status == "RUNNING"


@every(
    ("body", "value"),
    [
        (rb'"\ud800"', "\ufffd"),
        (rb'"a\uDFFFb"', "a\ufffdb"),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'"\\ud800"', r"\ud800"),
        (rb'"\\\ud800"', "\\\ufffd"),
        (b'"\xff\xfe"', "\ufffd\ufffd"),
        (b'"\xed\xa0\x80"', "\ufffd\ufffd\ufffd"),
        (b'\xef\xbb\xbf"bom"', "bom"),
        (rb'"\u0000\u001b[31m\u202e[b]x[/b]"', "\0\x1b[31m\u202e[b]x[/b]"),
    ],
)
def test_text_that_no_terminal_could_be_sent_is_replaced_and_the_rest_kept(
    body: bytes, value: str
) -> None:
    assert decode(body) == value
    value.encode()


@given(any_text(max_size=50))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    for ascii_only in (True, False):
        assert decode(json.dumps([clean], ensure_ascii=ascii_only).encode()) == [clean]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | any_text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text(max_size=5), inner),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {"status_detail": st.just({"status": "RUNNING"})},
        optional={name: json_values for name in Instance.model_fields if name != "status_detail"},
    )
)
def test_any_json_in_any_field_is_read(document: JSONObject) -> None:
    instance = parse_instance(document)
    assert instance.status == "RUNNING"
    for problem in instance.problems:
        assert problem.expected in ("a string", "an integer", "an object", "an array")
        assert problem.got != problem.expected


def test_sixty_levels_are_read_and_ten_thousand_refused() -> None:
    def nested(levels: int) -> bytes:
        inner = b'{"a":' * levels + b"1" + b"}" * levels
        return b'{"status_detail": {"status": "RUNNING"}, "configuration": ' + inner + b"}"

    assert parse_instance(decode(nested(60))).problems == ()
    with pytest.raises(UnusableBody, match="nested too deeply"):
        decode(nested(10_000))


def test_ten_thousand_wrong_items_are_listed_without_a_copy_for_each() -> None:
    instance = read(refer_resources=[{"id": 1}] * 10_000)
    assert len(instance.problems) == 10_000
    assert instance.refer_resources is not None
    assert len(instance.refer_resources) == 10_000
