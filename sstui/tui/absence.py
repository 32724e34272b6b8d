"""When somebody last looked, and what is shown to one who comes back.

The first key after ten minutes without one opens the strip of what happened meanwhile, and so does
the focus, where the terminal reports it, and the start, with what happened since the end. The key
does its usual job. Nothing happened: no strip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.insight.records import Event
from sstui.monitor.state import Fleet
from sstui.servicestage.refs import InstanceRef

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen
    from sstui.tui.widgets.since_strip import SinceStrip
    from sstui.view.since_told import Told

AWAY = 600.0  # seconds without a key
KEPT_EVERY = 300.0  # seconds: of a process that is killed this much is told again
_START_WITHIN = 30.0  # seconds that the first looks of all are waited for
_TALL, _MIDDLE = 36, 20  # rows of the screen


class Absence:
    """Of one main screen. ``since``: epoch seconds of what the strip tells from; None: closed."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._strip: SinceStrip | None = None
        self._instant = screen.fleet.now  # of the last key, monotonic
        self._wall = screen.fleet.wall
        self._kept = self._wall  # what the file says
        self._starting = screen.sstui.dashboard.ui.layout.looked  # until the start was told
        self._began = self._instant
        self._older: tuple[Event, ...] = ()  # of the history, beside those that the fleet has
        self._told: tuple[Told, ...] = ()
        self._told_of: tuple[object, ...] = ()
        self._fresh = False  # opened by the key that is under way
        self.since: float | None = None

    # When somebody looks.

    def looked(self) -> None:
        """A key, a click, or the focus."""
        fleet = self._screen.watcher.fleet()
        away = fleet.now - self._instant >= AWAY
        self._fresh = False
        if away and self.since is None:
            self._fresh = True
            self._open_from(self._wall, fleet)
        self._instant, self._wall = fleet.now, fleet.wall
        if away or fleet.wall - self._kept >= KEPT_EVERY:
            self.keep()

    @property
    def idle(self) -> float:
        """Seconds since the last key."""
        return self._screen.watcher.fleet().now - self._instant

    def keep(self) -> None:
        """Remember for the next start; what was not marked as seen will be told again."""
        self._kept = self._wall
        unseen = self._starting if self.since is None else self.since
        self._screen.sstui.dashboard.ui.remember(looked=unseen or self._wall)

    # The strip.

    def show(self) -> None:
        """After the fleet changed: what is told, as it is now."""
        if self._starting is not None:
            self._start(self._starting)
        if self.since is not None:
            self._draw(self._screen.fleet)

    def _start(self, looked: float) -> None:
        """Once everything was looked at: what happened since the dashboard was last looked at."""
        fleet = self._screen.fleet
        waited = fleet.now - self._began
        if waited < _START_WITHIN and any(each.looked is None for each in fleet.snapshots):
            return
        self._starting = None
        if self.since is None:
            self._open_from(looked, fleet)

    def _open_from(self, since: float, fleet: Fleet) -> None:
        """Of what the fleet's own events do not reach back to, the history is asked."""
        self.since = since
        if fleet.events and fleet.events[-1].time <= since:
            self._open(fleet)
        else:
            self._screen.run_worker(self._read(since), group="since")

    async def _read(self, since: float) -> None:
        self._older = await self._screen.watcher.drifting.recorded(since=since)
        if self.since == since:
            self._open(self._screen.watcher.fleet())

    def _open(self, fleet: Fleet) -> None:
        if not self._tell(fleet):
            self.since, self._older = None, ()
            return
        from sstui.tui.actions import since
        from sstui.tui.widgets.since_strip import SinceStrip

        screen = self._screen
        self._strip = SinceStrip(
            lambda command: since.press(screen, command), lambda ref: since.go_to(screen, ref)
        )
        screen.mount(self._strip, before=0)
        self._strip.call_after_refresh(screen.show_fleet)

    def _tell(self, fleet: Fleet) -> tuple[Told, ...]:
        """Worked out again only when something happened or was seen."""
        from sstui.view.since_told import told_since

        of = (fleet.snapshots, fleet.events, self._older, self.since)
        if any(now is not then for now, then in zip(of, self._told_of or (None,) * 4, strict=True)):
            self._told_of = of
            self._told = told_since(fleet, self.events(fleet), self.since or fleet.wall)
        return self._told

    def events(self, fleet: Fleet) -> tuple[Event, ...]:
        """All that is known to have happened, oldest first."""
        from sstui.insight.absence_story import merged

        return merged(self._older, fleet.events)

    def _draw(self, fleet: Fleet) -> None:
        from sstui.view.since import strip
        from sstui.view.since_title import KEYS

        strip_shown, screen = self._strip, self._screen
        if strip_shown is None or not strip_shown.is_attached:
            return
        width, height = screen.app.size
        keys = {command: screen.sstui.keymap.shown(command) for command, _ in KEYS}
        drawn = strip(
            fleet,
            self._tell(fleet),
            self.since or fleet.wall,
            width=width,
            rows=6 if height >= _TALL else 3 if height >= _MIDDLE else 2,
            signs=screen.sstui.look.signs,
            tz=screen.sstui.tz,
            cursor=screen.list.ref,
            keys=keys,
        )
        strip_shown.show(drawn, screen.list.ref)

    # What keys do while it is open.

    @property
    def walks(self) -> bool:
        """Whether keys are the strip's: not that which opened it, nor those of a pane."""
        return self.is_open and not self._fresh and self._screen.focused_pane is None

    @property
    def is_open(self) -> bool:
        return self._strip is not None

    def next(self, direction: int) -> InstanceRef | None:
        """The instance of the next line that way, around the end."""
        refs = [each.story.ref for each in self._told if each.story.ref is not None]
        if not refs:
            return None
        here = self._screen.list.ref
        if here not in refs:
            return refs[0 if direction > 0 else -1]
        return refs[(refs.index(here) + direction) % len(refs)]

    def seen(self) -> None:
        """All of it is: the strip closes, and its marks end."""
        for each in self._told:
            if each.story.ref is not None:
                self._screen.watcher.visited(each.story.ref)
        self.since, self._older = None, ()
        if self._strip is not None:
            self._strip.remove()
            self._strip = None
        self.keep()
        self._screen.call_after_refresh(self._screen.show_fleet)
