"""Keys in turn: each goes where the one before it led, however fast they are typed."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.events import Event, Key
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input

PATIENCE = 1.0  # seconds; what hangs, or closes with a callback in its queue, keeps no key longer


class KeysInTurn:
    """Textual hands a key to what has the focus, and handles it later, a widget at a time up to
    the app. Of ``:q`` in one burst the ``q`` would be sent to the list, which has the focus until
    the colon has opened the prompt.

    So a key waits while one is under way. Where that one has got to is found by sending a callback
    after it through the same queues, and another after the messages that it caused. Only where a
    screen or a widget was opened it also waits for the refresh after which that has the focus: of
    a key that is held down, several may share one frame.
    """

    def __init__(self, app: App[Any], handle: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._handle = handle
        self._held: deque[Event] = deque()
        self._turn = 0
        self._is_under_way = False

    @property
    def is_idle(self) -> bool:
        """Whether every key that came was handled."""
        return not self._is_under_way

    async def take(self, event: Event) -> None:
        """Handle a key or a paste as soon as it is its turn."""
        self._held.append(event)
        if self._is_under_way:
            self._app.set_timer(PATIENCE, partial(self._next, self._turn))
        else:
            await self._next(self._turn)

    async def _next(self, turn: int) -> None:
        """Send the first that waits, unless somebody lost patience and has done so."""
        if turn != self._turn:
            return
        self._turn = turn = turn + 1
        self._is_under_way = bool(self._held)
        if not self._held:
            return
        event, screen = self._held.popleft(), self._app.screen
        sent_to = self._app.focused or screen
        await self._handle(event)
        way = [*sent_to.ancestors_with_self, self._app]

        def handled() -> None:
            if isinstance(sent_to, Input) and isinstance(event, Key) and event.is_printable:
                self._app.call_later(self._next, turn)  # a letter opens nothing there
            else:
                _pass_through(deque(way), followed)

        def followed() -> None:
            nonlocal screen
            before, screen = screen, self._app.screen
            nodes = screen.walk_children(Widget)
            opened = next((each for each in nodes if not each.is_mounted), None)
            if opened is None and screen is not before:
                opened = screen
            if not (opened and opened.call_after_refresh(self._app.call_later, followed)):
                self._app.call_later(self._next, turn)

        _pass_through(deque(way), handled)


def _pass_through(queues: deque[MessagePump], at_end: Callable[[], None]) -> None:
    """Call ``at_end`` once what waits in the first of them now, and what comes of it in those
    after it, is handled. Those that are closed are left out."""
    while queues:
        if queues.popleft().call_later(_pass_through, queues, at_end):
            return
    at_end()
