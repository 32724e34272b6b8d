"""From bytes on the wire to a JSON value, within bounds, and in words when it is none."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Callable

from sstui.servicestage.json_types import JSONValue


class UnusableBody(ValueError):
    """A body that is not what was asked for; one phrase that says what it is instead."""


class TooLarge(UnusableBody):
    """More bytes, before or after decompression, than are read at all."""


# \ud800 without its other half is legal JSON and illegal UTF-8: it would end a terminal's write.
_SURROGATES = re.compile(rb"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair: kept
    r"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"  # alone: replaced
    r"|\\."  # any other escape, consumed as one so that \\ud800 stays what it is
)


def decode(body: bytes, *, cut: bool = False) -> JSONValue:
    """The JSON value of a body. ``cut``: the connection ended before the body did.

    Tolerant where nothing is lost by it: a byte order mark, broken UTF-8 (U+FFFD), a lone
    surrogate (U+FFFD), NaN, Infinity and numbers that are beyond a float (as strings: equal
    bodies stay equal, and what is written of them is JSON again). Of a key written twice the last
    counts. Raises `UnusableBody`.
    """
    if cut:
        raise UnusableBody("the answer was cut short")
    text = body.decode("utf-8-sig", "replace")
    if not text.strip():
        raise UnusableBody("the answer is empty")
    if _SURROGATES.search(body):
        text = _ESCAPE.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
    try:
        value: JSONValue = json.loads(text, parse_constant=str, parse_float=_finite)
    except RecursionError as error:
        raise UnusableBody("the answer is nested too deeply to be read") from error
    except json.JSONDecodeError as error:
        raise UnusableBody(_instead(text, error.pos)) from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise UnusableBody("the answer has a number that cannot be read") from error
    return value


def _finite(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else text


def _instead(text: str, position: int) -> str:
    start = text.lstrip()[:200].lower()
    if start.startswith("<"):
        page = "HTML page" if "html" in start else "page of markup"
        return (
            f"the answer is an {page}, not JSON" if "html" in start else f"the answer is a {page}"
        )
    if start[:1] in "{[" and (position >= len(text.rstrip()) or _open_string(text, position)):
        return "the answer was cut short"
    return "the answer is not JSON"


def _open_string(text: str, position: int) -> bool:
    """Whether a string starts at ``position`` that never ends."""
    return re.match(r'"(?:[^"\\\x00-\x1f]|\\.)*\Z', text[position:]) is not None


class Reader:
    """Collects a body chunk by chunk and decompresses it, never beyond ``limit`` bytes.

    The limit goes into the decompressor: 64 KiB of gzip can stand for 64 MiB.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnusableBody("the answer is compressed in a way that was not asked for")
        self._deflate = name == "deflate"
        self._plain = name in ("", "identity")
        self._limit = limit
        self._size = 0
        self._chunks: list[bytes] = []
        self._inflate: Callable[[bytes, int], bytes] | None = None

    def feed(self, chunk: bytes) -> None:
        """Raises `TooLarge`, or `UnusableBody` when the compression is broken."""
        if not self._plain:
            chunk = self._inflated(chunk)
        self._size += len(chunk)
        if self._size > self._limit:
            raise TooLarge(f"the answer is larger than {self._limit / 1_048_576:g} MiB")
        self._chunks.append(chunk)

    def body(self) -> bytes:
        return b"".join(self._chunks)

    def _inflated(self, chunk: bytes) -> bytes:
        if self._inflate is None:
            # deflate is sent with zlib's header by some and without it by others
            bare = self._deflate and chunk[0] & 0x0F != 8
            self._inflate = zlib.decompressobj(-15 if bare else 47).decompress
        try:
            return self._inflate(chunk, self._limit - self._size + 1)
        except zlib.error as error:
            raise UnusableBody("the answer's compression is broken") from error
