"""A person at the keyboard, who waits until the screen shows what the last key did."""

from __future__ import annotations

import asyncio
import unicodedata

from textual.events import Key
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from sstui.tui.app import SstuiApp
from sstui.tui.dashboard import Ending
from tests.support import until


def key_event(key: str) -> Key:
    """Of a character, or of a key by Textual's name: ``a``, ``:``, ``slash``, ``escape``."""
    if len(key) == 1:
        return Key(_character_to_key(key), key)
    try:
        return Key(key, unicodedata.lookup(_get_unicode_name_from_key(key)))
    except KeyError:
        return Key(key, None)


class Fingers(Pilot[Ending]):
    """Textual's own pilot goes on when the processor has had nothing to do for 20 ms: on a busy
    machine too late, or too soon. This one waits until nothing is left to be handled."""

    def __init__(self, app: SstuiApp) -> None:
        super().__init__(app)
        self._sstui = app

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(key_event(key))
            await self.pause()

    async def pause(self, delay: float | None = None) -> None:
        await until(lambda: self._sstui.keys.is_idle or not self.app.is_running)
        while self.app.is_running:
            if not self._has_handled_all():
                await asyncio.sleep(0)
            elif self._is_to_be_painted():
                self.app.screen._on_timer_update()
                await asyncio.sleep(0)
            elif self._has_done_all():
                return
            else:
                await self._wait_for_screen()

    async def resize_terminal(self, width: int, height: int) -> None:
        await super().resize_terminal(width, height)
        await until(lambda: self.app.screen.outer_size == (width, height))
        await self.pause()

    def _has_handled_all(self) -> bool:
        return all(
            each._is_mounted and each._message_queue.empty() and not each._next_callbacks
            for each in self._pumps()
        )

    def _has_done_all(self) -> bool:
        """Each waits for its next message: none is in the middle of one. To ask them all in turn,
        as Textual's own pilot does, takes 5 ms."""
        return all(each._message_queue.ready_event._waiters for each in self._pumps())

    def _pumps(self) -> list[MessagePump]:
        return [self.app, *self.app.screen.walk_children(with_self=True)]

    def _is_to_be_painted(self) -> bool:
        screen = self.app.screen
        return bool(screen._callbacks or screen._dirty_widgets or screen._layout_required)
