"""The watch list is edited in place: comments, order and other people's changes survive."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sstui.config.problems import ConfigurationError
from sstui.config.watchlist import Bookmark, UnknownName, WatchList
from sstui.config.watchlist_text import cut
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.strategies import any_text

TAIL = "-140b-4e51-b1e2-6ec265373ca3"
KEPT = f"""\
# The team's list.
version = 1

# --- payments ---

# the one that pays
[[instance]]  # first
  name = "one"     # its name
application = "aaaaaaaa{TAIL}"
component = "bbbbbbbb{TAIL}"
instance = "11111111{TAIL}"
group = "payments"   # why
# stuck_after = "1h"

# --- the rest ---

[[instance]]
instance = "22222222{TAIL}"
component = "bbbbbbbb{TAIL}"
application = "aaaaaaaa{TAIL}"
name = "two"
tags = [
  "a",  # first tag
  "b",
]
note = \"\"\"
[[instance]]
\"\"\"

# the end
"""


def bookmark(digit: str, name: str = "") -> Bookmark:
    return Bookmark(name, InstanceRef(f"{'a' * 8}{TAIL}", f"{'b' * 8}{TAIL}", digit * 8 + TAIL))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "watchlist.toml"
    path.write_text(KEPT.replace('"""\n[[instance]]\n"""', '"plain"'), encoding="utf-8")
    return path


def names(path: Path) -> list[str]:
    return [each.name for each in WatchList(path).load()]


def test_the_first_bookmark_creates_the_file_with_a_header(tmp_path: Path) -> None:
    path = tmp_path / "config" / "watchlist.toml"
    added = WatchList(path).add(replace(bookmark("1"), tags=("a", 'b"c'), interval=90.0))
    assert added.name == "11111111"
    text = path.read_text()
    assert text.startswith("# The instances that sstui watches.")
    assert "\nversion = 1\n\n[[instance]]\nname = " in text
    assert 'profile = "default"\n' in text
    assert 'interval = "90s"\n' in text
    assert WatchList(path).load() == (added,)


def test_adding_leaves_every_byte_that_was_there(path: Path) -> None:
    before = path.read_text()
    WatchList(path).add(bookmark("3", "three"))
    assert path.read_text().startswith(before)
    assert names(path) == ["one", "two", "three"]


def test_an_edit_touches_its_keys_and_nothing_else(path: Path) -> None:
    before = path.read_text()
    edited = WatchList(path).edit("one", group="money", expect="running", name="uno")
    assert (edited.name, edited.group, edited.expect) == ("uno", "money", "running")
    changed = before.replace('"one"     # its', '"uno"     # its')
    changed = changed.replace('group = "payments"   # why\n', 'group = "money"   # why\n')
    without = path.read_text().replace('expect = "running"\n', "")
    assert without == changed
    assert WatchList(path).load()[0] == edited


def test_an_emptied_value_takes_its_key_away(path: Path) -> None:
    edited = WatchList(path).edit("two", tags=(), note="")
    assert "tags" not in path.read_text()
    assert "note" not in path.read_text()
    assert edited == WatchList(path).load()[1]


def test_an_edit_that_changes_nothing_does_not_write(path: Path) -> None:
    watchlist = WatchList(path)
    watchlist.load()
    watchlist.edit("one", group="payments")
    assert not watchlist.changed()
    assert watchlist.undo() is None


def test_removing_takes_the_comments_that_lean_on_it_and_leaves_the_others(path: Path) -> None:
    removed = WatchList(path).remove("one")
    assert removed.ref.instance == "11111111" + TAIL
    text = path.read_text()
    for gone in ("the one that pays", "# first\n", "# why", "# stuck_after"):
        assert gone not in text
    for kept in ("# The team's list.", "# --- payments ---", "# --- the rest ---", "# first tag"):
        assert kept in text
    assert names(path) == ["two"]


def test_undo_brings_back_the_very_bytes(path: Path) -> None:
    start = path.read_text()
    watchlist = WatchList(path)
    watchlist.add(bookmark("3", "three"))
    watchlist.edit("one", note="x", group="")
    watchlist.remove("one")
    said = [watchlist.undo(), watchlist.undo(), watchlist.undo(), watchlist.undo()]
    assert said == [
        "put one back",
        "one: group, note as before",
        "took three off the list again",
        None,
    ]
    assert path.read_text() == start


def test_undo_of_the_very_first_add_leaves_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.toml"
    watchlist = WatchList(path)
    watchlist.add(bookmark("1", "one"))
    assert watchlist.undo() == "took one off the list again"
    assert watchlist.load() == ()


def test_what_another_wrote_meanwhile_survives_undo(path: Path) -> None:
    watchlist = WatchList(path)
    watchlist.edit("two", group="mine")
    watchlist.remove("one")
    WatchList(path).add(bookmark("3", "three"))
    WatchList(path).edit("two", note="theirs")
    assert watchlist.undo() == "put one back"
    assert names(path) == ["one", "two", "three"]
    assert "# the one that pays" in path.read_text()
    assert watchlist.undo() == "two: group as before"
    two = WatchList(path).load()[1]
    assert (two.group, two.note) == ("", "theirs")


def test_a_removed_bookmark_returns_behind_its_neighbour(path: Path) -> None:
    WatchList(path).add(bookmark("3", "three"))
    watchlist = WatchList(path)
    watchlist.remove("two")
    WatchList(path).edit("three", note="theirs")
    watchlist.undo()
    assert names(path) == ["one", "two", "three"]


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_undo_that_would_lose_somebodys_change_writes_nothing_and_says_why(
    path: Path, change: str
) -> None:
    watchlist, other = WatchList(path), WatchList(path)
    if change == "edit":
        watchlist.edit("one", note="mine")
        other.edit("one", note="theirs")
    elif change == "add":
        watchlist.add(bookmark("3", "three"))
        other.edit("three", group="theirs")
    else:
        gone = watchlist.remove("one")
        other.add(gone)
    text = path.read_text()
    with pytest.raises(ConfigurationError, match="not undone: "):
        watchlist.undo()
    assert path.read_text() == text
    assert watchlist.undo() is None


def test_twins_are_refused_and_nothing_is_written(path: Path) -> None:
    watchlist, before = WatchList(path), path.read_text()
    with pytest.raises(ConfigurationError, match="'one' is there already; give another name"):
        watchlist.add(bookmark("3", "one"))
    with pytest.raises(ConfigurationError, match="watched already, as two"):
        watchlist.add(bookmark("2", "other"))
    with pytest.raises(ConfigurationError, match="'two' is there already"):
        watchlist.edit("one", name="two")
    assert path.read_text() == before


@every(
    ("key", "wanted"),
    [
        ("expect", replace(bookmark("3"), expect="on")),
        ("interval", replace(bookmark("3"), interval=0.2)),
        ("name", bookmark("3", "a\nb")),
        ("group", replace(bookmark("3"), group="\x1b[31m")),
    ],
)
def test_a_value_that_could_not_be_read_again_is_not_written(
    path: Path, key: str, wanted: Bookmark
) -> None:
    before = path.read_text()
    with pytest.raises(ConfigurationError) as caught:
        WatchList(path).add(wanted)
    assert str(caught.value).startswith(f"{path}: {key}: ")
    assert path.read_text() == before


def test_only_the_exact_name_is_edited_or_removed(path: Path) -> None:
    with pytest.raises(UnknownName, match=r"not on the watch list: onne; did you mean one\?"):
        WatchList(path).remove("onne")
    with pytest.raises(UnknownName):
        WatchList(path).edit("on", group="x")


def test_a_broken_file_is_not_edited(path: Path) -> None:
    path.write_text(path.read_text() + "oops\n")
    before = path.read_text()
    with pytest.raises(ConfigurationError, match="not TOML"):
        WatchList(path).add(bookmark("3", "three"))
    assert path.read_text() == before


def test_a_list_that_cannot_be_cut_safely_is_read_but_not_edited(path: Path) -> None:
    path.write_text(KEPT, encoding="utf-8")
    assert names(path) == ["one", "two"]
    with pytest.raises(ConfigurationError, match="in a way that sstui cannot edit"):
        WatchList(path).edit("one", group="x")
    inline = (
        f'{{ name = "x", application = "a{TAIL}", component = "b{TAIL}", instance = "c{TAIL}" }}'
    )
    path.write_text(f"instance = [{inline}]\n")
    assert names(path) == ["x"]
    with pytest.raises(ConfigurationError, match="in a way that sstui cannot edit"):
        WatchList(path).edit("x", group="x")
    path.write_text("instance = []\n")
    with pytest.raises(ConfigurationError):
        WatchList(path).add(bookmark("3", "three"))
    assert path.read_text() == "instance = []\n"


def test_windows_line_ends_stay(path: Path) -> None:
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode())
    WatchList(path).add(bookmark("3", "three"))
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 30


def test_a_linked_list_and_its_mode_stay(path: Path, tmp_path: Path) -> None:
    path.chmod(0o664)
    link = tmp_path / "elsewhere" / "watchlist.toml"
    link.parent.mkdir()
    link.symlink_to(path)
    WatchList(link).remove("one")
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert names(path) == ["two"]


def test_a_change_by_somebody_else_is_seen_by_a_look_at_the_file(path: Path) -> None:
    watchlist = WatchList(path)
    watchlist.load()
    assert not watchlist.changed()
    WatchList(path).edit("one", group="theirs")
    assert watchlist.changed()
    watchlist.load()
    assert not watchlist.changed()
    path.unlink()
    assert watchlist.changed()


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.toml"
    digits = "0123456789abcdef"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda digit: WatchList(path).add(bookmark(digit, f"n{digit}")), digits))
    assert sorted(names(path)) == [f"n{digit}" for digit in digits]


printable = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12).filter(
    str.isprintable
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=printable,
    note=any_text(max_size=30).filter(lambda t: "\r" not in t),
    tags=st.lists(printable, max_size=3),
)
def test_whatever_is_written_is_read_again_as_it_was(
    tmp_path: Path, name: str, note: str, tags: list[str]
) -> None:
    path = tmp_path / "any.toml"
    path.write_text(KEPT.replace('"""\n[[instance]]\n"""', '"plain"'), encoding="utf-8")
    wanted = replace(bookmark("3", name), note=note, tags=tuple(tags))
    watchlist = WatchList(path)
    added = watchlist.add(wanted)
    assert watchlist.load()[-1] == added
    assert cut(path.read_text()).text == path.read_text()


def test_several_are_added_at_once_and_taken_back_at_once(tmp_path: Path) -> None:
    watchlist = WatchList(tmp_path / "watchlist.toml")
    first = watchlist.add(Bookmark("first", InstanceRef("a", "c", "0")))
    text = watchlist.path.read_text()
    more = [Bookmark(f"n{number}", InstanceRef("a", "c", f"{number}")) for number in (1, 2, 3)]
    assert watchlist.add_all(more) == tuple(more)
    assert watchlist.load() == (first, *more)
    assert watchlist.undo() == "took 3 instances off the list again"
    assert watchlist.path.read_text() == text


def test_of_several_all_are_added_or_none(tmp_path: Path) -> None:
    watchlist = WatchList(tmp_path / "watchlist.toml")
    one, ref = Bookmark("one", InstanceRef("a", "c", "1")), InstanceRef("a", "c", "2")
    with pytest.raises(ConfigurationError, match="'one' is there already"):
        watchlist.add_all([one, Bookmark("one", ref)])
    assert not watchlist.path.exists()


def test_several_are_not_taken_back_when_somebody_changed_one(tmp_path: Path) -> None:
    watchlist = WatchList(tmp_path / "watchlist.toml")
    watchlist.add_all(Bookmark(f"n{n}", InstanceRef("a", "c", f"{n}")) for n in (1, 2))
    WatchList(watchlist.path).edit("n2", note="theirs")
    with pytest.raises(ConfigurationError, match="n2 was changed meanwhile"):
        watchlist.undo()
    assert len(watchlist.load()) == 2
