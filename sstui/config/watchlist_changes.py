"""A change of the watch list, and how it is taken back. Pure: texts in, texts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from sstui.config.bookmarks import Bookmark
from sstui.config.durations import write_duration
from sstui.config.watchlist_text import Blocks
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


def index_of(bookmarks: Bookmarks, instance: str) -> int | None:
    """The place of an instance id; None when it is not on the list."""
    for index, bookmark in enumerate(bookmarks):
        if bookmark.ref.instance == instance:
            return index
    return None


def _written(bookmark: Bookmark, key: str) -> object:
    value = getattr(bookmark, key)
    if value is None or value in ("", ()):
        return None
    if key in _DURATIONS:
        return write_duration(value)
    return list(value) if key == "tags" else value


@dataclass(frozen=True, slots=True)
class Added:
    bookmark: Bookmark

    @property
    def undone(self) -> str:
        return f"took {self.bookmark.name} off the list again"

    def taken_back(self, blocks: Blocks, bookmarks: Bookmarks) -> Blocks:
        index = index_of(bookmarks, self.bookmark.ref.instance)
        if index is None:
            raise CannotUndo(f"{self.bookmark.name} was removed meanwhile")
        if bookmarks[index] != self.bookmark:
            raise CannotUndo(f"{self.bookmark.name} was changed meanwhile")
        return blocks.without(index)


@dataclass(frozen=True, slots=True)
class Edited:
    before: Bookmark
    after: Bookmark

    @property
    def undone(self) -> str:
        keys = ", ".join(difference(self.after, self.before))
        return f"{self.before.name}: {keys} as before"

    def taken_back(self, blocks: Blocks, bookmarks: Bookmarks) -> Blocks:
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

    bookmark: Bookmark
    block: str
    above: str

    @property
    def undone(self) -> str:
        return f"put {self.bookmark.name} back"

    def taken_back(self, blocks: Blocks, bookmarks: Bookmarks) -> Blocks:
        for other in bookmarks:
            if other.name == self.bookmark.name or other.ref == self.bookmark.ref:
                raise CannotUndo(f"{other.name} is on the list again")
        above = index_of(bookmarks, self.above) if self.above else -1
        return blocks.with_block(len(bookmarks) if above is None else above + 1, self.block)


Change = Added | Edited | Removed


class CannotUndo(Exception):
    """Taking the change back would lose what somebody else wrote; the text says why."""
