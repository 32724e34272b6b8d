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
from typing import Self

import pyte

# The leader of a session that opens a terminal is controlled by it. Not a ``preexec_fn``: from
# Python 3.12 on it warns where there is a second thread.
TAKE_TERMINAL = ("/bin/sh", "-c", 'exec "$@" <>"$0" >&0 2>&0')


SIZE = {"COLUMNS", "LINES"}  # a test runner may set them: the terminal's own size is meant


class TerminalProcess:
    """Runs ``command`` in a pseudo-terminal; a context manager that leaves nothing running.

    A terminal that is not ``controlling``, as below ``setsid``, sends no signal when it vanishes.
    """

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
        self._terminal, theirs = pty.openpty()
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
        os.close(self._terminal)
        self._terminal = -1

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

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

    def wait_for(self, condition: Callable[[str], bool], timeout: float = 15.0) -> str:
        """The screen's text as soon as ``condition`` holds for it."""
        end = time.monotonic() + timeout
        while not condition(self.text):
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"the screen never came:\n{self.text}")
        return self.text

    def wait(self, timeout: float = 10.0) -> int:
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

    def _read(self, timeout: float) -> bool:
        """Take what there is to read within ``timeout`` seconds; whether there was any."""
        if self._terminal < 0:
            select.select([], [], [], timeout)
            return False
        ready, _, _ = select.select([self._terminal], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # Linux says EIO when the last one that had it open has gone
            return False
        self.received += data
        self._stream.feed(data)
        return bool(data)
