"""A page of lines over the whole screen: help, profiles, log. It scrolls; esc closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from sstui.tui.widgets.rows import Listed, RowLike, RowsView
from sstui.view.signs import Signs
from sstui.view.text import Line, Span

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp


class PageRow:
    """A line; its place is its identity."""

    def __init__(self, key: str, line: Line) -> None:
        self.key = key
        self.line = line


class PageLines(RowsView):
    """Lines without a cursor."""

    def decorated(self, row: RowLike, *, cursor: bool) -> Line:
        return row.line


class Page(Screen[None]):
    """`lines` says what stands on it; it is asked again at each size, and each ``LIVE`` seconds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
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
    FROM_END = False  # whether it opens at its end

    def __init__(self, app: SstuiApp) -> None:
        super().__init__()
        self.sstui = app
        self.body = PageLines(id="page")

    def compose(self) -> ComposeResult:
        yield self.body

    def on_mount(self) -> None:
        self.body.focus()
        if self.LIVE:
            self.set_interval(self.LIVE, self.fill)
        if self.FROM_END:
            self.call_after_refresh(self._to_the_end)

    def _to_the_end(self) -> None:
        self.fill()
        self.body.scroll_rows(len(self.body.rows))

    def on_resize(self) -> None:
        self.call_after_refresh(self.fill)

    def fill(self) -> None:
        """Ask `lines` again; what is the same is not repainted."""
        signs = self.sstui.look.signs
        title: Line = (
            Span(f" {self.HEADING}", "strong bold"),
            Span(f"   {self.WORDS}   esc back", "muted"),
        )
        lines = [title, (), *self.lines(max(self.size.width - 2, 10), signs)]
        rows = [PageRow(str(y), (Span(" "), *line)) for y, line in enumerate(lines)]
        self.body.show(Listed(rows))

    def lines(self, width: int, signs: Signs) -> list[Line]:
        """What stands below the title, each at most ``width`` cells."""
        return []

    def action_scroll_lines(self, step: int) -> None:
        self.body.scroll_rows(step)

    def action_scroll_page(self, direction: int) -> None:
        self.body.scroll_rows(direction * (self.body.page - 1))
