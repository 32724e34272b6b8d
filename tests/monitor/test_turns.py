"""Which of the calls that are due is made now, and when to think again."""

from __future__ import annotations

from sstui.monitor.budget import LEEWAY, WINDOW, Budget, Purpose
from sstui.monitor.calls import Entry
from sstui.monitor.pacing import Pace
from sstui.monitor.rest import FOREVER
from sstui.monitor.turns import Choice, Turns
from tests.monitor.scripted import bookmarks

NOW = 1000.0
LIMIT = 40
ROUTINE = 36  # what is left of it beside the tenth that is kept for a person


def entry(*, hurried: bool = False) -> Entry:
    """One that was looked at a minute ago, every ten seconds of the fast share or else every five
    minutes."""
    (bookmark,) = bookmarks(1)
    found = Entry(bookmark, bookmark.ref.application, due=NOW, pace=Pace(10.0, 300.0))
    found.started, found.hurried = NOW - 60.0, hurried
    return found


def choose(call: Entry, spent: int) -> Choice:
    budget = Budget(LIMIT)
    for _ in range(spent):
        budget.spend(NOW - 50.0, Purpose.ROUTINE)
    return Turns(4).next([call], None, NOW, budget, FOREVER)


def test_what_the_budget_keeps_back_is_thought_of_again_when_it_allows_it() -> None:
    choice = choose(entry(), ROUTINE)
    assert (choice.call, choice.wake) == (None, NOW - 50.0 + WINDOW + LEEWAY)


def test_what_was_not_seen_for_too_long_is_no_haste_though_a_failed_call_was_just_made() -> None:
    hasty, overdue = entry(), entry(hurried=True)
    assert choose(hasty, 0).purpose is Purpose.FAST
    assert choose(hasty, ROUTINE - 1).call is None
    assert choose(overdue, ROUTINE - 1) == Choice(overdue, Purpose.ROUTINE)
