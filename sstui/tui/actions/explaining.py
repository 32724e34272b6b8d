"""Explaining the words that hold for what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstui.tui.actions.registry import action

if TYPE_CHECKING:
    from sstui.tui.screens.main import MainScreen

# The rows of pane status_detail, and the kinds of words that they show.
_KINDS = {
    "status": "status",
    "replicas": "health",
    "fail_detail": "fail_detail",
    "last_job_status": "job",
    "last_job_id": "job",
}


@action("explain")
def explain(screen: MainScreen) -> None:
    from sstui.tui.screens.explain import ExplainPage
    from sstui.view.explain_topics import account_topics, instance_topics

    fleet, snapshot = screen.fleet, screen.snapshot
    if snapshot is None:
        page = ExplainPage(screen.sstui, account_topics(fleet.accounts))
    else:
        topics = instance_topics(fleet, snapshot, _under_cursor(screen))
        page = ExplainPage(screen.sstui, topics, snapshot.name)
    screen.app.push_screen(page)


def _under_cursor(screen: MainScreen) -> str:
    """The kind of word that the cursor of a pane stands on."""
    pane = screen.focused_pane
    if pane is None or pane.pane_name not in {"status_detail", "external_accesses"}:
        return ""
    return (
        "access" if pane.pane_name == "external_accesses" else _KINDS.get(str(pane.cursor_key), "")
    )
