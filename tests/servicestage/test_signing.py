"""The signature, against what the vendor's own signer made of the same requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.servicestage.signing import authorization, canonical_path, canonical_request, target
from tests.cases import every
from tests.strategies import any_text

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "signature-vectors.json").read_text()
)["vectors"]

Pair = tuple[str, str]


def sign(vector: dict[str, Any]) -> str:
    headers = dict(vector["headers"])
    headers.setdefault("Host", vector["host"])
    return authorization(
        method=vector["method"],
        path=vector["path"],
        query=[(name, value) for name, value in vector["query"]],
        headers=headers.items(),
        body=(vector["body"] or "").encode(),
        access_key=vector["access_key"],
        secret_key=vector["secret_key"].encode(),
    )


@every("vector", VECTORS)
def test_each_vector_of_the_vendors_signer_is_matched(vector: dict[str, Any]) -> None:
    assert sign(vector) == vector["expect_authorization"]


@every("vector", VECTORS)
def test_the_target_to_send_is_the_one_that_was_signed(vector: dict[str, Any]) -> None:
    query = [(name, value) for name, value in vector["query"]]
    assert target(vector["path"], query) == vector["expect_uri"]


def test_an_unencoded_path_a_header_with_an_underscore_and_inner_spaces() -> None:
    header = authorization(
        method="GET",
        path="/v1/p/git/files/a%2Fb/c d/é:x",
        query=[],
        headers=[
            ("X-Sdk-Date", "20260102T030405Z"),
            ("X-Project-Id", "e7d2e9c589e5445e808a8ff0d1235aca"),
            ("User_Agent", "u"),
            ("User-Agent", "x  y "),
            ("Host", "servicestage.ap-southeast-3.myhuaweicloud.com"),
        ],
        body=b"",
        access_key="AKEXAMPLE0000000000A",
        secret_key=b"SKexample/secret+key0000000000000000000A",
    )
    assert canonical_path("/v1/p/git/files/a%2Fb/c d/é:x") == (
        "/v1/p/git/files/a/b/c%20d/%C3%A9%3Ax/"
    )
    assert header.endswith(
        "Signature=5c576c76bf358f0850d7610e1f491fe4b2d0101054361bd37a58f5a3fe190970"
    )


def test_the_canonical_request_has_the_documented_six_parts() -> None:
    text = canonical_request(
        method="get",
        path="/v3/projects",
        query=[("b", "2"), ("a", "")],
        headers=[("X-Sdk-Date", "20260102T030405Z"), ("host", " iam.example ")],
        body=b"",
    )
    assert text.split("\n") == [
        "GET",
        "/v3/projects/",
        "a=&b=2",
        "host:iam.example",
        "x-sdk-date:20260102T030405Z",
        "",
        "host;x-sdk-date",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]


def test_a_request_without_a_date_is_not_signed() -> None:
    with pytest.raises(KeyError):
        made(headers=[("Host", "h")])


def made(
    query: list[Pair] | None = None,
    headers: list[Pair] | None = None,
    body: bytes = b"",
) -> str:
    return authorization(
        method="POST",
        path="/v3/auth/tokens",
        query=query or [],
        headers=headers or [("Host", "h"), ("X-Sdk-Date", "20260102T030405Z")],
        body=body,
        access_key="AK",
        secret_key=b"SK",
    )


texts = any_text(max_size=8)
ascii_characters = st.characters(codec="ascii")
names = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,8}", fullmatch=True, alphabet=ascii_characters)


@given(st.data(), st.lists(st.tuples(texts, texts), max_size=6))
def test_the_order_of_the_query_does_not_matter(data: st.DataObject, query: list[Pair]) -> None:
    shuffled = data.draw(st.permutations(query))
    assert made(query=list(shuffled)) == made(query=query)


@given(st.data(), st.dictionaries(names.map(str.lower), texts, max_size=5))
def test_neither_order_nor_case_of_the_headers_matters(
    data: st.DataObject, extra: dict[str, str]
) -> None:
    headers = {"x-sdk-date": "20260102T030405Z", "host": "h", **extra}
    shuffled = data.draw(st.permutations(list(headers.items())))
    loud = [(name.upper(), value) for name, value in shuffled]
    assert made(headers=loud) == made(headers=list(headers.items()))


@given(st.data(), st.binary(min_size=1, max_size=200))
def test_any_changed_byte_of_the_body_changes_the_signature(
    data: st.DataObject, body: bytes
) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.integers(1, 255))
    changed = body[:place] + bytes([body[place] ^ other]) + body[place + 1 :]
    assert made(body=changed) != made(body=body)
