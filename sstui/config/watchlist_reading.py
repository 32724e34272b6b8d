"""``watchlist.toml`` → bookmarks and queries. Every mistake is one line with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sstui.config.bookmarks import Bookmark, default_name
from sstui.config.durations import FORM, parse_duration
from sstui.config.files import parse_toml
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.queries import Listed, Query
from sstui.config.secret_keys import REMEDY, is_secret_key
from sstui.config.toml_lines import Key, line_of, written
from sstui.servicestage.refs import InstanceRef, InvalidReference, check_id

VERSION = 1
EXPECTATIONS = ("running", "off", "any")
SHORTEST_INTERVAL = 1.0  # seconds
IDS = ("application", "component", "instance")
OPTIONAL = ("profile", "group", "tags", "note", "interval", "expect", "stuck_after")
KEYS = ("name", *IDS, *OPTIONAL)
QUERY_KEYS = (
    *("name", "application", "environment", "component"),
    *("profile", "tags", "note", "interval", "expect"),
)

_POWERS = ("endpoint", "command", "run", "hook", "proxy", "ca_bundle", "auth_url")


def read_watchlist(text: str, path: Path) -> Listed:
    """The bookmarks and queries of ``text``. The first mistake is a `ConfigurationError`."""
    reader = _Reader(text, path, parse_toml(text, path))
    found, problems = reader.judge()
    queries, wrong = reader.queries()
    for problem in (*problems, *wrong):
        raise problem
    return Listed(tuple(bookmark for _, bookmark in found), queries)


def judge_bookmarks(
    text: str, path: Path
) -> tuple[list[tuple[int, Bookmark]], list[ConfigurationError]]:
    """The sound bookmarks with their places in the file, from 0, and the first mistake of each
    other one and of each query. Raises `ConfigurationError` where the file as a whole cannot be
    used."""
    reader = _Reader(text, path, parse_toml(text, path))
    found, problems = reader.judge()
    return found, [*problems, *reader.queries()[1]]


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    path: Path
    table: dict[str, object]

    def judge(self) -> tuple[list[tuple[int, Bookmark]], list[ConfigurationError]]:
        for key in self.table:
            self._known((), key, ("version", "instance", "query"))
        version = self.table.get("version", VERSION)
        if version != VERSION or isinstance(version, bool):
            raise self._error(
                ("version",), f"unknown version {version!r}", f"this sstui reads version {VERSION}"
            )
        entries = self._tables("instance")
        found: list[tuple[int, Bookmark]] = []
        problems: list[ConfigurationError] = []
        for index, entry in enumerate(entries):
            try:
                found.append((index, self._bookmark(("instance", index), entry)))
            except ConfigurationError as error:
                problems.append(error)
        problems += self._twins(found)
        return found, problems

    def _bookmark(self, at: Key, entry: object) -> Bookmark:
        if not isinstance(entry, dict):
            raise self._error(at, "not a table", "write [[instance]] above each")
        for key in entry:
            self._known(at, key, KEYS)
        ref = InstanceRef(
            self._id(at, entry, "application"),
            self._id(at, entry, "component"),
            self._id(at, entry, "instance"),
        )
        name = self._text(at, entry, "name").strip() or default_name(ref)
        return Bookmark(
            name=name,
            ref=ref,
            profile=self._text(at, entry, "profile") or "default",
            group=self._text(at, entry, "group").strip(),
            tags=self._tags(at, entry),
            note=self._text(at, entry, "note"),
            interval=self._duration(at, entry, "interval", SHORTEST_INTERVAL),
            expect=self._expect(at, entry),
            stuck_after=self._duration(at, entry, "stuck_after", 0.0),
        )

    def queries(self) -> tuple[tuple[Query, ...], list[ConfigurationError]]:
        """The sound queries, and the first mistake of each other one."""
        found: dict[str, Query] = {}
        problems: list[ConfigurationError] = []
        for index, entry in enumerate(self._tables("query")):
            at: Key = ("query", index)
            try:
                query = self._query(at, entry)
                if query.name in found:
                    raise self._error(
                        (*at, "name"), f"a second {query.name!r}", "names are unique: change one"
                    )
            except ConfigurationError as error:
                problems.append(error)
            else:
                found[query.name] = query
        return tuple(found.values()), problems

    def _query(self, at: Key, entry: object) -> Query:
        if not isinstance(entry, dict):
            raise self._error(at, "not a table", "write [[query]] above each")
        for key in entry:
            self._known(at, key, QUERY_KEYS)
        name = self._text(at, entry, "name").strip()
        if not name:
            raise self._error(at, "no name", 'add name = "…": it is the group of what matches')
        return Query(
            name=name,
            application=self._id(at, entry, "application"),
            environment=self._id(at, entry, "environment") if "environment" in entry else "",
            component=self._id(at, entry, "component") if "component" in entry else "",
            profile=self._text(at, entry, "profile") or "default",
            tags=self._tags(at, entry),
            note=self._text(at, entry, "note"),
            interval=self._duration(at, entry, "interval", SHORTEST_INTERVAL),
            expect=self._expect(at, entry),
        )

    def _tables(self, kind: str) -> list[object]:
        entries = self.table.get(kind, [])
        if not isinstance(entries, list):
            raise self._error((kind,), "not a list", f"write [[{kind}]] above each")
        return entries

    def _expect(self, at: Key, entry: dict[str, object]) -> str | None:
        expect = self._text(at, entry, "expect") or None
        if expect is not None and expect not in EXPECTATIONS:
            raise self._error(
                (*at, "expect"), f"not {expect!r}", f"write one of {', '.join(EXPECTATIONS)}"
            )
        return expect

    def _known(self, at: Key, key: str, known: tuple[str, ...]) -> None:
        if key in known:
            return
        if is_secret_key(key):
            raise self._error((*at, key), "a watch list holds no secret", REMEDY)
        if any(power in key.lower() for power in _POWERS):
            raise self._error(
                (*at, key),
                "a watch list holds no command and no address, since it is shared",
                "put it under a profile of config.toml",
            )
        raise self._error((*at, key), "unknown key", did_you_mean(key, known))

    def _id(self, at: Key, entry: dict[str, object], key: str) -> str:
        value = entry.get(key)
        if value is None:
            raise self._error(at, f"no {key} id", f'add {key} = "…"')
        if not isinstance(value, str):
            raise self._error((*at, key), "not a text", "put it in quotes")
        try:
            return check_id(key, value)
        except InvalidReference as error:
            raise self._error((*at, key), str(error), "copy it from the console") from error

    def _text(self, at: Key, entry: dict[str, object], key: str) -> str:
        value = entry.get(key, "")
        if not isinstance(value, str):
            raise self._error((*at, key), "not a text", "put it in quotes")
        if key != "note" and not value.isprintable():
            raise self._error((*at, key), "has control characters", "write it on one line")
        return value

    def _tags(self, at: Key, entry: dict[str, object]) -> tuple[str, ...]:
        value = entry.get("tags", [])
        if not isinstance(value, list) or not all(
            isinstance(tag, str) and tag.isprintable() for tag in value
        ):
            raise self._error((*at, "tags"), "not a list of texts", 'write ["one", "two"]')
        return tuple(value)

    def _duration(self, at: Key, entry: dict[str, object], key: str, least: float) -> float | None:
        if key not in entry:
            return None
        try:
            seconds = parse_duration(entry[key])
        except ValueError as error:
            raise self._error((*at, key), str(error), FORM) from None
        if 0 < seconds < least:
            raise self._error(
                (*at, key), f"too short: {entry[key]!r}", f"at least {least:g}s; 0 is off"
            )
        return seconds

    def _twins(self, found: list[tuple[int, Bookmark]]) -> Iterator[ConfigurationError]:
        names: set[str] = set()
        refs: dict[InstanceRef, str] = {}
        for index, bookmark in found:
            at: Key = ("instance", index)
            if bookmark.name in names:
                yield self._error(
                    (*at, "name"), f"a second {bookmark.name!r}", "names are unique: change one"
                )
            if bookmark.ref in refs:
                yield self._error(
                    (*at, "instance"),
                    f"the instance of {refs[bookmark.ref]!r} again",
                    "remove one of the two",
                )
            names.add(bookmark.name)
            refs[bookmark.ref] = bookmark.name

    def _error(self, key: Key, problem: str, remedy: str) -> ConfigurationError:
        return ConfigurationError(
            problem,
            where=self.path,
            line=line_of(self.text, key),
            key=written(key),
            remedy=remedy,
        )
