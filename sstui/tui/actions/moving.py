"""Moving: the cursor, the focus, the search hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions import drift, following, since
from sstui.tui.actions.registry import action
from sstui.view.standing import Standing, standing

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

TROUBLE = {Standing.BAD, Standing.DEGRADED, Standing.UNKNOWN, Standing.STALE}


@action("down")
def down(screen: MainScreen) -> None:
    screen.active.move(1)


@action("up")
def up(screen: MainScreen) -> None:
    screen.active.move(-1)


@action("page-down")
def page_down(screen: MainScreen) -> None:
    screen.active.move_page(1)


@action("page-up")
def page_up(screen: MainScreen) -> None:
    screen.active.move_page(-1)


@action("first")
def first(screen: MainScreen) -> None:
    screen.active.move_first()


@action("last")
def last(screen: MainScreen) -> None:
    screen.active.move_last()


@action("next-group")
def next_group(screen: MainScreen) -> None:
    screen.list.move_group(1)


@action("previous-group")
def previous_group(screen: MainScreen) -> None:
    screen.list.move_group(-1)


@action("next")
def next_one(screen: MainScreen) -> None:
    _next(screen, 1)


@action("previous")
def previous_one(screen: MainScreen) -> None:
    _next(screen, -1)


def _next(screen: MainScreen, direction: int) -> None:
    """The next hit while a search shows, the next line of the strip while that does, else the next
    trouble of the list."""
    pane = screen.focused_pane
    if pane is not None and pane.search is not None:
        pane.go_to_hit(pane.search.at + direction)
        screen.detail.show_foot()
        return
    if pane is not None and pane.pane_name == "drift":
        drift.next_difference(screen, pane, direction)
        return
    if screen.absence.walks:
        since.walk(screen, direction)
        return
    refs = screen.list.shown_refs
    fleet = screen.fleet
    here = refs.index(screen.list.ref) if screen.list.ref in refs else -1 if direction > 0 else 0
    for step in range(1, len(refs) + 1):
        ref = refs[(here + direction * step) % len(refs)]
        snapshot = fleet.snapshot(ref)
        if snapshot is not None and standing(snapshot) in TROUBLE:
            screen.list.go_to(ref)
            return
    where = "in what the filter lets through " if screen.list.filtered else ""
    screen.say(f"no trouble: nothing {where}is bad, degraded, unknown or stale")


@action("next-instance")
def next_instance(screen: MainScreen) -> None:
    _step_instance(screen, 1)


@action("previous-instance")
def previous_instance(screen: MainScreen) -> None:
    _step_instance(screen, -1)


def _step_instance(screen: MainScreen, direction: int) -> None:
    refs = screen.list.shown_refs
    if not refs:
        return
    here = refs.index(screen.list.ref) if screen.list.ref in refs else 0
    screen.list.go_to(refs[max(0, min(here + direction, len(refs) - 1))])


@action("open")
def open_it(screen: MainScreen) -> None:
    pane = screen.focused_pane
    if pane is not None:
        if pane.toggle() or drift.opened(screen, pane) or following.opened(screen, pane):
            return
        screen.detail.show_value(*pane.whole())
        return
    row = screen.list.row
    if row is None:
        return
    if row.ref is None:
        screen.list.fold_group()
    else:
        screen.open_instance()


@action("fold")
def fold(screen: MainScreen) -> None:
    if screen.focused_pane is not None:
        screen.focused_pane.fold()


@action("unfold")
def unfold(screen: MainScreen) -> None:
    if screen.focused_pane is not None:
        screen.focused_pane.unfold()


@action("fold-group")
def fold_group(screen: MainScreen) -> None:
    if screen.focused_pane is not None:
        screen.focused_pane.toggle()
    else:
        screen.list.fold_group()
