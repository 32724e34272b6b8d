"""Seeing: views, folds, order, theme, signs, help, and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action
from sstui.view.list_rows import FoldOk
from sstui.view.ranking import ORDERS
from sstui.view.signs import SIGNS

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

REVEALED = 10.0  # seconds that a masked value is shown


@action("overview")
def overview(screen: MainScreen) -> None:
    screen.show_view(1)


@action("configuration")
def configuration(screen: MainScreen) -> None:
    screen.show_view(2)


@action("timeline")
def timeline(screen: MainScreen) -> None:
    screen.show_view(3)


@action("drift")
def drift(screen: MainScreen) -> None:
    screen.show_view(4)


@action("events")
def events(screen: MainScreen) -> None:
    screen.show_view(5)


@action("raw")
def raw(screen: MainScreen) -> None:
    screen.show_view(6)


@action("zoom")
def zoom(screen: MainScreen) -> None:
    screen.zoom()


@action("fold-ok")
def fold_ok(screen: MainScreen) -> None:
    modes = list(FoldOk)
    watch_list = screen.list
    watch_list.fold_ok = modes[(modes.index(watch_list.fold_ok) + 1) % len(modes)]
    watch_list.rebuild()
    screen.say(f"ok rows fold: {watch_list.fold_ok.value}")


@action("order")
def order(screen: MainScreen) -> None:
    sorting = screen.list.sorting
    if not sorting.column:
        sorting.order = ORDERS[(ORDERS.index(sorting.order) + 1) % len(ORDERS)]
    sorting.column = ""
    screen.list.rebuild()
    screen.say(f"order: {sorting.order.value}")


@action("freeze")
def freeze(screen: MainScreen) -> None:
    screen.freeze()
    if screen.frozen:
        key = screen.sstui.keymap.shown("freeze")
        screen.say(
            f"the picture stands still, recording goes on{f'; {key} ends it' if key else ''}"
        )
    else:
        screen.say("the picture is of now again")


@action("signs")
def signs(screen: MainScreen) -> None:
    names = list(SIGNS)
    app = screen.sstui
    name = names[(names.index(app.signs_name) + 1) % len(names)]
    app.use_signs(name)
    screen.say(f"signs: {name}")


@action("mouse")
def mouse(screen: MainScreen) -> None:
    """Without it a terminal's own selecting and pasting work as everywhere."""
    app = screen.sstui
    app.use_mouse(not app.mouse_on)
    app.dashboard.ui.remember(mouse=app.mouse_on)
    screen.say("the mouse is on" if app.mouse_on else "the mouse is the terminal's own")


@action("theme")
def theme(screen: MainScreen) -> None:
    from sstui.tui.screens.themes import ThemePicker

    screen.app.push_screen(ThemePicker(screen.sstui))


@action("help")
def help_page(screen: MainScreen) -> None:
    from sstui.tui.screens.help import HelpPage

    screen.app.push_screen(HelpPage(screen.sstui))


@action("profiles")
def profiles(screen: MainScreen) -> None:
    from sstui.tui.screens.profiles import ProfilesPage

    screen.app.push_screen(ProfilesPage(screen.sstui))


@action("log")
def log(screen: MainScreen) -> None:
    from sstui.tui.screens.log import LogPage

    screen.app.push_screen(LogPage(screen.sstui))


@action("doctor")
def doctor(screen: MainScreen) -> None:
    from sstui.tui.screens.doctor import DoctorPage

    screen.app.push_screen(DoctorPage(screen.sstui))


@action("palette")
def palette(screen: MainScreen) -> None:
    from sstui.tui.screens.palette import Palette

    screen.app.push_screen(Palette(screen.sstui.keymap, screen.fleet), screen.carry_out)


@action("quit")
def quit_here(screen: MainScreen) -> None:
    if screen.is_home:
        screen.sstui.leave()
    else:
        screen.say("esc goes back to the list; q quits from there")


@action("quit-now")
def quit_now(screen: MainScreen) -> None:
    screen.sstui.leave()


@action("reveal")
def reveal(screen: MainScreen) -> None:
    pane = screen.focused_pane
    row = pane.current_row() if pane else None
    if pane is None or row is None or not row.secret:
        screen.say("nothing is masked here")
        return
    refusal = _why_not_reveal(screen)
    if refusal:
        screen.say(refusal)
        return
    pane.reveal(row.key)
    screen.say("shown for ten seconds")
    shown = pane.revealed

    def over() -> None:
        if pane.revealed is shown:  # another one since then has ten seconds of its own
            screen.detail.hide(pane)

    screen.set_timer(REVEALED, over)


def _why_not_reveal(screen: MainScreen) -> str | None:
    """Why a masked value may not be shown, in words."""
    if screen.focused_pane is not None and screen.focused_pane.pane_name == "drift":
        return "of secrets only fingerprints are compared: view 2 can show what is there now"
    if screen.sstui.dashboard.settings.secrets == "never":
        return 'secrets = "never" in the configuration: masked values stay masked'
    snapshot = screen.snapshot
    account = screen.fleet.account(snapshot.bookmark.profile) if snapshot else None
    if account is not None and account.protected:
        return "the profile is protected: masked values stay masked"
    return None
