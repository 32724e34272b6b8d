"""The screen of a terminal, as pyte keeps it: of a day in the dashboard, 590,000 cells, it took 2.3
of the 2.9 CPU-s. What nearly all of that is, cells of one column within a row and the colours
between them, is done here; all else, and what that means, is pyte's own."""

from __future__ import annotations

import codecs
import re

import pyte
from pyte import modes
from pyte.screens import Char
from wcwidth import wcwidth

# Colours, and the text in them.
_COLOURED = re.compile(r"\x1b\[([\d;]*)m([^\x00-\x1f\x7f-\x9f]*)")


class _Cells(dict[str, Char]):
    """A character to its cell, in the colours of ``like``."""

    def __init__(self, like: Char) -> None:
        super().__init__()
        self._colours = like[1:]

    def __missing__(self, character: str) -> Char:
        return self.setdefault(character, Char(character, *self._colours))


class Screen(pyte.Screen):
    """Draws what is plain in one go."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self._narrow: set[str] = set()  # characters of one column
        self._cells: dict[Char, _Cells] = {}  # by colours
        self._selected: dict[tuple[Char, str, bool], Char] = {}  # the colours that others become

    def draw(self, data: str) -> None:
        cursor = self.cursor
        end = cursor.x + len(data)
        if end > self.columns or not self._is_plain(data):
            super().draw(data)
            return
        cells = self._cells.get(cursor.attrs)
        if cells is None:
            cells = self._cells[cursor.attrs] = _Cells(cursor.attrs)
        row = self.buffer[cursor.y]
        row.update(zip(range(cursor.x, end), map(cells.__getitem__, data), strict=True))
        cursor.x = end
        self.dirty.add(cursor.y)

    def select(self, colours: str) -> None:
        """``colours``: numbers, separated by semicolons."""
        before = (self.cursor.attrs, colours, modes.DECSCNM in self.mode)
        after = self._selected.get(before)
        if after is None:
            self.select_graphic_rendition(*(int(each or 0) for each in colours.split(";")))
            self._selected[before] = self.cursor.attrs
        else:
            self.cursor.attrs = after

    def _is_plain(self, data: str) -> bool:
        if modes.IRM in self.mode:  # sets of characters do not count in UTF-8
            return False
        if not self._narrow.issuperset(data):
            self._narrow.update(each for each in data if wcwidth(each) == 1)
        return self._narrow.issuperset(data)


class Stream(pyte.Stream):
    """Bytes for a screen; colours are not read a character at a time."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def feed_bytes(self, data: bytes) -> None:
        text = self._decode(data)
        begin = 0
        for found in _COLOURED.finditer(text):
            if found.start() > begin:
                self.feed(text[begin : found.start()])
                begin = found.start()
            if self._taking_plain_text:  # not in the midst of another sequence
                self._screen.select(found[1])
                if found[2]:
                    self._screen.draw(found[2])
                begin = found.end()
        self.feed(text[begin:])
