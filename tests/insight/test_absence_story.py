"""What is told to one who comes back, from the events that our looks made."""

from __future__ import annotations

from typing import Any

from sstui.insight.absence_story import Story, merged, stories
from sstui.insight.alarms import FLAPPING
from sstui.insight.records import Event, EventKind, Health
from sstui.servicestage.refs import InstanceRef

REF = InstanceRef("a", "b", "c")
KIND, BAD, OK = EventKind, Health.BAD, Health.OK


def event(
    time: float, kind: EventKind, before: str | None, after: str | None, **more: Any
) -> Event:
    more.setdefault("ref", REF)
    return Event(kind, "orders", more.pop("ref"), time, time, before, after, **more)


def told(*events: Event, since: float = 0.0) -> Story:
    (story,) = stories(events, since)
    return story


def words(story: Story) -> tuple[str | None, str | None] | None:
    net = story.net(KIND.STATUS)
    return None if net is None else (net.before, net.after)


FAILED = (
    event(10, KIND.STATUS, "RUNNING", "FAILED", health=BAD),
    event(10, KIND.HEALTH, "ok", "bad", health=BAD),
)
AGAIN = (
    event(20, KIND.STATUS, "FAILED", "RUNNING", health=OK),
    event(25, KIND.HEALTH, "bad", "ok", health=OK),
)


def test_a_story_leads_from_the_first_word_to_the_last() -> None:
    starting = event(20, KIND.STATUS, "FAILED", "STARTING")
    assert words(told(*FAILED, starting)) == ("RUNNING", "STARTING")
    assert words(told(event(5, KIND.VERSION, "1", "2"))) is None


def test_of_what_went_there_and_back_it_is_the_way_back() -> None:
    assert words(told(*FAILED, *AGAIN)) == ("FAILED", "RUNNING")


def test_what_a_flapping_one_did_meanwhile_leads_to_what_it_is_now() -> None:
    flapping = event(20, KIND.HEALTH, "bad", FLAPPING)
    damped = event(20, KIND.STATUS, "FAILED", "STARTING", damped=True)
    story = told(*FAILED, flapping, damped)
    assert words(story) == ("RUNNING", "STARTING")
    assert damped not in story.told
    assert story.changes == 2


def test_only_what_came_after_one_looked_is_told() -> None:
    assert words(told(*FAILED, *AGAIN, since=15)) == ("FAILED", "RUNNING")
    assert stories((*FAILED, *AGAIN), 30) == ()
    assert stories(AGAIN, 22) == ()  # that it is believed now is no news by itself


def test_what_was_in_trouble_meanwhile_and_neither_before_nor_now_came_and_went() -> None:
    assert told(*FAILED, *AGAIN).came_and_went
    assert not told(*FAILED).came_and_went
    assert not told(*AGAIN).came_and_went  # it was bad before already
    moving = event(25, KIND.HEALTH, "bad", "moving", health=Health.MOVING)
    assert not told(*FAILED, moving).came_and_went


def test_changes_are_looks_that_found_one() -> None:
    version = event(20, KIND.VERSION, "1", "2")
    assert told(*FAILED, *AGAIN, version).changes == 2


def test_first_sightings_and_failed_looks_and_what_a_flapping_one_does_are_no_news() -> None:
    first = event(1, KIND.STATUS, None, "RUNNING", health=OK)
    stale = event(2, KIND.FRESHNESS, "fresh", "stale")
    damped = event(3, KIND.STATUS, "RUNNING", "FAILED", damped=True)
    between = event(4, KIND.BETWEEN, None, None)
    assert stories((first, stale, damped, between), 0) == ()
    flapping = event(5, KIND.HEALTH, "bad", FLAPPING)
    assert told(first, stale, damped, between, flapping).told == (flapping,)
    gone = event(6, KIND.FRESHNESS, "fresh", "gone")
    assert told(stale, gone).events == (gone,)
    stuck = event(7, KIND.HEALTH, "moving", "degraded", health=Health.DEGRADED)
    assert told(stuck).changes == 1


def test_what_is_about_a_profile_is_a_story_of_its_own() -> None:
    outage = event(10, KIND.OUTAGE, "ok", "no answer", ref=None)
    assert [each.ref for each in stories((*FAILED, outage), 0)] == [REF, None]


def test_recorded_and_known_are_told_once_oldest_first() -> None:
    assert merged(FAILED, tuple(reversed((*FAILED, *AGAIN)))) == (*FAILED, *AGAIN)
    assert merged(FAILED, tuple(reversed(AGAIN))) == (*FAILED, *AGAIN)
