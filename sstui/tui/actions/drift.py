"""Comparing: baselines, another instance, earlier looks, and the differences of view 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.servicestage.refs import InstanceRef
from sstui.tui.actions.registry import action

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen
    from sstui.tui.widgets.pane import Pane
    from sstui.tui.widgets.shown_pane import PaneView
    from sstui.view.comparing import Against

_PAST_VIEWS = (2, 4, 6)
_DRIFT = 4


@action("pin-baseline")
def pin_baseline(screen: MainScreen) -> None:
    snapshot, view = screen.snapshot, screen.shown
    if snapshot is None:
        screen.say("no instance under the cursor")
    elif _on_pinned_line(screen):
        screen.run_worker(_unpin(screen, snapshot.ref, snapshot.name), group="baseline")
    elif view is not None and screen.detail.comparing.back(view):
        later = screen.sstui.keymap.shown("later")
        screen.say(f"what is seen now is pinned, and this is an earlier look: {later} leads back")
    else:
        screen.run_worker(_pin(screen, snapshot.ref, snapshot.name), group="baseline")


def _on_pinned_line(screen: MainScreen) -> bool:
    pane = screen.focused_pane
    comparison = None if pane is None else pane.comparison
    return comparison is not None and comparison.pinned and _on_against(pane)


def _on_against(pane: Pane | None) -> bool:
    from sstui.view.drift import AGAINST

    return pane is not None and pane.pane_name == "drift" and pane.cursor_key == AGAINST


async def _pin(screen: MainScreen, ref: InstanceRef, name: str) -> None:
    from sstui.monitor.baselines import BaselineError

    drifting = screen.watcher.drifting
    replaced = drifting.baselines.of(ref) is not None
    try:
        words = await drifting.pin(ref)
    except KeyError:
        look = screen.sstui.keymap.shown("refresh")
        screen.say(f"{name} was not seen yet in full: {look} looks at it", "degraded")
        return
    except BaselineError as error:
        screen.say(f"not pinned: {error}", "bad")
        return
    did = "baseline replaced" if replaced else "baseline pinned"
    what = f"{did}: {name} as seen now"
    screen.say(f"{what}, {words}" if words else what, "degraded" if words else "accent")
    screen.show_fleet()


async def _unpin(screen: MainScreen, ref: InstanceRef, name: str) -> None:
    words = await screen.watcher.drifting.unpin(ref)
    screen.say(f"no baseline any more: {name}" + (f", {words}" if words else ""))
    screen.show_fleet()


@action("compare-with")
def compare_with(screen: MainScreen) -> None:
    from sstui.tui.screens.compare import CompareWith

    snapshot = screen.snapshot
    if snapshot is None:
        screen.say("no instance under the cursor")
        return
    ref = snapshot.ref

    def chosen(against: Against | InstanceRef | None) -> None:
        if against is not None:
            screen.detail.comparing.choose(ref, against)
            screen.show_view(_DRIFT)

    pinned = screen.watcher.drifting.baselines.of(ref) is not None
    screen.app.push_screen(CompareWith(screen.fleet, snapshot, pinned), chosen)


@action("show-equal")
def show_equal(screen: MainScreen) -> None:
    if screen.view != _DRIFT:
        screen.say("what is equal is shown in view 4, drift")
        return
    comparing = screen.detail.comparing
    comparing.everything = not comparing.everything
    screen.show_instance()
    shown = "shown" if comparing.everything else "hidden"
    screen.say(f"what is equal or set aside is {shown}")


@action("earlier")
def earlier(screen: MainScreen) -> None:
    _step(screen, 1, "no earlier look that differed is recorded")


@action("later")
def later(screen: MainScreen) -> None:
    _step(screen, -1, "this is now")


def _step(screen: MainScreen, direction: int, at_the_end: str) -> None:
    view = screen.shown
    if screen.view not in _PAST_VIEWS or view is None:
        screen.say("earlier looks are for the views 2, 4 and 6")
    elif screen.detail.comparing.step(view, direction):
        screen.show_instance()
    else:
        screen.say(at_the_end)


def opened(screen: MainScreen, pane: Pane) -> bool:
    """The line of what is compared with opens the choice of it, and one of the timeline the
    difference of two bodies."""
    if pane.pane_name == "timeline":
        return _compare_bodies(screen, pane)
    if not _on_against(pane):
        return False
    compare_with(screen)
    return True


def _compare_bodies(screen: MainScreen, pane: Pane) -> bool:
    from sstui.view.stretch_inside import compared_at

    time = compared_at(pane.cursor_key or "")
    view = screen.shown
    if time is None or view is None:
        return False
    screen.run_worker(_around(screen, view, time), exclusive=True, group="compare")
    return True


async def _around(screen: MainScreen, view: PaneView, time: float) -> None:
    if await screen.detail.comparing.around(view, time):
        screen.show_view(_DRIFT)
    else:
        screen.say("what the bodies differed in is not recorded, or was no more than the status")


def next_difference(screen: MainScreen, pane: Pane, direction: int) -> None:
    """To the next place that differs that way, around the end."""
    from sstui.view.drift import DIFFERENCE

    rows = pane.rows
    for step in range(1, len(rows) + 1):
        row = rows[(pane.cursor + direction * step) % len(rows)]
        if row.key.startswith(DIFFERENCE):
            pane.move_to(row.key)
            return
    screen.say("no difference")
