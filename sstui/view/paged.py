"""What a pager is given: whole documents, laid out, with their secrets masked."""

from __future__ import annotations

from sstui.insight.secrets import masked
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_text import laid_out
from sstui.view.raw import raw_document


def body_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """The body of the last documented call, with the platform's keys in their order."""
    return laid_out(_shown(fleet, snapshot)) + "\n"


def configuration_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """Its configuration alone; ``null`` where there is none."""
    document = _shown(fleet, snapshot)
    configuration = document.get("configuration") if isinstance(document, dict) else None
    return laid_out(configuration) + "\n"


def _shown(fleet: Fleet, snapshot: Snapshot) -> JSONValue:
    account = fleet.account(snapshot.bookmark.profile)
    protected = account is not None and account.protected
    return masked(raw_document(snapshot), protected=protected)
