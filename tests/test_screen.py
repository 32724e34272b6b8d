"""Our screen shows what pyte's does, however what it is sent is cut."""

from __future__ import annotations

import random

import pyte

from tests.screen import Screen, Stream

COLUMNS, ROWS = 12, 4
# Text of one column, of two, of none and half a character; longer than a row and over its end;
# colours in every notation, one in a title; line drawing, inserting, wrapping and reverse video.
PIECES = (
    *(b"plain", b"more than a row", "▌● é 漢字".encode(), "e\u0301".encode(), b"\xc3"),
    *(b"\r\n", b"\t", b"\x01", b"\x1b[2;9H", b"\x1b[K", b"\x1b[2J", b"\x1b[3P", b"\x1bM"),
    *(b"\x1b[31m", b"\x1b[m", b"\x1b[1;38;5;147;48;2;1;2;3m", b"\x1b[;7m", b"\x1b[0mtext"),
    *(b"\x1b]2;a \x1b[31m title\x07", b"\x1b(0", b"\x1b(B", b"\x0e", b"\x0f"),
    *(b"\x1b[4h", b"\x1b[4l", b"\x1b[?7l", b"\x1b[?7h", b"\x1b[?5h", b"\x1b[?5l", b"\x1bc"),
)


def where(screen: pyte.Screen) -> tuple[object, ...]:
    cursor = screen.cursor
    return cursor.x, cursor.y, cursor.attrs, cursor.hidden


def test_it_is_what_pyte_shows() -> None:
    chance = random.Random(1)
    theirs, ours = pyte.Screen(COLUMNS, ROWS), Screen(COLUMNS, ROWS)
    their_stream, our_stream = pyte.ByteStream(theirs), Stream(ours)
    for _ in range(120):
        sent = b"".join(chance.choices(PIECES, k=8))
        cut = chance.randrange(len(sent))
        for part in (sent[:cut], sent[cut:]):
            their_stream.feed(part)
            our_stream.feed_bytes(part)
        assert ours.display == theirs.display, sent
        assert ours.buffer == theirs.buffer, sent
        assert where(ours) == where(theirs), sent
        assert ours.dirty == theirs.dirty, sent
