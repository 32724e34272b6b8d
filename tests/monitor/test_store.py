"""The ring of events that front ends show."""

from __future__ import annotations

from sstui.config.bookmarks import Bookmark
from sstui.insight.records import EventKind
from sstui.monitor.reduce import Rules
from sstui.monitor.store import MOST_DAMPED, MOST_EVENTS, Store
from tests.monitor.scripted import body, observed, ref_of


def test_a_restless_instance_does_not_push_out_what_happened_to_the_others() -> None:
    store = Store()
    store.keep([Bookmark("restless", ref_of(0)), Bookmark("calm", ref_of(1))], 0.0)
    for at, status in ((1.0, "RUNNING"), (2.0, "FAILED")):
        store.observe(observed(body(status), at=at, number=1), Rules())
    for turn in range(MOST_EVENTS):
        look = observed(body("FAILED" if turn % 2 else "RUNNING"), at=10.0 + 15 * turn)
        store.observe(look, Rules())
    of_calm = [event for event in store.events if event.ref == ref_of(1)]
    assert [event.after for event in of_calm] == ["bad", "FAILED", "RUNNING"]
    damped = [event for event in store.events if event.damped]
    assert len(damped) == MOST_DAMPED
    assert damped[0].time > damped[-1].time
    kinds = [e.kind for e in store.events if e.ref == ref_of(0) and not e.damped]
    assert len(kinds) < 10
    assert kinds[0] is EventKind.HEALTH  # that it flaps
