"""The fleet's timeline: what was bad when, and what went bad together. It ends with an instance to
go to, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from sstui.insight.together import falls
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.tui.hints import Hint, Place, laid
from sstui.tui.widgets.lines import Lines
from sstui.tui.widgets.row_lists import RowLike
from sstui.tui.widgets.rows import RowsView
from sstui.view.fleet_slice import slice_lines
from sstui.view.fleet_timeline import SPANS, FleetRows, Row, Window, column_at, head_lines, ordered
from sstui.view.fleet_timeline import window as window_of
from sstui.view.text import Line, Span

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp
    from sstui.tui.screens.main import MainScreen

GRID = 5.0  # seconds between two looks at what is known
_LOW = 20  # rows of the screen below which the slice has two lines and not three


class Strips(RowsView):
    """The rows; the cursor is on an instance and, in all rows, on a slice of time."""

    ALWAYS_CURSOR = True

    def selectable(self, row: RowLike) -> bool:
        return isinstance(row, Row) and row.ref is not None

    @property
    def ref(self) -> InstanceRef | None:
        row = self.current()
        return row.ref if isinstance(row, Row) else None

    def on_click(self, event: events.Click) -> None:
        """Another slice is chosen by the first click on it; a second one opens the instance."""
        page = cast("FleetTimeline", self.screen)
        column = column_at(event.x, self.size.width, page.window)
        if column is not None and column != page.window.at:
            event.prevent_default()
            index = self.top + event.y
            if index < len(self.rows) and self.selectable(self.rows[index]):
                self.move_to(self.rows[index].key)
            page.go_to_slice(column)


class Keys(Lines):
    """What keys do here; a click on one is that key."""

    def __init__(self) -> None:
        super().__init__(id="fleet-keys", surface="ground-bar")
        self.places: tuple[Place, ...] = ()

    async def on_click(self, event: events.Click) -> None:
        for place in self.places:
            if place.start <= event.x < place.end:
                await self.screen.run_action(place.command)


class FleetTimeline(Screen[InstanceRef | None]):
    """Rows in the list's order, of what its filter lets through. The slice under the cursor is a
    time, and stays it while the window moves on with the clock."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("t,space", "span", id="fleet-timeline", show=False),
        Binding("h,left", "slice(-1)", show=False),
        Binding("l,right", "slice(1)", show=False),
        Binding("left_square_bracket", "fall(-1)", show=False),
        Binding("right_square_bracket", "fall(1)", show=False),
        Binding("j,down", "row(1)", show=False),
        Binding("k,up", "row(-1)", show=False),
        Binding("pagedown,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
        Binding("g,home", "end(-1)", show=False),
        Binding("G,end", "end(1)", show=False),
        Binding("0", "now", show=False),
        Binding("enter", "open", show=False),
    ]

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self.span = "24h"
        self.moment: float | None = None  # epoch seconds in the slice under the cursor; None: now
        self.window = Window(0.0, 1.0, 1, 0, 0.0)
        self.head = Lines(id="fleet-head")
        self.strips = Strips(id="fleet-strips")
        self.told = Lines(id="fleet-slice", surface="ground-prompt")
        self.keys = Keys()
        self._said = ""

    @property
    def sstui(self) -> SstuiApp:
        return self._main.sstui

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.strips
        yield self.told
        yield self.keys

    def on_mount(self) -> None:
        self.strips.focus()
        self.strips.cursor_key = f"instance:{self._main.list.ref}"
        self.set_interval(GRID, self.fill)

    def on_resize(self) -> None:
        self.call_after_refresh(self.fill)

    # What is shown.

    def _known(self) -> tuple[Fleet, tuple[Snapshot, ...]]:
        """The fleet, and what the list shows of it in its order."""
        main = self._main
        fleet = main.fleet if main.frozen else main.watcher.fleet()
        shown = main.list.filter.sift(fleet, None).snapshots if main.list.filtered else None
        place = dict(main.list.ranking.index) if main.list.ranking else {}
        return fleet, ordered(fleet, fleet.snapshots if shown is None else shown, place)

    def fill(self) -> None:
        """Draw what is known now; rows that show the same are not repainted."""
        width, height = self.size
        if width < 20 or not self.is_attached:
            return
        fleet, shown = self._known()
        signs, tz = self.sstui.look.signs, self.sstui.tz
        seen = self.window = window_of(fleet.wall, SPANS[self.span], width, self.moment)
        rows = 2 if height < _LOW else 3
        self.told.styles.height = rows
        groups = len({each.bookmark.group for each in shown})
        grouped = groups > 1 and len(shown) + groups <= height - 4 - rows
        self.head.show(head_lines(seen, self.span, width, signs, tz))
        self.strips.show(FleetRows(shown, seen, width, signs, grouped=grouped))
        start, end = seen.slice()
        self.told.show(
            slice_lines(
                shown, start, end, now=fleet.wall, width=width, rows=rows, signs=signs
            )
        )  # fmt: skip
        self._show_keys(width)

    def _show_keys(self, width: int) -> None:
        key = self.sstui.keymap.shown("fleet-timeline") or "space"
        hints = laid(
            [
                Hint("esc", "back", "leave"), Hint("enter", "open", "open"),
                Hint(key, "1h 24h 7d", "span"), Hint("h", "earlier", "slice(-1)"),
                Hint("l", "later", "slice(1)"), Hint("[", "trouble before", "fall(-1)"),
                Hint("]", "after", "fall(1)"), Hint("0", "now", "now"),
            ],
            width,
        )  # fmt: skip
        said: Line = (Span(f" {self._said}", "accent"),)
        self.keys.places = () if self._said else hints.places
        self.keys.show((said if self._said else hints.line,))
        self._said = ""

    # What keys do.

    def go_to_slice(self, at: int) -> None:
        """Put the cursor on that slice of the window, or beside it where there is more."""
        wall = self._known()[0].wall
        self.moment = self.window.middle(at, wall)
        if window_of(wall, SPANS[self.span], self.size.width, None).start <= self.moment:
            last = window_of(wall, SPANS[self.span], self.size.width, self.moment)
            if last.at == last.cells - 1:
                self.moment = None
        self.fill()

    def action_slice(self, step: int) -> None:
        self.go_to_slice(self.window.at + step)

    def action_now(self) -> None:
        self.moment = None
        self.fill()

    def action_fall(self, direction: int) -> None:
        """To the next slice that way in which something went bad."""
        _, shown = self._known()
        start, end = self.window.slice()
        times = sorted(time for each in shown for time in falls(each.timeline))
        found = [time for time in times if (time < start if direction < 0 else time >= end)]
        if found:
            self.moment = found[-1] if direction < 0 else found[0]
        else:
            self._said = (
                f"nothing is known to have gone bad {'before' if direction < 0 else 'after'}"
            )
        self.fill()

    def action_span(self) -> None:
        names = list(SPANS)
        self.span = names[(names.index(self.span) + 1) % len(names)]
        self.fill()

    def action_row(self, step: int) -> None:
        self.strips.move(step)

    def action_page(self, direction: int) -> None:
        self.strips.move_page(direction)

    def action_end(self, direction: int) -> None:
        if direction < 0:
            self.strips.move_first()
        else:
            self.strips.move_last()

    @on(RowsView.Opened)
    def action_open(self) -> None:
        self.dismiss(self.strips.ref)

    def action_leave(self) -> None:
        self.dismiss(None)
