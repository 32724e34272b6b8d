"""Doctor (key D): what is in order here and what is not, line by line as it becomes known."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

from sstui.tui.screens.page import Page
from sstui.view.doctor import Finding, finding_lines
from sstui.view.signs import Signs
from sstui.view.text import Line, Span


class DoctorPage(Page):
    """The examination runs in a thread of its own, which nobody waits for: leaving is at once."""

    HEADING = "Doctor"
    WORDS = "nothing secret is here"

    def on_mount(self) -> None:
        super().on_mount()
        self.findings: list[Finding] = []
        self.examining = True
        self._loop = asyncio.get_running_loop()
        size = (self.size.width, self.size.height)
        threading.Thread(target=self._examine, args=(size,), name="doctor", daemon=True).start()

    def lines(self, width: int, signs: Signs) -> list[Line]:
        lines = finding_lines(self.findings, width, signs)
        return [*lines, (Span("examining" + signs.cut, "muted"),)] if self.examining else lines

    def _examine(self, size: tuple[int, int]) -> None:
        """In the thread."""
        self.sstui.dashboard.examine(size, self._tell)
        self._tell(None)

    def _tell(self, finding: Finding | None) -> None:
        """None: that was all."""
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(self._take, finding)

    def _take(self, finding: Finding | None) -> None:
        if finding is None:
            self.examining = False
        else:
            self.findings.append(finding)
        if self.is_attached:
            self.fill()
