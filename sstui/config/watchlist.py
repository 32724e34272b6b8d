"""The watch list: what is bookmarked, and the file that sstui and the user both write.

Each edit reads the file again under a lock, changes what is meant, and replaces it whole: other
processes and editors may write it between any two edits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from sstui.config.bookmarks import AmbiguousName, Bookmark, UnknownName, default_name, find
from sstui.config.files import Stamp, locked, read_text, replace_file, stamp
from sstui.config.problems import ConfigurationError, nearest
from sstui.config.watchlist_changes import (
    Added,
    Bookmarks,
    CannotUndo,
    Change,
    Changes,
    Edited,
    Removed,
    difference,
    values,
)
from sstui.config.watchlist_reading import read_bookmarks
from sstui.config.watchlist_text import NEW_FILE, Blocks, NotSimple, cut, new_block

__all__ = ["AmbiguousName", "Bookmark", "UnknownName", "WatchList", "default_name", "find"]

UNDO_DEPTH = 50


@dataclass(frozen=True, slots=True)
class _Content:
    """The file at one moment; ``text`` has bare newlines, ``crlf`` remembers the others."""

    text: str
    crlf: bool
    bookmarks: Bookmarks


@dataclass(frozen=True, slots=True)
class _Done:
    """A change that this object made, and the whole file's text on either side of it."""

    change: Change
    text_before: str
    text_after: str


class WatchList:
    """The watch list in one file. Every error is a `ConfigurationError` of one line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: Stamp | None = None
        self._done: list[_Done] = []

    def load(self) -> Bookmarks:
        """What the file says now, in its order; a file that is not there is an empty list."""
        self._seen = self.stamp()
        return self._read().bookmarks

    def stamp(self) -> Stamp | None:
        return stamp(self.path)

    def changed(self) -> bool:
        """Whether the file is another than `load` saw: one stat, no read."""
        return self.stamp() != self._seen

    def add(self, bookmark: Bookmark) -> Bookmark:
        """Writes a new bookmark at the end; an empty name becomes the id's first eight characters.

        Creates the file. A name or an instance that is there already is an error.
        """
        bookmark = _filled(bookmark)
        with locked(self.path):
            content = self._read()
            self._refuse_twins(content.bookmarks, bookmark)
            blocks = self._cut(content.text or NEW_FILE)
            blocks = blocks.with_block(len(blocks.blocks), new_block(values(bookmark)))
            self._write(content, blocks.text, Added(bookmark))
        return bookmark

    def edit(self, name: str, /, **changes: Unpack[Changes]) -> Bookmark:
        """Changes the bookmark with exactly this name, and returns it as it is then.

        An empty name or profile becomes the default one. Raises `UnknownName`.
        """
        with locked(self.path):
            content = self._read()
            index = _index(content.bookmarks, name)
            before = content.bookmarks[index]
            after = _filled(replace(before, **changes))
            if after == before:
                return before
            others = content.bookmarks[:index] + content.bookmarks[index + 1 :]
            self._refuse_twins(others, after)
            blocks = self._cut(content.text).changed(index, difference(before, after))
            self._write(content, blocks.text, Edited(before, after))
        return after

    def remove(self, name: str) -> Bookmark:
        """Takes away the bookmark with exactly this name. Raises `UnknownName`."""
        with locked(self.path):
            content = self._read()
            index = _index(content.bookmarks, name)
            blocks = self._cut(content.text)
            above = content.bookmarks[index - 1].ref.instance if index else ""
            change = Removed(content.bookmarks[index], blocks.blocks[index], above)
            self._write(content, blocks.without(index).text, change)
        return change.bookmark

    def undo(self) -> str | None:
        """Takes back the last change that this object made and says so; None: there was none.

        What others wrote meanwhile is kept. Where both cannot be had nothing is written, the
        error says why, and that change is no longer offered.
        """
        if not self._done:
            return None
        done = self._done[-1]
        with locked(self.path):
            content = self._read()
            text = done.text_before
            if not text or content.text != done.text_after:
                try:
                    blocks = self._cut(content.text)
                    text = done.change.taken_back(blocks, content.bookmarks).text
                except CannotUndo as error:
                    self._done.pop()
                    raise ConfigurationError(
                        f"not undone: {error}", where=self.path, remedy="edit it by hand"
                    ) from error
            self._write(content, text, None)
            self._done.pop()
        return done.change.undone

    def _read(self) -> _Content:
        raw = read_text(self.path) or ""
        text = raw.replace("\r\n", "\n")
        return _Content(text, raw != text, read_bookmarks(text, self.path))

    def _cut(self, text: str) -> Blocks:
        try:
            return cut(text)
        except NotSimple as error:
            raise ConfigurationError(
                "is written in a way that sstui cannot edit",
                where=self.path,
                remedy="write one [[instance]] table for each bookmark, or edit it by hand",
            ) from error

    def _write(self, content: _Content, text: str, change: Change | None) -> None:
        """Replaces the file, after proof that it will be read again."""
        try:
            read_bookmarks(text, self.path)
        except ConfigurationError as error:
            raise ConfigurationError(
                error.problem,
                where=self.path,
                key=error.key.rpartition(".")[2],
                remedy=error.remedy,
            ) from error
        replace_file(self.path, text.replace("\n", "\r\n") if content.crlf else text)
        if change is not None:
            self._done.append(_Done(change, content.text, text))
            del self._done[:-UNDO_DEPTH]

    def _refuse_twins(self, others: Bookmarks, bookmark: Bookmark) -> None:
        for other in others:
            if other.ref == bookmark.ref:
                raise ConfigurationError(
                    f"this instance is watched already, as {other.name}",
                    where=self.path,
                    remedy="edit that one",
                )
            if other.name == bookmark.name:
                raise ConfigurationError(
                    f"{other.name!r} is there already",
                    where=self.path,
                    key="name",
                    remedy="give another name",
                )


def _index(bookmarks: Bookmarks, name: str) -> int:
    names = [bookmark.name for bookmark in bookmarks]
    if name not in names:
        raise UnknownName(name, nearest(name, names))
    return names.index(name)


def _filled(bookmark: Bookmark) -> Bookmark:
    name = bookmark.name.strip() or default_name(bookmark.ref)
    return replace(bookmark, name=name, profile=bookmark.profile or "default")
