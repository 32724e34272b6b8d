"""A page of lines over the whole screen: help, profiles, log. It scrolls; esc closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from sstui.tui.widgets.painted import LEFT
from sstui.tui.widgets.row_lists import Listed, RowLike
from sstui.tui.widgets.rows import RowsView
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, cut_end, join, line_cells

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp
    from sstui.view.explain_topics import Topic

WAY_BACK = "esc back"


class PageRow:
    """A line; its place is its identity."""

    def __init__(self, key: str, line: Line) -> None:
        self.key = key
        self.line = line


class PageLines(RowsView):
    """Lines without a cursor below a title that stays, and counts what is below the edge."""

    HEADER = 2

    def __init__(self) -> None:
        super().__init__(id="page")
        self.heading = ""
        self.words = ""

    def decorated(self, row: RowLike, *, cursor: bool) -> Line:
        return row.line

    def header_line(self, y: int) -> Line:
        """The way back is never cut; where it is narrow, what the words say behind a semicolon
        goes first, then the count."""
        if y:
            return ()
        signs, width = self.look.signs, self.size.width
        hidden = len(self.rows) - self.top - self.page
        count: Line = (Span(f"{signs.below} {hidden} ", "muted"),) if hidden > 0 else ()
        room = width - cells(f" {self.heading}      {WAY_BACK}")
        for words in (self.words, self.words.partition(";")[0]):
            if cells(words) + 2 + line_cells(count) <= room:
                return join(self._title(words), count, width, signs.cut)
        return self._title(cut_end(self.words, max(room, 0), signs.cut))

    def _title(self, words: str) -> Line:
        said = "   ".join(filter(None, (words, WAY_BACK)))
        return (Span(f" {self.heading}", "strong bold"), Span(f"   {said}", "muted"))


class Page(Screen[None]):
    """`lines` says what stands on it; it is asked again at each size, and each ``LIVE`` seconds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("e", "explain", id="explain", show=False),
        Binding("j,down", "scroll_lines(1)", show=False),
        Binding("k,up", "scroll_lines(-1)", show=False),
        Binding("pagedown,space,ctrl+d", "scroll_page(1)", show=False),
        Binding("pageup,ctrl+u", "scroll_page(-1)", show=False),
        Binding("g,home", "scroll_lines(-1000000)", show=False),
        Binding("G,end", "scroll_lines(1000000)", show=False),
    ]
    HEADING = ""
    WORDS = ""
    LIVE = 0.0  # seconds between two looks at what it shows; 0: it stands still
    FROM_END = False  # whether it opens at its end, and stays there while nobody scrolls

    def __init__(self, app: SstuiApp) -> None:
        super().__init__()
        self.sstui = app
        self.body = PageLines()

    def compose(self) -> ComposeResult:
        yield self.body

    def on_mount(self) -> None:
        self.body.focus()
        if self.LIVE:
            self.set_interval(self.LIVE, self.fill)

    def on_resize(self) -> None:
        self.call_after_refresh(self.fill)

    def fill(self) -> None:
        """Ask `lines` again; what is the same is not repainted."""
        signs = self.sstui.look.signs
        width = max(self.size.width - 2, 10)
        self.body.heading, self.body.words = self.HEADING, self.WORDS
        lines = self.lines(width, signs)
        rows = [PageRow(str(y), (Span(" "), *line)) for y, line in enumerate(lines)]
        at_end = self.body.top + self.body.page >= len(self.body.rows)
        self.body.show(Listed(rows))
        if self.FROM_END and at_end:
            self.body.scroll_rows(len(rows))

    def lines(self, width: int, signs: Signs) -> list[Line]:
        """What stands below the title, each at most ``width`` cells."""
        return []

    def action_scroll_lines(self, step: int) -> None:
        self.body.scroll_rows(step)

    def action_scroll_page(self, direction: int) -> None:
        self.body.scroll_rows(direction * (self.body.page - 1))

    def topics(self) -> Sequence[Topic]:
        """The words on it that can be explained."""
        return ()

    def action_explain(self) -> None:
        from sstui.tui.screens.explain import ExplainPage

        topics = self.topics()
        if topics:
            self.app.push_screen(ExplainPage(self.sstui, topics))

    def on_click(self, event: events.Click) -> None:
        """The title leads back; anything below it is explained, where that can be."""
        if event.button != LEFT:
            return
        if event.screen_y == 0:
            self.dismiss()
        else:
            self.action_explain()
