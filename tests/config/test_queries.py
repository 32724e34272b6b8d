"""``[[query]]`` in the watch list: read, edited in place, and what it makes of its members."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.config.bookmarks import Bookmark, UnknownName
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Member, Members, Query
from sstui.config.watchlist import WatchList
from sstui.servicestage.refs import InstanceRef
from tests.cases import every

A, B, C = "aaaa", "bbbb", "cccc"
MIXED = """\
# Ours.
version = 1

[[query]]  # all of it
name = "pay"
application = "aaaa"
environment = "E1"
tags = ["t"]
interval = "2m"
expect = "any"

# by hand
[[instance]]
name = "orders"
application = "aaaa"
component = "c"
instance = "i1"

[[query]]
name = "rest"
application = "aaaa"
"""


def member(instance: str, environment: str = "e1", component: str = "c") -> Member:
    return Member(InstanceRef(A, component, instance), f"{instance}-7iafjk", environment)


def list_of(folder: Path, text: str = MIXED, members: Members | None = None) -> WatchList:
    path = folder / "watchlist.toml"
    path.write_text(text)
    return WatchList(path, members)


def test_a_query_is_read_with_all_its_keys(tmp_path: Path) -> None:
    watchlist = list_of(tmp_path)
    assert [each.name for each in watchlist.load()] == ["orders"]
    assert watchlist.queries == (
        Query("pay", A, "E1", tags=("t",), interval=120.0, expect="any"),
        Query("rest", A),
    )


@every(
    ("table", "said"),
    [
        ('[[query]]\napplication = "a"', ":1: query[1]: no name; add name"),
        ('[[query]]\nname = "q"', ":1: query[1]: no application id"),
        ('[[query]]\nname = "q"\napplication = "a/b"', ":3: query[1].application: 'a/b' is no"),
        ('[[query]]\nname = "q"\napplication = "a"\ngroup = "g"', ":4: query[1].group: unknown"),
        ('[[query]]\nname = "q"\napplication = "a"\nexpect = "on"', ":4: query[1].expect: not"),
        (
            '[[query]]\nname = "q"\napplication = "a"\ninterval = "1ms"',
            ":4: query[1].interval: too",
        ),
        (
            '[[query]]\nname = "q"\napplication = "a"\n[[query]]\nname = "q"\napplication = "b"',
            ":5: query[2].name: a second 'q'",
        ),
        ('query = "q"', ":1: query: not a list; write [[query]] above each"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        list_of(tmp_path, table).load()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_matches_is_on_the_list_in_the_querys_group_and_not_in_the_file(
    tmp_path: Path,
) -> None:
    watchlist = list_of(tmp_path)
    watchlist.members.keep("pay", [member("i1"), member("i2"), member("i3", "e2")])
    watchlist.members.keep("rest", [member("i2"), member("i3", "e2")])
    orders, first, second = watchlist.load()
    assert orders.query == ""  # bookmarked by itself: not once more
    assert first == Bookmark(
        "i2",
        InstanceRef(A, "c", "i2"),
        group="pay",
        tags=("t",),
        interval=120.0,
        expect="any",
        query="pay",
    )
    assert (second.name, second.group) == ("i3", "rest")  # the other environment's
    assert watchlist.path.read_text() == MIXED


def test_names_are_made_unique_beside_those_of_the_file(tmp_path: Path) -> None:
    watchlist = list_of(tmp_path)
    ref = InstanceRef(A, "c", "i9")
    watchlist.members.keep("rest", [Member(ref, "orders-7iafjk", "e")])
    assert [each.name for each in watchlist.load()] == ["orders", "orders-7iafjk"]


def test_members_outlive_the_process_and_are_heard_of_by_others(tmp_path: Path) -> None:
    file = tmp_path / "state" / "queries.json"
    mine, theirs = list_of(tmp_path, members=Members(file)), Members(file)
    mine.load()
    assert not mine.changed()
    theirs.keep("rest", [member("i2")])
    assert mine.changed()
    assert [each.name for each in mine.load()] == ["orders", "i2"]
    assert not mine.changed()
    assert file.stat().st_mode & 0o077 == 0


@every("text", ["", "{", "[]", '{"queries": {"rest": [1, ["a"], null]}}'])
def test_a_damaged_memory_counts_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "queries.json"
    file.write_text(text)
    assert [each.name for each in list_of(tmp_path, members=Members(file)).load()] == ["orders"]


def test_a_bookmark_is_edited_between_queries_and_they_stay_to_the_byte(tmp_path: Path) -> None:
    watchlist = list_of(tmp_path)
    watchlist.edit("orders", note="n")
    changed = watchlist.path.read_text()
    assert changed == MIXED.replace('instance = "i1"\n', 'instance = "i1"\nnote = "n"\n')
    watchlist.add(Bookmark("new", InstanceRef(B, "c", "i")))
    assert watchlist.path.read_text().startswith(changed)
    watchlist.remove("orders")
    assert [each.name for each in watchlist.load()] == ["new"]
    assert [each.name for each in watchlist.queries] == ["pay", "rest"]
    for _ in range(3):
        watchlist.undo()
    assert watchlist.path.read_text() == MIXED


def test_a_query_is_added_removed_and_both_are_taken_back(tmp_path: Path) -> None:
    watchlist = list_of(tmp_path)
    query = Query("new", B, component=C, profile="prod", tags=("x",), interval=30.0)
    watchlist.add_query(query)
    watchlist.load()
    assert watchlist.queries[-1] == query
    watchlist.remove_query("pay")
    assert "# by hand" in watchlist.path.read_text()
    watchlist.load()
    assert [each.name for each in watchlist.queries] == ["rest", "new"]
    assert watchlist.undo() == "put the query pay back"
    watchlist.load()
    assert [each.name for each in watchlist.queries] == ["pay", "rest", "new"]
    assert watchlist.undo() == "the query new is off the list again"
    assert watchlist.path.read_text() == MIXED


def test_a_query_can_be_the_first_thing_in_a_new_file(tmp_path: Path) -> None:
    watchlist = WatchList(tmp_path / "new.toml")
    watchlist.add_query(Query("all", A))
    watchlist.load()
    assert watchlist.queries == (Query("all", A),)


def test_a_second_query_of_a_name_and_an_unknown_one_are_refused(tmp_path: Path) -> None:
    watchlist = list_of(tmp_path)
    with pytest.raises(ConfigurationError, match="a query 'pay' already; give another name"):
        watchlist.add_query(Query("pay", B))
    with pytest.raises(UnknownName):
        watchlist.remove_query("payy")
    assert watchlist.path.read_text() == MIXED


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_what_a_query_made_says_where_it_comes_from(tmp_path: Path, change: str) -> None:
    watchlist = list_of(tmp_path)
    watchlist.members.keep("rest", [member("i2")])
    watchlist.load()
    with pytest.raises(ConfigurationError, match=r"i2 comes from the query rest; change or"):
        watchlist.edit("i2", note="n") if change == "edit" else watchlist.remove("i2")


def test_ids_match_whatever_their_case(tmp_path: Path) -> None:
    watchlist = list_of(tmp_path, '[[query]]\nname = "q"\napplication = "AAAA"\n')
    watchlist.members.keep("q", [member("i2")])
    assert [each.name for each in watchlist.load()] == ["i2"]
