"""The simulator's own reading of SDK-HMAC-SHA256 agrees with the vendor's signer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sstui.simulator.signature import canonical_request, expected_signature, parse_authorization
from tests.cases import every

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "signature-vectors.json").read_bytes()
)["vectors"]


def signature_of(
    vector: dict[str, Any], *, target: str | None = None, body: bytes | None = None
) -> str:
    claim = parse_authorization(vector["expect_authorization"])
    assert claim is not None
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    headers.setdefault("host", vector["host"])
    canonical = canonical_request(
        vector["method"],
        vector["expect_uri"] if target is None else target,
        headers,
        claim.signed_headers,
        (vector["body"] or "").encode() if body is None else body,
    )
    return expected_signature(canonical, headers["x-sdk-date"], vector["secret_key"])


@every("vector", VECTORS)
def test_every_vector_of_the_vendors_signer_is_accepted(vector: dict[str, Any]) -> None:
    claim = parse_authorization(vector["expect_authorization"])
    assert claim is not None
    assert claim.access_key == vector["access_key"]
    assert signature_of(vector) == claim.signature


@every("vector", VECTORS)
def test_one_changed_byte_of_body_or_target_gives_another_signature(
    vector: dict[str, Any],
) -> None:
    right = signature_of(vector)
    body = (vector["body"] or "").encode()
    assert signature_of(vector, body=body + b" ") != right
    assert signature_of(vector, target=vector["expect_uri"].replace("v", "w", 1)) != right


def test_the_order_of_the_query_does_not_matter_to_the_signature() -> None:
    vector = next(v for v in VECTORS if v["name"].startswith("query values"))
    path, _, query = vector["expect_uri"].partition("?")
    backwards = "&".join(reversed(query.split("&")))
    assert signature_of(vector, target=f"{path}?{backwards}") == signature_of(vector)


def test_a_plus_sign_in_the_query_is_no_blank() -> None:
    vector = next(v for v in VECTORS if v["name"].startswith("query values"))
    assert signature_of(vector, target=vector["expect_uri"].replace("%20", "+")) != signature_of(
        vector
    )


@every(
    "header",
    [
        "",
        "Bearer abc",
        "SDK-HMAC-SHA256 Access=A, SignedHeaders=host, Signature=zz",
        "SDK-HMAC-SHA256 Access=A, Signature=" + "0" * 64,
    ],
)
def test_another_form_of_authorization_is_no_claim(header: str) -> None:
    assert parse_authorization(header) is None


def test_a_path_is_decoded_before_it_is_parted_as_the_vendors_signer_does() -> None:
    headers = {"host": "iam.ap-southeast-3.myhuaweicloud.com", "x-sdk-date": "20260102T030405Z"}
    paths = [
        canonical_request("GET", target, headers, ("host", "x-sdk-date"), b"").split(b"\n")[1]
        for target in ("/v1/p/git/files/a%2Fb/c%20d/%C3%A9:x", "/v1/p/git/files/a/b/c d/é:x")
    ]
    assert paths == [b"/v1/p/git/files/a/b/c%20d/%C3%A9%3Ax/"] * 2
