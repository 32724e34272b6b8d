"""What is written to the terminal: by a thread of its own, which alone waits for it."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

SYNC_START = "\x1b[?2026h"
ESCAPE = b"\x1b"
LOOK = 0.1  # seconds between two looks at a terminal that does not read
PATIENCE = 0.5  # seconds that leaving waits for such a terminal: an end takes a second at most
PAINTINGS = 30  # texts that may wait before painting is dropped: as many as Textual lets wait
WORDS = 300  # and before anything else is


def is_painting(text: str) -> bool:
    """Whether what is lost with it comes with the next whole repaint: Textual ends each frame, and
    nothing else, by placing the cursor."""
    return text == SYNC_START or text.endswith("H")


class Output:
    """Takes every text at once, and writes them in their order.

    A terminal that does not read, a stalled ssh, keeps nobody: while more waits for it than
    ``PAINTINGS``, painting is dropped, and ``on_room`` is called from the thread when it has read
    the rest, for all of it to be painted anew. What a terminal that has gone does not take is
    lost. Textual's own thread would die of its OSError, its queue fill, and the program hang.
    Who leaves waits ``patience`` seconds for one that does not read.
    """

    def __init__(
        self, fileno: int, on_room: Callable[[], None], patience: float = PATIENCE
    ) -> None:
        self._on_room = on_room
        self._patience = patience
        self._waiting: SimpleQueue[str | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_behind = False
        self._until: float | None = None
        self._gone = False
        try:
            # A description of our own: O_NONBLOCK on the shared one would reach the shell too.
            flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
            self._writes_to = os.open(os.ttyname(fileno), flags)
        except OSError:
            self._writes_to = fileno

    def start(self) -> None:
        """Begin to write, with what was given before, and wait as long as it takes."""
        self._until = None
        self._is_behind = False
        self._thread = threading.Thread(target=self._run, name="output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Never waits. Any thread may call it."""
        waiting = self._waiting.qsize()
        if self._until is None and not self._is_behind and waiting > PAINTINGS:
            self._is_behind = True
            self._waiting.put("")  # should it have caught up meanwhile, it hears of it
        if not self._is_dropped(text) and (waiting <= WORDS or self._until is not None):
            self._waiting.put(text)

    def hurry(self) -> None:
        """The terminal is to be given back: no more painting, and only a moment from now on for
        the rest. A signal's handler may call it."""
        self._until = time.monotonic() + self._patience

    def stop(self) -> None:
        """Wait until everything is written, or given up."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _is_dropped(self, text: str) -> bool:
        return (self._is_behind or self._until is not None) and is_painting(text)

    def _run(self) -> None:
        while (text := self._waiting.get()) is not None:
            if not self._is_dropped(text):
                self._write(text)
            if self._is_behind and self._waiting.empty():
                self._is_behind = False
                if self._until is None:
                    self._on_room()

    def _write(self, text: str) -> None:
        data = memoryview(text.encode("utf-8", "replace"))
        is_whole = True
        while data and not self._gone and self._has_room():
            if is_whole and self._until is not None and is_painting(text):
                # Half of it is out. The terminal must not be left within a sequence.
                data = memoryview(data.tobytes().partition(ESCAPE)[0])
                is_whole = False
                continue
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
