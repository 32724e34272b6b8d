"""What many tests need. The suite never sleeps: it waits for a condition with `until`."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def is_harmless(text: str) -> bool:
    """Whether a terminal only shows it: no control, format, surrogate, private or unassigned
    character, and no separator of lines. Nearly all texts are printable, which is known at once.
    """
    return text.isprintable() or _HARMFUL.isdisjoint(map(unicodedata.category, text))


class QuickClock:
    """A clock that runs ``speed`` times as fast as the wall's: ages grow, nobody waits.

    ``begin``: epoch seconds at its start, now where none are given.
    """

    def __init__(self, speed: float, begin: float | None = None) -> None:
        self._speed = speed
        self._begin = time.time() if begin is None else begin
        self._start = time.monotonic()
        self._passed = 0.0  # until it began to run as fast as it does, and what was skipped

    def now(self) -> float:
        return self._begin + self.monotonic()

    def monotonic(self) -> float:
        return self._passed + (time.monotonic() - self._start) * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    @contextmanager
    def running(self, speed: float) -> Iterator[None]:
        """So fast while the block runs; who sleeps sleeps on."""
        before = self._speed
        self._run(speed)
        try:
            yield
        finally:
            self._run(before)

    def skip(self, seconds: float) -> None:
        """They pass at once; who sleeps sleeps on."""
        self._passed += seconds

    def _run(self, speed: float) -> None:
        self._passed, self._start = self.monotonic(), time.monotonic()
        self._speed = speed


async def until(condition: Callable[[], bool], timeout: float = 30.0) -> None:
    """Return as soon as ``condition()`` is true; after ``timeout`` seconds fail the test. So many
    because they are for what hangs: a machine busy with other work may take its time.

    The event loop runs in between: at first one turn at a time, so that what is only a callback
    away costs nothing, then with pauses of a twentieth of what was waited, so that asking takes
    next to nothing from what is waited for and is never late by more than 5 %. What takes long to
    ask, such as all that is on a screen, 5 ms, has pauses four times as long from the start.
    """
    loop = asyncio.get_running_loop()
    begin = asked = loop.time()
    turns = 0
    while not condition():
        answered = loop.time()
        waited = answered - begin
        if waited > timeout:
            name = getattr(condition, "__qualname__", repr(condition))
            raise AssertionError(f"not true within {timeout:g} s: {name}")
        turns += 1
        pause = max(waited / 20, 4 * (answered - asked))
        if turns < 20 and answered - asked < 0.001:
            await asyncio.sleep(0)
        else:
            woken = loop.create_future()
            loop.call_later(min(max(pause, 0.001), 0.02), woken.set_result, None)
            await woken
        asked = loop.time()
