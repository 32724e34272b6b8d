"""The terminal: what Textual's own driver leaves open when it goes away (DESIGN §6, rule 12)."""

from __future__ import annotations

import asyncio
import contextlib
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from sstui.tui.output import Output

Result = TypeVar("Result")

SAVE_TITLE = "\x1b[22;2t"
RESTORE_TITLE = "\x1b[23;2t"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Terminal(LinuxDriver):
    """Textual's driver that also saves and restores the title and mouse pixels, and whose
    `write` never waits: `Output` does, in the place of Textual's thread."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.output = Output(2 if self._file is None else self._file.fileno(), self._paint_anew)
        self._title = ""
        self._is_ours = False
        self._is_lent = False

    def start_application_mode(self) -> None:
        cast("Callable[[], None]", super().start_application_mode)()
        if self._writer_thread is not None:
            self.output.start()
            self.write(SAVE_TITLE)
            self._is_ours = True
            self.set_title(self._title)  # again, after a suspension

    def write(self, data: str) -> None:
        if not self._is_lent:  # whoever has it now is not painted over
            self.output.write(data)

    def suspend_application_mode(self) -> None:
        super().suspend_application_mode()
        self._is_lent = True

    def resume_application_mode(self) -> None:
        self._is_lent = False
        super().resume_application_mode()

    def set_title(self, title: str) -> None:
        """Name the terminal's (or tmux pane's) title; ``title`` has no control characters."""
        self._title = title
        if title and self._is_ours:  # looks are still answered while the app shuts down
            self.write(f"\x1b]2;{title}\x1b\\")

    def use_mouse(self, on: bool) -> None:
        """Have the terminal report the mouse from now on, or leave it to the terminal's own."""
        if on == self._mouse:
            return
        self._mouse = True  # without it neither is written
        pixels = "\x1b[?1016h" if on else "\x1b[?1016l"
        if on:
            self._enable_mouse_support()
        if self._mouse_pixels:
            self.write(pixels)
        if not on:
            self._disable_mouse_support()
        self._mouse = on

    def ring(self) -> None:
        """BEL: what it does is the terminal's, or tmux's, to say."""
        if self._is_ours:
            self.write("\a")

    def stop_application_mode(self) -> None:
        if self._is_lent:
            return  # it was given back already
        self.output.hurry()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        self.write(RESTORE_TITLE)
        self._is_ours = False
        super().stop_application_mode()

    def close(self) -> None:
        self.output.stop()
        super().close()
        self._writer_thread = None

    def _paint_anew(self) -> None:
        """The terminal reads again, and painting was dropped: as after a suspension."""
        self.set_title(self._title)
        self._tell_resumed()

    def _sigcont_application(self, *_: object) -> None:
        """Also one that was stopped with SIGSTOP, or not at all, is told to go on: Textual would
        take the terminal a second time, and at the end restore the raw one."""
        if not self._is_ours and not self._app._exit:
            super()._sigcont_application()
        else:
            self._tell_resumed()

    def _tell_resumed(self) -> None:
        """From any thread: the app paints all of it."""
        told = self._app._post_message(self.SignalResume())
        try:
            asyncio.run_coroutine_threadsafe(told, self._loop)
        except RuntimeError:  # the loop has ended meanwhile
            told.close()


@contextmanager
def taken_over(app: App[Result], on_end: Callable[[int], None]) -> Iterator[None]:
    """While it holds, INT, TERM, HUP and a terminal that has gone call ``on_end`` with the exit
    code, on the running loop. To be entered before the app takes the terminal: Textual alone
    restores nothing on these signals, and spins when its input is at its end.
    """
    loop = asyncio.get_running_loop()

    def end(number: int, _frame: object = None) -> None:
        # Not `loop.add_signal_handler`: what is painted until the loop hears of it is of no use.
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
