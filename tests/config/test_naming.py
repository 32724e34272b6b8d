"""Names for what nobody has named: short, on one line, never twice."""

from __future__ import annotations

from sstui.config.naming import given_name, unique_name
from tests.cases import every


@every(
    ("own", "given"),
    [
        ("orders-prod-eu-7iafjk", "orders-prod-eu"),
        ("支付网关-prod-gvcih0", "支付网关-prod"),
        ("mail-server", "mail-server"),  # a word, not a tail
        ("batch-202411", "batch-202411"),  # a date
        ("orders-7iafjk2", "orders-7iafjk2"),
        ("two\nlines", "two_lines"),
    ],
)
def test_the_random_tail_of_a_name_is_dropped(own: str, given: str) -> None:
    assert given_name(own) == given


def test_a_tail_of_letters_alone_is_known_by_the_environment_before_it() -> None:
    assert given_name("etl-data-prod-hrsqze", "data-prod") == "etl-data-prod"
    assert given_name("etl-data-prod-hrsqze", "staging") == "etl-data-prod-hrsqze"


def test_a_name_that_is_taken_keeps_its_tail_and_then_gets_a_number() -> None:
    taken: list[str] = []
    for own in ("a-7iafjk", "a-7iafjl", "a-7iafjl", "a-7iafjl"):
        taken.append(unique_name(own, taken))
    assert taken == ["a", "a-7iafjl", "a-2", "a-3"]
