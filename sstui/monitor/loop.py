"""An event loop that can be left while a name is being looked up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")


class Loop(asyncio.SelectorEventLoop):
    """asyncio's own loop, but nobody waits for its look-ups of names when it ends.

    ``getaddrinfo`` cannot be interrupted, and takes 20 seconds and more with a name server that
    does not answer. asyncio calls it in an executor, which is joined when the loop ends and once
    more when Python does, so that leaving took as long. A daemon thread is joined by nobody.
    """

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        """As `socket.getaddrinfo`, whose shapes it has."""
        answer: asyncio.Future[Any] = self.create_future()

        def look_up() -> None:
            try:
                found = socket.getaddrinfo(host, port, family, type, proto, flags)
            except (OSError, ValueError) as error:
                tell = partial(_fail, answer, error)
            else:
                tell = partial(_settle, answer, found)
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                self.call_soon_threadsafe(tell)

        threading.Thread(target=look_up, name="look-up of a name", daemon=True).start()
        return await answer


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """As `asyncio.run`, on a loop that can be left at once."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(main)


def _settle(answer: asyncio.Future[Any], found: object) -> None:
    if not answer.done():
        answer.set_result(found)


def _fail(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
