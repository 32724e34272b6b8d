"""A list of rows with a cursor, bound to what a row is and never to where it stands."""

from __future__ import annotations

from textual import events
from textual.message import Message

from sstui.tui.widgets.painted import LEFT, Painted
from sstui.tui.widgets.row_lists import NoRows, RowLike, RowsLike
from sstui.view.text import Line, Span


class RowsView(Painted, can_focus=True):
    """Cursor and scroll place are keys. `show` keeps both through any insert, remove, reorder;
    when the row under the cursor went, its neighbour has the cursor."""

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, view: RowsView, key: str | None, *, by_hand: bool) -> None:
            super().__init__()
            self.view = view
            self.key = key
            self.by_hand = by_hand

    class Opened(Message):
        """A click on the row that has the cursor, or a double click; on any row where one click is
        enough."""

        def __init__(self, view: RowsView) -> None:
            super().__init__()
            self.view = view

    HEADER = 0  # rows above the list that do not scroll
    ALWAYS_CURSOR = False  # whether the cursor shows without focus
    ONE_CLICK = False  # whether a click opens the row at once

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: RowsLike = NoRows()
        self.cursor = 0
        self.cursor_key: str | None = None
        self.top = 0

    # What a subclass may say of its rows.

    def selectable(self, row: RowLike) -> bool:
        """Whether the cursor may stand on it."""
        return True

    def decorated(self, row: RowLike, *, cursor: bool) -> Line:
        """The whole line of a row, its first cell being the cursor's."""
        if not cursor or not row.line:
            return row.line
        first, *rest = row.line
        sign = Span(self.look.signs.cursor, "accent")
        return (sign, Span(first.text[1:], first.style), *rest)

    # Showing.

    @property
    def page(self) -> int:
        """Rows that fit below the header."""
        return max(self.size.height - self.HEADER, 1)

    def show(self, rows: RowsLike) -> None:
        """Take other rows; cursor and scroll stay with what they were on."""
        anchor = self._key_at(self.top)
        self.rows = rows
        found = rows.find(self.cursor_key) if self.cursor_key is not None else None
        place = rows.find(anchor) if anchor is not None and self.top else None
        self.top = self._clamp_top(self.top if place is None else place)
        if found is None:
            self._stand(self._nearest(min(self.cursor, len(rows) - 1)), by_hand=False)
        else:
            self.cursor = found
        self.paint()

    def _key_at(self, index: int) -> str | None:
        return self.rows[index].key if 0 <= index < len(self.rows) else None

    def _clamp_top(self, top: int) -> int:
        return max(0, min(top, len(self.rows) - self.page))

    def line_at(self, y: int) -> tuple[Line, str]:
        if y < self.HEADER:
            return self.header_line(y), self.SURFACE
        index = self.top + y - self.HEADER
        if index >= len(self.rows):
            return self.filler_line(y), self.SURFACE
        row = self.rows[index]
        if index != self.cursor or not (self.has_focus or self.ALWAYS_CURSOR):
            return self.decorated(row, cursor=False), self.SURFACE
        surface = "cursor" if self.has_focus else "cursor-unfocused"
        return self.decorated(row, cursor=True), surface

    def header_line(self, y: int) -> Line:
        return ()

    def filler_line(self, y: int) -> Line:
        """What is drawn below the last row."""
        return ()

    # Moving.

    def current(self) -> RowLike | None:
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def move(self, step: int) -> None:
        """To the next row that way that may have the cursor."""
        index = self.cursor + step
        direction = 1 if step > 0 else -1
        index = max(0, min(index, len(self.rows) - 1))
        while 0 <= index < len(self.rows) and not self.selectable(self.rows[index]):
            index += direction
        if 0 <= index < len(self.rows):
            self._stand(index)
        else:
            self.reveal_cursor()

    def move_page(self, direction: int) -> None:
        self.move(direction * max(self.page - 1, 1))

    def move_first(self) -> None:
        self._stand(self._nearest(0))

    def move_last(self) -> None:
        self._stand(self._nearest(len(self.rows) - 1))

    def move_to(self, key: str, *, by_hand: bool = True) -> bool:
        """Put the cursor on the row of that key, if it is there."""
        found = self.rows.find(key)
        if found is None:
            return False
        self._stand(found, by_hand=by_hand)
        return True

    def _nearest(self, index: int) -> int:
        for offset in range(len(self.rows)):
            for candidate in (index + offset, index - offset):
                if 0 <= candidate < len(self.rows) and self.selectable(self.rows[candidate]):
                    return candidate
        return 0

    def _stand(self, index: int, *, by_hand: bool = True) -> None:
        before = self.cursor_key
        self.cursor = max(index, 0)
        self.cursor_key = self._key_at(self.cursor)
        self.reveal_cursor()
        if self.cursor_key != before:
            self.post_message(self.Moved(self, self.cursor_key, by_hand=by_hand))

    def reveal_cursor(self) -> None:
        """Scroll as little as needed to see the cursor; at the top its lead-in too."""
        self.scroll_to_cursor()
        self.paint()

    def scroll_to_cursor(self) -> None:
        """As `reveal_cursor`, before a repaint that is due anyway."""
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + self.page:
            self.top = self.cursor - self.page + 1
        if self.top and not any(self.selectable(self.rows[i]) for i in range(self.top)):
            self.top = 0
        self.top = self._clamp_top(self.top)

    # Events.

    def on_resize(self) -> None:
        self.top = self._clamp_top(self.top)
        self.scroll_to_cursor()  # `Painted` has a handler too, called next: it repaints

    def on_focus(self) -> None:
        self.paint()

    def on_blur(self) -> None:
        self.paint()

    def on_click(self, event: events.Click) -> None:
        if event.button != LEFT:
            return
        index = self.top + event.y - self.HEADER
        if event.y < self.HEADER or not 0 <= index < len(self.rows):
            return
        if self.selectable(self.rows[index]):
            again = self.ONE_CLICK or index == self.cursor
            self._stand(index)
            if again:
                self.post_message(self.Opened(self))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(3, event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(-3, event)

    def _scroll(self, step: int, event: events.MouseEvent) -> None:
        if self.scroll_rows(step):
            event.stop()

    def scroll_rows(self, step: int) -> bool:
        """Scroll without the cursor; False where there is nothing more that way."""
        top = self._clamp_top(self.top + step)
        if top == self.top:
            return False
        self.top = top
        self.paint()
        return True


class StripRows(RowsView):
    """Those in a strip, on its ground."""

    SURFACE = "ground-prompt"
