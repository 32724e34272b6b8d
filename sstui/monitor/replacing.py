"""A new instance in the place of one that is gone: its component is asked, seldom and cheaply."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable

from sstui.insight.records import Freshness
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import Snapshot
from sstui.monitor.store import Store
from sstui.monitor.turns import Turns
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef

log = logging.getLogger(__name__)

AGAIN = 600.0  # seconds between two questions about the same instance


class Replacements:
    """Which instances of an account are gone, and when their components are asked next: one at a
    time, in one of the slots of ``turns``, and ``wake`` is called when that is free again."""

    def __init__(
        self, caller: Caller, store: Store, turns: Turns, wake: Callable[[], None]
    ) -> None:
        self._caller = caller
        self._store = store
        self._turns = turns
        self._wake = wake
        self._due: dict[InstanceRef, float] = {}
        self._flight: asyncio.Task[None] | None = None

    def __bool__(self) -> bool:
        """Whether any is looked for."""
        return bool(self._due)

    @property
    def tasks(self) -> tuple[asyncio.Task[None], ...]:
        return () if self._flight is None else (self._flight,)

    def note(self, snapshot: Snapshot, now: float) -> None:
        """This is what a look came to."""
        if snapshot.freshness is not Freshness.GONE:
            self._due.pop(snapshot.ref, None)
        else:
            self._due.setdefault(snapshot.ref, now)

    def keep(self, refs: Collection[InstanceRef]) -> None:
        """Only these are watched."""
        self._due = {ref: due for ref, due in self._due.items() if ref in refs}

    def ask(self, now: float) -> float:
        """Ask for the one that waits longest, if it is time; the instant at which to call this
        again."""
        if not self or self._flight is not None:
            return FOREVER
        ref = min(self._due, key=self._due.__getitem__)
        due = max(self._due[ref], self._caller.budget.next_free(now, Purpose.FAST))
        if due > now:
            return due
        self._due[ref] = now + AGAIN
        self._turns.beside += 1
        work = self._find(ref, self._caller.pay(Purpose.FAST))
        self._flight = asyncio.create_task(work, name=f"replacement of {ref}")
        self._flight.add_done_callback(self._landed)
        return FOREVER

    async def _find(self, ref: InstanceRef, started: float) -> None:
        rows = await self._caller.instances_beside(ref, started)
        snapshots = self._store.snapshots
        gone = snapshots.get(ref)
        if rows is not None and gone is not None and gone.freshness is Freshness.GONE:
            self._store.offer(ref, replacement_of(gone, rows, snapshots))

    def _landed(self, flight: asyncio.Task[None]) -> None:
        self._turns.beside -= 1
        self._flight = None
        if not flight.cancelled() and (error := flight.exception()) is not None:
            log.error("looking for a replacement failed in sstui itself", exc_info=error)
        self._wake()


def replacement_of(
    gone: Snapshot, rows: Iterable[JSONObject], watched: Collection[InstanceRef]
) -> tuple[str, str] | None:
    """Id and name of the newest instance of the same component that is not watched and was made
    no earlier than the one that is gone."""
    taken = {ref.instance.lower() for ref in watched}
    made = gone.instance.create_time if gone.instance else None
    found: list[tuple[int, str, str]] = []
    for row in rows:
        identifier, name, time = row.get("id"), row.get("name"), row.get("create_time")
        if not isinstance(identifier, str) or identifier.lower() in taken:
            continue
        created = time if isinstance(time, int) else 0
        if made is None or not created or created >= made:
            found.append((created, identifier, name if isinstance(name, str) else ""))
    return max(found)[1:] if found else None
