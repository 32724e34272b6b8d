"""What a pane of an instance shows: a title on a thin rule, and rows that fold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.geometry import Region, Size

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.tui.widgets.pane_memory import Memories, Memory
from sstui.tui.widgets.row_lists import NoRows, RowLike
from sstui.tui.widgets.rows import RowsView
from sstui.view.panes import PaneContent, PaneOptions, pane
from sstui.view.text import Line, Span, fit, line_cells, marked

if TYPE_CHECKING:
    from sstui.view.drift import Comparison

AGES = 5.0  # seconds: the grid on which coarse ages move
# Nothing in them ages: never rebuilt for the clock alone.
TIMELESS = {"configuration", "raw", "drift"}


class PaneView(NamedTuple):
    """What the screen tells a pane to show."""

    fleet: Fleet
    snapshot: Snapshot
    wide: bool
    tz: tzinfo
    protected: bool
    past: str = ""  # words that say that this is an earlier look
    comparison: Comparison | None = None  # what view 4 shows


@dataclass
class Search:
    """A search in force: its text, the keys of all hits, and the one it stands on."""

    query: str
    hits: tuple[str, ...]
    at: int = 0


class ShownPane(RowsView):
    """Folds, cursor and scroll place belong to the instance, not to the widget."""

    HEADER = 1
    SURFACE = "ground"

    def __init__(self, name: str) -> None:
        super().__init__(id=f"pane-{name}", classes="pane")
        self.pane_name = name
        self.content: PaneContent | None = None
        self.search: Search | None = None
        self.revealed: frozenset[str] = frozenset()
        self._below = ""  # what is under the edge of the column, named in the title
        self._view: PaneView | None = None
        self._signature: tuple[object, ...] = ()
        self._memories = Memories()

    # What it shows.

    @property
    def ref(self) -> InstanceRef | None:
        """The instance's."""
        return None if self._view is None else self._view.snapshot.ref

    def look_at(self, view: PaneView | None) -> None:
        """Show this instance, or nothing."""
        before = self.ref
        after = view.snapshot.ref if view else None
        if before == after:
            self._view = view
            self.rebuild()
            return
        with self.painting_once():
            self._leave()
            self._view = view
            self.rebuild()
            self._arrive()

    def rebuild(self, *, force: bool = False) -> None:
        """Ask the view for rows again, if anything that they show has changed."""
        if self._view is None or self.size.width < 4:
            return
        signature = self._current_signature(self._view)
        if signature == self._signature and not force:
            return
        self._signature = signature
        rows_before = len(self.rows)
        options = self.options()
        self.content = pane(self.pane_name, self._view.fleet, self._view.snapshot, options)
        self.show(self.content.rows)
        if len(self.rows) != rows_before:
            self.refresh(layout=True)

    def _current_signature(self, view: PaneView) -> tuple[object, ...]:
        snapshot = view.snapshot
        known = (snapshot.ref, id(snapshot.instance), snapshot.marks, snapshot.freshness)
        drawn = (self.size.width, view.wide, id(self.look), self.revealed, view.protected)
        told = (view.comparison, view.past)
        folds = tuple(self.memory.folds.items())
        clock = 0.0 if self.pane_name in TIMELESS else view.fleet.now // AGES
        return (*known, *drawn, *told, folds, clock)

    def options(self) -> PaneOptions:
        """How the view shall draw, as things stand."""
        view = cast("PaneView", self._view)
        return PaneOptions(
            width=max(self.size.width - 1, 8),  # the first cell is the cursor's
            wide=view.wide,
            signs=self.look.signs,
            tz=view.tz,
            now=view.fleet.now,
            wall=view.fleet.wall,
            folds=self.memory.folds,
            revealed=self.revealed,
            protected=view.protected,
            comparison=view.comparison,
        )

    @property
    def memory(self) -> Memory:
        return Memory() if self._view is None else self._memories.of(self._view.snapshot.ref)

    def _leave(self) -> None:
        if self._view is not None:
            self.memory.cursor_key = self.cursor_key
            self.memory.top_key = self._key_at(self.top)
        self.search = None
        self.revealed = frozenset()
        self._signature = ()
        self.content = None  # its title tells of the instance too
        self.rows = NoRows()
        self.cursor, self.top, self.cursor_key = 0, 0, None

    def _arrive(self) -> None:
        memory = self.memory
        top = self.rows.find(memory.top_key) if memory.top_key else None
        self.top = self._clamp_top(top or 0)
        if memory.cursor_key is None or not self.move_to(memory.cursor_key, by_hand=False):
            self.cursor, self.cursor_key = 0, self._key_at(0)

    # Drawing.

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.HEADER + max(len(self.rows), 1)

    def header_line(self, y: int) -> Line:
        title = self.content.title if self.content else self.pane_name
        note = self.content.note if self.content else ()
        signs = self.look.signs
        hidden = len(self.rows) - self.top - self.page
        for words in (f"{signs.below} {hidden}" if hidden > 0 else "", self._below):
            if words:
                note = (*note, Span(f"{f' {signs.dot} ' if note else ''}{words}", "muted"))
        words = self._view.past if self._view else ""
        past = Span(f" {words}", "degraded bold") if words else None
        width = self.size.width - 1
        style = "accent bold" if self.has_focus else "strong bold"
        rule = "accent" if self.has_focus else "rule"
        room = width - line_cells(((Span(title)), *note)) - 1 - (1 if note else 0)
        if past:
            room -= line_cells((past,))
        name = (Span(title, style), past) if past else (Span(title, style),)
        line: Line = (*name, Span(" "), Span(signs.rule * max(room, 0), rule))
        if note:
            line = (*line, Span(" "), *note)
        return (Span(" "), *fit(line, width, signs.cut))

    def say_below(self, words: str) -> None:
        """Name in the title what comes after this pane, out of sight."""
        if words != self._below:
            self._below = words
            self.paint()

    def decorated(self, row: RowLike, *, cursor: bool) -> Line:
        sign = Span(self.look.signs.cursor, "accent") if cursor else Span(" ")
        line = row.line
        if self.search and self.search.query:
            line = marked(line, self.search.query)
        return (sign, *line)

    # Moving keeps the cursor in sight of the column too.

    def scroll_to_cursor(self) -> None:
        super().scroll_to_cursor()
        if not self.has_focus:
            return
        y = self.HEADER + self.cursor - self.top
        first = 0 if self.cursor == 0 else y
        region = Region(0, first, 1, y - first + 1).translate(self.virtual_region.offset)
        column = self.parent
        while column is not None and column is not self.screen:
            widget = cast("RowsView", column)
            if widget.allow_vertical_scroll:
                widget.scroll_to_region(region, animate=False, force=True)
            region = region.translate(widget.virtual_region.offset - widget.scroll_offset)
            column = widget.parent

    # Of these, as of all of Textual's events, `RowsView` has handlers too, which it calls next.

    def on_focus(self) -> None:
        self.reveal_cursor()

    def on_resize(self) -> None:
        self.rebuild()
