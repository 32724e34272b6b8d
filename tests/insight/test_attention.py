"""How long an acknowledgement and a snooze hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.attention import (
    UNTIL_WELL,
    Attention,
    Quiet,
    Trouble,
    Why,
    heeded,
    quiet,
    timely,
    trouble,
)
from sstui.insight.records import Freshness, Health

SAID = 100.0
found = st.sampled_from(list(Trouble))


def look(attention: Attention | None, *seen: Trouble) -> Attention | None:
    """After looks that found this, a second apart, the first a second after it was said."""
    for after, each in enumerate(seen, start=1):
        if attention is not None:
            attention = heeded(attention, each, SAID + after)
    return attention


@given(st.sampled_from(list(Trouble)[1:]), st.lists(found, max_size=12))
def test_an_acknowledgement_survives_exactly_what_is_not_worse(
    said: Trouble, seen: list[Trouble]
) -> None:
    survives = all(Trouble.NONE < each <= said for each in seen)
    assert (look(Attention(SAID, "FAILED", said), *seen) is not None) is survives


@given(st.lists(found, max_size=12))
def test_a_snooze_ends_at_its_time_or_when_it_is_well_and_at_nothing_else(
    seen: list[Trouble],
) -> None:
    left = look(Attention(SAID, snoozed=SAID + 900), *seen)
    assert (left is not None) is (Trouble.NONE not in seen)
    if left is not None:
        assert timely(left, SAID + 899) is left
        assert timely(left, SAID + 900) is None


def test_what_gets_worse_ends_the_acknowledgement_and_leaves_the_snooze() -> None:
    both = Attention(SAID, "UPGRADING", Trouble.MOVING, snoozed=UNTIL_WELL)
    left = look(both, Trouble.BAD)
    assert left == Attention(SAID, "UPGRADING", None, UNTIL_WELL)
    assert look(both, Trouble.BAD, Trouble.NONE) is None


def test_a_snooze_that_ends_leaves_the_acknowledgement() -> None:
    both = Attention(SAID, "FAILED", Trouble.BAD, snoozed=SAID + 60)
    assert timely(both, SAID + 61) == Attention(SAID, "FAILED", Trouble.BAD)


def test_a_look_from_before_it_was_said_changes_nothing() -> None:
    said = Attention(SAID, "DEGRADED", Trouble.DEGRADED)
    for before in (None, SAID - 5, SAID):
        assert heeded(said, Trouble.NONE, before) is said
        assert heeded(said, Trouble.BAD, before) is said


def test_gone_is_worse_than_bad_where_it_should_run_and_nothing_where_it_should_not() -> None:
    assert trouble(Health.BAD, Freshness.GONE, expected=True) is Trouble.LOST
    assert trouble(Health.BAD, Freshness.GONE, expected=False) is Trouble.NONE
    assert look(Attention(SAID, "FAILED", Trouble.BAD), Trouble.LOST) is None
    order = (Health.OK, Health.MOVING, Health.UNKNOWN, Health.DEGRADED, Health.BAD)
    ranks = [trouble(each, Freshness.FRESH, expected=True) for each in order]
    assert ranks == sorted(set(ranks))
    assert trouble(Health.OFF, Freshness.FRESH, expected=False) is Trouble.NONE


def test_what_a_person_said_goes_before_what_was_planned() -> None:
    said = Attention(SAID, "FAILED", Trouble.BAD, snoozed=200.0)
    snoozed = Attention(SAID, snoozed=200.0)
    assert quiet(said, in_maintenance=True) == Quiet(Why.ACKNOWLEDGED)
    assert quiet(snoozed, in_maintenance=True) == Quiet(Why.SNOOZED, 200.0)
    assert quiet(Attention(SAID, snoozed=UNTIL_WELL), in_maintenance=False) == Quiet(Why.SNOOZED)
    assert quiet(None, in_maintenance=True) == Quiet(Why.MAINTENANCE)
    assert quiet(None, in_maintenance=False) is None
