"""A new instance in the place of one that is gone: its component is asked, seldom and cheaply."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sstui.insight.records import Freshness
from sstui.monitor.rest import FOREVER
from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.refs import InstanceRef

AGAIN = 600.0  # seconds between two questions about the same instance


class Replacements:
    """Which instances are gone, and when their components are asked next."""

    def __init__(self) -> None:
        self._due: dict[InstanceRef, float] = {}

    def note(self, snapshot: Snapshot, now: float) -> None:
        """This is what a look came to."""
        if snapshot.freshness is not Freshness.GONE:
            self._due.pop(snapshot.ref, None)
        else:
            self._due.setdefault(snapshot.ref, now)

    def keep(self, refs: Collection[InstanceRef]) -> None:
        """Only these are watched."""
        self._due = {ref: due for ref, due in self._due.items() if ref in refs}

    def next(self) -> tuple[InstanceRef | None, float]:
        """Whose component is asked next, and when."""
        if not self._due:
            return None, FOREVER
        ref = min(self._due, key=self._due.__getitem__)
        return ref, self._due[ref]

    def asked(self, ref: InstanceRef, now: float) -> None:
        self._due[ref] = now + AGAIN


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
