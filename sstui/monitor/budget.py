"""The requests of one account, counted in a sliding window (DESIGN §6, rule 6). No clock inside."""

from __future__ import annotations

from collections import deque
from enum import StrEnum

WINDOW = 300.0  # seconds
# A request leaves a little after it was taken from the budget: this much later at most, the API
# would see two windows' worth within one of its own.
_LEEWAY = 1.0


class Purpose(StrEnum):
    """What a request is for, by rising claim on the budget."""

    FAST = "fast"  # the cursor, and what moves: at most a third
    ROUTINE = "routine"  # all but the last tenth
    PERSON = "person"  # somebody pressed a key
    ATTACHED = "attached"  # a token, a renewal: a call brings it with it and cannot be refused


class Budget:
    """At most ``limit`` requests within any five minutes.

    Of the tenth that routine leaves alone, about half is for a person, half for what calls bring
    with them: so the limit holds although `spend` never refuses. All times are monotonic seconds.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._spent: deque[tuple[float, Purpose]] = deque()
        self._fast = 0

    def used(self, now: float) -> int:
        """Requests within the five minutes before ``now``."""
        self._forget(now)
        return len(self._spent)

    def may(self, now: float, purpose: Purpose) -> bool:
        self._forget(now)
        if purpose is Purpose.FAST and self._fast >= self.fast_room:
            return False
        return len(self._spent) < self.room(purpose)

    def spend(self, now: float, purpose: Purpose) -> None:
        """Count one request; ask `may` first, unless it cannot be helped."""
        self._forget(now)
        self._spent.append((now, purpose))
        self._fast += purpose is Purpose.FAST

    def give_back(self, taken: float, purpose: Purpose) -> None:
        """Uncount a request that was taken at ``taken`` and never made."""
        if (taken, purpose) in self._spent:
            self._spent.remove((taken, purpose))
            self._fast -= purpose is Purpose.FAST

    def next_free(self, now: float, purpose: Purpose) -> float:
        """The instant from which `may` is true if nothing else is spent until then."""
        if self.may(now, purpose):
            return now
        over = len(self._spent) - self.room(purpose)
        free = self._spent[over][0] + WINDOW + _LEEWAY if over >= 0 else now
        if purpose is Purpose.FAST and self._fast >= self.fast_room:
            fast = [at for at, each in self._spent if each is Purpose.FAST]
            free = max(free, fast[len(fast) - self.fast_room] + WINDOW + _LEEWAY)
        return free

    def room(self, purpose: Purpose) -> int:
        """How many requests of a window may be spent before this purpose has to wait."""
        if purpose is Purpose.ATTACHED:
            return self.limit
        if purpose is Purpose.PERSON:
            return max(1, self.limit - self.limit // 24)
        return max(1, self.limit - self.limit // 10)

    @property
    def fast_room(self) -> int:
        return max(1, self.limit // 3)

    def _forget(self, now: float) -> None:
        while self._spent and now - self._spent[0][0] >= WINDOW + _LEEWAY:
            self._fast -= self._spent.popleft()[1] is Purpose.FAST
