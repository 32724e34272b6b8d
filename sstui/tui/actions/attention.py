"""Being told: acknowledge, snooze, mute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sstui.monitor.state import Snapshot
from sstui.tui.actions.registry import action
from sstui.view.shared_cause import cause_of
from sstui.view.standing import TROUBLE, seen_standing, standing
from sstui.view.text import plain

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen


class Chosen(NamedTuple):
    """What a key is about, and what that is called."""

    snapshots: tuple[Snapshot, ...]
    called: str


def chosen(screen: MainScreen) -> Chosen:
    """The instance under the cursor; in the list all of a group on its line, all that a filter
    shows, and all that share a cause with the one under the cursor."""
    watch_list, fleet = screen.list, screen.fleet
    here = screen.snapshot
    listed = screen.focused_pane is None
    if listed and (watch_list.filtered or here is None):
        shown = watch_list.shown_refs if watch_list.filtered else tuple(fleet.by_ref)
        group = None if here is not None or watch_list.row is None else watch_list.row.group
        found = tuple(
            each
            for ref in shown
            if (each := fleet.snapshot(ref)) and group in (None, each.bookmark.group)
        )
        return Chosen(found, plain(group) if group else "these" if here else "no group")
    cause = cause_of(fleet, here.ref) if listed and here is not None else None
    if cause is not None:
        sharing = (each for each in fleet.snapshots if each.ref in cause.refs)
        return Chosen(tuple(sharing), "what shares a cause")
    return Chosen(() if here is None else (here,), "" if here is None else plain(here.name))


def troubled(snapshots: tuple[Snapshot, ...]) -> list[Snapshot]:
    """Those of which something can be said: in trouble, and that is known."""
    return [each for each in snapshots if {standing(each), seen_standing(each)} & TROUBLE]


@action("acknowledge")
def acknowledge(screen: MainScreen) -> None:
    about = chosen(screen)
    attention = screen.watcher.attention
    said = {each.ref for each in about.snapshots if attention.said(each.ref) is not None}
    loud = [each for each in troubled(about.snapshots) if each.ref not in said]
    key = screen.sstui.keymap.shown("acknowledge")
    if loud:
        attention.acknowledge(loud)
        what = _what(about, loud)
        _say(screen, f"{what} acknowledged until worse or well; {key} takes it back")
    elif said:
        attention.take_back(said)
        _say(screen, f"no longer quiet: {_what(about, about.snapshots)}; {key} again acknowledges")
    else:
        screen.say(f"nothing to acknowledge: {about.called or 'nothing'} is in no trouble")


@action("snooze")
def snooze(screen: MainScreen) -> None:
    about = chosen(screen)
    attention = screen.watcher.attention
    snoozed = [
        each.ref
        for each in about.snapshots
        if (said := attention.said(each.ref)) is not None and said.snoozed is not None
    ]
    key = screen.sstui.keymap.shown("snooze")
    if snoozed:
        attention.take_back(snoozed)
        _say(screen, f"the snooze is over: {_what(about, snoozed)}; {key} begins another")
        return
    loud = troubled(about.snapshots)
    if not loud:
        screen.say(f"nothing to snooze: {about.called or 'nothing'} is in no trouble")
        return
    from sstui.tui.screens.snooze import CHOICES, SnoozePrompt

    what = _what(about, loud)

    def take(choice: int | None) -> None:
        if choice is not None:
            word, seconds = CHOICES[choice]
            attention.snooze(loud, seconds)
            _say(screen, f"{what} snoozed, {word}; {key} ends it")

    screen.app.push_screen(SnoozePrompt(what), take)


@action("mute")
def mute(screen: MainScreen) -> None:
    watcher = screen.watcher
    watcher.muted = not watcher.muted
    kept = screen.sstui.dashboard.ui.remember(muted=watcher.muted)
    key = screen.sstui.keymap.shown("mute")
    state = f"the bell is muted; {key} unmutes it" if watcher.muted else "the bell rings again"
    screen.show_fleet()
    screen.say(state if kept else f"{state} (this run only)")


def _what(about: Chosen, those: object) -> str:
    """``orders``, ``3 of payments``."""
    count = len(those) if isinstance(those, list | tuple) else 0
    if len(about.snapshots) == 1:
        return about.called
    return f"{count} of {about.called}"


def _say(screen: MainScreen, words: str) -> None:
    screen.show_fleet()
    kept = screen.watcher.attention.kept
    screen.say(words if kept else f"{words} (this run only: nothing can be kept)")
