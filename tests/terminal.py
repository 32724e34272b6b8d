"""A program in a terminal of its own: a pseudo-terminal whose screen is kept by pyte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import ClassVar, Self

import pyte

# The leader of a session that opens a terminal is controlled by it. Not a ``preexec_fn``: from
# Python 3.12 on it warns where there is a second thread.
TAKE_TERMINAL = ("/bin/sh", "-c", 'exec "$@" <>"$0" >&0 2>&0')


SIZE = {"COLUMNS", "LINES"}  # a test runner may set them: the terminal's own size is meant


class TerminalProcess:
    """Runs ``command`` in a pseudo-terminal; a context manager that leaves nothing running.

    Whoever waits for one of them reads from all, as terminals do: none fills up and keeps its
    program waiting. A terminal that is not ``controlling``, as below ``setsid``, sends no signal
    when it vanishes.
    """

    _open: ClassVar[dict[int, TerminalProcess]] = {}  # by file descriptor: all that are read

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        columns: int = 160,
        rows: int = 48,
        *,
        controlling: bool = True,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.received = bytearray()
        self._stream = pyte.ByteStream(self.screen)
        self._lines: dict[int, str] = {}  # of the screen, by row
        self._shown = 0  # bytes received that the screen has seen
        self._terminal, theirs = pty.openpty()
        self._open[self._terminal] = self
        self.resize(columns, rows)
        self.name = os.ttyname(theirs)
        self.process = subprocess.Popen(
            [*TAKE_TERMINAL, self.name, *command] if controlling else command,
            env={name: value for name, value in environ.items() if name not in SIZE},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._terminal >= 0:
            self.hang_up()

    def hang_up(self) -> None:
        """The terminal vanishes."""
        self.read_no_more()
        os.close(self._terminal)
        self._terminal = -1

    def read_no_more(self) -> None:
        """The terminal stays, but takes nothing more than its buffer holds."""
        self._open.pop(self._terminal, None)

    def read_again(self) -> None:
        self._open[self._terminal] = self

    @property
    def text(self) -> str:
        self._show()
        # Not `Screen.display`, which asks for the width of each cell, also of what has not changed.
        for row in self.screen.dirty:
            cells = self.screen.buffer[row]
            self._lines[row] = "".join(cells[x].data for x in range(self.screen.columns)).rstrip()
        self.screen.dirty.clear()
        return "\n".join(self._lines[row] for row in range(self.screen.lines))

    def clear(self) -> None:
        """Forget what the screen shows, as when something else was written on it."""
        self._show()
        self.screen.reset()

    def _show(self) -> None:
        new = bytes(self.received[self._shown :])
        self._shown += len(new)
        self._stream.feed(new)

    @property
    def attributes(self) -> list[object]:
        """How the line discipline is set: echo, signals, translation (`termios.tcgetattr`)."""
        return termios.tcgetattr(self._terminal)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, condition: Callable[[str], bool], timeout: float = 60.0) -> str:
        """The screen's text as soon as ``condition`` holds for it."""
        end = time.monotonic() + timeout
        while not condition(self.text):
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"the screen never came:\n{self.text}")
        return self.text

    def wait(self, timeout: float = 30.0) -> int:
        """The exit code, a signal's as 128 + n; what is still written is read meanwhile."""
        end = time.monotonic() + timeout
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running:\n{self.text}")
            self._read(0.02)
        while self._read(0):
            pass
        code = self.process.returncode
        return code if code >= 0 else 128 - code

    def settle(self) -> None:
        """Read what there is until it is quiet for a moment."""
        while self._read(0.05):
            pass

    def _read(self, timeout: float) -> bool:
        """Wait ``timeout`` seconds for something to read and take it; whether any was ours."""
        end = time.monotonic() + timeout
        before = len(self.received)
        while True:
            left = max(0.0, end - time.monotonic())
            ready, _, _ = select.select(list(self._open), [], [], left)
            for terminal in ready:
                self._open[terminal]._take()
            if len(self.received) > before:
                return True
            if left <= 0 or self._terminal not in self._open:
                return False

    def _take(self) -> None:
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # Linux says EIO when the last one that had it open has gone
            data = b""
        self.received += data
        if not data:
            self.read_no_more()
