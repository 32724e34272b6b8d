"""What a command of the user's own is run with, and when it is not run."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.models import parse_instance
from sstui.view.own_command import NotRun, arguments
from tests.cases import every
from tests.view.fleets import account, fleet_of, the_fleet

BODY: dict[str, Any] = {
    "id": "11ed", "name": "orders-prod-prod-eu-k2v9qd", "version": "2.14.0",
    "status_detail": {"status": "RUNNING", "replica": 3},
    "configuration": {"env": [{"name": "DB_PASSWORD", "value": "s3cret"},
                              {"name": "MODE", "value": "blue"}], "list": [1, 2]},
    "refer_resources": [
        {"type": "dcs", "id": "default"},
        {"type": "cce", "id": "c-1", "parameters": {"namespace": "payments"}},
    ],
}  # fmt: skip

BARE: dict[str, Any] = {"status_detail": {"status": "RUNNING"}}


def fleet_with(body: dict[str, Any], **known: Any) -> tuple[Fleet, Snapshot]:
    first = the_fleet().snapshots[0]
    changed = replace(first, body=json.dumps(body).encode(), instance=parse_instance(body))
    fleet = fleet_of((changed, *the_fleet().snapshots[1:]))
    return replace(fleet, accounts=(account(**known),)), changed


def filled(*run: str, body: dict[str, Any] = BODY, **known: Any) -> tuple[str, ...]:
    return arguments(run, *fleet_with(body, **known))


def refusal(*run: str, body: dict[str, Any] = BODY, **known: Any) -> str:
    with pytest.raises(NotRun) as raised:
        filled(*run, body=body, **known)
    return str(raised.value)


def test_each_placeholder_is_a_value_of_the_instance() -> None:
    run = ("k9s", "{namespace}", "{name}", "{bookmark}", "{version}", "{status_detail.replica}")
    assert filled(*run) == (
        "k9s", "payments", "orders-prod-prod-eu-k2v9qd", "orders-prod", "2.14.0", "3",
    )  # fmt: skip
    assert filled("x", "{resource.cce.id}", "{resource.cce.parameters.namespace}") == (
        "x", "c-1", "payments",
    )  # fmt: skip
    assert filled("x", "a={configuration.env[?name=='MODE'].value | [0]};") == ("x", "a=blue;")
    assert filled("x", "{configuration.list}", "{{{version}}}") == ("x", "[1, 2]", "{2.14.0}")


def test_region_and_project_are_those_of_the_profile() -> None:
    run = ("x", "{region}", "{project}", "{profile}")
    told = filled(*run, region="ap-southeast-3", project_id="p1")
    assert told[1:3] == ("ap-southeast-3", "p1")
    assert (
        refusal("x", "{project}", project_id="") == "{project} has no value here; nothing was run"
    )


@every("missing", ["{nothing}", "{configuration.env[9].value}", "{resource.rds.id}"])
def test_without_a_value_nothing_runs(missing: str) -> None:
    assert refusal("x", missing) == f"{missing} has no value here; nothing was run"
    assert refusal("x", "{namespace}", body=BARE).startswith("{namespace} has no")


@every(
    "expression",
    ["configuration.env[0].value", "configuration.env", "@", "values(configuration)"],
)
def test_no_program_is_given_a_secret(expression: str) -> None:
    said = refusal("x", f"{{{expression}}}")
    assert said == f"{{{expression}}} is a secret, and no program is given one"


def test_on_a_protected_profile_every_variable_is_one() -> None:
    assert "is a secret" in refusal("x", "{configuration.env[1].value}", protected=True)


def test_a_value_is_no_option_unless_it_stands_behind_the_end_of_options() -> None:
    body = {**BODY, "name": "--delete-all"}
    assert "would take for an option" in refusal("kubectl", "get", "{name}", body=body)
    assert filled("kubectl", "get", "--", "{name}", body=body)[-1] == "--delete-all"
    assert filled("kubectl", "--name={name}", body=body)[-1] == "--name=--delete-all"


def test_what_no_argument_can_hold_is_said() -> None:
    assert "holds what no argument can" in refusal("x", "{name}", body={**BODY, "name": "a\0b"})
    assert "holds what no argument can" in refusal("x", "{name}", body={**BODY, "name": "\ud800"})


def test_a_placeholder_that_is_no_jmespath_is_said() -> None:
    assert refusal("x", "{a[}").startswith("{a[} is no JMESPath: ")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_a_value_is_one_argument_and_is_not_parsed_again(name: str) -> None:
    assert filled("x", "--", "{name}", body={**BODY, "name": name}) == ("x", "--", name)
