"""What the user's files say is in force while the dashboard is open: keys, commands, colours,
columns, the bell. What is wrong is said in one line, and what was in force stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sstui.config.keymap import build_keymap
from sstui.config.live import Configured
from sstui.config.problems import ConfigurationError
from sstui.config.zone import local_zone
from sstui.tui.bindings import bind_own, textual_keymap
from sstui.tui.screens.main import MainScreen

if TYPE_CHECKING:
    from sstui.config.settings_model import Settings
    from sstui.tui.app import SstuiApp

# What connections and memory are built of: a change of these waits for the next start.
AT_THE_START = ("profile", "watchlist", "poll", "history", "hooks", "maintenance", "profiles")


class Reload:
    """Looks when the watcher looks at the watch list's file: nothing ticks twice."""

    def __init__(self, app: SstuiApp) -> None:
        self._app = app

    def look(self) -> None:
        """Called from outside the app; it takes what is new in a turn of its own."""
        if self._app.dashboard.live.changed():
            self._app.call_later(self._read)

    def _read(self) -> None:
        try:
            configured = self._app.dashboard.live.read()
        except ConfigurationError as error:
            self._say(f"{error}; what was in force stays", "bad")
            return
        before = self._app.dashboard.settings
        self._take(configured, before)
        waiting = [name for name in AT_THE_START if _differs(name, before, configured.settings)]
        if configured.problems:
            self._say(configured.problems[0], "degraded")
        elif waiting:
            self._say(f"at the next start: {', '.join(waiting)}", "degraded")
        elif before != configured.settings:
            self._say("config.toml was read again", "accent")

    def _take(self, configured: Configured, before: Settings) -> None:
        app, settings = self._app, configured.settings
        kept = {name: getattr(before, name) for name in AT_THE_START}
        app.dashboard = replace(
            app.dashboard,
            settings=replace(settings, **kept),
            themes=configured.themes,
            problems=configured.problems,
        )
        if _differs("keys", before, settings) or _differs("commands", before, settings):
            app.keymap = build_keymap(settings.keys, settings.commands)
            app.set_keymap(textual_keymap(app.keymap))
        if _differs("mouse", before, settings):
            app.use_mouse(settings.mouse)
        if _differs("signs", before, settings):
            app.use_signs(settings.signs)
        app.tz = local_zone(app.environ, settings.timezone)
        app.calls.kinds = frozenset(settings.alerts.bell)
        app.use_theme(settings.theme if _differs("theme", before, settings) else app.theme_name)
        for screen in app.screen_stack:
            if isinstance(screen, MainScreen):
                bind_own(screen, app.keymap)
                if screen.spread and _differs("columns", before, settings):
                    _use_columns(screen)

    def _say(self, text: str, style: str) -> None:
        for screen in self._app.screen_stack:
            if isinstance(screen, MainScreen):
                screen.say(text, style)


def _use_columns(screen: MainScreen) -> None:
    from sstui.tui.actions.columns import chosen_columns, use_columns

    use_columns(screen, chosen_columns(screen))
    screen.show_fleet()


def _differs(name: str, before: Settings, after: Settings) -> bool:
    return bool(getattr(before, name) != getattr(after, name))
