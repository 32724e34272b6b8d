"""How many calls one account may make in a while, enforced for real."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sstui.simulator.refusals import throttled


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``requests`` (one or more) in any ``seconds``; with ``retry_after`` a refusal says
    in that header when the next call would be let in."""

    requests: int = 200
    seconds: float = 300.0
    retry_after: bool = True


class Throttle:
    """The gateway's window of one account: keys and tokens of its user count together.

    ``limit`` gives the limit in force, None for none; ``clock`` epoch seconds without any skew.
    """

    def __init__(self, limit: Callable[[], Limit | None], clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._admitted: deque[float] = deque()

    def admit(self, request_id: str) -> None:
        """Counts a call that is let in. Raises `Refused`, 429 APIGW.0308, which is not counted."""
        limit = self._limit()
        if limit is None:
            return
        now = self._clock()
        while self._admitted and self._admitted[0] <= now - limit.seconds:
            self._admitted.popleft()
        excess = len(self._admitted) - limit.requests
        if excess < 0:
            self._admitted.append(now)
            return
        wait = self._admitted[excess] + limit.seconds - now
        raise throttled(
            limit.requests,
            limit.seconds,
            request_id,
            math.ceil(wait) if limit.retry_after else None,
        )
