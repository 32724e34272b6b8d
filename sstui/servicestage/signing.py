"""``SDK-HMAC-SHA256``, the AK/SK signature of Huawei Cloud's API gateway: bytes in, header out.

No clock and no HTTP library: the date is the ``X-Sdk-Date`` header that the caller signs and
sends. The secret key is the HMAC key as it stands (no derivation, no region in the scope).
Source: the vendor's *AK/SK Signing and Authentication Guide*; its own signer's results are the
tests.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote

ALGORITHM = "SDK-HMAC-SHA256"

Pairs = Iterable[tuple[str, str]]


def authorization(
    *,
    method: str,
    path: str,
    query: Pairs,
    headers: Pairs,
    body: bytes,
    access_key: str,
    secret_key: bytes,
) -> str:
    """The ``Authorization`` header of a request.

    ``headers`` are those to be signed: ``Host`` and ``X-Sdk-Date`` at least. A header whose name
    has an underscore is left out, as the gateway leaves it out. Raises KeyError without a date.
    """
    signed = _signed_headers(headers)
    names = ";".join(name for name, _ in signed)
    canonical = canonical_request(method=method, path=path, query=query, headers=signed, body=body)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{dict(signed)['x-sdk-date']}\n{digest}"
    signature = hmac.new(secret_key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}"


def canonical_request(*, method: str, path: str, query: Pairs, headers: Pairs, body: bytes) -> str:
    """The six parts that are hashed: method, path, query, headers, their names, body hash."""
    signed = _signed_headers(headers)
    return "\n".join(
        (
            method.upper(),
            canonical_path(path),
            canonical_query(query),
            "".join(f"{name}:{value}\n" for name, value in signed),
            ";".join(name for name, _ in signed),
            hashlib.sha256(body).hexdigest(),
        )
    )


@lru_cache(maxsize=1024)  # the same few are asked for again and again
def canonical_path(path: str) -> str:
    """Decoded, each segment encoded anew, and always with a slash at its end."""
    encoded = "/".join(quote(segment, safe="~") for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else f"{encoded}/"


def canonical_query(query: Pairs) -> str:
    """Sorted by name and value before encoding; this text is also the query to send."""
    return "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(query)
    )


def target(path: str, query: Pairs = ()) -> str:
    """What goes into the request line, so that what is signed is what is sent."""
    text = canonical_query(query)
    return f"{path}?{text}" if text else path


def _signed_headers(headers: Pairs) -> list[tuple[str, str]]:
    return sorted((name.lower(), value.strip()) for name, value in headers if "_" not in name)
