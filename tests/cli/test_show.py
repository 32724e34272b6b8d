"""``show``: the body as it was received, or every documented field as masked text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sstui.servicestage.json_types import JSONValue
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.cases import every
from tests.cli.conftest import ORDERS, Call, Ended, forget
from tests.difficult_bodies import PLANTED, difficult_bodies

BODIES = difficult_bodies()
SECRET = [name for name, body in BODIES.items() if PLANTED.encode() in body]
# As text these have a hundred thousand lines, which takes seconds; the string is one of them.
LONG = {"one_megabyte", "one_megabyte_of_tree"}

GOLDEN = {
    "artifacts": """\
artifacts  1
▾ test-micro  image · swr · iam · props {}
    url     swr.region_id.development.com/ns/examples:v2
    version 1.0.0
""",
    "refer_resources": """\
refer_resources  2
  cce  523498f1-36c4-11eb-ae36-0255ac1000c2
       namespace=default
  cse  default
""",
    "external_accesses": """\
external_accesses
  none  null
""",
}


def serve(simulator: Simulator, body: bytes) -> None:
    simulator.serve_body(ORDERS, body)


def test_json_is_the_body_to_the_byte(sstui: Call, bookmarked: Simulator) -> None:
    for name, body in BODIES.items():
        serve(bookmarked, body)
        said = sstui("show", "orders-prod", "--json")
        assert (said.code, said.err) == (0, ""), name
        assert said.body.removesuffix(b"\n") == body.removesuffix(b"\n"), name


def test_text_has_no_character_that_acts_on_a_terminal_and_no_secret(
    sstui: Call, bookmarked: Simulator
) -> None:
    for name in (name for name in BODIES if name not in LONG):
        serve(bookmarked, BODIES[name])
        said = sstui("show", "orders-prod")
        assert (said.code, said.err) == (0, ""), name
        acting = [line for line in said.out.split("\n") if line and not _is_harmless(line)]
        assert acting == [], name
        assert PLANTED not in said.out, name


def _is_harmless(line: str) -> bool:
    # U+200B to U+200F and the bidi controls are not printable, and neither is ESC.
    return line.isprintable()


@every(
    "arguments",
    [("--section", "raw"), ("--query", "@"), ("--json", "--masked")],
)
def test_secrets_are_masked_wherever_it_is_not_the_body(
    sstui: Call, bookmarked: Simulator, arguments: tuple[str, ...]
) -> None:
    for name in SECRET:
        serve(bookmarked, BODIES[name])
        said = sstui("show", "orders-prod", *arguments)
        assert said.code == 0, name
        assert PLANTED not in said.out, name


def test_text_has_every_value_of_the_documents_example(sstui: Call, bookmarked: Simulator) -> None:
    serve(bookmarked, BODIES["example"])
    text = sstui("show", "orders-prod").out
    missing = [
        value for value in _shown_as_it_is(json.loads(BODIES["example"])) if value not in text
    ]
    assert missing == []


def _shown_as_it_is(value: JSONValue, key: str = "") -> Iterator[str]:
    """The leaves, but for times and numbers, which are shown in a person's words."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _shown_as_it_is(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _shown_as_it_is(inner, key)
    elif isinstance(value, str) and value:
        yield value


@every("section", GOLDEN)
def test_the_documents_example_reads_so(sstui: Call, bookmarked: Simulator, section: str) -> None:
    serve(bookmarked, BODIES["example"])
    assert sstui("show", "orders-prod", "--section", section).out == GOLDEN[section]


def test_a_section_is_one_pane_alone(sstui: Call, bookmarked: Simulator) -> None:
    said = sstui("show", "orders-prod", "--section", "status_detail")
    assert said.lines[0].startswith("status_detail")
    assert any("RUNNING" in line for line in said.lines)
    assert "refer_resources" not in said.out


def test_a_query_selects_and_prints_a_string_bare(sstui: Call, bookmarked: Simulator) -> None:
    said = sstui("show", "orders-prod", "--query", "status_detail.status")
    assert said.out == "RUNNING\n"


def test_a_query_with_json_is_of_the_body_itself(sstui: Call, bookmarked: Simulator) -> None:
    serve(bookmarked, BODIES["secrets"])
    said = sstui("show", "orders-prod", "--json", "--query", "[configuration, status_detail]")
    configuration, detail = json.loads(said.out)
    body = json.loads(BODIES["secrets"])
    assert (configuration, detail) == (body["configuration"], body["status_detail"])


def test_a_query_that_selects_nothing_is_null(sstui: Call, bookmarked: Simulator) -> None:
    said = sstui("show", "orders-prod", "--query", "nosuch.field")
    assert (said.code, said.out) == (0, "null\n")


@every("query", ["status_detail.", "[", "nosuch(@)", "length(`1`)", ""])
def test_a_query_that_is_none_ends_with_2(sstui: Call, bookmarked: Simulator, query: str) -> None:
    said = sstui("show", "orders-prod", "--query", query)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 2


def test_on_a_terminal_the_body_cannot_act(bookmarked: Simulator, on_terminal: Call) -> None:
    document = {**json.loads(BODIES["bidi"]), "also": "a\u202eb \U000e0041 c\u0085d"}
    body = json.dumps(document, ensure_ascii=False)
    assert "\u202e" in body
    serve(bookmarked, body.encode())
    said = on_terminal("show", "orders-prod", "--json")
    assert said.code == 0
    assert "a\\u202eb \\udb40\\udc41 c\\u0085d" in said.out
    assert said.out.replace("\r\n", "").isprintable()
    assert json.loads(said.out) == document


def test_a_protected_profile_hides_every_variable(
    sstui: Call, bookmarked: Simulator, home: Path
) -> None:
    assert '"info"' in sstui("show", "orders-prod").out
    (home / "config" / "config.toml").write_text(
        '[profiles.default]\nsource = "env"\nprotected = true\n'
    )
    assert '"info"' not in sstui("show", "orders-prod").out
    assert "info" not in sstui("show", "orders-prod", "--query", "configuration.env").out


def test_a_unique_prefix_of_name_or_id_is_enough(sstui: Call, bookmarked: Simulator) -> None:
    for prefix in ("ord", ORDERS, ORDERS[:6]):
        assert sstui("show", prefix, "--query", "id").out == f"{ORDERS}\n"


def test_a_name_that_nobody_has_ends_with_1(sstui: Call, bookmarked: Simulator) -> None:
    said = sstui("show", "order-prod")
    assert (said.code, said.out) == (1, "")
    assert "orders-prod" in said.err
    assert bookmarked.requests == []


def test_an_ambiguous_name_ends_with_2_and_the_candidates(
    sstui: Call, bookmarked: Simulator
) -> None:
    other = next(mark for mark in bookmarked.bookmarks if mark["name"] == "ledger-prod")
    ref = f"{other['application']}/{other['component']}/{other['instance']}"
    assert sstui("add", ref, "--name", "orders-test").code == 0
    said = sstui("show", "orders")
    assert (said.code, said.out) == (2, "")
    assert "orders-prod" in said.err
    assert "orders-test" in said.err


@every(("status", "code"), [(400, 4), (401, 3), (403, 3), (429, 4), (500, 4), (502, 4), (503, 4)])
def test_each_refusal_has_its_exit_code(
    sstui: Call, bookmarked: Simulator, home: Path, status: int, code: int
) -> None:
    forget(home)
    body = b'{"error_code": "APIGW.0301", "error_msg": "no"}'
    bookmarked.fault(Fault.STATUS, status=status, body=body)
    assert_refused(sstui("show", "orders-prod"), code)


@every(
    "fault", [Fault.RESET, Fault.CLOSE, Fault.HTML, Fault.EMPTY, Fault.HALF_BODY, Fault.REDIRECT]
)
def test_no_answer_or_an_unusable_one_ends_with_4(
    sstui: Call, bookmarked: Simulator, home: Path, fault: Fault
) -> None:
    forget(home)
    bookmarked.fault(fault)
    assert_refused(sstui("show", "orders-prod", "--json"), 4)


def test_what_is_not_there_ends_with_1(sstui: Call, bookmarked: Simulator) -> None:
    bookmarked.forget(ORDERS)
    assert_refused(sstui("show", "orders-prod"), 1)


def assert_refused(said: Ended, code: int) -> None:
    """The exit code, nothing on standard output, and two lines: what, and what to do."""
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("sstui: ")
    assert said.err.count("\n") == 2


def test_a_body_without_a_status_is_printed_as_it_came_and_ends_with_4(
    sstui: Call, bookmarked: Simulator
) -> None:
    serve(bookmarked, b'{"id": "x"}')
    said = sstui("show", "orders-prod", "--json")
    assert (said.code, said.out) == (4, '{"id": "x"}\n')
    assert "status" in said.err


def test_a_wrong_key_ends_with_3(
    sstui: Call, bookmarked: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "wrong")
    said = sstui("show", "orders-prod")
    assert (said.code, said.out) == (3, "")


def test_no_key_ends_with_3_and_says_where_to_put_one(
    sstui: Call, bookmarked: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUAWEICLOUD_SDK_AK")
    monkeypatch.delenv("HUAWEICLOUD_SDK_SK")
    said = sstui("show", "orders-prod")
    assert (said.code, said.out) == (3, "")
    assert "HUAWEICLOUD_SDK_AK" in said.err
    assert bookmarked.requests == []


def test_plain_http_to_anywhere_else_ends_with_2_and_names_the_variable(
    sstui: Call, bookmarked: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_ENDPOINT", "http://servicestage.example.com")
    said = sstui("show", "orders-prod")
    assert (said.code, said.out) == (2, "")
    assert "SSTUI_ENDPOINT" in said.err


def test_no_region_ends_with_2(
    sstui: Call, bookmarked: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSTUI_REGION")
    monkeypatch.delenv("SSTUI_ENDPOINT")
    said = sstui("show", "orders-prod")
    assert (said.code, said.out) == (2, "")
    assert "SSTUI_REGION" in said.err


def test_nobody_listening_ends_with_4(
    sstui: Call, bookmarked: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_ENDPOINT", "http://127.0.0.1:1")
    said = sstui("show", "orders-prod")
    assert (said.code, said.out) == (4, "")


def test_a_section_of_a_json_body_is_refused(sstui: Call, bookmarked: Simulator) -> None:
    assert sstui("show", "orders-prod", "--json", "--section", "raw").code == 2
