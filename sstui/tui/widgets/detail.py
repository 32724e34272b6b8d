"""The instance: head, views, panes, and what opens below them (value, search, notice)."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from sstui.monitor.state import Fleet, Snapshot
from sstui.tui.comparing import Comparing
from sstui.tui.screens.layout import ALONE, LEFT_PANES, RIGHT_PANES, Layout
from sstui.tui.widgets.detail_parts import Column, Head, Tabs
from sstui.tui.widgets.lines import Lines
from sstui.tui.widgets.pane import Pane
from sstui.tui.widgets.shown_pane import PaneView
from sstui.view.head import head_lines, tabs_line
from sstui.view.notice import notice_lines
from sstui.view.text import Line, Span, join, plain, wrapped

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

VALUE_ROWS = 12
LEFT_COLUMN = tuple(dict.fromkeys((*LEFT_PANES, *ALONE.values())))


class Detail(Vertical):
    """Everything about the instance under the cursor."""

    def __init__(self, comparing: Comparing) -> None:
        super().__init__(id="detail")
        self.comparing = comparing
        self.shown: PaneView | None = None  # the instance as it is now
        self.panes = {name: Pane(name) for name in (*LEFT_COLUMN, *RIGHT_PANES)}
        self.head = Head(id="head")
        self.tabs = Tabs(id="tabs")
        self.columns = Horizontal(id="columns")
        self.left_column = Column(id="left-column")
        self.right_column = Column(id="right-column")
        self.foot_row = Horizontal(id="foot-row")
        self.value = Lines(id="value", surface="notice")
        self.notice = Lines(id="notice", surface="notice")
        self.foot = Lines(id="foot", surface="notice")
        self.prompt = Input(id="search", compact=True, select_on_focus=False)
        self.layout_now: Layout | None = None
        self.searched: Pane | None = None
        self.notice_closed: tuple[Line, ...] = ()
        self._notice_lines: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.tabs
        with self.columns:
            with self.left_column:
                yield from (self.panes[name] for name in LEFT_COLUMN)
            with self.right_column:
                yield from (self.panes[name] for name in RIGHT_PANES)
        yield self.value
        yield self.notice
        with self.foot_row:
            yield self.prompt
            yield self.foot

    # Layout.

    def lay_out(self, layout: Layout) -> None:
        """Show the panes of this layout, and no others."""
        self.layout_now = layout
        shown = layout.panes
        for name, pane in self.panes.items():
            pane.display = name in shown
            pane.set_class(layout.alone or (layout.wide and name == "configuration"), "-fills")
        left = self.left_column
        right = self.right_column
        left.display = any(name in shown for name in LEFT_COLUMN)
        right.display = any(name in shown for name in RIGHT_PANES)
        stacked = not layout.wide and not layout.alone
        self.columns.set_class(stacked, "-stacked")
        self.head.styles.height = layout.head_rows
        self.set_class(layout.spaced, "-spaced")

    # Showing.

    def look_at(
        self,
        fleet: Fleet,
        snapshot: Snapshot | None,
        *,
        tz: tzinfo,
        position: tuple[int, int] | None,
    ) -> None:
        layout = self.layout_now
        if layout is None or not self.display:
            return
        self.show_head(fleet, snapshot, tz=tz, position=position)
        signs = self.head.look.signs
        view = None
        if snapshot is not None:
            account = fleet.account(snapshot.bookmark.profile)
            protected = account is not None and account.protected
            view = PaneView(fleet, snapshot, layout.wide, tz, protected)
        self.shown = view
        for name in layout.panes:
            seen = view and self.comparing.seen(name, view, alone=layout.view in ALONE)
            self.panes[name].look_at(seen)
        self.call_after_refresh(self.name_what_is_below)
        width = max(self.size.width - 2, 20)
        lines = notice_lines(fleet, width=width, signs=signs, tz=tz)
        self._show_notice(lines)

    def show_head(
        self,
        fleet: Fleet,
        snapshot: Snapshot | None,
        *,
        tz: tzinfo,
        position: tuple[int, int] | None,
    ) -> None:
        """The head alone: the one part that counts single seconds."""
        layout = self.layout_now
        width = self.head.size.width
        if layout is None or width < 10:
            return
        signs = self.head.look.signs
        if snapshot is None:
            self.head.show(())
        else:
            self.head.show(
                head_lines(
                    fleet,
                    snapshot,
                    width=width,
                    rows=4 if layout.head_rows == 4 else 2,
                    signs=signs,
                    tz=tz,
                    position=position,
                    replace_key=cast("SstuiApp", self.app).keymap.shown("replace"),
                )
            )
        self.tabs.show((tabs_line(layout.view, width, signs),))

    def _show_notice(self, lines: tuple[Line, ...]) -> None:
        self._notice_lines = lines
        if not lines:
            self.notice_closed = ()
        visible = bool(lines) and self.notice_closed[:1] != lines[:1]
        self.notice.display = visible
        if visible:
            self.notice.styles.height = len(lines) + 2
            self.notice.show(((), *((Span(" "), *line) for line in lines)))

    def name_what_is_below(self) -> None:
        """The last pane in sight names the first one under the edge: ``instance ↓``."""
        for pane in self.panes.values():
            pane.say_below("")
        for column in (self.left_column, self.right_column):
            panes = [each for each in self.visible_panes() if each.parent is column]
            edge = self.columns.content_region.bottom
            seen = [each for each in panes if each.region.y < edge]
            hidden = [each for each in panes if each.region.y >= edge]
            if seen and hidden:
                sign = seen[-1].look.signs.below
                seen[-1].say_below(f"{hidden[0].pane_name} {sign}")

    # Focus.

    @property
    def focused_pane(self) -> Pane | None:
        return next((pane for pane in self.panes.values() if pane.has_focus), None)

    @property
    def read_pane(self) -> Pane | None:
        """That with the focus, or that which the prompt with the focus searches."""
        return self.searched if self.prompt.has_focus else self.focused_pane

    def visible_panes(self) -> list[Pane]:
        names = self.layout_now.panes if self.layout_now else ()
        return [self.panes[name] for name in names]

    # What opens below.

    def show_value(self, *texts: str) -> None:
        """The whole value, each text wrapped, in the bottom rows; nothing closes it."""
        self.value.display = bool(texts)
        if not texts:
            self.value.show(())  # at once: the layout that closes it comes later
            return
        signs = self.value.look.signs
        width = max(self.size.width - 3, 10)
        lines = [line for text in texts for line in wrapped(plain(text), width)]
        if len(lines) > VALUE_ROWS:
            rest = len(lines) - VALUE_ROWS + 1
            lines = [*lines[: VALUE_ROWS - 1], f"{signs.cut} {rest} more lines; y copies all"]
        self.value.styles.height = len(lines)
        self.value.show(tuple((Span(" "), Span(line, "string")) for line in lines))

    def hide(self, pane: Pane) -> None:
        """What was revealed of it, in its row and in full below."""
        if pane.cursor_key in pane.revealed:
            self.show_value()
        pane.reveal(None)

    def show_foot(self) -> None:
        """Path and kind of what is under the cursor, or how the search goes."""
        searching = self.prompt.display
        pane = self.searched if searching else self.focused_pane
        row = pane.current_row() if pane else None
        visible = pane is not None and (
            searching or pane.search is not None or pane.pane_name in {"configuration", "raw"}
        )
        row_of_foot = self.foot_row
        if row_of_foot.display is not visible:
            row_of_foot.display = visible
            self.call_after_refresh(self.show_foot)  # once it has a width
        if pane is None:
            return
        signs = self.foot.look.signs
        left: Line = ()
        if pane.search is not None:
            count = len(pane.search.hits)
            at = str(pane.search.at + 1) if count else "0"
            query = () if searching else (Span(f" / {plain(pane.search.query)}   ", "accent"),)
            left = (*query, Span(at, "strong bold"), Span(f" of {count}", "muted"))
        parts = [part for part in (row.path, row.kind) if part] if row else []
        right = (Span(f" {signs.dot} ".join(map(plain, parts)) + " ", "muted"),)
        self.foot.show((join(left, right, self.foot.size.width, signs.cut),))

    # Search.

    def open_prompt(self) -> None:
        """Search in the pane that has the focus."""
        self.searched = self.focused_pane
        self.prompt.display = True
        self.prompt.value = ""
        self.show_foot()
        self.prompt.focus()
        if self.searched is not None:  # once the prompt is on the screen
            self.call_after_refresh(self.searched.prepare_search)

    @on(Input.Changed, "#search")
    def search_changed(self, message: Input.Changed) -> None:
        if self.prompt.display and self.searched is not None:
            self.searched.find(message.value)
            self.show_foot()

    @on(Input.Submitted, "#search")
    def search_submitted(self) -> None:
        self.close_prompt(keep=True)

    def close_prompt(self, *, keep: bool) -> None:
        """Give the focus back to the pane; ``keep`` leaves the search in force."""
        pane = self.searched
        self.prompt.display = False
        if pane is not None:
            if not keep:
                pane.find("")
            pane.focus()
        self.show_foot()

    def close_notice(self) -> None:
        """Close the notice that shows; another one opens it again."""
        self.notice_closed = self._notice_lines
        self.notice.display = False
