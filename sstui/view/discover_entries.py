"""What the picker's tree is made of: rows by identity, what passes the filter, and boxes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sstui.config.queries import Member, Query
from sstui.servicestage.discovery import (
    Discovery,
    FoundApplication,
    FoundComponent,
    FoundInstance,
)
from sstui.servicestage.refs import InstanceRef
from sstui.view.discover_filter import passes
from sstui.view.filter import Filter


class Box(StrEnum):
    """What is chosen of a row's instances."""

    EMPTY = "[ ]"
    FULL = "[x]"
    SOME = "[-]"
    WATCHED = "watched"
    NOTHING = "nothing"  # there is nothing to choose


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: an application, one of its components, or an instance of that. ``shown`` are the
    instances below it that pass the filter."""

    application: FoundApplication
    component: FoundComponent | None
    instance: FoundInstance | None
    shown: tuple[FoundInstance, ...]

    @property
    def key(self) -> str:
        """Its identity: the ids on the way to it."""
        if self.instance is not None:
            return str(self.instance.ref)
        return (
            f"{self.application.id}/{self.component.id}" if self.component else self.application.id
        )


@dataclass(frozen=True, slots=True)
class Picked:
    """What the picker keeps: refs that are ticked, keys that are folded, and under which name an
    instance is watched already."""

    ticked: frozenset[InstanceRef] = frozenset()
    folded: frozenset[str] = frozenset()
    watched: Mapping[InstanceRef, str] | None = None

    def is_watched(self, found: FoundInstance) -> bool:
        return self.watched is not None and found.ref in self.watched


def entries(discovery: Discovery, wanted: Filter, folded: frozenset[str]) -> tuple[Entry, ...]:
    """The rows in their order; what is above something that passes stays, what is folded has
    nothing below it."""
    return tuple(_entries(discovery.applications, wanted, folded))


def _entries(
    applications: Iterable[FoundApplication], wanted: Filter, folded: frozenset[str]
) -> Iterator[Entry]:
    for application in applications:
        components = []
        for component in application.components:
            shown = tuple(
                each
                for each in component.instances
                if not wanted.valid or passes(wanted, application, component, each)
            )
            if shown or not wanted.valid:
                components.append((component, shown))
        if not components and wanted.valid:
            continue
        below = tuple(each for _, shown in components for each in shown)
        top = Entry(application, None, None, below)
        yield top
        if top.key in folded:
            continue
        for component, shown in components:
            middle = Entry(application, component, None, shown)
            yield middle
            if middle.key not in folded:
                for each in shown:
                    yield Entry(application, component, each, (each,))


def choosable(entry: Entry, picked: Picked) -> tuple[InstanceRef, ...]:
    """The instances of a row that may be ticked."""
    return tuple(each.ref for each in entry.shown if not picked.is_watched(each))


def box_of(entry: Entry, picked: Picked) -> Box:
    free = choosable(entry, picked)
    if not free:
        return Box.WATCHED if entry.instance is not None else Box.NOTHING
    ticked = sum(ref in picked.ticked for ref in free)
    if ticked == len(free):
        return Box.FULL
    return Box.SOME if ticked else Box.EMPTY


def query_of(entry: Entry, queries: Iterable[Query]) -> Query | None:
    """The query that watches all of this row by itself."""
    component = entry.component.id if entry.component else ""
    environment = entry.instance.environment if entry.instance else ""
    for query in queries:
        if query.application.lower() != entry.application.id:
            continue
        if entry.instance is not None:
            if query.matches(Member(entry.instance.ref, "", environment)):
                return query
        elif not query.environment and query.component.lower() in ("", component):
            return query
    return None
