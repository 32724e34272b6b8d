"""The order of the list: worst first, but nothing moves under a person's fingers or too soon."""

from __future__ import annotations

import random
from dataclasses import replace

from sstui.insight.records import Freshness, Health
from sstui.monitor.state import Fleet, Link
from sstui.view.ranking import CALM, KEY_QUIET, Order, Ranking, rank
from tests.view.fleets import NOW, STALE, account, fleet_of, quiet_fleet, the_fleet


def names(ranking: Ranking, fleet: Fleet) -> list[str]:
    by_ref = {snapshot.ref: snapshot.name for snapshot in fleet.snapshots}
    return [by_ref[ref] for ref in ranking.refs]


def with_health(fleet: Fleet, name: str, health: Health) -> Fleet:
    return replace(
        fleet,
        snapshots=tuple(
            replace(each, health=health) if each.name == name else each for each in fleet.snapshots
        ),
    )


def ranked(
    fleet: Fleet,
    previous: Ranking | None = None,
    now: float = NOW,
    last_key: float | None = None,
    order: Order = Order.WORST,
) -> Ranking:
    return rank(previous, fleet, order=order, now=now, last_key=last_key)


def test_at_first_the_order_is_severity_and_then_the_files() -> None:
    fleet = the_fleet()
    assert names(ranked(fleet), fleet)[:13] == [
        "orders-prod", "mailer", "ledger-prod", "catalog", "warehouse-sync", "refunds-prod",
        "recommender", "feature-store", "kafka-bridge", "edge-gw-bkk", "legacy-soap", "cms",
        "etl-nightly",
    ]  # fmt: skip


def test_a_row_that_gets_worse_rises_at_once() -> None:
    fleet = quiet_fleet(4)
    worse = with_health(fleet, "service-2", Health.BAD)
    after = ranked(worse, ranked(fleet), NOW + 1)
    assert names(after, fleet) == ["service-2", "service-0", "service-1", "service-3"]


def test_it_waits_while_keys_are_pressed() -> None:
    fleet = quiet_fleet(3)
    worse = with_health(fleet, "service-2", Health.BAD)
    pressed = ranked(worse, ranked(fleet), NOW + 1, last_key=NOW)
    assert names(pressed, fleet)[0] == "service-0"
    later = ranked(worse, pressed, NOW + KEY_QUIET, last_key=NOW)
    assert names(later, fleet)[0] == "service-2"


def test_a_row_sinks_after_ten_calm_minutes() -> None:
    fleet = quiet_fleet(3)
    worse = with_health(fleet, "service-2", Health.BAD)
    bad = ranked(worse)
    calm = ranked(fleet, bad, NOW + 10)
    assert names(calm, fleet)[0] == "service-2"
    almost = ranked(fleet, calm, NOW + 10 + CALM - 1)
    assert names(almost, fleet)[0] == "service-2"
    done = ranked(fleet, almost, NOW + 10 + CALM)
    assert names(done, fleet) == ["service-0", "service-1", "service-2"]


def test_a_relapse_begins_the_ten_minutes_anew() -> None:
    fleet = quiet_fleet(3)
    worse = with_health(fleet, "service-2", Health.BAD)
    half = with_health(fleet, "service-2", Health.DEGRADED)
    calm = ranked(fleet, ranked(worse), NOW + 10)
    relapsed = ranked(half, calm, NOW + 400)
    again = ranked(fleet, relapsed, NOW + 410)
    assert names(ranked(fleet, again, NOW + 10 + CALM), fleet)[0] == "service-2"
    assert names(ranked(fleet, again, NOW + 400 + CALM), fleet)[0] == "service-0"


def test_an_outage_of_our_own_moves_nothing() -> None:
    fleet = the_fleet()
    before = ranked(fleet)
    blind = replace(
        fleet,
        accounts=(account(link=Link.NO_ANSWER),),
        snapshots=tuple(replace(each, freshness=STALE) for each in fleet.snapshots),
    )
    during = before
    for minute in range(30):
        during = ranked(blind, during, NOW + minute * 60)
    assert during.refs == before.refs


def test_by_name() -> None:
    fleet = the_fleet()
    assert names(ranked(fleet, order=Order.NAME), fleet)[:3] == [
        "cart",
        "catalog",
        "checkout-api-prod",
    ]


def test_by_change_the_newest_first_but_not_under_the_fingers() -> None:
    fleet = the_fleet()
    first = ranked(fleet, order=Order.CHANGE)
    assert names(first, fleet)[:3] == ["recommender", "feature-store", "refunds-prod"]
    changed = replace(
        fleet,
        snapshots=tuple(
            replace(each, since=NOW + 1, health_since=NOW + 1) if each.name == "cart" else each
            for each in fleet.snapshots
        ),
    )
    held = ranked(changed, first, NOW + 2, last_key=NOW, order=Order.CHANGE)
    assert held.refs == first.refs
    free = ranked(changed, held, NOW + 9, last_key=NOW, order=Order.CHANGE)
    assert names(free, fleet)[0] == "cart"


def test_rows_come_and_go_without_moving_the_others() -> None:
    fleet = the_fleet()
    before = ranked(fleet)
    fewer = replace(fleet, snapshots=fleet.snapshots[1:])
    after = ranked(fewer, before, NOW + 1)
    assert after.refs == before.refs[1:]
    assert ranked(fleet, after, NOW + 2).refs == before.refs


def test_an_unchanged_order_is_the_same_object() -> None:
    fleet = the_fleet()
    before = ranked(fleet)
    assert ranked(fleet, before, NOW + 1).refs is before.refs


def test_where_none_stands_otherwise_the_order_is_not_worked_out_again() -> None:
    fleet = quiet_fleet(20)
    first = rank(None, fleet, order=Order.WORST, now=NOW, last_key=None)
    looked = fleet_of(tuple(replace(each, looked=NOW) for each in fleet.snapshots))
    assert rank(first, looked, order=Order.WORST, now=NOW + 5, last_key=None) is first
    bad = replace(fleet.snapshots[7], health=Health.BAD)
    worse = fleet_of((*fleet.snapshots[:7], bad, *fleet.snapshots[8:]))
    waiting = rank(first, worse, order=Order.WORST, now=NOW + 6, last_key=NOW + 4)
    assert waiting.refs == first.refs, "nothing moves under the fingers"
    risen = rank(waiting, worse, order=Order.WORST, now=NOW + 10, last_key=NOW + 4)
    assert risen.refs[0] == bad.ref, "though nothing changed but the time"


def test_what_is_worked_out_of_changes_alone_is_what_is_worked_out_of_all() -> None:
    chance = random.Random(11)
    fleet = quiet_fleet(12)
    ranking: Ranking | None = None
    now, last_key = NOW, NOW
    for _ in range(400):
        now += chance.choice((1.0, 5.0, 200.0))
        last_key = now if chance.random() < 0.3 else last_key
        snapshots = tuple(
            replace(
                each,
                health=chance.choice((Health.OK, Health.BAD, Health.DEGRADED)),
                freshness=chance.choice((Freshness.FRESH, Freshness.STALE)),
            )
            if chance.random() < 0.1
            else each
            for each in fleet.snapshots
        )
        link = chance.choice((Link.OK, Link.OK, Link.NO_ANSWER))
        fleet = replace(fleet, snapshots=snapshots, accounts=(account(link=link),))
        anew = None if ranking is None else replace(ranking, basis=None)
        whole = rank(anew, fleet, order=Order.WORST, now=now, last_key=last_key)
        ranking = rank(ranking, fleet, order=Order.WORST, now=now, last_key=last_key)
        assert ranking.refs == whole.refs
        assert ranking.places == whole.places
