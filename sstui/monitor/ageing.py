"""Looks grow old: makes them stale at their instant, and knows when the next one is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sstui.insight.records import Freshness
from sstui.monitor.reduce import Rules, stale_at
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import Snapshot
from sstui.monitor.store import Store
from sstui.servicestage.refs import InstanceRef


class Ageing:
    """``next`` is no later than the first instant at which a look becomes stale: until then there
    is nothing to go through, and usually the next look comes first."""

    def __init__(self, store: Store) -> None:
        self.next = FOREVER
        self._store = store

    def expect(self, snapshot: Snapshot, rules: Rules) -> None:
        """This one was looked at."""
        if snapshot.freshness is Freshness.FRESH:
            self.next = min(self.next, stale_at(snapshot, rules))

    def anew(self) -> None:
        """Paces moved, and with them what is too old."""
        self.next = -FOREVER

    def make_stale(
        self, refs: Iterable[InstanceRef], now: float, rules_now: Callable[[], Rules]
    ) -> None:
        """What has become too old by ``now``."""
        if now < self.next:
            return
        self.next, rules = FOREVER, rules_now()
        for ref in refs:
            self._store.age(ref, now, rules)
            self.expect(self._store.snapshots[ref], rules)
