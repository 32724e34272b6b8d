"""What is known, taken down to the widgets of the main screen: list, instance, bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.screen import Screen

from sstui.monitor.state import Fleet, Snapshot
from sstui.tui import garbage
from sstui.tui.comparing import Comparing
from sstui.tui.hints import hints_of
from sstui.tui.screens.layout import Layout, View
from sstui.tui.widgets.detail import Detail
from sstui.tui.widgets.lines import Lines
from sstui.tui.widgets.list_foot import PEEK_CELLS
from sstui.tui.widgets.pane import Pane
from sstui.tui.widgets.rows import RowsView
from sstui.tui.widgets.status_bar import BarView, StatusBar
from sstui.tui.widgets.watch_list import ListView, WatchList
from sstui.view.peek import peek_lines

if TYPE_CHECKING:
    from sstui.servicestage.refs import InstanceRef
    from sstui.tui.absence import Absence
    from sstui.tui.app import SstuiApp
    from sstui.tui.relay import FleetChanged, SeenAgain
    from sstui.tui.widgets.filter_prompt import FilterPrompt
    from sstui.tui.widgets.shown_pane import PaneView
    from sstui.view.text import Line


class Showing(Screen[None]):
    """The widgets, and the fleet as they show it: one moment for all of them."""

    absence: Absence

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
        self._said: set[str] = set()
        self._is_behind = False  # what is beside the list is to follow its cursor

    @property
    def layout_now(self) -> Layout:
        width, height = self.app.size
        return Layout(width, height, self.view, self.zoomed, self.opened, self.spread)

    @property
    def focused_pane(self) -> Pane | None:
        pane = self.detail.focused_pane
        if pane is not None:
            self._keep_up(pane.ref)
        return pane

    @property
    def shown(self) -> PaneView | None:
        """What the panes are shown of the instance under the cursor."""
        self._keep_up(self.detail.shown and self.detail.shown.snapshot.ref)
        return self.detail.shown

    def _keep_up(self, ref: InstanceRef | None) -> None:
        """Keys come faster than frames: who acts on what shows ``ref`` is to find there the
        instance under the cursor, and not the one before."""
        if ref != self.list.ref:
            self.show_instance()

    @property
    def active(self) -> RowsView:
        """What the moving keys move in."""
        return self.focused_pane or self.list

    @property
    def snapshot(self) -> Snapshot | None:
        """Of the instance under the cursor."""
        return self.fleet.snapshot(self.list.ref)

    # When.

    def on_fleet_changed(self, _message: FleetChanged) -> None:
        self.show_fleet()

    def on_seen_again(self, _message: SeenAgain) -> None:
        if not self.frozen:
            self.show_fleet()  # the list too: head and row tell the same age

    def tick(self) -> None:
        """On a grid of five seconds, all ages."""
        garbage.collect(self.absence.idle)
        if not self.frozen and self.is_current:
            self.show_fleet()

    def on_screen_suspend(self) -> None:
        """A strip's keys stand in the bar for as long as it is open."""
        self.show_bar()

    def on_screen_resume(self) -> None:
        self.show_bar()

    def freeze(self) -> None:
        self.frozen = not self.frozen
        self.show_fleet()

    def follow_cursor(self) -> None:
        """Show the instance under the cursor once the list's own two rows are painted: of a key
        that is held down, once for all rows that went by since the last frame."""
        if not self._is_behind:
            self._is_behind = True
            self.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        self._is_behind = False
        self.show_instance()
        self.show_bar()
        self.absence.show()

    # What.

    def show_fleet(self) -> None:
        """Take the newest picture down to every widget; each repaints what differs."""
        if not self.frozen:
            self.fleet = self.watcher.fleet()
        self.list.look_at(
            ListView(
                self.fleet,
                self.sstui.tz,
                self.size.height,
                self.last_key,
                self.layout_now.strip,
                self.sstui.keymap.shown("add"),
            )
        )
        self.show_instance()
        self.show_bar()
        self.absence.show()
        self._say_notes()

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
            hints_of(self),
            self.frozen,
            self.watcher.problem.short if self.watcher.problem else None,
            self.list.filter.passed,
        )
        self.bar.look_at(view)
        self.sstui.show_title(self.fleet)

    def say(self, text: str, style: str = "accent") -> None:
        self.bar.say(text, style)

    def _say_notes(self) -> None:
        """What is wrong with our own memory is said once; the page of profiles keeps it."""
        for note in self.watcher.notes:
            if note not in self._said:
                self._said.add(note)
                self.say(note, "degraded")

    def _position(self, snapshot: Snapshot | None) -> tuple[int, int] | None:
        if snapshot is None or self.layout_now.beside:
            return None
        refs = self.list.shown_refs
        return (refs.index(snapshot.ref) + 1, len(refs)) if snapshot.ref in refs else None
