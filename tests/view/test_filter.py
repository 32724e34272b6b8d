"""The language of the filter, and what it lets through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.attention import Quiet, Why
from sstui.insight.records import Health
from sstui.monitor.state import Fleet, Snapshot
from sstui.view import filter_match
from sstui.view.filter import parse
from sstui.view.filter_fields import FIELDS, HEALTHS, IS
from sstui.view.filter_lines import column_rows, language_lines
from sstui.view.filter_match import Sieve, Sifted
from sstui.view.signs import ASCII
from sstui.view.text import text_of
from tests.cases import every
from tests.strategies import any_text
from tests.view.fleets import NOW, account, fleet_of, quiet_fleet, the_fleet


def sifted(text: str, fleet: Fleet | None = None) -> Sifted:
    sieve = Sieve()
    sieve.use(parse(text))
    return sieve.sift(fleet or the_fleet())


def names(text: str, fleet: Fleet | None = None) -> set[str]:
    return {snapshot.name for snapshot in sifted(text, fleet).passed}


def with_bookmark(name: str, **fields: Any) -> Fleet:
    """The fleet, with these fields of one bookmark."""
    snapshots = tuple(
        replace(each, bookmark=replace(each.bookmark, **fields)) if each.name == name else each
        for each in the_fleet().snapshots
    )
    return fleet_of(snapshots)


ALL = names("")
CASES = {
    "cart": {"cart"},
    "CART": {"cart"},
    "-prod": {"orders-prod", "ledger-prod", "refunds-prod", "checkout-api-prod", "支付网关-prod"},
    "name:cart,search": {"cart", "search"},
    "name=cart": {"cart"},
    "~ordp": {"orders-prod"},
    "name:~ctg": {"catalog"},
    "支付": {"支付网关-prod"},
    "health:bad": {"orders-prod", "mailer"},
    "health:b": {"orders-prod", "mailer"},
    "health:bad,degraded !group:edge": {"orders-prod", "ledger-prod", "catalog"},
    "bad,degraded group:payments": {"orders-prod", "ledger-prod"},
    "status:failed": {"orders-prod", "ledger-prod"},
    "status=FAILED": {"orders-prod"},
    "replicas:<1 health:bad": {"mailer"},
    "replicas:2/3": {"refunds-prod", "catalog"},
    "replicas:1/ !health:ok": {"orders-prod", "warehouse-sync", "feature-store"},
    "want:>=8": {"web-frontend"},
    "age:<1m": {"recommender", "feature-store"},
    "age>5w": set(),
    "since:>=5w group:edge": {"edge-gw-bkk"},
    "seen:>3m": {"kafka-bridge", "edge-gw-bkk"},
    "is:stale": {"kafka-bridge", "edge-gw-bkk"},
    "is:changed group:edge": {"legacy-soap"},
    "is:gone": {"legacy-soap"},
    'group:"data 数据" health:ok': {"reports"},
    "why:inaccessible": {"orders-prod", "mailer"},
    "health：bad，degraded　！group：edge": {"orders-prod", "ledger-prod", "catalog"},
}  # fmt: skip


@every("text", CASES)
def test_a_filter_lets_through(text: str) -> None:
    assert names(text) == CASES[text]


def test_text_without_a_column_is_not_looked_for_in_ids() -> None:
    """A search for `db` or `fe` would find all of an environment, whose id is hexadecimal."""
    known = next(each for each in the_fleet().snapshots if each.name == "orders-prod")
    assert known.instance is not None
    assert "orders-prod" in names(f"env:{known.instance.environment_id}")
    assert names(str(known.instance.environment_id)) == set()
    assert names("JOB") == set()


def test_a_tag_is_found_as_a_part_and_as_a_whole() -> None:
    fleet = with_bookmark("cart", tags=("team-a", "web"))
    assert names("tag:team-a", fleet) == {"cart"}
    assert names("tag:team", fleet) == {"cart"}
    assert names("tag=team", fleet) == set()
    assert names("tag=team-a,web", fleet) == {"cart"}


def test_a_profile_a_region_and_whether_it_is_protected_can_be_asked() -> None:
    fleet = with_bookmark("cart", profile="staging")
    accounts = (account(protected=True), account("staging", region="eu-west-101"))
    fleet = replace(fleet, accounts=accounts)
    assert names("profile:staging", fleet) == {"cart"}
    assert names("region:eu-west", fleet) == {"cart"}
    assert names("is:protected", fleet) == ALL - {"cart"}


def test_what_is_drifted_or_acknowledged_can_be_asked() -> None:
    first, second, *others = the_fleet().snapshots
    acked = replace(first, quiet=Quiet(Why.ACKNOWLEDGED))
    fleet = fleet_of((acked, replace(second, drifted=True), *others))
    assert names("is:drifted", fleet) == {second.name}
    assert names("is:acked", fleet) == {first.name}
    assert first.name in names("health:bad", fleet)


STRUCK = {
    "age:>": "age:> wants a duration: 90s, 5m, 2h",
    "age:5m": "age: wants > or <, and a duration: 90s, 5m, 2h",
    "replicas:<x": "replicas:< wants a number",
    "up:nan": "up: wants a number",
    "health:purple": f"health: is one of {' '.join(HEALTHS)}",
    "is:": f"is: is one of {' '.join(IS)}",
    "name:": "name: wants a text behind it",
    "tag=": "tag: wants a text behind it",
    "name:>5": "name: is a text, never more or less than another",
    "foo:bar": "no column foo; quotes make it text",
    "!": "! wants a term behind it",
}


@every("text", STRUCK)
def test_a_term_that_is_not_valid_is_struck_with_its_reason_and_the_rest_applies(text: str) -> None:
    found = parse(f"health:bad {text}")
    assert [bool(term.problem) for term in found.terms] == [False, True]
    assert found.problem == STRUCK[text]
    assert found.text[found.terms[1].start : found.terms[1].end] == text
    assert names(f"{text} health:bad") == names("health:bad")


def test_in_ascii_what_explains_the_filter_is_ascii() -> None:
    rows = [row.line for row in column_rows(FIELDS, 80, 40, ASCII)]
    assert all(text_of(line).isascii() for line in (*rows, *language_lines(FIELDS, ASCII)))


def test_quotes_make_signs_text() -> None:
    assert not parse('"foo:bar" "!" "a,b"').problem
    assert names('"orders,prod"') == set()
    assert names('"orders-prod"') == {"orders-prod"}
    assert names('name:"orders-prod') == {"orders-prod"}
    assert names('""') == ALL


def test_what_is_hidden_is_counted_and_what_is_bad_of_it_too() -> None:
    found = sifted("group:storefront")
    assert (len(found.passed), found.total, found.hidden, found.bad_hidden) == (7, 24, 17, 2)
    assert sifted("health:bad").bad_hidden == 0


def test_the_held_row_passes_whatever_it_is() -> None:
    sieve = Sieve()
    sieve.use(parse("health:bad"))
    fleet = the_fleet()
    held = next(each.ref for each in fleet.snapshots if each.name == "cart")
    assert {each.name for each in sieve.sift(fleet, held).passed} == {
        "orders-prod", "mailer", "cart",
    }  # fmt: skip


# Laws.

WORDS = ("cart", "bad", "name:a", "health:ok", "!edge", "age:>5m", "replicas:<3", "is:stale",
         "~or", '"a b"', "group:data", "status:run", "up:>99", "foo:bar", "age:>")  # fmt: skip
TERMS = st.sampled_from(WORDS)
ANYTHING = st.one_of(any_text(max_size=40), st.lists(TERMS, max_size=5).map(" ".join))
VALID = st.sampled_from([word for word in WORDS if not parse(word).problem])


@given(ANYTHING)
def test_no_text_is_an_error_and_each_term_knows_its_place(text: str) -> None:
    found = parse(text)
    sifted(text)
    ends = [0]
    for term in found.terms:
        assert ends[-1] <= term.start < term.end <= len(text)
        ends.append(term.end)


@given(VALID)
def test_not_is_all_the_others(text: str) -> None:
    assert names(f"!{text}") == ALL - names(text)
    assert names(f"!!{text}") == names(text)


@given(VALID, VALID)
def test_a_blank_is_both_and_a_comma_is_either(one: str, other: str) -> None:
    assert names(f"{one} {other}") == names(one) & names(other) == names(f"{other} {one}")
    plain = [each for each in (one, other) if ":" not in each and not each.startswith(("!", "~"))]
    if len(plain) == 2:
        assert names(f"{one},{other}") == names(one) | names(other)
        assert names(f"!{one},{other}") == ALL - (names(one) | names(other))


@given(st.sampled_from(sorted(FIELDS)), any_text(max_size=12))
def test_any_value_of_any_column_is_judged_or_struck(column: str, value: str) -> None:
    sifted(f"{column}:{value}")
    sifted(f'{column}:"{value}"')
    sifted(f"{column}>{value}")


# Work.


def changed(fleet: Fleet, count: int) -> Fleet:
    """The fleet with so many other snapshots."""
    later = tuple(replace(each, looked=NOW) for each in fleet.snapshots[:count])
    return fleet_of((*later, *fleet.snapshots[count:]))


def test_a_refresh_judges_what_changed_and_a_key_builds_no_text_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built: list[Snapshot] = []
    plain_text = filter_match.plain_text

    def counted(fleet: Fleet, snapshot: Snapshot) -> str:
        built.append(snapshot)
        return plain_text(fleet, snapshot)

    monkeypatch.setattr(filter_match, "plain_text", counted)
    fleet = quiet_fleet(500)
    sieve = Sieve()
    for typed in ("s", "se", "ser", "serv"):
        sieve.use(parse(typed))
        assert len(sieve.sift(fleet).passed) == 500
    assert len(built) == 500
    assert len(sieve.sift(changed(fleet, 200)).passed) == 500
    assert len(built) == 700


def test_an_answer_that_time_changes_is_not_kept() -> None:
    fleet = the_fleet()
    sieve = Sieve()
    sieve.use(parse("age:<1m"))
    assert len(sieve.sift(fleet).passed) == 2
    assert len(sieve.sift(replace(fleet, now=NOW + 60)).passed) == 0


def test_a_filter_judges_again_when_health_does() -> None:
    fleet = the_fleet()
    sieve = Sieve()
    sieve.use(parse("health:bad"))
    assert len(sieve.sift(fleet).passed) == 2
    better = replace(fleet.snapshots[0], health=Health.OK)
    assert len(sieve.sift(fleet_of((better, *fleet.snapshots[1:]))).passed) == 1
