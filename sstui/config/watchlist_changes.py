"""A change of the watch list, and how it is taken back. Pure: texts in, texts out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypedDict

from sstui.config.bookmarks import Bookmark
from sstui.config.durations import write_duration
from sstui.config.problems import ConfigurationError
from sstui.config.queries import Listed, Query
from sstui.config.watchlist_text import INSTANCE, QUERY, Blocks
from sstui.servicestage.refs import InstanceRef

_DURATIONS = ("interval", "stuck_after")

Bookmarks = tuple[Bookmark, ...]


class Changes(TypedDict, total=False):
    """What `WatchList.edit` takes; None, "" or () takes the key away. Durations: seconds. ``ref``
    puts another instance in the place of the one that is watched."""

    ref: InstanceRef
    name: str
    profile: str
    group: str
    tags: tuple[str, ...]
    note: str
    interval: float | None
    expect: str | None
    stuck_after: float | None


EDITABLE = tuple(name for name in Changes.__annotations__ if name != "ref")
_IDS = ("application", "component", "instance")


def values(bookmark: Bookmark) -> dict[str, object]:
    """The keys of a bookmark as its file has them; what was not given is left out."""
    ids = {key: getattr(bookmark.ref, key) for key in _IDS}
    rest = {key: _written(bookmark, key) for key in EDITABLE[1:]}
    given = {key: value for key, value in rest.items() if value is not None}
    return {"name": bookmark.name, **ids, **given}


def difference(before: Bookmark, after: Bookmark) -> dict[str, object]:
    """The keys that differ, with the value to write; None = take the key away."""
    ids = {
        key: getattr(after.ref, key)
        for key in _IDS
        if getattr(before.ref, key) != getattr(after.ref, key)
    }
    rest = {
        key: _written(after, key) for key in EDITABLE if getattr(before, key) != getattr(after, key)
    }
    return {**ids, **rest}


def refuse_twins(path: Path, others: Bookmarks, bookmark: Bookmark) -> None:
    """A `ConfigurationError` where one of the others has its instance or its name."""
    for other in others:
        if other.ref == bookmark.ref:
            raise ConfigurationError(
                f"this instance is watched already, as {other.name}",
                where=path,
                remedy="edit that one",
            )
        if other.name == bookmark.name:
            raise ConfigurationError(
                f"{other.name!r} is there already",
                where=path,
                key="name",
                remedy="give another name",
            )


_QUERY_KEYS = ("application", "environment", "component", "profile")
_QUERY_REST = ("tags", "note", "interval", "expect")


def query_values(query: Query) -> dict[str, object]:
    """The keys of a query as its file has them; what was not given is left out."""
    written = {key: _written(query, key) for key in (*_QUERY_KEYS, *_QUERY_REST)}
    return {"name": query.name, **{k: v for k, v in written.items() if v is not None}}


def index_of(bookmarks: Bookmarks, instance: str) -> int | None:
    """The place of an instance id; None when it is not on the list."""
    for index, bookmark in enumerate(bookmarks):
        if bookmark.ref.instance == instance:
            return index
    return None


def _written(entry: Bookmark | Query, key: str) -> object:
    value = getattr(entry, key)
    if value is None or value in ("", ()):
        return None
    if key in _DURATIONS:
        return write_duration(value)
    return list(value) if key == "tags" else value


@dataclass(frozen=True, slots=True)
class Added:
    """One bookmark or several, written at once.

    Of each kind of change ``undone`` says in words that it was taken back, and ``taken_back`` does
    it in the text of now, whose bookmarks and queries are ``listed``. Raises `CannotUndo`.
    """

    kind: ClassVar[str] = INSTANCE
    bookmarks: Bookmarks

    @property
    def undone(self) -> str:
        many = len(self.bookmarks) > 1
        what = f"{len(self.bookmarks)} instances" if many else self.bookmarks[0].name
        return f"took {what} off the list again"

    def taken_back(self, blocks: Blocks, listed: Listed) -> Blocks:
        places = [index_of(listed.bookmarks, each.ref.instance) for each in self.bookmarks]
        for mine, place in zip(self.bookmarks, places, strict=True):
            if place is None:
                raise CannotUndo(f"{mine.name} was removed meanwhile")
            if listed.bookmarks[place] != mine:
                raise CannotUndo(f"{mine.name} was changed meanwhile")
        for place in sorted((each for each in places if each is not None), reverse=True):
            blocks = blocks.without(place)
        return blocks


@dataclass(frozen=True, slots=True)
class Edited:
    """Keys of one bookmark changed."""

    kind: ClassVar[str] = INSTANCE
    before: Bookmark
    after: Bookmark

    @property
    def undone(self) -> str:
        keys = ", ".join(difference(self.after, self.before))
        return f"{self.before.name}: {keys} as before"

    def taken_back(self, blocks: Blocks, listed: Listed) -> Blocks:
        bookmarks = listed.bookmarks
        index = index_of(bookmarks, self.after.ref.instance)
        if index is None:
            raise CannotUndo(f"{self.after.name} was removed meanwhile")
        mine = difference(self.after, self.before)
        theirs = difference(self.after, bookmarks[index])
        if mine.keys() & theirs.keys():
            raise CannotUndo(f"{bookmarks[index].name} was changed meanwhile")
        return blocks.changed(index, mine)


@dataclass(frozen=True, slots=True)
class Removed:
    """``block`` is its text, ``above`` the instance id before it ("" when it was the first)."""

    kind: ClassVar[str] = INSTANCE
    bookmark: Bookmark
    block: str
    above: str

    @property
    def undone(self) -> str:
        return f"put {self.bookmark.name} back"

    def taken_back(self, blocks: Blocks, listed: Listed) -> Blocks:
        bookmarks = listed.bookmarks
        for other in bookmarks:
            if other.name == self.bookmark.name or other.ref == self.bookmark.ref:
                raise CannotUndo(f"{other.name} is on the list again")
        above = index_of(bookmarks, self.above) if self.above else -1
        return blocks.with_block(len(bookmarks) if above is None else above + 1, self.block)


@dataclass(frozen=True, slots=True)
class AddedQuery:
    """One query."""

    kind: ClassVar[str] = QUERY
    query: Query

    @property
    def undone(self) -> str:
        return f"the query {self.query.name} is off the list again"

    def taken_back(self, blocks: Blocks, listed: Listed) -> Blocks:
        if self.query not in listed.queries:
            raise CannotUndo(f"the query {self.query.name} was changed or removed meanwhile")
        return blocks.without(listed.queries.index(self.query))


@dataclass(frozen=True, slots=True)
class RemovedQuery:
    """``block`` is its text, ``index`` the place among the queries where it stood."""

    kind: ClassVar[str] = QUERY
    query: Query
    block: str
    index: int

    @property
    def undone(self) -> str:
        return f"put the query {self.query.name} back"

    def taken_back(self, blocks: Blocks, listed: Listed) -> Blocks:
        if any(other.name == self.query.name for other in listed.queries):
            raise CannotUndo(f"the query {self.query.name} is on the list again")
        return blocks.with_block(min(self.index, len(blocks.blocks)), self.block)


Change = Added | Edited | Removed | AddedQuery | RemovedQuery


class CannotUndo(Exception):
    """Taking the change back would lose what somebody else wrote; the text says why."""
