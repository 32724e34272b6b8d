"""What happened: the strip since somebody last looked (walk it, copy it, mark it as seen), and the
timeline of the fleet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.servicestage.refs import InstanceRef
from sstui.tui.actions import copying, filtering
from sstui.tui.actions.registry import action

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen


def press(screen: MainScreen, command: str) -> None:
    """A click on one of the strip's keys."""
    if command == "next":
        walk(screen, 1)
    elif command == "copy-path":
        copy_hand_over(screen)
    else:
        screen.absence.seen()


def go_to(screen: MainScreen, ref: InstanceRef) -> None:
    filtering.reveal(screen, ref)


def walk(screen: MainScreen, direction: int) -> None:
    """The list's cursor to the instance of the next line that way."""
    ref = screen.absence.next(direction)
    if ref is None:
        screen.say("what happened is about no instance")
    else:
        go_to(screen, ref)


def step_back(screen: MainScreen) -> bool:
    """Mark it as seen, where `back` has nothing else to close."""
    prompt = screen.filter
    if not (screen.absence.walks and screen.is_home) or (prompt is not None and prompt.editing):
        return False
    screen.absence.seen()
    return True


def copy_hand_over(screen: MainScreen) -> None:
    """The report of that time in Markdown, as `sstui report` writes it."""
    from sstui.view.hand_over import hand_over_of
    from sstui.view.report import report_lines

    absence, fleet = screen.absence, screen.watcher.fleet()
    if absence.since is None:
        return
    given = hand_over_of(fleet, absence.events(fleet), absence.since)
    lines = report_lines(given, screen.sstui.look.signs, screen.sstui.tz)
    copying.copy_text(screen, "\n".join(lines) + "\n")


@action("fleet-timeline")
def fleet_timeline(screen: MainScreen) -> None:
    from sstui.tui.screens.fleet_timeline import FleetTimeline

    def chosen(ref: InstanceRef | None) -> None:
        if ref is not None:
            go_to(screen, ref)
            screen.open_instance()

    screen.app.push_screen(FleetTimeline(screen), chosen)
