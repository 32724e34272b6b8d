"""The gateway's side of ``SDK-HMAC-SHA256``: what the signature of a received request must be.

Written from the public description of the algorithm and from nothing else: a check that shares
code with the signer that it checks would share its mistakes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

ALGORITHM = "SDK-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Access=(?P<access>[^,\s]+), ?"
    r"SignedHeaders=(?P<signed>[^,\s]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What an ``Authorization`` header claims."""

    access_key: str
    signed_headers: tuple[str, ...]
    signature: str


def parse_authorization(value: str) -> Claim | None:
    """The claim of a signed request; None when the header has another form."""
    match = _AUTHORIZATION.fullmatch(value)
    if match is None:
        return None
    return Claim(match["access"], tuple(match["signed"].split(";")), match["signature"])


def canonical_request(
    method: str, target: str, headers: Mapping[str, str], signed: tuple[str, ...], body: bytes
) -> bytes:
    """The six parts that are hashed.

    ``target`` is the request target as received, ``headers`` have lower-case names. Header text
    that was no UTF-8 on the wire is expected as surrogate escapes, so that it hashes as it came.
    """
    path, _, query = target.partition("?")
    lines = [f"{name}:{headers[name].strip()}\n" for name in signed]
    parts = [
        method.upper(),
        _canonical_path(path),
        _canonical_query(query),
        "".join(lines),
        ";".join(signed),
        _payload_hash(headers, body),
    ]
    return "\n".join(parts).encode("utf-8", "surrogateescape")


def expected_signature(canonical: bytes, date: str, secret_key: str) -> str:
    """The hexadecimal signature; ``date`` is the ``X-Sdk-Date`` header as received."""
    digest = hashlib.sha256(canonical).hexdigest()
    text = f"{ALGORITHM}\n{date}\n{digest}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4096)  # of the same few hundred paths, each signed again and again
def _canonical_path(path: str) -> str:
    # Decoded before it is parted, so that an encoded slash parts segments too.
    canonical = "/".join(map(_encode, unquote_to_bytes(path).split(b"/")))
    return canonical if canonical.endswith("/") else canonical + "/"


def _canonical_query(query: str) -> str:
    # A plus sign stays a plus sign: a client that sends it for a blank has signed something else.
    pairs = []
    for part in query.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(pairs))


def _payload_hash(headers: Mapping[str, str], body: bytes) -> str:
    if body and headers.get("x-sdk-content-sha256") == UNSIGNED_PAYLOAD:
        return UNSIGNED_PAYLOAD
    return hashlib.sha256(body).hexdigest()


def _encode(raw: bytes) -> str:
    return quote(raw, safe="~")
