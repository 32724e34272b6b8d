"""What the process that leads told of each call: kept by those that follow, and by the one that
leads for those who come later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sstui.monitor.frames import Told


@dataclass(slots=True)
class OfOneCall:
    """The last good word, the last one, and how far apart words came."""

    last: Told
    good: Told | None = None
    gap: float = 0.0  # seconds

    def hear(self, told: Told) -> None:
        if told.started <= self.last.started:
            return
        self.gap = max(told.started - self.last.started, 0.0)
        self.last = told
        if told.error is None:
            self.good = told

    def newer(self, than: float) -> Told | None:
        """The oldest word that began after ``than``: a failure does not hide the good one."""
        return next((told for told in self.words if told.started > than), None)

    @property
    def words(self) -> list[Told]:
        """What is kept, oldest first."""
        if self.good is None or self.good is self.last:
            return [self.last]
        return [self.good, self.last]


class Heard:
    """By the key of the call."""

    def __init__(self) -> None:
        self._calls: dict[str, OfOneCall] = {}

    def __iter__(self) -> Iterator[Told]:
        """Every word that is kept, those of one call oldest first."""
        for call in self._calls.values():
            yield from call.words

    def of(self, key: str) -> OfOneCall | None:
        return self._calls.get(key)

    def hear(self, told: Told) -> None:
        if told.key in self._calls:
            self._calls[told.key].hear(told)
        else:
            self._calls[told.key] = OfOneCall(told, None if told.error else told)

    def forget(self) -> None:
        """Another leads: what it knows it tells anew."""
        self._calls.clear()
