"""While credentials are missing or refused: asks every five seconds whether there are others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sstui.monitor.caller import Caller
from sstui.monitor.pacing import ASK_CREDENTIALS
from sstui.monitor.rest import FOREVER

log = logging.getLogger(__name__)


class CredentialWatch:
    """``changed`` is called when there are others, ``asked`` after each question.

    The question makes no API call, but it may read files or run a command: it goes in a task.
    """

    def __init__(
        self, caller: Caller, changed: Callable[[], None], asked: Callable[[], None]
    ) -> None:
        self._caller = caller
        self._changed = changed
        self._asked = asked
        self._asking: asyncio.Task[bool] | None = None
        self._next = -FOREVER

    @property
    def tasks(self) -> tuple[asyncio.Task[bool], ...]:
        return () if self._asking is None else (self._asking,)

    def hurry(self) -> None:
        """The next `ask` asks, however short the last one was ago."""
        self._next = -FOREVER

    def ask(self, now: float) -> float:
        """Ask if it is time; the instant at which to call this again."""
        if self._asking is not None:
            return FOREVER
        if now < self._next:
            return self._next
        self._next = now + ASK_CREDENTIALS
        self._asking = asyncio.create_task(self._caller.credentials_changed())
        self._asking.add_done_callback(self._answered)
        return FOREVER

    def _answered(self, asking: asyncio.Task[bool]) -> None:
        self._asking = None
        if asking.cancelled():
            return
        error = asking.exception()
        if error is not None:
            log.error("asking for credentials failed in sstui itself", exc_info=error)
        elif asking.result():
            self._changed()
        self._asked()
