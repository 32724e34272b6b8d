"""Watching: looks, pace, and the watch list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark, UnknownName
from sstui.config.problems import ConfigurationError
from sstui.monitor.state import Link
from sstui.tui.actions.registry import action
from sstui.view.age import duration, wait
from sstui.view.text import plain

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

_SILENT = {
    Link.REFUSED: "our credentials are refused",
    Link.NO_CREDENTIALS: "there are no credentials",
    Link.THROTTLED: "the API asks for silence",
}


@action("refresh")
def refresh(screen: MainScreen) -> None:
    snapshot = screen.snapshot
    if snapshot is not None:
        screen.watcher.refresh(snapshot.ref)
        screen.say(_held_back(screen, snapshot.bookmark.profile) or "looking again")


@action("refresh-all")
def refresh_all(screen: MainScreen) -> None:
    screen.watcher.refresh()
    held = _held_back(screen, *(each.profile for each in screen.watcher.fleet().accounts))
    screen.say(held or "looking at all again, as the budget allows")


def _held_back(screen: MainScreen, *profiles: str) -> str:
    """Why no call is made although a person asks, and until when, if that is so of all of these;
    the words are those of the first."""
    fleet = screen.watcher.fleet()  # that on the screen may be frozen
    accounts = [account for each in profiles if (account := fleet.account(each)) is not None]
    if not accounts or any(each.link not in _SILENT for each in accounts):
        return ""
    first = accounts[0]
    again = "" if first.next_try is None else f"; next try in {wait(first.next_try - fleet.now)}"
    return f"no call is made: {_SILENT[first.link]}{again}"


@action("more-often")
def more_often(screen: MainScreen) -> None:
    ref = screen.list.ref
    if ref is not None:
        screen.watcher.faster(ref)
        _say_pace(screen)


@action("less-often")
def less_often(screen: MainScreen) -> None:
    ref = screen.list.ref
    if ref is not None:
        screen.watcher.slower(ref)
        _say_pace(screen)


def _say_pace(screen: MainScreen) -> None:
    ref = screen.list.ref
    if ref is None:
        return
    pace = screen.watcher.pace(ref)
    screen.say(f"every {duration(pace)}" if pace else "looks are off for this one")


@action("add")
def add(screen: MainScreen) -> None:
    from sstui.tui.actions.filtering import reveal
    from sstui.tui.screens.discover import DiscoverScreen

    before = {each.ref for each in screen.fleet.snapshots}

    def added(words: str | None) -> None:
        screen.edited(words)
        # What is new may have been listed behind the form, when its first answer came.
        new = [each.ref for each in screen.fleet.snapshots if each.ref not in before]
        if new:
            reveal(screen, new[0])

    screen.app.push_screen(DiscoverScreen(screen.sstui), added)


@action("edit")
def edit(screen: MainScreen) -> None:
    from sstui.tui.screens.edit import EditForm

    snapshot = screen.snapshot
    if snapshot is None:
        screen.say("no instance under the cursor")
    elif snapshot.bookmark.query:
        query = snapshot.bookmark.query
        screen.say(f"comes from the query {query}: change that in the watch list's file")
    else:
        screen.app.push_screen(EditForm(screen.watcher, snapshot.bookmark), screen.edited)


@action("replace")
def replace(screen: MainScreen) -> None:
    snapshot = screen.snapshot
    try:
        bookmark = None if snapshot is None else screen.watcher.replace(snapshot.name)
    except ConfigurationError as error:
        screen.say(str(error), "bad")
        return
    if bookmark is None:
        screen.say("nothing is known to be in its place")
    else:
        undo = screen.sstui.keymap.shown("undo")
        screen.edited(f"{bookmark.name} is now {bookmark.ref.instance[:8]}; {undo} takes it back")


@action("remove")
def remove(screen: MainScreen) -> None:
    """Asks before an entry leaves the watch list; what a query made leaves with the query."""
    from sstui.tui.screens.chooser import Choice, Chooser

    if screen.snapshot is None:
        screen.say("no instance under the cursor")
        return
    bookmark = screen.snapshot.bookmark
    name, query = plain(bookmark.name), plain(bookmark.query)
    asked = f"stop watching {name}?"
    if query:
        asked = f"{name} comes from the query {query}: stop watching all of that?"
    undo = screen.sstui.keymap.shown("undo")
    choices = (
        Choice("stop", "y", "stop watching", f"{undo} brings it back; the cloud stays as it is"),
        Choice("keep", "n", "keep it"),
    )
    screen.app.push_screen(
        Chooser(asked, choices),
        lambda chosen: _unwatch(screen, bookmark) if chosen == "stop" else None,
    )


def _unwatch(screen: MainScreen, bookmark: Bookmark) -> None:
    try:
        if bookmark.query:
            screen.watcher.unwatch_query(bookmark.query)
        else:
            screen.watcher.unwatch(bookmark.name)
    except (ConfigurationError, UnknownName) as error:
        screen.say(str(error), "bad")
        return
    undo = screen.sstui.keymap.shown("undo")
    what = f"all of {bookmark.query}" if bookmark.query else bookmark.name
    screen.edited(f"no longer watching {what}; {undo} brings it back")


@action("undo")
def undo(screen: MainScreen) -> None:
    try:
        words = screen.watcher.undo()
    except ConfigurationError as error:
        screen.say(str(error), "bad")
    else:
        screen.edited(words or "nothing to undo")
