"""The socket between the process that leads and those that follow: frames, and who hears them.

A frame is two sizes of four bytes, a head and a body. The first one of a connection holds the
version of the process that leads; an empty one is a heartbeat, or the end of what was known.
"""

from __future__ import annotations

import asyncio

from sstui import __version__
from sstui.monitor.frames import Told, encode
from sstui.monitor.heard import Heard

_MOST_UNREAD = 64 * 1024 * 1024  # bytes; a follower that reads none of it is let go
_MOST_FRAME = 32 * 1024 * 1024


class Audience:
    """Those that follow. Each is told what was ``heard`` so far, then what comes."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._followers: set[asyncio.StreamWriter] = set()

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A follower came; until it goes."""
        _send(writer, _frame(__version__.encode(), b""))
        self._followers.add(writer)
        try:
            for told in self._heard:
                _send(writer, _frame(*encode(told)))
            _send(writer, _frame(b"", b""))
            await reader.read()
        except OSError:
            return
        finally:
            self._followers.discard(writer)
            writer.transport.abort()

    def tell(self, told: Told) -> None:
        """A call ended."""
        if self._followers:
            self._send_all(_frame(*encode(told)))

    def beat(self) -> None:
        """The process that leads lives."""
        self._send_all(_frame(b"", b""))

    def dismiss(self) -> None:
        """Close every connection, after what was told last."""
        for writer in tuple(self._followers):
            writer.close()
        self._followers.clear()

    def _send_all(self, frame: bytes) -> None:
        for writer in tuple(self._followers):
            _send(writer, frame)


def _send(writer: asyncio.StreamWriter, frame: bytes) -> None:
    if writer.transport.get_write_buffer_size() > _MOST_UNREAD:
        writer.transport.abort()
    elif not writer.transport.is_closing():
        writer.write(frame)


def _frame(head: bytes, body: bytes) -> bytes:
    return len(head).to_bytes(4, "big") + len(body).to_bytes(4, "big") + head + body


async def read_frame(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Raises `EOFError` at the end, `ValueError` for a size that nobody sends."""
    sizes = await reader.readexactly(8)
    head, body = int.from_bytes(sizes[:4], "big"), int.from_bytes(sizes[4:], "big")
    if head + body > _MOST_FRAME:
        raise ValueError(f"a frame of {head + body} bytes")
    return await reader.readexactly(head), await reader.readexactly(body)
