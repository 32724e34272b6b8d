"""The dashboard: themes, signs, signals, title. What it shows is the main screen's."""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Click, Event, Key, MouseUp, Paste
from textual.screen import Screen

from sstui.config.colours import colours_of, fitted
from sstui.config.keymap import KeyMap, build_keymap
from sstui.config.live import LiveSettings
from sstui.config.settings import Settings
from sstui.config.theme_style import DEFAULT_THEME, TERMINAL_THEME, Theme, without_colour
from sstui.config.ui_state import UiState
from sstui.config.zone import local_zone
from sstui.monitor.loop import run as run_loop
from sstui.monitor.state import Fleet
from sstui.tui.bindings import EVERYWHERE, textual_keymap
from sstui.tui.calling import call_by_bell
from sstui.tui.keys_in_turn import KeysInTurn
from sstui.tui.palette import Palette, textual_theme
from sstui.tui.reload import Reload
from sstui.tui.screens.main import MainScreen
from sstui.tui.terminal import Terminal, taken_over
from sstui.tui.widgets.painted import Look, Painted
from sstui.tui.widgets.rows import RIGHT
from sstui.view.signs import SIGNS
from sstui.view.title import pane_title
from sstui.watcher import Watcher

if TYPE_CHECKING:
    from sstui.config.credential_places import Found
    from sstui.tui.screens.edit import MakeBookmark
    from sstui.view.doctor import Finding


class Fact(NamedTuple):
    """A line of the first-run screen; an empty ``value`` reads *not set*."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class Dashboard:
    """Everything that the command line hands to the screen."""

    watcher: Watcher
    settings: Settings
    themes: Mapping[str, Theme]
    ui: UiState
    copy_file: Path  # where a copy goes when nothing else takes it
    log_file: Path
    found: Callable[[], list[Found]]  # what credentials there are, for the first run
    facts: Callable[[], list[Fact]]  # region, project, terminal, for the first run
    # Blocks until all was examined; told of the terminal's size, and tells of each finding.
    examine: Callable[[tuple[int, int], Callable[[Finding], None]], None]
    live: LiveSettings  # the user's files, read again when they change
    bookmark: MakeBookmark  # an address and fields → a bookmark, as `sstui add` makes it
    problems: tuple[str, ...] = ()  # a line each: broken themes, keys
    is_demo: bool = False


@dataclass(frozen=True)
class Ending:
    """How the dashboard ended: its exit code, and whether the demo was asked for."""

    code: int = 0
    open_demo: bool = False
    watch_list: str | None = None  # a path: open again on this list


class SstuiApp(App[Ending]):
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
        self.environ = dict(os.environ if environ is None else environ)
        os.environ.pop("NO_COLOR", None)  # Textual's filter would grey what we draw without colour
        super().__init__(driver_class=driver_class)
        self.dashboard = dashboard
        self._painted = painted
        settings = dashboard.settings
        self.tz: tzinfo = local_zone(self.environ, settings.timezone)
        self.keymap: KeyMap = build_keymap(settings.keys, settings.commands)
        remembered = dashboard.ui.layout
        self.signs_name: str = settings.signs
        if settings.origin("signs") == "default" and remembered.signs:
            self.signs_name = remembered.signs if remembered.signs in SIGNS else settings.signs
        self.theme_name = settings.theme
        if settings.origin("theme") == "default" and remembered.theme:
            self.theme_name = remembered.theme  # one that is gone reads as the default
        self.mouse_on = settings.mouse
        if settings.origin("mouse") == "default" and remembered.mouse is not None:
            self.mouse_on = remembered.mouse
        self.look = self._look(self.theme_name, self.signs_name)
        self._set_textual_theme()
        self._shown_title = ""
        self.keys = KeysInTurn(self, self._press)

    # Themes and signs.

    def themed(self, name: str) -> Theme:
        """The theme of that name as it is drawn here; the default for a name that is gone."""
        themes = self.dashboard.themes
        theme = themes.get(name) or themes[DEFAULT_THEME]
        if not self.dashboard.settings.color:
            return without_colour(theme)
        return fitted(theme, colours_of(self.environ), themes[TERMINAL_THEME])

    def _look(self, theme: str, signs: str) -> Look:
        return Look(Palette(self.themed(theme)), SIGNS[signs])

    def use_theme(self, name: str) -> None:
        """Draw everything in this theme from now on."""
        self.theme_name = name
        self.look = self._look(name, self.signs_name)
        self._set_textual_theme()
        self._draw_again()

    def _set_textual_theme(self) -> None:
        theme = textual_theme(self.themed(self.theme_name))
        self.register_theme(theme)
        self.theme = theme.name

    def keep_theme(self) -> None:
        """Remember the theme in force for the next start."""
        self.dashboard.ui.remember(theme=self.theme_name)

    def use_signs(self, name: str) -> None:
        """Draw our own signs from this set from now on."""
        self.signs_name = name
        self.look = self._look(self.theme_name, name)
        self._draw_again()

    def use_mouse(self, on: bool) -> None:
        """Whether clicks are ours, or the terminal's to select text with."""
        self.mouse_on = on
        if isinstance(self._driver, Terminal):
            self._driver.use_mouse(on)

    def _draw_again(self) -> None:
        for screen in self.screen_stack:
            for widget in screen.query(Painted):
                widget.repaint_all()
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
    ending = run_loop(_run(dashboard))
    # At its end Python would look once more at all objects: 0.15 s, on a busy machine 0.6.
    gc.freeze()
    return ending


async def _run(dashboard: Dashboard) -> Ending:
    watcher = dashboard.watcher
    watcher.open()
    app = SstuiApp(dashboard, driver_class=Terminal, painted=watcher.start)
    with taken_over(app, lambda code: app.end(Ending(code))):
        try:
            ending = await app.run_async(mouse=app.mouse_on)
        finally:
            await watcher.close()
    if app._exception is not None:
        raise app._exception
    return ending or Ending(app.return_code or 0)
