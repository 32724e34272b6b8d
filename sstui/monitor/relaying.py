"""Calls that one process makes for all: made here by the one that leads, heard of by the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sstui.monitor.clock import Clock
from sstui.monitor.frames import Told, look_key
from sstui.monitor.lease import Lease
from sstui.monitor.ledger import Ledger
from sstui.monitor.rest import FOREVER
from sstui.servicestage.errors import NoCredentials, Unauthorized, Withheld
from sstui.servicestage.refs import InstanceRef

_ASK_AGAIN = 1.0  # seconds
_LAST_WORD = 30.0  # seconds for which what the last one to lead told is taken in before our own
# What says nothing of the account to others.
_UNTOLD = Withheld | NoCredentials


@dataclass(frozen=True, slots=True)
class _Share:
    scope: str
    interval: float
    changed: Callable[[], None]


class Relaying:
    """Until `share` is called, and wherever nothing can be shared, each looks for itself."""

    def __init__(self, clock: Clock, ledger: Ledger, whose: Callable[[], Awaitable[str]]) -> None:
        self._clock = clock
        self._ledger = ledger
        self._whose = whose
        self._share: _Share | None = None
        self._lease: Lease | None = None
        self._alone: bool | None = None  # nobody says whose the account is; None: not asked yet
        self._taken: dict[str, float] = {}  # when the last call of each key began

    def share(self, scope: str, interval: float, changed: Callable[[], None]) -> None:
        """From now on call for all processes of this machine, or hear from the one that does.

        ``scope``: whose instances, beside the account; ``changed`` is called when another leads,
        and when it told something.
        """
        self._share = _Share(scope, interval, changed)

    @property
    def leads(self) -> bool | None:
        """Whether this process calls for all; None: nothing is shared, or it is not known yet."""
        return None if self._lease is None else self._lease.leads

    @property
    def leader_pid(self) -> int | None:
        return None if self._lease is None else self._lease.leader_pid

    @property
    def follows(self) -> bool:
        return self._lease is not None and self._lease.follows

    @property
    def records(self) -> bool:
        """Whether what this process sees is to be written down."""
        if self._lease is None:  # a command that gives credentials may take long
            return self._alone is not False
        return bool(self._lease.leads)

    def news(self, ref: InstanceRef, since: float) -> bool:
        """Whether the process that leads had an answer after ``since`` that was not taken yet."""
        if self._lease is None or not self._lease.follows:
            return False
        key = look_key(ref)
        told = self._lease.newer(key, max(since, self._taken.get(key, -FOREVER)))
        return told is not None and told.error is None

    def held_up(self, until: float) -> None:
        """`Lease.held_up`."""
        if self._lease is not None:
            self._lease.held_up(until)

    async def ask(
        self,
        key: str,
        started: float,
        call: Callable[[], Awaitable[Told]],
        give_back: Callable[[], None],
        *,
        own: bool,
    ) -> tuple[Told, bool]:
        """What a call told, and whether another process made it; ``own``: it is made here if it
        can be. ``give_back`` is called where none is made."""
        lease = await self._decided()
        heard = None if lease is None else lease.newer(key, self._taken.get(key, -FOREVER))
        if lease is None or not lease.follows:
            if heard is not None and not own and started < heard.at + _LAST_WORD:
                give_back()
                self._taken[key] = heard.started
                return heard, True
            told = await call()
            if lease is not None and lease.leads and not isinstance(told.error, _UNTOLD):
                self._taken[key] = told.started
                lease.tell(told)
            return told, False
        told_here = heard is not None or lease.expects(key, self._clock.monotonic())
        if own or not told_here:
            told = await call()
            if not (told_here and isinstance(told.error, _UNTOLD | Unauthorized)):
                self._taken[key] = started
                return told, False
        else:
            give_back()
        if heard is None:
            return self._nothing_new(key, started), True
        self._taken[key] = heard.started
        return heard, True

    async def aclose(self) -> None:
        """Whether this process `records` stays as it was, for what is written at the end."""
        self._share = None
        if self._lease is not None:
            await self._lease.aclose()

    async def _decided(self) -> Lease | None:
        """None where each looks for itself."""
        share = self._share
        if share is None or self._ledger.folder is None:
            return None
        if self._lease is None:
            self._alone = bool(self._alone)
            try:
                whose = await self._whose()
            except NoCredentials:
                self._alone = True
                return None  # the call itself will say so
            if self._lease is None and self._share is share:
                scope = f"{whose} {share.scope}"
                self._lease = Lease(self._ledger, scope, share.interval, self._clock, share.changed)
        lease = self._lease
        if lease is not None:
            await lease.decided()
        return lease

    def _nothing_new(self, key: str, started: float) -> Told:
        error = Withheld(
            "the process that leads has not looked again yet",
            cause="nothing new yet",
            remedy="It looks for all of this machine.",
        )
        error.wait = _ASK_AGAIN
        return Told(key, started, self._clock.monotonic(), self._clock.now(), error=error)
