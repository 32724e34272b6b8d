"""Calling the person: the terminal's bell, and one line that says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sstui.insight.alerts import Alert
from sstui.tui.screens.main import MainScreen
from sstui.tui.terminal import Terminal
from sstui.view.alert_text import alert_line

if TYPE_CHECKING:
    from sstui.monitor.bell import Bell
    from sstui.tui.app import SstuiApp


def call_by_bell(app: SstuiApp) -> Bell:
    """From now on ring for what the settings name, also from a window that nobody sees."""
    dashboard = app.dashboard
    watcher = dashboard.watcher
    watcher.muted = dashboard.ui.layout.muted is True

    def ring(burst: Mapping[str, Alert], is_new: bool) -> None:
        if is_new and not watcher.muted:
            ring_terminal(app)
        words, style = alert_line(burst)
        for screen in app.screen_stack:
            if isinstance(screen, MainScreen):
                # There, and not here: this runs in the watcher's context, and the timer that ends
                # the message would know no app when it is stopped.
                screen.call_later(screen.say, words, style)

    return watcher.ring(dashboard.settings.alerts.bell, ring)


def ring_terminal(app: SstuiApp) -> None:
    """BEL, by the driver that also writes the title."""
    if isinstance(app._driver, Terminal):
        app._driver.ring()
