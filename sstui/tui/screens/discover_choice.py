"""What is chosen in the picker, and what follows of it; without a widget."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.config.naming import named
from sstui.config.queries import Query
from sstui.insight.records import Health
from sstui.monitor.cost import Watched, cost
from sstui.servicestage.discovery import Discovery
from sstui.servicestage.refs import InstanceRef
from sstui.view.discover_entries import Entry, Picked, choosable, entries
from sstui.view.discover_filter import pick_filter
from sstui.view.discover_side import Bill, Draft
from sstui.view.discover_words import found_health, watched_names

if TYPE_CHECKING:
    from sstui.config.settings import PollSettings
    from sstui.watcher import Watcher


class Choice:
    """Ticks and folds are refs and keys, never rows: they survive a filter and another reading."""

    def __init__(self, watcher: Watcher, poll: PollSettings, draft: Draft) -> None:
        self.draft = draft
        self.discovery: Discovery | None = None
        self.wanted = pick_filter("")
        self.picked = Picked()
        self.matching: tuple[Entry, ...] = ()  # all rows that pass, folded or not
        self.made: tuple[Bookmark, ...] = ()  # what would be added, in the tree's order
        self.total = 0
        self.bill: Bill
        self._watcher = watcher
        self._poll = poll
        self.follow()

    @property
    def shown(self) -> int:
        """How many instances pass the filter."""
        return sum(each.instance is not None for each in self.matching)

    def rows(self) -> tuple[Entry, ...]:
        if self.discovery is None:
            return ()
        return entries(self.discovery, self.wanted, self.picked.folded)

    def follow(self) -> None:
        """Work out what follows, after anything changed."""
        fleet, discovery = self._watcher.fleet(), self.discovery
        bookmarks = [each.bookmark for each in fleet.snapshots]
        watched = watched_names(bookmarks)
        found = () if discovery is None else tuple(discovery.instances)
        free = {each.ref for each in found} - watched.keys()
        self.picked = replace(self.picked, ticked=self.picked.ticked & free, watched=watched)
        self.total = len(found)
        self.matching = entries(discovery, self.wanted, frozenset()) if discovery else ()
        self.made = named(
            (each for each in found if each.ref in self.picked.ticked),
            bookmarks,
            profile=discovery.profile if discovery else self.draft.profile,
            group=self.draft.group,
            tags=self.draft.tags,
            interval=self.draft.interval,
        )
        off = {each.ref for each in found if found_health(each) is Health.OFF}
        self.bill = self._bill([Watched(e.ref, e.interval, e.ref in off) for e in self.made])

    def _bill(self, more: list[Watched]) -> Bill:
        fleet = self._watcher.fleet()
        account = fleet.account(self.draft.profile)
        limit = account.limit if account else self._poll.budget
        watched = [
            Watched(each.ref, each.bookmark.interval, each.health is Health.OFF)
            for each in fleet.snapshots
            if each.bookmark.profile == self.draft.profile
        ]
        now = cost(watched, self._poll, limit)
        return Bill(now, cost([*watched, *more], self._poll, limit) if more else now, limit)

    def read(self, discovery: Discovery) -> None:
        """Another reading; what is ticked stays so where it is still there."""
        self.discovery = discovery
        self.follow()

    def search(self, text: str) -> None:
        self.wanted = pick_filter(text)
        self.follow()

    def tick(self, entry: Entry) -> bool:
        """All of a row, or none of it where all is ticked; False: there is nothing to choose."""
        free = frozenset(choosable(entry, self.picked))
        return bool(free) and self._turn(free)

    def tick_all(self) -> bool:
        """All that matches, or none of it."""
        free = (ref for entry in self.matching for ref in choosable(entry, self.picked))
        return self._turn(frozenset(free))

    def _turn(self, refs: frozenset[InstanceRef]) -> bool:
        ticked = self.picked.ticked
        now = ticked - refs if refs <= ticked else ticked | refs
        self.picked = replace(self.picked, ticked=now)
        self.follow()
        return bool(refs)

    def fold(self, key: str, *, folded: bool) -> None:
        keys = self.picked.folded
        self.picked = replace(self.picked, folded=keys | {key} if folded else keys - {key})

    def query(self, entry: Entry) -> Query:
        """All of an application or a component; on an instance's row, of its application in that
        environment. Named by what it is of, beside the queries that there are."""
        draft, found = self.draft, entry.instance
        above = entry.application.name
        if found is not None:
            name = f"{above} {found.environment_name or found.environment[:8]}".strip()
        else:
            name = f"{above} {entry.component.name}" if entry.component else above
        name = draft.group or "".join(c if c.isprintable() else "_" for c in name)
        return Query(
            name=self._free_name(name),
            application=entry.application.id,
            environment=found.environment if found else "",
            component=entry.component.id if entry.component and not found else "",
            profile=self.discovery.profile if self.discovery else draft.profile,
            tags=draft.tags,
            interval=draft.interval,
        )

    def _free_name(self, name: str) -> str:
        taken = {query.name for query in self._watcher.queries}
        number, free = 2, name
        while free in taken:
            number, free = number + 1, f"{name} {number}"
        return free
