"""What two looks have between them."""

from __future__ import annotations

import copy
import random
import sys
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.insight import list_items
from sstui.insight.changes import Difference, diff
from sstui.insight.records import Change, EventKind
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.models import Instance, parse_instance
from tests.cases import every
from tests.strategies import any_text

BODY: dict[str, Any] = {
    "id": "11eddb33",
    "name": "orders",
    "flavor_id": "CUSTOM-10G:250m-250m:0.5Gi-0.5Gi",
    "version": "1.0.2",
    "artifacts": {
        "web": {"storage": "swr", "type": "image", "url": "swr/ns/web:v2", "version": "1.0.0"},
    },
    "configuration": {
        "env": [
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "DB_PASSWORD", "value": "s3cret-one"},
            {"name": "DB_URL", "value": "postgres://app:hunter22@db/orders"},
        ],
        "storage": [{"type": "HostPath", "parameters": {"path": "/a"}, "mounts": []}],
        "container_spec": {"containers": [{"name": "side", "env": [{"name": "A", "value": "1"}]}]},
        "lifecycle": {"entrypoint": {"command": ["run"], "args": ["-x", "1"]}, "pre-stop": None},
    },
    "create_time": 1,
    "update_time": 2,
    "external_accesses": [
        {"id": "a1", "address": "one.example", "status": "NORMAL", "update_time": 5}
    ],
    "refer_resources": [
        {"id": "c1", "type": "cce", "parameters": {"namespace": "default"}},
        {"id": "default", "type": "cse"},
    ],
    "status_detail": {
        "status": "RUNNING",
        "replica": 3,
        "available_replica": 3,
        "fail_detail": None,
        "last_job_id": "JOB1",
        "last_job_status": "SUCCEEDED",
    },
}


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """`BODY` with the value at ``path`` replaced."""
    body = copy.deepcopy(BODY)
    place: Any = body
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return body


def differences(after: dict[str, Any], before: dict[str, Any] = BODY) -> tuple[Difference, ...]:
    return diff(parse_instance(before), parse_instance(after))


def only(after: dict[str, Any], before: dict[str, Any] = BODY) -> Difference:
    (found,) = differences(after, before)
    return found


def test_equal_bodies_have_no_difference() -> None:
    assert differences(copy.deepcopy(BODY)) == ()


def test_a_status_that_changed_is_said_in_the_api_s_words() -> None:
    found = only(changed("status_detail", "status", to="GRAYING"))
    assert found[:3] == (EventKind.STATUS, "RUNNING", "GRAYING")


def test_replicas_are_said_as_available_of_wanted() -> None:
    found = only(changed("status_detail", "available_replica", to=1))
    assert found[:3] == (EventKind.REPLICAS, "3/3", "1/3")
    missing = only(changed("status_detail", "available_replica", to=None))
    assert missing[:3] == (EventKind.REPLICAS, "3/3", "?/3")


def test_a_version_that_changed_is_one_difference() -> None:
    assert only(changed("version", to="1.0.3"))[:3] == (EventKind.VERSION, "1.0.2", "1.0.3")


def test_a_fail_detail_that_changes_alone_is_recorded() -> None:
    found = only(changed("status_detail", "fail_detail", to="cluster_unavailable"))
    assert found[:3] == (EventKind.STATUS, "RUNNING", "RUNNING")
    assert found.changes == (Change("status_detail.fail_detail", None, "cluster_unavailable"),)


def test_an_artifact_s_place_is_named_by_its_container() -> None:
    found = only(changed("artifacts", "web", "url", to="swr/ns/web:v3"))
    assert found.kind is EventKind.ARTIFACTS
    assert found.changes == (Change("artifacts.web.url", "swr/ns/web:v2", "swr/ns/web:v3"),)


def test_a_variable_s_place_is_its_name() -> None:
    found = only(changed("configuration", "env", 0, "value", to="debug"))
    assert found.kind is EventKind.CONFIGURATION
    assert found.changes == (Change("configuration.env.LOG_LEVEL", "info", "debug"),)


def test_a_new_and_a_removed_variable_are_said_by_their_values() -> None:
    more = copy.deepcopy(BODY)
    more["configuration"]["env"].insert(0, {"name": "NEW", "value": "x"})
    assert only(more).changes == (Change("configuration.env.NEW", None, "x"),)
    assert only(BODY, more).changes == (Change("configuration.env.NEW", "x", None),)


def test_the_order_of_named_things_does_not_matter() -> None:
    body = copy.deepcopy(BODY)
    body["configuration"]["env"].reverse()
    body["refer_resources"].reverse()
    assert differences(body) == ()


def test_the_order_of_arguments_matters_and_is_one_place() -> None:
    found = only(
        changed("configuration", "lifecycle", "entrypoint", "args", to=["1", "-x"]),
    )
    path = "configuration.lifecycle.entrypoint.args"
    assert found.changes == (Change(path, ["-x", "1"], ["1", "-x"]),)


def test_containers_are_compared_by_name() -> None:
    body = copy.deepcopy(BODY)
    containers = body["configuration"]["container_spec"]["containers"]
    containers[0]["env"][0]["value"] = "2"
    containers.insert(0, {"name": "new"})
    path = "configuration.container_spec.containers"
    assert only(body).changes == (
        Change(f"{path}.side.env.A", "1", "2"),
        Change(f"{path}.new", None, {"name": "new"}),
    )


def test_things_without_a_name_are_compared_by_place() -> None:
    body = copy.deepcopy(BODY)
    new: JSONValue = {"type": "EmptyDir", "parameters": {"medium": ""}, "mounts": []}
    body["configuration"]["storage"].insert(0, new)
    assert only(body).changes == (Change("configuration.storage[0]", None, new),)


def test_secrets_are_masked_in_both_values_and_marked() -> None:
    found = only(changed("configuration", "env", 1, "value", to="s3cret-two"))
    (change,) = found.changes
    assert change.path == "configuration.env.DB_PASSWORD"
    assert change.secret
    assert "s3cret" not in repr(change)
    after = changed("configuration", "env", 2, "value", to="postgres://a:x9y8z7w6@db/o")
    (url,) = only(after).changes
    assert url.secret
    assert "hunter22" not in repr(url)
    assert "x9y8z7w6" not in repr(url)


def test_in_a_protected_profile_no_variable_shows_its_value() -> None:
    after = parse_instance(changed("configuration", "env", 0, "value", to="debug"))
    ((change,),) = (each.changes for each in diff(parse_instance(BODY), after, protected=True))
    assert change.path == "configuration.env.LOG_LEVEL"
    assert "debug" not in repr(change)
    assert "info" not in repr(change)


def test_resources_are_known_by_type_and_id() -> None:
    found = only(changed("refer_resources", 1, to={"id": "default", "type": "rds"}))
    assert found.kind is EventKind.RESOURCES
    assert [change.path for change in found.changes] == [
        "refer_resources.cse:default",
        "refer_resources.rds:default",
    ]
    inside = only(changed("refer_resources", 0, "parameters", "namespace", to="prod"))
    path = "refer_resources.cce:c1.parameters.namespace"
    assert inside.changes == (Change(path, "default", "prod"),)


def test_accesses_are_known_by_id_and_their_update_time_is_no_change() -> None:
    found = only(changed("external_accesses", 0, "status", to="EXPIRED"))
    assert found.kind is EventKind.ACCESSES
    assert found.changes == (Change("external_accesses.a1.status", "NORMAL", "EXPIRED"),)
    assert differences(changed("external_accesses", 0, "update_time", to=6)) == ()


def test_a_flavor_that_changed_belongs_to_the_configuration() -> None:
    found = only(changed("flavor_id", to="SMALL-10G:1.0C:2G"))
    assert found.kind is EventKind.CONFIGURATION
    assert found.changes[0].path == "flavor_id"


def test_a_job_that_moves_on_is_said_by_its_words() -> None:
    found = only(changed("status_detail", "last_job_status", to="FAILED"))
    assert found[:3] == (EventKind.JOB, "SUCCEEDED", "FAILED")


@every(("path", "to"), [(("status_detail", "last_job_id"), "JOB2"), (("update_time",), 3)])
def test_a_moved_job_or_time_with_all_else_equal_means_something_came_and_went(
    path: tuple[str, ...], to: Any
) -> None:
    found = only(changed(*path, to=to))
    assert found.kind is EventKind.BETWEEN
    assert found.changes[0].path == ".".join(path)


def test_a_moved_time_beside_another_difference_says_nothing_more() -> None:
    body = changed("version", to="2")
    body["update_time"] = 3
    assert only(body).kind is EventKind.VERSION


def test_each_kind_makes_one_difference() -> None:
    body = changed("status_detail", to={**BODY["status_detail"], "status": "FAILED", "replica": 4})
    body["status_detail"]["last_job_id"] = "JOB2"
    body["configuration"]["env"][0]["value"] = "debug"
    body["configuration"]["env"][1]["value"] = "other-secret"
    kinds = [each.kind for each in differences(body)]
    assert kinds == [
        EventKind.STATUS,
        EventKind.REPLICAS,
        EventKind.CONFIGURATION,
        EventKind.JOB,
    ]


def test_a_body_of_another_kind_of_call_makes_no_event() -> None:
    overview = copy.deepcopy(BODY)
    for name in ("configuration", "refer_resources", "flavor_id", "update_time"):
        del overview[name]
    del overview["status_detail"]["last_job_id"]
    assert differences(overview) == ()
    assert differences(BODY, overview) == ()


@every(
    ("path", "to"),
    [
        (("version",), 7),
        (("artifacts", "web", "url"), 7),
        (("refer_resources", 0, "parameters"), "text"),
        (("external_accesses",), "text"),
        (("status_detail", "replica"), "3"),
        (("configuration",), []),
    ],
)
def test_a_wrong_type_is_not_taken_for_a_change(path: tuple[str | int, ...], to: Any) -> None:
    assert differences(changed(*path, to=to)) == ()
    assert differences(BODY, changed(*path, to=to)) == ()


def test_null_empty_and_missing_are_the_same_to_a_diff() -> None:
    body = copy.deepcopy(BODY)
    del body["configuration"]["lifecycle"]["pre-stop"]
    assert differences(body) == ()
    assert (
        differences(changed("external_accesses", to=None), changed("external_accesses", to=[]))
        == ()
    )


def test_a_configuration_that_changes_all_over_is_counted_not_listed() -> None:
    before = changed("configuration", to={str(n): 0 for n in range(1000)})
    found = only(changed("configuration", to={str(n): 1 for n in range(1000)}), before)
    assert len(found.changes) == 201
    assert found.changes[-1].after == "and 800 more places"


def nested(leaf: Any, levels: int) -> Any:
    for _ in range(levels):
        leaf = {"in": leaf}
    return leaf


@every("levels", [60, 600])
def test_a_difference_far_inside_is_found(levels: int) -> None:
    before, after = (changed("configuration", to=nested(leaf, levels)) for leaf in (1, 2))
    (change,) = only(after, before).changes
    assert (change.before, change.after) == (1, 2)
    only(changed("configuration", to={"added": nested(1, levels)}), before)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "value", "env", "id", "k"]), inner, max_size=4)
    ),
    max_leaves=8,
)
bodies = st.fixed_dictionaries(
    {"status_detail": st.fixed_dictionaries({"status": st.sampled_from(["RUNNING", "FAILED"])})},
    optional={
        "configuration": st.dictionaries(st.sampled_from(["env", "a", "name"]), json_values),
        "artifacts": json_values,
        "refer_resources": json_values,
        "external_accesses": json_values,
        "version": json_values,
        "update_time": json_values,
    },
)


@given(before=bodies, after=bodies)
def test_any_body_equals_itself_and_any_two_can_be_compared_and_back(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert differences(copy.deepcopy(before), before) == ()
    there, back = differences(after, before), differences(before, after)
    assert {each.kind for each in there} == {each.kind for each in back}
    assert len({each.kind for each in there}) == len(there)
    assert all(each.changes for each in there)


@given(
    variables=st.dictionaries(any_text(max_size=6), any_text(max_size=6), max_size=12),
    seed=st.integers(),
)
def test_shuffled_variables_make_no_event(variables: dict[str, str], seed: int) -> None:
    env = [{"name": name, "value": value} for name, value in variables.items() if name]
    shuffled = env.copy()
    random.Random(seed).shuffle(shuffled)
    before, after = (changed("configuration", "env", to=each) for each in (env, shuffled))
    assert differences(after, before) == ()


def test_the_names_of_a_list_are_made_once_however_many_of_its_items_are_faulty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def with_port(number: int) -> Instance:
        accesses: list[JSONValue] = [
            {"id": f"a{n}", "forward_port": "x", "address": number} for n in range(300)
        ]
        return parse_instance({**BODY, "external_accesses": accesses})

    named = Mock(wraps=list_items._named)
    monkeypatch.setattr(list_items, "_named", named)
    assert diff(with_port(1), parse_instance(BODY))
    assert named.call_count <= 20


def test_a_value_deeper_than_can_be_compared_counts_as_changed_and_ends_nothing() -> None:
    def with_end(end: int) -> Instance:
        value: JSONValue = end
        for _ in range(sys.getrecursionlimit() + 100):
            value = {"a": value}
        return parse_instance(BODY).model_copy(update={"configuration": {"deep": value}})

    (found,) = diff(with_end(1), with_end(2))
    assert found.kind is EventKind.CONFIGURATION
