"""What a pager is given: whole documents, laid out, with their secrets masked."""

from __future__ import annotations

import json

from sstui.insight.secrets import masked
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.pane_lookup import harmless
from sstui.view.raw import raw_document


def body_text(fleet: Fleet, snapshot: Snapshot) -> str:
    """The body of the last documented call, with the platform's keys in their order."""
    return _laid_out(_shown(fleet, snapshot))


def configuration_text(fleet: Fleet, snapshot: Snapshot) -> str:
    document = _shown(fleet, snapshot)
    return _laid_out(document.get("configuration") if isinstance(document, dict) else None)


def _shown(fleet: Fleet, snapshot: Snapshot) -> JSONValue:
    account = fleet.account(snapshot.bookmark.profile)
    protected = account is not None and account.protected
    return masked(raw_document(snapshot), protected=protected)


def _laid_out(document: JSONValue) -> str:
    return harmless(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
