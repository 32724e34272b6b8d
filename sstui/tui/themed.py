"""How the dashboard looks: theme, signs, and whether the mouse is ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import App
from textual.driver import Driver
from textual.theme import Theme as TextualTheme

from sstui.config.colours import colours_of, fitted
from sstui.config.theme_style import DEFAULT_THEME, TERMINAL_THEME, Theme, without_colour
from sstui.tui.dashboard import Dashboard, Ending
from sstui.tui.palette import Palette, textual_theme
from sstui.tui.widgets.painted import Look, Painted
from sstui.view.signs import SIGNS

if TYPE_CHECKING:
    from sstui.config.settings import Settings
    from sstui.config.ui_state import Layout


class ThemedApp(App[Ending]):
    """An app in the theme and the signs that the settings name, else those of the last run."""

    def __init__(
        self,
        dashboard: Dashboard,
        environ: Mapping[str, str] | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        self.environ = dict(os.environ if environ is None else environ)
        os.environ.pop("NO_COLOR", None)  # Textual's filter would grey what we draw without colour
        self.dashboard = dashboard
        self._choose(dashboard.settings, dashboard.ui.layout)
        self.look = self._look()
        self._textual_theme = textual_theme(self.themed(self.theme_name))
        super().__init__(driver_class=driver_class)

    def _choose(self, settings: Settings, remembered: Layout) -> None:
        self.signs_name: str = settings.signs
        if settings.origin("signs") == "default" and remembered.signs:
            self.signs_name = remembered.signs if remembered.signs in SIGNS else settings.signs
        self.theme_name: str = settings.theme
        if settings.origin("theme") == "default" and remembered.theme:
            self.theme_name = remembered.theme  # one that is gone reads as the default
        self.mouse_on: bool = settings.mouse
        if settings.origin("mouse") == "default" and remembered.mouse is not None:
            self.mouse_on = remembered.mouse

    def get_theme(self, theme_name: str) -> TextualTheme | None:
        """Ours, from the first moment: to set it later costs a second reading of all style sheets,
        a twentieth of the start."""
        return self._textual_theme

    def themed(self, name: str) -> Theme:
        """The theme of that name as it is drawn here; the default for a name that is gone."""
        themes = self.dashboard.themes
        theme = themes.get(name) or themes[DEFAULT_THEME]
        if not self.dashboard.settings.color:
            return without_colour(theme)
        return fitted(theme, colours_of(self.environ), themes[TERMINAL_THEME])

    def _look(self) -> Look:
        return Look(Palette(self.themed(self.theme_name)), SIGNS[self.signs_name])

    def use_theme(self, name: str) -> None:
        """Draw everything in this theme from now on."""
        self.theme_name = name
        self.look = self._look()
        self._textual_theme = textual_theme(self.themed(name))
        self.register_theme(self._textual_theme)
        self.theme = self._textual_theme.name
        self.draw_again()

    def keep_theme(self) -> None:
        """Remember the theme in force for the next start."""
        self.dashboard.ui.remember(theme=self.theme_name)

    def use_signs(self, name: str) -> None:
        """Draw our own signs from this set from now on."""
        self.signs_name = name
        self.look = self._look()
        self.draw_again()

    def draw_again(self) -> None:
        """Repaint all that is drawn from the look."""
        for screen in self.screen_stack:
            for widget in screen.query(Painted):
                widget.repaint_all()
