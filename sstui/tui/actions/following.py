"""Following the last job of the instance under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen
    from sstui.tui.widgets.pane import Pane

_ROWS = {"last_job_id", "last_job_status"}


@action("follow")
def follow(screen: MainScreen) -> None:
    snapshot = screen.snapshot
    if snapshot is None:
        screen.say("no instance under the cursor")
        return
    job_id = None if snapshot.detail is None else snapshot.detail.last_job_id
    if not job_id:
        screen.say("no job of this instance is known")
        return
    from sstui.tui.screens.job import JobPage

    screen.app.push_screen(JobPage(screen.sstui, snapshot, job_id), lambda _: screen.show_fleet())


def opened(screen: MainScreen, pane: Pane) -> bool:
    """What the instance says of its last job leads to the job."""
    snapshot = screen.snapshot
    known = snapshot is not None and snapshot.detail is not None and snapshot.detail.last_job_id
    if not known or pane.pane_name != "status_detail" or pane.cursor_key not in _ROWS:
        return False
    follow(screen)
    return True
