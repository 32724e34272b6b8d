"""The dashboard's main screen: list, instance, bar. It keeps selection, layout and focus; what is
known is the watcher's, how it reads is the view's, what a key does is in `sstui.tui.actions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.refs import InstanceRef
from sstui.tui import garbage, hints
from sstui.tui.absence import Absence
from sstui.tui.actions import filtering
from sstui.tui.actions.registry import give
from sstui.tui.bindings import DEFAULT_BINDINGS, bind_own
from sstui.tui.comparing import Comparing
from sstui.tui.relay import FleetChanged, Relay, SeenAgain
from sstui.tui.screens import remembered
from sstui.tui.screens.layout import Layout, View
from sstui.tui.widgets.detail import Detail, Head, Tabs
from sstui.tui.widgets.lines import Lines
from sstui.tui.widgets.list_foot import PEEK_CELLS
from sstui.tui.widgets.pane import Pane
from sstui.tui.widgets.rows import RIGHT, RowsView
from sstui.tui.widgets.status_bar import BarView, StatusBar
from sstui.tui.widgets.watch_list import ListView, WatchList
from sstui.view.peek import peek_lines

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp
    from sstui.tui.widgets.filter_prompt import FilterPrompt
    from sstui.view.text import Line

RESTED = 1.0  # seconds after which the row under the cursor is looked at faster
GRID = 5.0  # seconds between two looks at the ages


class MainScreen(Screen[None]):
    """List, instance and bar, for every size from 20 columns up."""

    BINDINGS: ClassVar[list[BindingType]] = list(DEFAULT_BINDINGS)

    def __init__(self, app: SstuiApp) -> None:
        super().__init__()
        self.sstui = app
        self.watcher = app.dashboard.watcher
        self.fleet: Fleet = self.watcher.fleet()
        self.view = View.OVERVIEW
        self.zoomed: str | None = None
        self.opened = False
        self.spread = False  # the list is the wide one
        self.frozen = False
        self.last_key: float | None = None
        self.left = Vertical(id="left")
        self.list = WatchList()
        self.peek = Lines(id="peek")
        self.detail = Detail(Comparing(self.watcher, self.show_instance))
        self.bar = StatusBar()
        self.filter: FilterPrompt | None = None  # made when it is first opened
        self._rest: Timer | None = None
        self._relay: Relay | None = None
        self.absence = Absence(self)
        self._said: set[str] = set()
        self._shown = False
        self._following = False  # what is beside the list is to follow its cursor
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
        self.set_interval(GRID, self._tick)
        self.list.focus()
        for problem in self.sstui.dashboard.problems[:1]:
            self.say(problem, "degraded")

    def on_unmount(self) -> None:
        remembered.remember(self, self.sstui.dashboard.ui)
        if self._relay is not None:
            self._relay.close()

    # What is known, shown.

    def on_fleet_changed(self, _message: FleetChanged) -> None:
        self.show_fleet()

    def on_seen_again(self, _message: SeenAgain) -> None:
        if not self.frozen:
            self.fleet = self.watcher.fleet()
            self.show_instance()
            self.show_bar()

    def show_fleet(self) -> None:
        """Take the newest picture down to every widget; each repaints what differs."""
        if not self.frozen:
            self.fleet = self.watcher.fleet()
        layout = self.layout_now
        view = ListView(self.fleet, self.sstui.tz, self.size.height, self.last_key, layout.strip)
        self.list.look_at(view)
        self.show_instance()
        self.show_bar()
        self.absence.show()
        self._say_notes()

    def _say_notes(self) -> None:
        """What is wrong with our own memory is said once; the page of profiles keeps it."""
        for note in self.watcher.notes:
            if note not in self._said:
                self._said.add(note)
                self.say(note, "degraded")

    @property
    def snapshot(self) -> Snapshot | None:
        """Of the instance under the cursor."""
        return self.fleet.snapshot(self.list.ref)

    def show_instance(self) -> None:
        snapshot = self.snapshot
        self.detail.look_at(
            self.fleet, snapshot, tz=self.sstui.tz, position=self._position(snapshot)
        )
        in_list = self.layout_now.peek_in_list
        lines: tuple[Line, ...] = ()
        if snapshot is not None and (in_list or self.layout_now.peek_shown):
            lines = peek_lines(
                self.fleet,
                snapshot,
                width=PEEK_CELLS if in_list else self.peek.size.width,
                signs=self.sstui.look.signs,
                tz=self.sstui.tz,
                replace_key=self.sstui.keymap.shown("replace"),
            )
        self.list.show_peek(lines if in_list else ())
        self.peek.show(() if in_list else lines)
        self.detail.show_foot()

    def show_bar(self) -> None:
        view = BarView(
            self.fleet,
            self.sstui.tz,
            self.size.height,
            self.list.ref,
            self._hints(),
            self.frozen,
            self.watcher.problem.short if self.watcher.problem else None,
            self.list.filter.passed,
        )
        self.bar.look_at(view)
        self.sstui.show_title(self.fleet)

    def _position(self, snapshot: Snapshot | None) -> tuple[int, int] | None:
        if snapshot is None or self.layout_now.beside:
            return None
        refs = self.list.shown_refs
        return (refs.index(snapshot.ref) + 1, len(refs)) if snapshot.ref in refs else None

    def _hints(self) -> hints.Hints:
        keymap, width = self.sstui.keymap, self.size.width
        pane = self.focused_pane
        if pane is None:
            if self.filter is not None and self.filter.editing:
                return hints.laid([hints.Hint(*each) for each in hints.IN_PROMPT], width)
            if self.absence.walks:
                return hints.hints(keymap, hints.IN_STRIP, width, hints.STRIP_WORDS)
            ids: tuple[str, ...] = hints.IN_WIDE if self.spread else hints.IN_LIST
            if self.list.filtered:
                ids = ("back", *ids)
            return hints.hints(keymap, ids, width, hints.LIST_WORDS)
        if pane.search is not None:
            return hints.hints(keymap, hints.IN_SEARCH, width, hints.SEARCH_WORDS)
        ids = hints.IN_DRIFT if pane.pane_name == "drift" else hints.IN_PANE
        return hints.hints(keymap, ids, width, hints.WORDS)

    def _tick(self) -> None:
        """On a grid of five seconds, all ages."""
        garbage.collect(self.absence.idle)
        if not self.frozen and self.is_current:
            self.show_fleet()

    # Layout.

    @property
    def layout_now(self) -> Layout:
        width, height = self.app.size
        return Layout(width, height, self.view, self.zoomed, self.opened, self.spread)

    def on_resize(self, event: events.Resize) -> None:
        if self._shown:
            if event.size != self._laid_out:  # it also comes when only what it holds has grown
                self._laid_out = event.size
                self.lay_out()
            return
        self._laid_out = event.size
        self.show_fleet()
        self._shown = True
        self.call_after_refresh(self.sstui.first_painted)

    def _compositor_refresh(self) -> None:
        # The first frame is the whole one: Textual would draw two before it, empty and half full.
        # A layout and a repaint that are both due are one frame, and not two alike (20 ms each).
        if self._shown and not (self._layout_required and self._repaint_required):
            super()._compositor_refresh()

    def lay_out(self) -> None:
        """Lay out for this size and view; focus stays on what is still seen."""
        layout = self.layout_now
        self._arrange(layout)
        pane = self.focused_pane
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
    def focused_pane(self) -> Pane | None:
        return self.detail.focused_pane

    @property
    def active(self) -> RowsView:
        """What the moving keys move in."""
        return self.focused_pane or self.list

    @property
    def is_home(self) -> bool:
        """Nothing is open that `back` would close."""
        return self.focused_pane is None and not self.opened and not self.zoomed

    def focus_pane(self, step: int) -> None:
        """Along the focus order: list, panes, list."""
        if not self.layout_now.detail_shown:
            self.open_instance()
            return
        ring: list[RowsView] = [*self.detail.visible_panes()]
        if self.layout_now.list_shown:
            ring.insert(0, self.list)
        here = ring.index(self.active) if self.active in ring else 0
        ring[(here + step) % len(ring)].focus()

    def open_instance(self) -> None:
        """To the instance: its first pane, over the whole screen where there is no room beside."""
        if self.list.ref is not None:
            self.watcher.visited(self.list.ref)
        self.opened = not self.layout_now.beside
        self.lay_out()
        self.detail.visible_panes()[0].focus()

    def go_back(self) -> None:
        """One step: value, notice, search, zoom, pane, list."""
        detail, pane = self.detail, self.focused_pane
        if detail.prompt.display:
            detail.close_prompt(keep=False)
        elif detail.value.display:
            detail.show_value()
        elif pane is not None and pane.search is not None:
            pane.find("")
            detail.show_foot()
        elif detail.comparing.to_now():
            self.show_instance()
        elif detail.notice.display:
            detail.close_notice()
        elif self.zoomed:
            self.zoom()
        elif self.layout_now.beside and self.view is not View.OVERVIEW:
            self.show_view(View.OVERVIEW)
            self.list.focus()
        else:
            self.opened = False
            if not self.layout_now.beside:
                self.view = View.OVERVIEW
            self.lay_out()
            self.list.focus()
        self.show_bar()

    def on_descendant_focus(self) -> None:
        self.detail.show_foot()
        self.show_bar()

    @on(RowsView.Moved)
    def cursor_moved(self, message: RowsView.Moved) -> None:
        self.detail.show_value()
        if message.view is not self.list:
            self.detail.show_foot()
            return
        if not self._following:  # the list's own two rows are painted first
            self._following = True
            self.call_after_refresh(self._follow_cursor)
        if self._rest is not None:
            self._rest.stop()
        by_hand = message.by_hand
        self._rest = self.set_timer(RESTED, lambda: self._rested(by_hand))

    def _follow_cursor(self) -> None:
        """Of a key that is held down, once for all rows that went by since the last frame."""
        self._following = False
        self.show_instance()
        self.show_bar()
        self.absence.show()

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
        self.last_key = self.fleet.now

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

    def say(self, text: str, style: str = "accent") -> None:
        self.bar.say(text, style)

    def freeze(self) -> None:
        self.frozen = not self.frozen
        self.show_fleet()

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
