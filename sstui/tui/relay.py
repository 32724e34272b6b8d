"""From the watcher's callbacks to one message for the screen, at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.message import Message
from textual.screen import Screen

from sstui.watcher import Watcher

PAUSE = 1.0  # seconds between two repaints that polling causes (DESIGN §6, rule 8)


class FleetChanged(Message):
    """Something that the fleet shows has changed."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, FleetChanged)


class Relay:
    """Posts `FleetChanged` at once, then at most once in `PAUSE` seconds, none forgotten."""

    def __init__(self, screen: Screen[None], watcher: Watcher) -> None:
        self._screen = screen
        self._pause: asyncio.TimerHandle | None = None
        self._waiting = False
        self._unsubscribe: Callable[[], None] = watcher.subscribe(self._changed)

    def _changed(self, _refs: object) -> None:
        if self._pause is not None:
            self._waiting = True
            return
        self._screen.post_message(FleetChanged())
        # Not a timer of Textual's: this runs in the watcher's context, which knows no app.
        self._pause = asyncio.get_running_loop().call_later(PAUSE, self._pause_over)

    def _pause_over(self) -> None:
        self._pause = None
        if self._waiting:
            self._waiting = False
            self._changed(None)

    def close(self) -> None:
        self._unsubscribe()
        if self._pause is not None:
            self._pause.cancel()
