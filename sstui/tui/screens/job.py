"""A job, followed while this page is open (key F): step by step, until it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer

from sstui.insight.job import JobLook
from sstui.monitor.state import Snapshot
from sstui.tui.calling import ring_terminal
from sstui.tui.screens.main import MainScreen
from sstui.tui.screens.page import Page
from sstui.view.explain_topics import Topic, job_topics
from sstui.view.job import job_lines, newer_lines
from sstui.view.job_words import ending_words
from sstui.view.signs import Signs
from sstui.view.text import Line, plain

if TYPE_CHECKING:
    from sstui.tui.app import SstuiApp

TICK = 1.0  # seconds between two repaints of what counts seconds; nothing ticks once it has ended


class JobPage(Page):
    """The job ``job_id`` of the instance of ``snapshot``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "look", id="refresh", show=False),
        Binding("F", "follow_newer", id="follow", show=False),
    ]

    def __init__(self, app: SstuiApp, snapshot: Snapshot, job_id: str) -> None:
        super().__init__(app)
        self.watcher = app.dashboard.watcher
        self.ref, self.job_id, self.name_of_it = snapshot.ref, job_id, snapshot.name
        self.look: JobLook = self.watcher.following.known(self.ref, job_id)
        self.HEADING = f"Job of {plain(snapshot.name)}"
        keys = app.keymap.shown
        self.WORDS = f"{keys('refresh')} look again   {keys('explain')} explain"
        self._was_moving = False  # as seen by this page
        self._ticking: Timer | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self._ticking = self.set_interval(TICK, self.fill, pause=True)
        self.action_look()

    def action_look(self) -> None:
        """Look now, and follow on from there."""
        if not self.look.looking:
            self.run_worker(self._follow(), exclusive=True, group="job")

    async def _follow(self) -> None:
        await self.watcher.following.follow(self.ref, self.job_id, self._told)
        if self._ticking is not None:
            self._ticking.pause()

    def _told(self, look: JobLook) -> None:
        before, self.look = self.look, look
        if self._ticking is not None:
            self._ticking.resume()
        if look.job is not before.job and look.job is not None:
            if self._was_moving and look.job.finished:
                self._call(look)
            self._was_moving = look.moving
        self.fill()

    def _call(self, look: JobLook) -> None:
        """It has ended: call the person who waits for it."""
        if not self.watcher.muted:
            ring_terminal(self.sstui)
        fleet = self.watcher.fleet()
        words, style = ending_words(self.name_of_it, look, fleet.now, self.sstui.look.signs)
        for screen in self.sstui.screen_stack:
            if isinstance(screen, MainScreen):
                screen.say(words, style)

    @property
    def newer(self) -> str:
        """The instance's last job, where that is another one meanwhile."""
        snapshot = self.watcher.fleet().snapshot(self.ref)
        detail = None if snapshot is None else snapshot.detail
        last = "" if detail is None else detail.last_job_id or ""
        return "" if last == self.job_id else last

    def action_follow_newer(self) -> None:
        newer = self.newer
        if newer:
            self.job_id = newer
            self.look = self.watcher.following.known(self.ref, newer)
            self._was_moving = False
            self.action_look()

    def lines(self, width: int, signs: Signs) -> list[Line]:
        now, newer = self.watcher.fleet().now, self.newer
        lines = job_lines(self.look, now, width, signs, self.sstui.tz)
        if newer:
            key = self.sstui.keymap.shown("follow")
            lines = [*newer_lines(newer, key, width), (), *lines]
        return lines

    def topics(self) -> list[Topic]:
        return job_topics(self.look)
