"""What the scenarios tell: who is there, and what happens when. No sockets, no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from sstui.simulator.catalogue import load_scenario, scenario_names
from sstui.simulator.faults import Fault, FaultPlan
from sstui.simulator.scenario import Calendar, Scenario
from tests.cases import every

DOCUMENTED = {
    *("INITIALIZING", "UPGRADING", "FAILED", "RUNNING", "DELETING", "STARTING"),
    *("STOPPING", "STOPPED", "RESTARTING", "PENDING", "PARTIALLY_FAILED"),
}
FIELDS = {
    *("id", "name", "environment_id", "platform_type", "description", "flavor_id", "artifacts"),
    *("version", "configuration", "creator", "create_time", "update_time"),
    *("external_accesses", "refer_resources", "status_detail"),
}
START = 1_760_000_000.0
CALENDAR = Calendar(START)


def id_of(scenario: Scenario, name: str) -> str:
    return next(p.id for p in scenario.placements.values() if p.bookmark["name"] == name)


def body_of(scenario: Scenario, name: str, elapsed: float) -> dict[str, Any]:
    body = scenario.body(id_of(scenario, name), elapsed, CALENDAR)
    assert body is not None
    return body


def state(scenario: Scenario, name: str, elapsed: float) -> str:
    """For example ``RUNNING 3/3 2.13.4``, or ``gone``."""
    body = scenario.body(id_of(scenario, name), elapsed, CALENDAR)
    if body is None:
        return "gone"
    status = body["status_detail"]
    replicas = f"{status['available_replica']}/{status['replica']}"
    return f"{status['status']} {replicas} {body['version']}"


def bodies(scenario: Scenario, elapsed: float) -> Iterator[dict[str, Any]]:
    for instance_id in scenario.placements:
        body = scenario.body(instance_id, elapsed, CALENDAR)
        if body is not None:
            yield body


@pytest.fixture(scope="module")
def fleet() -> Scenario:
    return load_scenario("fleet")


def test_an_unknown_scenario_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_scenario("../fleet")


@every("name", scenario_names())
def test_a_scenario_says_the_same_each_time_it_is_asked(name: str) -> None:
    first, again = load_scenario(name), load_scenario(name)
    for elapsed in (0.0, 29.9, 61.0, 119.0, 1000.0):
        assert list(bodies(first, elapsed)) == list(bodies(again, elapsed))


@every("name", scenario_names())
def test_every_step_has_a_known_fault_and_a_text_of_one_line(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.title
    assert "\n" not in scenario.title
    for step in chain(*scenario.steps.values()):
        if step.fault:
            plan = FaultPlan.of(step.fault)
            assert plan.kind not in (Fault.REFUSE, Fault.SKEWED_DATE)


def test_the_fleet_is_24_instances_in_4_applications_with_unlike_ids(fleet: Scenario) -> None:
    assert len(fleet.placements) == 24
    assert len(fleet.applications) == 4
    ids = [r["id"] for r in (*fleet.applications, *fleet.components, *fleet.environments)]
    ids += list(fleet.placements)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", i) for i in ids)
    groups = dict.fromkeys(p.bookmark["group"] for p in fleet.placements.values())
    assert list(groups) == ["payments", "storefront", "data 数据平台", "edge"]


def test_every_body_of_the_fleet_has_the_documents_fifteen_fields(fleet: Scenario) -> None:
    for body in bodies(fleet, 0):
        assert body.keys() == FIELDS
        assert START * 1000 > body["update_time"] >= body["create_time"] > 0


def test_the_fleet_has_something_of_everything(fleet: Scenario) -> None:
    everything = list(bodies(fleet, 0))
    artifacts = [a for b in everything for a in b["artifacts"].values()]
    resources = [r for b in everything for r in b["refer_resources"]]
    accesses = [a for b in everything for a in b["external_accesses"] or []]
    assert {a["type"] for a in artifacts} == {"image", "package"}
    assert {a["storage"] for a in artifacts} >= {"swr", "obs"}
    assert {b["platform_type"] for b in everything} == {"cce", "vmapp"}
    assert {r["type"] for r in resources} >= {"cce", "cse", "ecs", "as", "rds", "dcs", "elb"}
    assert {r.get("refer_alias") for r in resources if r["type"] == "dcs"} == {
        *("distributed_session", "distributed_cache"),
        *("distributed_session, distributed_cache", None),
    }
    assert [a["status"] for a in accesses].count("EXPIRED") == 1
    assert any(len(b["artifacts"]) > 1 for b in everything)


def test_the_fleet_has_made_up_secrets_of_each_kind_among_its_variables(fleet: Scenario) -> None:
    variables = [v for b in bodies(fleet, 0) for v in b["configuration"]["env"]]
    assert {"DB_PASSWORD", "PAYMENT_API_KEY"} <= {v["name"] for v in variables}
    values = [v["value"] for v in variables]
    for kind in (r"://\w*:[^@]+@", r"^eyJ", "BEGIN PRIVATE KEY", r"\?access_token=", "--token "):
        assert any(re.search(kind, value) for value in values), kind
    assert any(v.get("internal") for v in variables)


def test_the_story_shows_every_documented_status_and_a_new_word(fleet: Scenario) -> None:
    seen = {b["status_detail"]["status"] for t in range(125) for b in bodies(fleet, t)}
    assert seen >= DOCUMENTED
    assert "GRAYING" in seen - DOCUMENTED


def test_the_story_starts_mostly_healthy(fleet: Scenario) -> None:
    status = [b["status_detail"] for b in bodies(fleet, 0)]
    well = [
        s for s in status if s["status"] == "RUNNING" and s["available_replica"] == s["replica"]
    ]
    assert len(well) == 19


def test_the_story_of_the_fleet(fleet: Scenario) -> None:
    told = [
        ("refunds-prod", 0, "RUNNING 3/3 3.4.1"),
        ("refunds-prod", 6, "UPGRADING 2/3 3.5.0"),
        ("refunds-prod", 24, "RUNNING 3/3 3.5.0"),
        ("cart", 0, "FAILED 0/3 3.9.5"),
        ("cart", 10, "RESTARTING 0/3 3.9.5"),
        ("cart", 18, "RUNNING 3/3 3.9.5"),
        ("orders-prod", 29, "RUNNING 3/3 2.13.4"),
        ("orders-prod", 30, "UPGRADING 2/3 2.14.0"),
        ("orders-prod", 40, "RUNNING 3/3 2.14.0"),
        ("orders-prod", 50, "FAILED 1/3 2.14.0"),
        ("ledger-prod", 57, "RUNNING 4/4 1.18.0"),
        ("ledger-prod", 58, "PARTIALLY_FAILED 2/4 1.18.0"),
        ("legacy-soap", 54, "DELETING 0/1 1.0.2"),
        ("legacy-soap", 62, "gone"),
        ("legacy-soap", 5000, "gone"),
        ("etl-nightly", 70, "INITIALIZING 0/1 2.8.0"),
        ("etl-nightly", 106, "RUNNING 0/0 2.8.0"),
        ("orders-prod", 5000, "FAILED 1/3 2.14.0"),
    ]
    assert [(n, t, state(fleet, n, t)) for n, t, _ in told] == told


def test_orders_gets_an_image_variables_and_a_load_balancer_before_it_fails(
    fleet: Scenario,
) -> None:
    before, after = body_of(fleet, "orders-prod", 29), body_of(fleet, "orders-prod", 50)
    assert after["artifacts"]["orders"]["url"].endswith("/orders:2.14.0")
    old = {v["name"]: v["value"] for v in before["configuration"]["env"]}
    new = {v["name"]: v["value"] for v in after["configuration"]["env"]}
    assert {name for name in new if new[name] != old.get(name)} == {"LOG_LEVEL", "PAYMENT_API_KEY"}
    assert [r["type"] for r in after["refer_resources"]] == ["cce", "cse", "rds", "dcs", "elb"]
    assert len(before["refer_resources"]) == 4
    assert after["status_detail"]["fail_detail"] == "cluster_inaccessible"
    assert after["status_detail"]["last_job_status"] == "FAILED"


def test_kafka_bridge_answers_with_errors_for_a_minute_and_edge_gw_bkk_slowly(
    fleet: Scenario,
) -> None:
    kafka, edge = id_of(fleet, "kafka-bridge"), id_of(fleet, "edge-gw-bkk")
    assert [fleet.fault(kafka, t) for t in (65, 126)] == [None, None]
    assert fleet.fault(kafka, 66) == {"kind": "status", "status": 500}
    assert [fleet.fault(edge, t) is None for t in (79, 80, 117, 118)] == [True, False, False, True]


def test_after_two_minutes_only_a_rhythm_is_left(fleet: Scenario) -> None:
    for moment in (191, 221, 229, 247, 255, 281):
        now, later = list(bodies(fleet, moment)), list(bodies(fleet, moment + 90 * 7))
        for body in (*now, *later):
            del body["update_time"]
        assert now == later
    assert state(fleet, "web-frontend", 131 + 90 * 7) == "UPGRADING 8/10 2025.11.3"


def test_a_change_is_dated_by_the_step_that_made_it(fleet: Scenario) -> None:
    assert body_of(fleet, "ledger-prod", 100)["update_time"] == (START + 58) * 1000
    twice = Calendar(START, speed=2.0)
    body = fleet.body(id_of(fleet, "ledger-prod"), 100, twice)
    assert body is not None
    assert body["update_time"] == (START + 29) * 1000
    assert twice.elapsed(START + 29) == 58


def test_deploy_has_an_upgrade_that_goes_well_and_one_that_fails() -> None:
    deploy = load_scenario("deploy")
    orders = [state(deploy, "orders-prod", t) for t in (0, 10, 40)]
    assert orders == ["RUNNING 3/3 2.13.4", "UPGRADING 2/3 2.14.0", "RUNNING 3/3 2.14.0"]
    ledger = [state(deploy, "ledger-prod", t).split()[0] for t in (0, 60, 75, 95)]
    assert ledger == ["RUNNING", "UPGRADING", "PARTIALLY_FAILED", "FAILED"]
    assert body_of(deploy, "ledger-prod", 95)["status_detail"]["last_job_status"] == "FAILED"
    assert len(deploy.placements) == 4


def test_outage_takes_the_api_away_and_gives_it_back_again_and_again() -> None:
    outage = load_scenario("outage")
    kinds = [(outage.fault("", t) or {}).get("kind") for t in (0, 30, 60, 100, 130, 170, 200, 240)]
    assert kinds == [None, "reset", None, "status", None, "hang", None, "reset"]
    assert len(outage.placements) == 24


def test_expired_lets_temporary_keys_run_out() -> None:
    expired = load_scenario("expired")
    assert expired.temporary_keys
    assert [expired.expired(t) for t in (0, 44, 45, 900)] == [False, False, True, True]


def test_seeds_body_is_left_as_it_is_written() -> None:
    seed = load_scenario("seed")
    (placement,) = seed.placements.values()
    assert seed.unchanged(placement.id, 3600) == placement.original
    assert seed.body(placement.id, 3600, CALENDAR) == json.loads(placement.original)


def test_the_quiet_day_is_well_but_for_twenty_seconds_of_one() -> None:
    quiet = load_scenario("quiet")

    def not_well(elapsed: float) -> set[str]:
        states = {
            p.bookmark["name"]: state(quiet, p.bookmark["name"], elapsed)
            for p in quiet.placements.values()
            if p.bookmark.get("expect") != "off"
        }
        whole = re.compile(r"RUNNING (\d+)/\1 ")
        return {name for name, told in states.items() if not whole.match(told)}

    assert [not_well(elapsed) for elapsed in (0, 89, 100, 111, 100_000)] == [
        *(set(), set(), {"mailer"}, set(), set()),
    ]


def test_the_bad_night_is_forty_in_six_groups_and_most_of_a_cluster_s_fail() -> None:
    night = load_scenario("night")
    assert len(night.placements) == 40
    assert len({p.bookmark["group"] for p in night.placements.values()}) == 6
    lost = [
        body["name"]
        for body in bodies(night, 119)
        if body["status_detail"]["fail_detail"] == "cluster_inaccessible"
        and "data-prod" in body["name"]
    ]
    assert len(lost) == 5
