"""How one account answers, and whether it may be called: a state machine without a clock.

    IDLE ──► STARTING ──answers──► OK ──every call fails──► NO_ANSWER ──answers──► OK
                 │                  ├──429──► THROTTLED ──────────────────────────► OK
                 └─────401──────────┴──401──► REFUSED ──other credentials──► STARTING

Only in OK are all instances looked at; in every other state one call goes alone, at `next_try`.
"""

from __future__ import annotations

import random

from sstui.insight.records import Event, EventKind, Observation
from sstui.insight.timeline import NO_ANSWER, REFUSED
from sstui.monitor import pacing
from sstui.monitor.reduce import GONE_FOR
from sstui.monitor.state import Link
from sstui.servicestage.errors import (
    BadRequest,
    Forbidden,
    NoCredentials,
    NotFound,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unavailable,
    Unreachable,
    UnreachableKind,
)
from sstui.servicestage.refs import InstanceRef

Events = tuple[Event, ...]

# While starting, so many instances are tried a second apart before it is called an outage that
# needs patience: the first one may be the one that hangs.
_FIRST_TRIES = 3
_FIRST_TRIES_APART = 1.0
_NO_KEY = frozenset({Link.REFUSED, Link.NO_CREDENTIALS})


class AccountLink:
    """The state of one profile's line to its API. Instants are monotonic seconds."""

    def __init__(self, profile: str, interval: float, rng: random.Random) -> None:
        self.profile = profile
        self.state = Link.IDLE
        self.since: float | None = None
        self.error: ServiceStageError | None = None
        self.tries = 0
        self.next_try: float | None = None
        self._interval = interval
        self._rng = rng
        self._answered = float("-inf")  # when the API last gave an answer
        self._failing: dict[InstanceRef, float] = {}  # since then, and from when
        self._first_contact = True
        self._refusals = 0
        self._throttles = 0
        self._locked_out: tuple[Link, float] | None = None  # told as an event, and since when

    @property
    def open(self) -> bool:
        """Whether all instances may be looked at."""
        return self.state is Link.OK

    @property
    def barred(self) -> bool:
        """Whether calls wait for other credentials."""
        return self.state in _NO_KEY

    @property
    def blind_since(self) -> float | None:
        """Since when no call can have an answer; None while one can."""
        return self.since if self.state is Link.NO_ANSWER or self.barred else None

    @property
    def blind_why(self) -> str:
        """Why no call can have an answer, in the timeline's words; empty while one can."""
        if self.barred:
            return REFUSED
        return NO_ANSWER if self.state is Link.NO_ANSWER else ""

    def begin(self, now: float) -> None:
        """One call alone, now: at start and after a change of credentials."""
        self.state = Link.STARTING
        self.since = now
        self.error = None
        self.tries = 0
        self.next_try = now
        self._first_contact = True
        self._refusals = 0

    def idle(self, now: float) -> None:
        """Nothing is watched any more."""
        self.state, self.since, self.next_try = Link.IDLE, now, None

    def hurry(self, now: float) -> None:
        """A person asks: the next try comes now, except where the API asked for silence or
        refused the key."""
        if self.state in {Link.NO_ANSWER, Link.STARTING} and self.next_try is not None:
            self.next_try = min(self.next_try, now)

    def observed(self, look: Observation, *, watched: int, expired: bool) -> Events:
        """Judge one look. ``watched``: how many instances are looked at; ``expired``: these
        credentials are known to have ended, so that trying them again is no use."""
        starting = self.state is Link.STARTING and look.started < (self.since or 0.0)
        if starting and not look.relayed:
            return ()  # asked with other credentials
        error = look.error
        if error is None or self._is_answer(error):
            return self._answer(look)
        if isinstance(error, BadRequest):
            return self._not_sent(look, watched)
        if isinstance(error, Unauthorized):
            return self._refused(look, error, expired)
        if isinstance(error, NoCredentials):
            return self._without_credentials(look, error)
        if isinstance(error, Throttled):
            return self._throttled(look, error)
        return self._failed(look, error, watched)

    def _is_answer(self, error: ServiceStageError) -> bool:
        """Whether the error is about this one instance and shows that the line is good."""
        if isinstance(error, NotFound):
            return error.what in GONE_FOR
        if isinstance(error, Forbidden):
            # The key was accepted. Where every instance is forbidden, that is the outage.
            outage = self.state is Link.NO_ANSWER
            return not self.open and not (outage and isinstance(self.error, Forbidden))
        return isinstance(error, BadRequest) and error.status is not None

    def unanswered(self, ref: InstanceRef, now: float) -> None:
        """A call that was given up for another had no answer until then. By itself that is no
        failure; beside real ones it tells whether anybody is answered."""
        if self.open:
            self._failing.setdefault(ref, now)

    def postpone(self, now: float, wait: float | None = None) -> None:
        """A call came to nothing through no fault of the line: not the next one at once, or not
        before ``wait`` seconds are over."""
        if self.next_try is not None:
            self.next_try = max(self.next_try, now + (self._wait(None) if wait is None else wait))

    def _not_sent(self, look: Observation, watched: int) -> Events:
        """An id that no call can be made for says nothing of the line: the next one is asked."""
        self.tries += not self.open
        if self.next_try is not None:
            wait = _FIRST_TRIES_APART if self.tries < watched else self._wait(None)
            self.next_try = max(self.next_try, look.at + wait)
        return ()

    def _answer(self, look: Observation) -> Events:
        before = not self.open and self.since is not None and look.started < self.since
        if before and not (self.state is Link.STARTING and look.relayed):
            return ()  # asked before the trouble began
        self._answered = look.at
        self._failing.clear()
        self._first_contact = False
        self._refusals = self._throttles = self.tries = 0
        events = self._turn(Link.OK, look)
        self.error = self.next_try = None
        return events

    def _refused(self, look: Observation, error: Unauthorized, expired: bool) -> Events:
        self._refusals += self.state is not Link.REFUSED or look.started >= (self.next_try or 0)
        self.tries += 1
        known = self.state is Link.REFUSED and error.status is None
        events = self._turn(Link.REFUSED, look)
        self.error = self.error if known else error  # the API's own words say more
        wait = pacing.refused_wait(self._refusals) if error.wait is None else error.wait
        self.next_try = None if expired or error.expired else look.at + wait
        return events

    def _without_credentials(self, look: Observation, error: NoCredentials) -> Events:
        self.tries += 1
        events = self._turn(Link.NO_CREDENTIALS, look)
        self.error = error
        self.next_try = look.at + pacing.NO_CREDENTIALS
        return events

    def _throttled(self, look: Observation, error: Throttled) -> Events:
        if self.state is not Link.THROTTLED or look.started >= (self.next_try or 0):
            self._throttles += 1
        self.tries += 1
        events = () if self.state is Link.REFUSED else self._turn(Link.THROTTLED, look)
        self.error = error
        wait = pacing.throttle_wait(self._throttles, error.retry_after, self._rng)
        self.next_try = max(self.next_try or 0.0, look.at + wait)
        return events

    def _failed(self, look: Observation, error: ServiceStageError, watched: int) -> Events:
        if self.open and look.started < self._answered:
            return ()  # others were answered while this one was not
        self._failing.setdefault(look.ref, look.at)
        self.tries += 1
        if self.state is Link.REFUSED:
            self.next_try = look.at + pacing.refused_wait(self._refusals)
            return ()
        if self.open and not self._all_fail(error, watched):
            return ()
        events = self._turn(Link.NO_ANSWER, look, since=min(self._failing.values()))
        self.error = error
        self.next_try = max(look.at, look.started + self._probe_wait(error, watched))
        return events

    def _all_fail(self, error: ServiceStageError, watched: int) -> bool:
        """Whether what failed since the last answer is evidence about the API itself.

        A host that cannot be connected to needs two instances' word; a time-out or a 5xx may be
        about one instance, so half of them have to say it.
        """
        if self.tries < 2:
            return False
        about_host = isinstance(error, Unreachable) and error.kind is not UnreachableKind.TIMEOUT
        needed = 2 if about_host else max(3, (watched + 1) // 2)
        return len(self._failing) >= min(watched, needed)

    def _probe_wait(self, error: ServiceStageError, watched: int) -> float:
        retry_after = error.retry_after if isinstance(error, Unavailable) else None
        if self._first_contact and not retry_after and self.tries < min(_FIRST_TRIES, watched):
            return _FIRST_TRIES_APART
        return self._wait(retry_after)

    def _wait(self, retry_after: float | None) -> float:
        return pacing.probe_wait(self._interval, retry_after, self._rng)

    def _turn(self, state: Link, look: Observation, since: float | None = None) -> Events:
        """Go to another state, and say what a person should know of it."""
        before = self.state
        if before is state:
            return ()
        events = []
        if (before is Link.NO_ANSWER) != (state is Link.NO_ANSWER):
            began = self.since if before is Link.NO_ANSWER else None
            events.append(self._event(EventKind.OUTAGE, before, state, look, began))
        if state in _NO_KEY and self._locked_out is None:
            events.append(self._event(EventKind.CREDENTIALS, before, state, look, None))
            self._locked_out = (state, look.at)
        elif state is Link.OK and self._locked_out is not None:
            was, began = self._locked_out
            events.append(self._event(EventKind.CREDENTIALS, was, state, look, began))
            self._locked_out = None
        self.state = state
        self.since = look.at if since is None else since
        return tuple(events)

    def _event(
        self, kind: EventKind, before: Link, after: Link, look: Observation, began: float | None
    ) -> Event:
        return Event(
            kind,
            self.profile,
            None,
            look.at,
            look.time,
            before.value,
            after.value,
            lasted=None if began is None else look.at - began,
        )
