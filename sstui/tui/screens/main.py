"""The dashboard's main screen: its layout, what has the focus, and what a click is for. What is
known is the watcher's, how it reads is the view's, what a key does is in `sstui.tui.actions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.timer import Timer

from sstui.servicestage.refs import InstanceRef
from sstui.tui.absence import Absence
from sstui.tui.actions import filtering
from sstui.tui.actions.registry import give
from sstui.tui.bindings import DEFAULT_BINDINGS, bind_own
from sstui.tui.relay import Relay
from sstui.tui.screens import remembered
from sstui.tui.screens.layout import Layout, View
from sstui.tui.screens.showing import Showing
from sstui.tui.widgets.detail_parts import Head, Tabs
from sstui.tui.widgets.painted import RIGHT
from sstui.tui.widgets.rows import RowsView
from sstui.tui.widgets.status_bar import StatusBar
from sstui.tui.widgets.watch_list import WatchList

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

RESTED = 1.0  # seconds after which the row under the cursor is looked at faster
GRID = 5.0  # seconds between two looks at the ages


class MainScreen(Showing):
    """List, instance and bar, for every size from 20 columns up."""

    BINDINGS: ClassVar[list[BindingType]] = list(DEFAULT_BINDINGS)

    def __init__(self, app: SstuiApp) -> None:
        super().__init__(app)
        self.absence = Absence(self)
        self._rest: Timer | None = None
        self._relay: Relay | None = None
        self._shown = False
        self._laid_out = Size()  # the screen's, when all was given its place

    def compose(self) -> ComposeResult:
        remembered.restore(self, self.sstui.dashboard.ui)
        self._arrange(self.layout_now)  # before styles are worked out: 12 ms less than after
        with Horizontal(id="body"):
            with self.left:
                yield self.list
                yield self.peek
            yield self.detail
        yield self.bar

    def on_mount(self) -> None:
        bind_own(self, self.sstui.keymap)
        self._relay = Relay(self, self.watcher, lambda: self.list.ref)
        self.set_interval(GRID, self.tick)
        self.list.focus()
        for problem in self.sstui.dashboard.problems[:1]:
            self.say(problem, "degraded")

    def on_unmount(self) -> None:
        remembered.remember(self, self.sstui.dashboard.ui)
        if self._relay is not None:
            self._relay.close()

    # Layout.

    def on_resize(self, event: events.Resize) -> None:
        if self._shown:
            if event.size != self._laid_out:  # it also comes when only what it holds has grown
                self._laid_out = event.size
                if self.detail.read_pane is not None and not self.layout_now.beside:
                    self.opened = True  # who reads the instance goes on reading it
                self.lay_out()
            return
        self._laid_out = event.size
        self.show_fleet()
        self._shown = True
        self.call_after_refresh(self.sstui.first_painted)

    def _compositor_refresh(self) -> None:
        # The first frame is the whole one: Textual would draw two before it, empty and half full.
        # A layout and a repaint that are both due are one frame, and not two alike (20 ms each).
        # There is no public way: `batch_update` draws them all the same, and only sends none.
        if self._shown and not (self._layout_required and self._repaint_required):
            super()._compositor_refresh()

    def lay_out(self) -> None:
        """Lay out for this size and view; focus stays on what is still seen."""
        layout = self.layout_now
        self._arrange(layout)
        pane = self.detail.read_pane
        lost = pane.pane_name not in layout.panes if pane else not layout.list_shown
        if lost:
            self.detail.visible_panes()[0].focus()
        elif not layout.detail_shown and pane is not None:
            self.list.focus()
        self.call_after_refresh(self.show_fleet)

    def _arrange(self, layout: Layout) -> None:
        left = self.left
        left.display = layout.list_shown
        left.styles.width = layout.list_width
        self.peek.display = layout.peek_shown
        self.detail.display = layout.detail_shown
        self.detail.set_class(layout.beside, "-beside")
        self.detail.lay_out(layout)

    def show_view(self, view: View | int) -> None:
        self.view = View(view)
        self.zoomed = None
        if not self.layout_now.beside:
            self.opened = True
        self.lay_out()

    def zoom(self) -> None:
        pane = self.focused_pane
        self.zoomed = None if self.zoomed or pane is None else pane.pane_name
        self.lay_out()

    # Focus and selection.

    @property
    def is_home(self) -> bool:
        """Nothing is open that `back` would close."""
        return self.focused_pane is None and not self.opened and not self.zoomed

    def open_instance(self) -> None:
        """To the instance: its first pane, over the whole screen where there is no room beside."""
        if self.list.ref is not None:
            self.watcher.visited(self.list.ref)
        self.opened = not self.layout_now.beside
        self.lay_out()
        self.detail.visible_panes()[0].focus()

    def on_descendant_focus(self) -> None:
        self.detail.show_foot()
        self.show_bar()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A click elsewhere closes the search's prompt; a terminal without the focus does not."""
        if event.widget is self.detail.prompt and self.app.app_focus:
            self.detail.prompt.display = False
            self.detail.show_foot()
            self.show_bar()

    @on(RowsView.Moved)
    def cursor_moved(self, message: RowsView.Moved) -> None:
        self.detail.show_value()
        if message.view is not self.list:
            self.detail.show_foot()
            return
        self.follow_cursor()
        if self._rest is not None:
            self._rest.stop()
        by_hand = message.by_hand
        self._rest = self.set_timer(RESTED, lambda: self._rested(by_hand))

    def _rested(self, by_hand: bool) -> None:
        ref = self.list.ref
        self.watcher.focus(ref)
        if by_hand and ref is not None:
            self.watcher.visited(ref)

    @on(RowsView.Opened)
    def row_opened(self, _message: RowsView.Opened) -> None:
        give(self, "open")

    @on(StatusBar.Picked)
    @on(WatchList.Picked)
    def picked(self, message: StatusBar.Picked | WatchList.Picked) -> None:
        filtering.reveal(self, message.ref)

    @on(Head.Asked)
    def head_asked(self) -> None:
        self.action_command("explain")

    @on(Tabs.Chosen)
    def tab_chosen(self, message: Tabs.Chosen) -> None:
        if message.number in list(View):
            self.show_view(message.number)

    # Commands.

    def on_key(self, _event: events.Key) -> None:
        self.touched()

    def touched(self) -> None:
        """A key was pressed: nothing moves under the fingers."""
        self.last_key = self.watcher.fleet().now  # the picture may be older by seconds

    def action_command(self, command_id: str) -> None:
        give(self, command_id)

    @on(StatusBar.Given)
    def hint_clicked(self, message: StatusBar.Given) -> None:
        self.touched()
        give(self, message.command)

    def on_click(self, event: events.Click) -> None:
        if event.button == RIGHT:
            event.stop()
            give(self, "palette")

    def carry_out(self, chosen: str | InstanceRef | None) -> None:
        """What the palette chose."""
        if isinstance(chosen, str):
            give(self, chosen)
        elif chosen is not None:
            filtering.reveal(self, chosen)

    def edited(self, words: str | None) -> None:
        """After a change of the watch list: show it, with the cursor on what is new, and say it."""
        before = {each.ref for each in self.fleet.snapshots}
        self.show_fleet()
        new = [each.ref for each in self.fleet.snapshots if each.ref not in before]
        if new:
            filtering.reveal(self, new[0])
        if words:
            self.say(words)
        if not self.fleet.snapshots:
            self.sstui.go_home()
