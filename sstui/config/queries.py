"""Queries: *all of application A in environment B*, and the bookmarks that come of them.

What a query matches is told by the API and kept in ``state/queries.json``, so that the commands
that call nobody, and the first picture of the next start, know it too. A query's bookmarks are
never written into ``watchlist.toml``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sstui.config.bookmarks import Bookmark
from sstui.config.files import Stamp, locked, read_text, replace_file, stamp
from sstui.config.naming import unique_name
from sstui.config.problems import ConfigurationError
from sstui.servicestage.refs import InstanceRef, lowered


@dataclass(frozen=True, slots=True)
class Query:
    """One ``[[query]]`` of ``watchlist.toml``; its ``name`` is the group of what matches. Empty
    ``environment`` and ``component``: any. ``interval`` is seconds, None = not given."""

    name: str
    application: str
    environment: str = ""
    component: str = ""
    profile: str = "default"
    tags: tuple[str, ...] = ()
    note: str = ""
    interval: float | None = None
    expect: str | None = None

    def matches(self, member: Member) -> bool:
        """Ids are the same whatever the case in which they are written."""
        wanted = (
            (self.application, member.ref.application),
            (self.component, member.ref.component),
            (self.environment, member.environment),
        )
        return all(not asked or asked.lower() == has.lower() for asked, has in wanted)


class Member(NamedTuple):
    """An instance that a query matched: its ref in lower case, its own name, and the id of its
    environment."""

    ref: InstanceRef
    name: str
    environment: str = ""


class Listed(NamedTuple):
    """What a ``watchlist.toml`` has, in its order."""

    bookmarks: tuple[Bookmark, ...] = ()
    queries: tuple[Query, ...] = ()


def derived(
    queries: Iterable[Query],
    members: Mapping[str, Sequence[Member]],
    bookmarks: Sequence[Bookmark],
) -> tuple[Bookmark, ...]:
    """The bookmarks that ``queries`` make of their ``members`` (by query name), beside
    ``bookmarks``: what is bookmarked by itself is not made again, and names are unique."""
    refs = {lowered(each.ref) for each in bookmarks}
    taken = {each.name for each in bookmarks}
    made: list[Bookmark] = []
    for query in queries:
        for member in members.get(query.name, ()):
            if member.ref in refs or not query.matches(member):
                continue
            name = unique_name(member.name, taken)
            refs.add(member.ref)
            taken.add(name)
            made.append(_bookmark(query, member.ref, name))
    return tuple(made)


def _bookmark(query: Query, ref: InstanceRef, name: str) -> Bookmark:
    return Bookmark(
        name=name,
        ref=ref,
        profile=query.profile,
        group=query.name,
        tags=query.tags,
        note=query.note,
        interval=query.interval,
        expect=query.expect,
        query=query.name,
    )


class Members:
    """What queries matched last, by query name; in ``path``, or without one in memory only.

    Losing the file costs one look at each application.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._seen: Stamp | None = None
        self._known: dict[str, tuple[Member, ...]] = {}

    @property
    def known(self) -> Mapping[str, tuple[Member, ...]]:
        if self.changed() and self._path is not None:
            self._seen = stamp(self._path)
            self._known = _read(self._path)
        return self._known

    def changed(self) -> bool:
        """Whether another process wrote it since: one stat."""
        return self._path is not None and stamp(self._path) != self._seen

    def keep(self, query: str, members: Sequence[Member]) -> None:
        """What this query matches from now on. Where it cannot be written it holds until the
        end."""
        if self._path is None:
            self._known[query] = tuple(members)
            return
        try:
            with locked(self._path):
                self._known = {**_read(self._path), query: tuple(members)}
                replace_file(self._path, _text(self._known), private=True)
        except ConfigurationError:
            self._known = {**self._known, query: tuple(members)}
        self._seen = stamp(self._path)


def forget_member(path: Path, ref: InstanceRef) -> None:
    """No query matched it, until one is told so again; for one-shot commands. Nothing to do where
    there is no file. Raises `ConfigurationError`."""
    if not path.exists():
        return
    with locked(path):
        known = _read(path)
        left = {
            query: tuple(each for each in members if each.ref != lowered(ref))
            for query, members in known.items()
        }
        if left != known:
            replace_file(path, _text(left), private=True)


def _text(known: Mapping[str, Sequence[Member]]) -> str:
    rows = {
        query: [[*_ids(member.ref), member.name, member.environment] for member in members]
        for query, members in known.items()
    }
    return json.dumps({"version": 1, "queries": rows}, ensure_ascii=False) + "\n"


def _ids(ref: InstanceRef) -> tuple[str, str, str]:
    return ref.application, ref.component, ref.instance


def _read(path: Path) -> dict[str, tuple[Member, ...]]:
    """What can be used of the file: a row of another form counts as not there."""
    try:
        data = json.loads(read_text(path) or "{}")
    except (ConfigurationError, ValueError, RecursionError):
        return {}
    queries = data.get("queries") if isinstance(data, dict) else None
    if not isinstance(queries, dict):
        return {}
    return {query: _members(rows) for query, rows in queries.items()}


def _members(rows: object) -> tuple[Member, ...]:
    return tuple(
        Member(InstanceRef(*row[:3]), row[3], row[4])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, list) and len(row) == 5 and all(isinstance(each, str) for each in row)
    )
