"""The requests of one account, counted in a sliding window (DESIGN §6, rule 6). No clock inside."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge

WINDOW = 300.0  # seconds
# A request leaves a little after it was taken from the budget. One whose answer took longer than
# this counts from its answer: until then it had not left for certain, and the API might see two
# windows' worth within one of its own.
LEEWAY = 1.0
_RECOVERY = 1 / 20  # of the limit, in each window: from three quarters to all in 25 minutes
_LEAST_SHARE = 10  # what is learned never goes below a tenth of the limit


class Purpose(StrEnum):
    """What a request is for, by rising claim on the budget."""

    FAST = "fast"  # the cursor, and what moves: at most a third
    ROUTINE = "routine"  # all but the last tenth
    PERSON = "person"  # somebody pressed a key
    ATTACHED = "attached"  # a token, a renewal: a call brings it with it and needs it


@dataclass(frozen=True, slots=True)
class Cut:
    """What a 429 taught: at ``at`` (seconds) no more than ``limit`` were safe."""

    limit: float
    at: float


def in_force(limit: int, cut: Cut | None, now: float) -> int:
    """The limit at ``now``: what was learned, slowly forgotten, and never above ``limit``."""
    if cut is None:
        return limit
    recovered = cut.limit + limit * _RECOVERY * max(now - cut.at, 0.0) / WINDOW
    return max(1, min(limit, int(recovered)))


def cut_by_429(limit: int, cut: Cut | None, used: int, now: float) -> Cut:
    """What is learned of a 429 after ``used`` requests in a window.

    Three quarters of that, at once. Where we used less than half of our limit it is others who
    spend the account's share: then the limit stays and only its recovery begins anew, so that the
    probes of a long throttle do not bring it to its floor.
    """
    known = in_force(limit, cut, now)
    if used * 2 < known:
        return Cut(known, now)
    return Cut(max(limit / _LEAST_SHARE, 1.0, min(known, used * 3 / 4)), now)


def room(limit: int, purpose: Purpose) -> int:
    """How many requests of a window may be spent before this purpose has to wait."""
    if purpose is Purpose.ATTACHED:
        return limit
    if purpose is Purpose.PERSON:
        return max(1, limit - limit // 24)
    routine = limit - limit // 10
    # The cursors of all processes leave the fleet a little room whenever its turn comes.
    return max(1, routine - limit // 40 if purpose is Purpose.FAST else routine)


def fast_room(limit: int) -> int:
    return max(1, limit // 3)


class Budget:
    """At most `limit_at` requests within any five minutes: our own, and what others of the same
    account spent, as the ledger tells.

    Of the tenth that routine leaves alone, about half is for a person, half for what calls bring
    with them. All times are monotonic seconds.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit  # as configured
        self.cut: Cut | None = None
        # Looks come from the process that leads and cost nothing; the few calls that are made all
        # the same are for the ledger to allow.
        self.free = False
        self.hasty = 0  # others that spent of the fast share within the window
        self._spent: deque[tuple[float, Purpose]] = deque()
        self._others: deque[tuple[float, Purpose]] = deque()

    def limit_at(self, now: float) -> int:
        """The limit in force."""
        return in_force(self.limit, self.cut, now)

    def tell(
        self, others: Iterable[tuple[float, Purpose]], cut: Cut | None, hasty: int = 0
    ) -> None:
        """What others spent, oldest first, and what any of us learned; so many are `hasty`."""
        self._others = deque(others)
        self.hasty = hasty
        self.cut = cut

    def used(self, now: float) -> int:
        """Requests within the five minutes before ``now``."""
        self._forget(now)
        return len(self._spent) + len(self._others)

    def may(self, now: float, purpose: Purpose) -> bool:
        if self.free:
            return True
        limit = self.limit_at(now)
        if self.used(now) >= room(limit, purpose):
            return False
        return purpose is not Purpose.FAST or len(self._fast()) < fast_room(limit)

    def left(self, now: float) -> float:
        """How many routine requests `may` be made at this instant."""
        return (
            float("inf")
            if self.free
            else room(self.limit_at(now), Purpose.ROUTINE) - self.used(now)
        )

    def spend(self, now: float, purpose: Purpose) -> None:
        """Count one request; ask `may` first, unless it cannot be helped."""
        self._forget(now)
        self._spent.append((now, purpose))

    def give_back(self, taken: float, purpose: Purpose) -> None:
        """Uncount a request that was taken at ``taken`` and never made."""
        if (taken, purpose) in self._spent:
            self._spent.remove((taken, purpose))

    def recount(self, taken: float, purpose: Purpose, now: float) -> None:
        """A request that was taken at ``taken`` may have left as late as ``now``."""
        if (taken, purpose) in self._spent:
            self._spent.remove((taken, purpose))
            self._spent.append((now, purpose))

    def next_free(self, now: float, purpose: Purpose) -> float:
        """The instant from which `may` is true if nothing else is spent until then."""
        if self.may(now, purpose):
            return now
        limit = self.limit_at(now)
        all_spent = [at for at, _ in merge(self._spent, self._others)]
        free = _freed(all_spent, room(limit, purpose), now)
        if purpose is Purpose.FAST:
            free = max(free, _freed(self._fast(), fast_room(limit), now))
        return free

    def _fast(self) -> list[float]:
        return [at for at, each in merge(self._spent, self._others) if each is Purpose.FAST]

    def _forget(self, now: float) -> None:
        for spent in (self._spent, self._others):
            while spent and now - spent[0][0] >= WINDOW + LEEWAY:
                spent.popleft()


def _freed(spent: list[float], allowed: int, now: float) -> float:
    """When fewer than ``allowed`` of them are left in the window."""
    over = len(spent) - allowed
    return spent[over] + WINDOW + LEEWAY if over >= 0 else now
