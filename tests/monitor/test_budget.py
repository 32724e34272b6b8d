"""DESIGN §6, rule 6: one budget for each account, in any five minutes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sstui.monitor.budget import WINDOW, Budget, Purpose
from tests.cases import every


def test_what_is_spent_is_counted_for_five_minutes() -> None:
    budget = Budget(120)
    budget.spend(0.0, Purpose.ROUTINE)
    budget.spend(100.0, Purpose.FAST)
    assert budget.used(100.0) == 2
    assert budget.used(WINDOW + 2) == 1
    assert budget.used(WINDOW + 102) == 0


def test_the_last_tenth_is_kept_for_a_person() -> None:
    budget = Budget(120)
    while budget.may(0.0, Purpose.ROUTINE):
        budget.spend(0.0, Purpose.ROUTINE)
    assert budget.used(0.0) == 108
    assert budget.may(0.0, Purpose.PERSON)


def test_what_a_call_brings_with_it_still_fits_when_a_person_spent_all() -> None:
    budget = Budget(120)
    while budget.may(0.0, Purpose.PERSON):
        budget.spend(0.0, Purpose.PERSON)
    assert budget.used(0.0) == 115
    assert budget.may(0.0, Purpose.ATTACHED)


def test_fast_looks_are_at_most_a_third() -> None:
    budget = Budget(120)
    while budget.may(0.0, Purpose.FAST):
        budget.spend(0.0, Purpose.FAST)
    assert budget.used(0.0) == 40
    assert budget.may(0.0, Purpose.ROUTINE)


@every("purpose", list(Purpose))
def test_next_free_is_the_first_instant_that_is_allowed(purpose: Purpose) -> None:
    budget = Budget(24)
    now = 0.0
    while budget.may(now, purpose):
        budget.spend(now, purpose)
        now += 1.0
    free = budget.next_free(now, purpose)
    assert not budget.may(free - 0.01, purpose)
    assert budget.may(free, purpose)


def test_a_request_that_was_never_made_is_given_back() -> None:
    budget = Budget(120)
    budget.spend(5.0, Purpose.FAST)
    budget.give_back(5.0, Purpose.FAST)
    budget.give_back(5.0, Purpose.FAST)
    assert budget.used(5.0) == 0


@every("limit", [1, 2, 5])
def test_the_smallest_budgets_still_let_something_through(limit: int) -> None:
    budget = Budget(limit)
    for purpose in (Purpose.FAST, Purpose.ROUTINE, Purpose.PERSON):
        assert budget.may(0.0, purpose)


@given(
    limit=st.integers(1, 60),
    steps=st.lists(
        st.tuples(
            st.floats(0, 40), st.sampled_from([Purpose.FAST, Purpose.ROUTINE, Purpose.PERSON])
        ),
        max_size=300,
    ),
)
def test_no_five_minutes_ever_hold_more_than_the_limit(
    limit: int, steps: list[tuple[float, Purpose]]
) -> None:
    budget = Budget(limit)
    now = 0.0
    spent: list[tuple[float, Purpose]] = []
    for wait, purpose in steps:
        now += wait
        if budget.may(now, purpose):
            assert budget.next_free(now, purpose) == now
            budget.spend(now, purpose)
            spent.append((now, purpose))
        else:
            assert budget.next_free(now, purpose) > now
    for start, _ in spent:
        window = [purpose for at, purpose in spent if start <= at <= start + WINDOW]
        assert len(window) <= limit
        assert window.count(Purpose.FAST) <= max(1, limit // 3)
