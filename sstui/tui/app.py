"""The dashboard: signals, keys, title. What it shows is the main screen's."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo
from typing import ClassVar, cast

from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Click, Event, Key, MouseUp, Paste
from textual.screen import Screen

from sstui.config.keymap import KeyMap, build_keymap
from sstui.config.zone import local_zone
from sstui.monitor.loop import run as run_loop
from sstui.monitor.state import Fleet
from sstui.tui import garbage
from sstui.tui.actions.registry import every_action
from sstui.tui.bindings import EVERYWHERE, textual_keymap
from sstui.tui.calling import call_by_bell
from sstui.tui.dashboard import Dashboard, Ending
from sstui.tui.keys_in_turn import KeysInTurn
from sstui.tui.reload import Reload
from sstui.tui.screens.main import MainScreen
from sstui.tui.terminal import Terminal, taken_over
from sstui.tui.themed import ThemedApp
from sstui.tui.widgets.painted import RIGHT
from sstui.view.title import pane_title


class SstuiApp(ThemedApp):
    """See `run`."""

    CSS_PATH = "sstui.tcss"
    TITLE = "sstui"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = list(EVERYWHERE)

    def __init__(
        self,
        dashboard: Dashboard,
        environ: Mapping[str, str] | None = None,
        driver_class: type[Driver] | None = None,
        painted: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(dashboard, environ, driver_class)
        self._painted = painted
        settings = dashboard.settings
        self.tz: tzinfo = local_zone(self.environ, settings.timezone)
        self.keymap: KeyMap = build_keymap(settings.keys, settings.commands)
        self._shown_title = ""
        self.keys = KeysInTurn(self, self._press)

    def use_mouse(self, on: bool) -> None:
        """Whether clicks are ours, or the terminal's to select text with."""
        self.mouse_on = on
        if isinstance(self._driver, Terminal):
            self._driver.use_mouse(on)

    def draw_again(self) -> None:
        super().draw_again()
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.show_fleet()

    # Life.

    def on_mount(self) -> None:
        self.set_keymap(textual_keymap(self.keymap))
        self.call_later(lambda: self.push_screen(self._home()))  # now, nothing would be painted
        self.app_resume_signal.subscribe(self, self._paint_anew)
        self.calls = call_by_bell(self)
        self.reload = Reload(self)
        self.dashboard.watcher.follow(self.reload.look)

    def on_ready(self) -> None:
        """All modules are loaded: nobody needs to look for garbage among them again and again."""
        gc.freeze()
        gc.enable()

    def _paint_anew(self, _app: object) -> None:
        """After a suspension: the terminal shows what others wrote on it."""
        self.screen.refresh(layout=True)

    async def first_painted(self) -> None:
        """The last known picture is on the screen: now is the time to ask anybody, and to load
        what asking needs."""
        painted, self._painted = self._painted, None
        if painted is not None:
            await painted()
        every_action()

    def follow_files(self) -> None:
        """Look now at what the user may have written, not only at the next look."""
        self.dashboard.watcher.reload()
        self.reload.look()

    def end(self, ending: Ending) -> None:
        self.exit(ending, return_code=ending.code)

    def leave(self) -> None:
        self.end(Ending())

    def open_watch_list(self, path: str) -> None:
        """End, and ask the command line to open again on that file."""
        self.end(Ending(watch_list=path))

    def open_demo(self) -> None:
        """End, and ask the command line for the demo."""
        self.end(Ending(open_demo=True))

    def _fatal_error(self) -> None:
        """Textual would print the traceback with its locals, and there may be secrets among them;
        `run` raises it, and the command line writes it into the log without."""
        self._close_messages_no_wait()

    # Screens.

    def go_home(self) -> None:
        """To the main screen, or to the first-run screen while nothing is watched."""
        self.call_later(lambda: self.switch_screen(self._home()))

    def _home(self) -> Screen[object]:
        if self.dashboard.watcher.fleet().snapshots:
            return cast("Screen[object]", MainScreen(self))
        from sstui.tui.screens.first_run import FirstRun

        return cast("Screen[object]", FirstRun(self))

    def show_title(self, fleet: Fleet) -> None:
        """Name the pane's title, when its text changed."""
        title = pane_title(fleet, self.look.signs)
        if title != self._shown_title:
            self._shown_title = title
            if isinstance(self._driver, Terminal):
                self._driver.set_title(title)

    # Keys, and commands from outside the main screen.

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            by_mouse = isinstance(event, MouseUp) and not event.is_forwarded
            await super().on_event(event)
            if by_mouse:
                self._looked()  # after the click: what opens moves what was clicked

    async def _press(self, event: Event) -> None:
        self._looked()
        await super().on_event(event)

    def on_app_focus(self) -> None:
        """Where the terminal reports it."""
        self._looked()

    def _looked(self) -> None:
        """Somebody is here."""
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.absence.looked()

    def on_click(self, event: Click) -> None:
        """The right button goes back, where it is not the main screen's."""
        if event.button == RIGHT:
            self.simulate_key("escape")

    def action_command(self, command_id: str) -> None:
        if command_id == "quit-now":
            self.leave()


def run(dashboard: Dashboard) -> Ending:
    """Open the dashboard on this terminal until it ends; the watcher runs inside.

    Returns how it ended; raises what is a fault of ours after the terminal was restored.
    """
    return run_loop(_run(dashboard))


async def _run(dashboard: Dashboard) -> Ending:
    watcher = dashboard.watcher
    watcher.open()
    garbage.tame()
    app = SstuiApp(dashboard, driver_class=Terminal, painted=watcher.start)
    with taken_over(app, lambda code: app.end(Ending(code))):
        try:
            ending = await app.run_async(mouse=app.mouse_on)
        finally:
            await watcher.close()
    if app._exception is not None:
        raise app._exception
    return ending or Ending(app.return_code or 0)
