"""Finding a bookmark by what a person types."""

from __future__ import annotations

import pytest

from sstui.config.watchlist import AmbiguousName, Bookmark, UnknownName, find
from sstui.servicestage.refs import InstanceRef
from tests.cases import every


def bookmark(name: str, instance: str) -> Bookmark:
    return Bookmark(name, InstanceRef("app-id", "component-id", instance))


ONE = bookmark("orders", "11eddb33-140b")
TWO = bookmark("orders-batch", "12aaaa33-140b")
THREE = bookmark("mailer", "22ffff33-140b")
ALL = (ONE, TWO, THREE)


@every(
    ("text", "found"),
    [
        ("orders", ONE),  # exact, though it begins another
        ("orders-", TWO),
        ("mail", THREE),
        ("22ffff33-140b", THREE),
        ("22FFFF33-140B", THREE),
        ("22", THREE),
    ],
)
def test_a_name_an_id_or_a_unique_beginning_of_either(text: str, found: Bookmark) -> None:
    assert find(ALL, text) is found


def test_an_ambiguous_beginning_names_its_candidates() -> None:
    with pytest.raises(AmbiguousName) as caught:
        find(ALL, "order")
    assert caught.value.candidates == ("orders", "orders-batch")
    assert str(caught.value) == "order could be orders, orders-batch; type more of it"
    with pytest.raises(AmbiguousName):
        find(ALL, "1")


def test_an_unknown_name_is_answered_with_what_it_resembles() -> None:
    with pytest.raises(UnknownName) as caught:
        find(ALL, "ordres")
    assert "orders" in caught.value.near
    assert str(caught.value).startswith("not on the watch list: ordres; did you mean orders")
    with pytest.raises(UnknownName, match="`sstui list` shows the names"):
        find((), "x")


def test_nothing_typed_finds_nothing() -> None:
    with pytest.raises(UnknownName):
        find(ALL, "")
