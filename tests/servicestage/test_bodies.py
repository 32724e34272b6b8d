"""Bodies within bounds: what a chunk may cost, whatever it stands for."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from sstui.servicestage.bodies import Reader, TooLarge
from tests.cases import every

MIB = 1024 * 1024


def test_a_zip_bomb_costs_no_more_memory_than_the_bound() -> None:
    bomb = gzip.compress(b"\0" * 48 * MIB, compresslevel=1)
    assert len(bomb) < MIB
    reader = Reader("gzip", 8 * MIB)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            reader.feed(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 24 * MIB


@every("size", [1, 7, 1000])
def test_a_body_may_come_in_chunks_of_any_size(size: int) -> None:
    body = bytes(range(256)) * 40
    for encoding, sent in (("gzip", gzip.compress(body)), ("", body)):
        reader = Reader(encoding, len(body))
        for start in range(0, len(sent), size):
            reader.feed(sent[start : start + size])
        assert reader.body() == body


def test_the_bound_is_exact() -> None:
    for encoding, sent in (("gzip", gzip.compress(b"x" * 1000)), ("", b"x" * 1000)):
        Reader(encoding, 1000).feed(sent)
        with pytest.raises(TooLarge):
            Reader(encoding, 999).feed(sent)
