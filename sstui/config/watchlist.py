"""The watch list: what is bookmarked, and the file that sstui and the user both write.

Each edit reads the file again under a lock, changes what is meant, and replaces it whole: other
processes and editors may write it between any two edits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Unpack

from sstui.config.bookmarks import AmbiguousName, Bookmark, UnknownName, default_name, find
from sstui.config.files import Stamp, locked, read_text, replace_file, stamp
from sstui.config.problems import ConfigurationError, nearest
from sstui.config.queries import Listed, Members, Query, derived
from sstui.config.watchlist_changes import (
    Added,
    AddedQuery,
    Bookmarks,
    CannotUndo,
    Change,
    Changes,
    Edited,
    Removed,
    RemovedQuery,
    difference,
    query_values,
    refuse_twins,
    values,
)
from sstui.config.watchlist_reading import read_watchlist
from sstui.config.watchlist_text import (
    INSTANCE,
    NEW_FILE,
    QUERY,
    Blocks,
    NotSimple,
    cut,
    new_block,
)

__all__ = ["AmbiguousName", "Bookmark", "UnknownName", "WatchList", "default_name", "find"]

UNDO_DEPTH = 50


class _Content(NamedTuple):
    """The file at one moment; ``text`` has bare newlines, ``crlf`` remembers the others."""

    text: str
    crlf: bool
    listed: Listed

    @property
    def bookmarks(self) -> Bookmarks:
        return self.listed.bookmarks


class _Done(NamedTuple):
    """A change that this object made, and the whole file's text on either side of it."""

    change: Change
    text_before: str
    text_after: str


class WatchList:
    """The watch list in one file, and what its queries matched last. Every error is a
    `ConfigurationError` of one line."""

    def __init__(self, path: Path, members: Members | None = None) -> None:
        self.path = path
        self.members = members or Members()
        self.queries: tuple[Query, ...] = ()  # as `load` saw them
        self._seen: Stamp | None = None
        self._done: list[_Done] = []

    def load(self) -> Bookmarks:
        """What the file says now, in its order, and then what its queries matched last; a file
        that is not there is an empty list."""
        self._seen = self.stamp()
        listed = self._read().listed
        self.queries = listed.queries
        if not listed.queries:
            return listed.bookmarks
        made = derived(listed.queries, self.members.known, listed.bookmarks)
        return (*listed.bookmarks, *made)

    def stamp(self) -> Stamp | None:
        return stamp(self.path)

    def changed(self) -> bool:
        """Whether the file, or what its queries match, is another than `load` saw: no read."""
        return self.stamp() != self._seen or (bool(self.queries) and self.members.changed())

    def add(self, bookmark: Bookmark) -> Bookmark:
        """Writes a new bookmark at the end; an empty name becomes the id's first eight characters.

        Creates the file. A name or an instance that is there already is an error.
        """
        return self.add_all([bookmark])[0]

    def add_all(self, bookmarks: Iterable[Bookmark]) -> Bookmarks:
        """The same for several, all or none, as one change."""
        added = tuple(map(_filled, bookmarks))
        with locked(self.path):
            content = self._read()
            blocks = self._cut(content.text or NEW_FILE)
            for index, bookmark in enumerate(added):
                refuse_twins(self.path, (*content.bookmarks, *added[:index]), bookmark)
                blocks = blocks.with_block(len(blocks.blocks), new_block(values(bookmark)))
            if added:
                self._write(content, blocks.text, Added(added))
        return added

    def edit(self, name: str, /, **changes: Unpack[Changes]) -> Bookmark:
        """Changes the bookmark with exactly this name, and returns it as it is then.

        An empty name or profile becomes the default one. Raises `UnknownName`.
        """
        with locked(self.path):
            content = self._read()
            index = self._index(content.listed, name)
            before = content.bookmarks[index]
            after = _filled(replace(before, **changes))
            if after == before:
                return before
            others = content.bookmarks[:index] + content.bookmarks[index + 1 :]
            refuse_twins(self.path, others, after)
            blocks = self._cut(content.text).changed(index, difference(before, after))
            self._write(content, blocks.text, Edited(before, after))
        return after

    def remove(self, name: str) -> Bookmark:
        """Takes away the bookmark with exactly this name. Raises `UnknownName`."""
        with locked(self.path):
            content = self._read()
            index = self._index(content.listed, name)
            blocks = self._cut(content.text)
            above = content.bookmarks[index - 1].ref.instance if index else ""
            change = Removed(content.bookmarks[index], blocks.blocks[index], above)
            self._write(content, blocks.without(index).text, change)
        return change.bookmark

    def add_query(self, query: Query) -> Query:
        """Writes a new query at the end. A name that another one has is an error."""
        with locked(self.path):
            content = self._read()
            if any(other.name == query.name for other in content.listed.queries):
                raise ConfigurationError(
                    f"there is a query {query.name!r} already",
                    where=self.path,
                    key="name",
                    remedy="give another name",
                )
            blocks = self._cut(content.text or NEW_FILE, QUERY)
            block = new_block(query_values(query), QUERY)
            blocks = blocks.with_block(len(blocks.blocks), block)
            self._write(content, blocks.text, AddedQuery(query))
        return query

    def remove_query(self, name: str) -> Query:
        """Takes away the query with exactly this name, and with it what it matches. Raises
        `UnknownName`."""
        with locked(self.path):
            content = self._read()
            names = [query.name for query in content.listed.queries]
            if name not in names:
                raise UnknownName(name, nearest(name, names))
            index = names.index(name)
            blocks = self._cut(content.text, QUERY)
            query = content.listed.queries[index]
            change = RemovedQuery(query, blocks.blocks[index], index)
            self._write(content, blocks.without(index).text, change)
        return query

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
                    blocks = self._cut(content.text, done.change.kind)
                    text = done.change.taken_back(blocks, content.listed).text
                except CannotUndo as error:
                    self._done.pop()
                    raise ConfigurationError(
                        f"not undone: {error}", where=self.path, remedy="edit it by hand"
                    ) from error
            self._write(content, text, None)
            self._done.pop()
        return done.change.undone

    def _index(self, listed: Listed, name: str) -> int:
        """Raises `UnknownName`; an error that says so for what comes from a query."""
        names = [bookmark.name for bookmark in listed.bookmarks]
        if name in names:
            return names.index(name)
        for made in derived(listed.queries, self.members.known, listed.bookmarks):
            if made.name == name:
                raise ConfigurationError(
                    f"{name} comes from the query {made.query}",
                    where=self.path,
                    remedy=f"change or remove the [[query]] named {made.query}",
                )
        raise UnknownName(name, nearest(name, names))

    def _read(self) -> _Content:
        raw = read_text(self.path) or ""
        text = raw.replace("\r\n", "\n")
        return _Content(text, raw != text, read_watchlist(text, self.path))

    def _cut(self, text: str, kind: str = INSTANCE) -> Blocks:
        try:
            return cut(text, kind)
        except NotSimple as error:
            raise ConfigurationError(
                "is written in a way that sstui cannot edit",
                where=self.path,
                remedy=f"write one [[{kind}]] table for each, or edit it by hand",
            ) from error

    def _write(self, content: _Content, text: str, change: Change | None) -> None:
        """Replaces the file, after proof that it will be read again."""
        try:
            read_watchlist(text, self.path)
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


def _filled(bookmark: Bookmark) -> Bookmark:
    name = bookmark.name.strip() or default_name(bookmark.ref)
    return replace(bookmark, name=name, profile=bookmark.profile or "default")
