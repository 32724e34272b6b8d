"""The bell: which events ring it, once for a burst.

Nothing rings for what is quiet or flaps, nor where another process leads: that one rings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping

from sstui.insight.alerts import Alert, alert_of
from sstui.insight.records import Event
from sstui.monitor.clock import Clock
from sstui.monitor.state import Snapshot
from sstui.servicestage.refs import InstanceRef

BURST = 5.0  # seconds without another event that end a burst
LONGEST_BURST = 60.0  # seconds after which what goes on rings again

Ring = Callable[[Mapping[str, Alert], bool], None]


class Bell:
    """``ring(burst, is_new)`` is told each event of these ``kinds``, with all that its burst told
    before, by name; ``is_new``: it is the first, and the bell is to be rung."""

    def __init__(
        self,
        kinds: Collection[str],
        clock: Clock,
        ring: Ring,
        *,
        leads: Callable[[str], bool],
        snapshot: Callable[[InstanceRef], Snapshot | None],
    ) -> None:
        self.kinds = frozenset(kinds)
        self._clock = clock
        self._ring = ring
        self._leads = leads
        self._snapshot = snapshot
        self._burst: dict[str, Alert] = {}
        self._heard: list[tuple[str, Alert]] = []
        self._began = self._last = -LONGEST_BURST

    def hear(self, events: tuple[Event, ...]) -> None:
        """Keep what is worth a ring; it rings in a turn of the event loop of its own."""
        heard = [(event.name, alert) for event in events if (alert := self._alert(event))]
        if heard and not self._heard:
            asyncio.get_running_loop().call_soon(self._tell)
        self._heard += heard

    def _alert(self, event: Event) -> Alert | None:
        alert = alert_of(event)
        if alert not in self.kinds:
            return None
        known = None if event.ref is None else self._snapshot(event.ref)
        if known is not None and (known.quiet or (known.flapping and alert is not Alert.FLAPPING)):
            return None
        profile = event.name if known is None else known.bookmark.profile
        return alert if self._leads(profile) else None

    def _tell(self) -> None:
        heard, self._heard = self._heard, []
        now = self._clock.monotonic()
        is_new = now - self._last > BURST or now - self._began >= LONGEST_BURST
        self._last = now
        if is_new:
            self._began, self._burst = now, {}
        for name, alert in heard:
            if not (alert is Alert.BAD and self._burst.get(name) is Alert.GONE):
                self._burst[name] = alert  # one that is gone is bad for that alone
        self._ring(self._burst, is_new)
