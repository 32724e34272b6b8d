"""The terminal: what Textual's own driver leaves open when it goes away (DESIGN §6, rule 12)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TypeVar, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

Result = TypeVar("Result")

SAVE_TITLE = "\x1b[22;2t"
RESTORE_TITLE = "\x1b[23;2t"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK = 0.1  # seconds between two looks at a terminal that does not read
PATIENCE = 0.3  # seconds that leaving waits for such a terminal: an end takes a second at most


class Output:
    """The terminal as Textual's writer thread sees it: what it does not take is lost.

    That thread would die of the OSError of a terminal that has gone, its queue fill, and the
    program hang. What Python's own buffer cannot write fails once more at the very end, as exit
    code 120, so there is none. After `hurry` a terminal that does not read, a stalled ssh, holds
    nobody up for longer than ``PATIENCE``.
    """

    def __init__(self, fileno: int) -> None:
        self._fileno = fileno
        self._pending: list[str] = []
        self._until: float | None = None
        self._gone = False
        try:
            # A description of our own: O_NONBLOCK on the shared one would reach the shell too.
            flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
            self._writes_to = os.open(os.ttyname(fileno), flags)
        except OSError:
            self._writes_to = fileno

    def hurry(self) -> None:
        """From now on wait for the terminal only a moment in all."""
        if self._until is None:
            self._until = time.monotonic() + PATIENCE

    def take_time(self) -> None:
        """Wait for the terminal as long as it takes."""
        self._until = None

    def write(self, text: str) -> int:
        self._pending.append(text)
        return len(text)

    def flush(self) -> None:
        data = memoryview("".join(self._pending).encode("utf-8", "replace"))
        self._pending.clear()
        while data and not self._gone and self._has_room():
            try:
                data = data[os.write(self._writes_to, data) :]
            except BlockingIOError:
                continue  # less room than was said
            except OSError:
                self._gone = True

    def _has_room(self) -> bool:
        """Waits for room; false when there is no more time for it."""
        while True:
            left = LOOK if self._until is None else self._until - time.monotonic()
            if select.select([], [self._writes_to], [], min(max(left, 0.0), LOOK))[1]:
                return True
            if left <= 0:
                return False

    def fileno(self) -> int:
        return self._fileno

    def isatty(self) -> bool:
        return True


class Terminal(LinuxDriver):
    """Textual's driver that also saves and restores the title and mouse pixels."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.output = Output(2 if self._file is None else self._file.fileno())
        self._file = cast("TextIOWrapper", self.output)
        self._title = ""
        self._is_ours = False

    def start_application_mode(self) -> None:
        self.output.take_time()
        cast("Callable[[], None]", super().start_application_mode)()
        if self._writer_thread is not None:
            self.write(SAVE_TITLE)
            self._is_ours = True
            self.set_title(self._title)  # again, after a suspension

    def set_title(self, title: str) -> None:
        """Name the terminal's (or tmux pane's) title; ``title`` has no control characters."""
        self._title = title
        if title and self._is_ours:  # looks are still answered while the app shuts down
            self.write(f"\x1b]2;{title}\x1b\\")

    def stop_application_mode(self) -> None:
        self.output.hurry()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        self.write(RESTORE_TITLE)
        self._is_ours = False
        super().stop_application_mode()

    def _sigcont_application(self, *_: object) -> None:
        """Also one that was stopped with SIGSTOP, or not at all, is told to go on: Textual would
        take the terminal a second time, and at the end restore the raw one."""
        loop = self._app._loop
        if not self._is_ours and not self._app._exit:
            super()._sigcont_application()
        elif loop is not None:
            asyncio.run_coroutine_threadsafe(self._app._post_message(self.SignalResume()), loop)


@contextmanager
def taken_over(app: App[Result], on_end: Callable[[int], None]) -> Iterator[None]:
    """While it holds, INT, TERM, HUP and a terminal that has gone call ``on_end`` with the exit
    code, on the running loop. To be entered before the app takes the terminal: Textual alone
    restores nothing on these signals, and spins when its input is at its end.
    """
    loop = asyncio.get_running_loop()

    def end(number: int, _frame: object = None) -> None:
        # Not `loop.add_signal_handler`: the loop may be waiting for a terminal that does not read.
        if isinstance(app._driver, Terminal):
            app._driver.output.hurry()
        loop.call_soon_threadsafe(on_end, 128 + number)

    before = {number: signal.signal(number, end) for number in ENDINGS}
    unwatch = _watch_hangup(0, lambda: end(signal.SIGHUP))
    try:
        yield
    finally:
        unwatch()
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch_hangup(fileno: int, on_gone: Callable[[], None]) -> Callable[[], None]:
    """Call ``on_gone`` once when the terminal hangs up, with or without a signal.

    An epoll that asks for nothing reports only the hang-up, and is itself a file that the loop
    can wait for. Returns the undoing; where there is no epoll, SIGHUP is all there is.
    """
    if not hasattr(select, "epoll"):
        return lambda: None
    poll = select.epoll()
    with contextlib.suppress(OSError):
        poll.register(fileno, 0)
    loop = asyncio.get_running_loop()

    def hung_up() -> None:
        loop.remove_reader(poll.fileno())
        on_gone()

    loop.add_reader(poll.fileno(), hung_up)

    def undo() -> None:
        if not poll.closed:
            loop.remove_reader(poll.fileno())
            poll.close()

    return undo
