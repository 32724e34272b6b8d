"""The terminal: what Textual's own driver leaves open when it goes away (DESIGN §6, rule 12)."""

from __future__ import annotations

import contextlib
import os
import select
from collections.abc import Callable
from io import TextIOWrapper
from typing import IO, TypeVar, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

Result = TypeVar("Result")

SAVE_TITLE = "\x1b[22;2t"
RESTORE_TITLE = "\x1b[23;2t"


class Unbreakable:
    """A text file whose writes go nowhere once the other side is gone.

    Textual's writer thread would die of the OSError, its queue fill, and the program hang.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.gone = False

    def write(self, text: str) -> int:
        if not self.gone:
            try:
                return self._file.write(text)
            except (OSError, ValueError):
                self.gone = True
        return len(text)

    def flush(self) -> None:
        if not self.gone:
            try:
                self._file.flush()
            except (OSError, ValueError):
                self.gone = True

    def fileno(self) -> int:
        return self._file.fileno()

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
        if self._file is not None:
            self._file = cast("TextIOWrapper", Unbreakable(self._file))

    def start_application_mode(self) -> None:
        cast("Callable[[], None]", super().start_application_mode)()
        if self._writer_thread is not None:
            self.write(SAVE_TITLE)

    def stop_application_mode(self) -> None:
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        self.write(RESTORE_TITLE)
        super().stop_application_mode()


def set_title(app: App[Result], title: str) -> None:
    """Name the terminal's (or tmux pane's) title; ``title`` has no control characters."""
    driver = app._driver
    if isinstance(driver, Terminal):
        driver.write(f"\x1b]2;{title}\x1b\\")


def watch_hangup(fileno: int, on_gone: Callable[[], None]) -> Callable[[], None]:
    """Call ``on_gone`` once when the terminal hangs up, with or without a signal.

    Plain Textual spins on an input that is at its end. An epoll that asks for nothing reports
    only the hang-up, and is itself a file that the loop can wait for. Returns the undoing; where
    there is no epoll, SIGHUP is all there is.
    """
    import asyncio

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


def is_terminal() -> bool:
    """Whether a dashboard can be drawn: both input and output are terminals."""
    try:
        return os.isatty(0) and (os.isatty(1) or os.isatty(2))
    except OSError:
        return False
