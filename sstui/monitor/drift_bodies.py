"""The bodies that are compared for drift: of now, and of a baseline."""

from __future__ import annotations

from sstui.insight.drift import has_drifted
from sstui.insight.standins import concealed
from sstui.monitor.baselines import Baseline
from sstui.monitor.state import Snapshot
from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.models import document_of


def body_now(snapshot: Snapshot) -> JSONValue:
    """The body as received, with what overviews told since; null where there is none."""
    if snapshot.body and not snapshot.amended:
        try:
            return decode(snapshot.body)
        except UnusableBody:
            return None
    return None if snapshot.instance is None else document_of(snapshot.instance)


def with_baseline(
    baseline: Baseline, snapshot: Snapshot, key: bytes, protected: bool
) -> tuple[JSONValue, JSONValue]:
    """A baseline and what is there now, concealed alike. What was pinned before its profile became
    protected is concealed once more, and the other as often: equal things stay equal."""
    before = baseline.document(key)
    after = concealed(body_now(snapshot), key, protected=baseline.protected)
    if protected and not baseline.protected:
        before = concealed(before, key, protected=True)
        after = concealed(after, key, protected=True)
    return before, after


def differs(baseline: Baseline, snapshot: Snapshot, key: bytes, protected: bool) -> bool:
    """Whether an instance has drifted from its baseline; False where nothing can be said."""
    try:
        before, after = with_baseline(baseline, snapshot, key, protected)
        return before is not None and after is not None and has_drifted(before, after)
    except RecursionError:  # deeper than Python's stack
        return False
