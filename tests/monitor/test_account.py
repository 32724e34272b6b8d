"""The line of one account: which looks count, and which belong to another time."""

from __future__ import annotations

import random

from sstui.insight.records import Event, EventKind, Observation
from sstui.monitor.account import AccountLink
from sstui.monitor.state import Link
from sstui.servicestage.errors import ServiceStageError, UnreachableKind
from tests.monitor.scripted import (
    answer,
    body,
    not_found,
    ref_of,
    throttled,
    unauthorized,
    unreachable,
)


class Line:
    """An account with a fleet of six, whose looks are written down by hand."""

    def __init__(self) -> None:
        self.link = AccountLink("prod", 15.0, random.Random(1))
        self.link.begin(0.0)

    def look(
        self, started: float, at: float, error: ServiceStageError | None = None, number: int = 0
    ) -> tuple[Event, ...]:
        good = answer(body()) if error is None else None
        look = Observation(ref_of(number), started, at, at, answer=good, error=error)
        return self.link.observed(look, watched=6, expired=False)


def test_an_answer_to_a_call_from_before_an_outage_does_not_end_it() -> None:
    line = Line()
    line.look(0.0, 0.1)
    for number in range(2):
        line.look(10.0, 10.1, unreachable(), number)
    assert line.link.state is Link.NO_ANSWER
    assert line.look(9.0, 12.0, number=3) == ()
    assert line.link.state is Link.NO_ANSWER
    (ended,) = line.look(30.0, 30.1, number=3)
    assert (ended.kind, ended.after) == (EventKind.OUTAGE, "ok")


def test_an_answer_to_a_call_from_before_a_refusal_does_not_lift_it() -> None:
    line = Line()
    line.look(0.0, 0.1)
    line.look(10.0, 10.1, unauthorized())
    line.look(9.9, 11.0, number=1)
    assert line.link.state is Link.REFUSED


def test_a_refusal_of_the_last_credentials_does_not_concern_the_new_ones() -> None:
    line = Line()
    line.look(0.0, 0.1)
    line.look(10.0, 10.1, unauthorized())
    line.link.begin(20.0)
    assert line.look(9.9, 21.0, unauthorized(), number=1) == ()
    assert line.link.state is Link.STARTING


def test_calls_that_were_in_flight_at_a_refusal_are_one_refusal_not_four() -> None:
    line = Line()
    line.look(0.0, 0.1)
    for number in range(4):
        line.look(10.0, 10.1 + number, unauthorized(), number)
    assert line.link.next_try == 13.1 + 60


def test_a_404_of_an_instance_shows_that_the_line_is_good() -> None:
    line = Line()
    line.look(0.0, 0.1, not_found())
    assert line.link.state is Link.OK


def test_an_outage_that_turns_into_a_throttle_has_ended() -> None:
    line = Line()
    line.look(0.0, 0.1)
    for number in range(2):
        line.look(10.0, 10.1, unreachable(UnreachableKind.DNS), number)
    (ended,) = line.look(40.0, 40.1, throttled(30.0))
    assert (ended.kind, ended.before, ended.after) == (EventKind.OUTAGE, "no answer", "throttled")
    assert line.link.state is Link.THROTTLED
    assert ended.lasted is not None
    assert round(ended.lasted) == 30


def test_a_person_hurries_a_probe_but_no_silence_that_was_asked_for() -> None:
    line = Line()
    line.look(0.0, 0.1, unreachable())
    line.link.hurry(0.2)
    assert line.link.next_try == 0.2
    line.look(0.2, 0.3, throttled(100.0))
    line.link.hurry(1.0)
    assert (line.link.next_try or 0) >= 100.3
