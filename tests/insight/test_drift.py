"""Drift: what differs in meaning is found, nothing else is, and no secret is ever told."""

from __future__ import annotations

import copy
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sstui.insight.drift import Drift, Kind, Row, drift, has_drifted
from sstui.insight.secrets import masked
from sstui.insight.standins import concealed
from sstui.simulator.catalogue import load_scenario
from sstui.simulator.scenario import Calendar
from tests.conftest import THOROUGH
from tests.strategies import any_text

KEY = b"k" * 32
FEW = settings(max_examples=400 if THOROUGH else 10)  # of whole bodies, 10 to 30 ms each
BODY: dict[str, Any] = json.loads((Path(__file__).parent.parent / "data/orders.json").read_bytes())


def compared(before: Any, after: Any, *, protected: bool = False, **options: Any) -> Drift:
    was, now = (concealed(each, KEY, protected=protected) for each in (before, after))
    return drift(was, now, **options)


def changed(**parts: Any) -> dict[str, Any]:
    """The body of the pictures, with these fields in the place of its own."""
    return copy.deepcopy(BODY) | parts


def with_env(**values: Any) -> dict[str, Any]:
    """The body with these variables; None takes one out."""
    body = changed()
    env = body["configuration"]["env"]
    env[:] = [each for each in env if each["name"] not in values]
    env += [{"name": name, "value": value} for name, value in values.items() if value is not None]
    return body


def told(found: Drift) -> list[tuple[str, str]]:
    return [(row.kind.value, row.place.path) for row in found.rows]


# Nothing is invented.


def shuffled(value: Any, seed: random.Random) -> Any:
    """The same in meaning: every object and every list of objects in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(item, seed)) for key, item in value.items()]
        seed.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(item, seed) for item in value]
        if all(isinstance(item, dict) for item in items):
            seed.shuffle(items)
        return items
    return value


# One number for an order: each draw of a shuffle would be an example's choice of its own.
ORDERS = st.integers(0, 2**32).map(random.Random)


@FEW
@given(ORDERS)
def test_a_body_in_another_order_has_not_drifted(seed: random.Random) -> None:
    other = shuffled(BODY, seed)
    found = compared(BODY, other)
    assert told(found) == []
    assert found.tally.compared > 70
    assert not has_drifted(concealed(BODY, KEY), concealed(other, KEY))


_VALUES = st.none() | st.booleans() | st.integers(0, 9) | any_text(max_size=6)
_OBJECTS = st.dictionaries(
    st.sampled_from(["name", "type", "path", "port", "value", "key"]), _VALUES
)
_CONFIGURATIONS = st.dictionaries(
    st.sampled_from(["env", "storage", "probes", "logs", "scheduler", "password"]),
    st.lists(_OBJECTS, max_size=5)
    | st.dictionaries(any_text(max_size=4), st.lists(_OBJECTS, max_size=4) | _VALUES, max_size=4)
    | _VALUES,
)


@given(_CONFIGURATIONS, ORDERS, st.booleans())
def test_no_configuration_drifts_by_its_order(
    configuration: Any, seed: random.Random, protected: bool
) -> None:
    before, after = (
        {"configuration": each} for each in (configuration, shuffled(configuration, seed))
    )
    assert told(compared(before, after, protected=protected)) == []


def test_null_missing_and_empty_say_the_same() -> None:
    other = changed(external_accesses=[], description=None)
    nothing = changed(external_accesses=None)
    del nothing["description"]
    assert told(compared(other, nothing)) == []


def test_what_an_instance_is_doing_is_no_drift() -> None:
    other = changed(update_time=1, create_time=2)
    other["status_detail"] |= {
        "status": "RUNNING",
        "last_job_id": "another",
        "available_replica": 0,
    }
    other["external_accesses"][0] |= {"status": "EXPIRED", "update_time": 3}
    found = compared(BODY, other)
    assert told(found) == []
    assert found.tally.aside >= 10


def test_what_the_platform_adds_is_set_aside_and_counted() -> None:
    other = changed()
    other["configuration"]["env"][-1]["value"] = "moved"
    other["configuration"]["env"].append({"name": "PAAS_NEW", "value": "1", "internal": True})
    found = compared(BODY, other)
    assert told(found) == []
    rows = [
        row for row in compared(BODY, other, everything=True).rows if row.place.aside == "internal"
    ]
    assert ("changed", "configuration.env.PAAS_NAMESPACE") in [(r.kind, r.place.path) for r in rows]
    assert ("added", "configuration.env.PAAS_NEW") in [(r.kind, r.place.path) for r in rows]


# What differs is found.


NAMES = [each["name"] for each in BODY["configuration"]["env"] if not each.get("internal")]


@FEW
@given(st.sampled_from(NAMES), any_text(min_size=1, max_size=20), ORDERS)
def test_one_variable_is_one_difference(name: str, value: str, seed: random.Random) -> None:
    place = f"configuration.env.{name}"
    without, other = with_env(**{name: None}), with_env(**{name: f"other {value}"})
    assert told(compared(shuffled(without, seed), BODY)) == [("added", place)]
    assert told(compared(BODY, shuffled(without, seed))) == [("removed", place)]
    assert told(compared(shuffled(BODY, seed), other)) == [("changed", place)]


def test_an_upgrade_is_told_of_the_artifact_and_not_of_the_version_that_follows_it() -> None:
    other = changed(version="2.13.4")
    other["artifacts"]["orders"] |= {"url": "swr/shop/orders:2.13.4", "version": "2.13.4"}
    found = compared(other, BODY)
    assert told(found) == [
        ("changed", "artifacts.orders.url"),
        ("changed", "artifacts.orders.version"),
    ]
    assert told(compared(changed(version="3"), BODY)) == [("changed", "version")]


def test_parts_that_have_a_name_are_one_difference_each() -> None:
    other = changed()
    del other["artifacts"]["orders-batch"]
    other["configuration"]["strategy"]["spec"]["maxUnavailable"] = 0
    other["refer_resources"][4]["parameters"]["listener"] = 443
    other["refer_resources"][3]["id"] = "a new cache of the same alias"
    other["external_accesses"][0]["address"] = "moved.example.com"
    other["status_detail"]["replica"] = 5
    paths = [place.rpartition(".")[2] for _, place in told(compared(other, BODY))]
    expected = ["orders-batch", "maxUnavailable", "id", "listener", "address", "replica"]
    assert sorted(paths) == sorted(expected)


def test_the_order_of_a_command_counts_and_that_of_zones_does_not() -> None:
    def body(zones: list[str], command: list[str]) -> Any:
        scheduler = {"affinity": {"az": zones}}
        return {"configuration": {"scheduler": scheduler, "entrypoint": {"command": command}}}

    found = compared(body(["a", "b"], ["sh", "-c"]), body(["b", "a"], ["-c", "sh"]))
    assert told(found) == [("changed", "configuration.entrypoint.command")]


# Two instances.


def test_between_two_instances_ids_names_and_addresses_are_set_aside() -> None:
    other = changed(id="other", name="orders-staging", environment_id="another")
    other["external_accesses"][0] |= {"id": "x", "address": "staging.example.com"}
    other["refer_resources"][2]["id"] = "another database"
    other["refer_resources"][2]["parameters"]["database"] = "orders_staging"
    found = compared(BODY, other, two_instances=True)
    assert [path.rpartition(".")[2] for _, path in told(found)] == ["database"]
    assert len(told(compared(BODY, other))) > 1


# Secrets.


@cache
def a_short_one(protected: bool) -> tuple[Row, ...]:
    before, after = with_env(DB_PASSWORD="a"), with_env(DB_PASSWORD="b")
    return compared(before, after, protected=protected).rows


@FEW
@given(any_text(min_size=1, max_size=40), any_text(min_size=1, max_size=40), st.booleans())
def test_a_secret_that_changed_is_reported_and_neither_it_nor_its_length_is_told(
    old: str, new: str, protected: bool
) -> None:
    old, new = f"hunter2-{old}", f"correct-{new}"
    before, after = with_env(DB_PASSWORD=old), with_env(DB_PASSWORD=new)
    found = compared(before, after, protected=protected)
    assert told(found) == [("changed", "configuration.env.DB_PASSWORD")]
    assert found.rows[0].secret
    for mine, other in zip(found.rows, a_short_one(protected), strict=True):
        assert len(str(mine.place.before)) == len(str(other.place.before))
        assert len(str(mine.place.after)) == len(str(other.place.after))
    text = repr(compared(before, after, protected=protected, everything=True))
    assert old not in text
    assert new not in text


def test_a_secret_that_stayed_is_the_same_without_being_shown() -> None:
    rows = compared(BODY, changed(), everything=True).rows
    row = next(each for each in rows if each.place.path == "configuration.env.DB_PASSWORD")
    assert (row.kind, row.secret) == (Kind.EQUAL, True)
    assert "hunter2" not in repr(rows)


def test_in_a_protected_profile_every_variable_is_a_secret() -> None:
    found = compared(BODY, with_env(LOG_LEVEL="warning"), protected=True)
    assert told(found) == [("changed", "configuration.env.LOG_LEVEL")]
    assert "warning" not in repr(found)
    assert "debug" not in repr(found)


def test_a_secret_of_which_only_the_mask_is_left_is_not_known() -> None:
    found = drift(masked(BODY), concealed(BODY, KEY))
    assert {row.kind for row in found.rows} == {Kind.NOT_KNOWN}
    assert not has_drifted(masked(BODY), concealed(BODY, KEY))


# The simulator's fleet.


def test_of_the_fleet_no_instance_drifts_from_itself() -> None:
    for body in fleet():
        again = shuffled(body, random.Random(1))
        assert told(compared(body, again)) == []


STORY = {
    "refunds-prod": {"artifacts.refunds.url", "artifacts.refunds.version"},
    "orders-prod": {
        "artifacts.orders.url",
        "artifacts.orders.version",
        "configuration.env.LOG_LEVEL",
        "configuration.env.PAYMENT_API_KEY",
        "refer_resources.elb:0a86ec7b-53a2-4c34-8d42-22b0f1f5c911",
    },
    "search": {"artifacts.search.url", "artifacts.search.version"},
}  # what `fleet.json` lets happen in its first two minutes, besides states


def test_of_the_demo_s_story_all_that_drifts_is_found_and_nothing_else() -> None:
    scenario, calendar = load_scenario("fleet"), Calendar(1_700_000_000.0)
    found: dict[str, set[str]] = {}
    for placed in scenario.placements.values():
        after = scenario.body(placed.id, 114.0, calendar)
        if after is not None:
            before = scenario.original(placed, calendar)
            paths = {path for _, path in told(compared(before, after))}
            found |= {placed.bookmark["name"]: paths} if paths else {}
    assert found == STORY


def fleet() -> list[Any]:
    placements = load_scenario("fleet").placements.values()
    return [json.loads(each.original) for each in placements]
