"""From the watcher's callbacks to one message for the screen, at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.message import Message
from textual.screen import Screen

from sstui.servicestage.refs import InstanceRef
from sstui.watcher import Watcher

PAUSE = 1.0  # seconds between two repaints that polling causes (DESIGN §6, rule 8)


class SeenAgain(Message):
    """What is under the cursor was looked at, and is as it was: its age alone has changed."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SeenAgain)


class FleetChanged(Message):
    """Something that the fleet shows has changed."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, (FleetChanged, SeenAgain))


class Relay:
    """Posts a message at once, then at most one in `PAUSE` seconds, no news forgotten. Looks like
    those before, of what is not under the ``cursor``, wait for the grid on which all ages move."""

    def __init__(
        self,
        screen: Screen[None],
        watcher: Watcher,
        cursor: Callable[[], InstanceRef | None] = lambda: None,
    ) -> None:
        self._screen = screen
        self._cursor = cursor
        self._pause: asyncio.TimerHandle | None = None
        self._waiting: Message | None = None
        self._unsubscribe = (
            watcher.subscribe(self._changed, news=True),
            watcher.subscribe(self._looked),
        )

    def _changed(self, _refs: frozenset[InstanceRef]) -> None:
        self._post(FleetChanged())

    def _looked(self, refs: frozenset[InstanceRef]) -> None:
        if self._cursor() in refs:
            self._post(SeenAgain())

    def _post(self, message: Message) -> None:
        if self._pause is not None:
            if self._waiting is None or message.can_replace(self._waiting):
                self._waiting = message
            return
        self._screen.post_message(message)
        # Not a timer of Textual's: this runs in the watcher's context, which knows no app.
        self._pause = asyncio.get_running_loop().call_later(PAUSE, self._pause_over)

    def _pause_over(self) -> None:
        self._pause = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._post(waiting)

    def close(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if self._pause is not None:
            self._pause.cancel()
