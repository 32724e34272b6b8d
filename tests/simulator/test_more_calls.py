"""Snapshots, environments, variables of applications, and pages that are cut short."""

from __future__ import annotations

import json

import pytest

from sstui.simulator.accounts import PROJECTS
from sstui.simulator.server import Simulator
from tests.simulator.caller import call, get, show_path, signed, stage

SHOP = "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11"
NOBODY = "00000000-0000-4000-8000-000000000000"


async def versions(simulator: Simulator, query: str = "") -> list[str]:
    answer = await get(simulator, f"{show_path(simulator, 'refunds-prod')}/snapshots{query}")
    assert answer.json["count"] == len(answer.json["snapshots"])
    return [row["version"] for row in answer.json["snapshots"]]


async def test_each_deployment_of_another_version_is_a_snapshot(fleet: Simulator) -> None:
    assert await versions(fleet) == ["3.4.1", "3.4.0"]
    fleet.advance(84)
    assert await versions(fleet) == ["3.5.1", "3.5.0", "3.4.1", "3.4.0"]


async def test_a_snapshot_has_a_json_object_as_text(fleet: Simulator) -> None:
    path = show_path(fleet, "refunds-prod")
    shown = (await get(fleet, path)).json
    row = (await get(fleet, f"{path}/snapshots")).json["snapshots"][0]
    assert row.keys() == {"version", "description", "instance_id", "create_time"}
    assert json.loads(row["description"]) == {"action": "New Version: 3.4.1"}
    assert (row["instance_id"], row["create_time"]) == (shown["id"], shown["update_time"])


@pytest.mark.parametrize("name", ["order_by", "snapshot_order_by"])
async def test_snapshots_are_sorted_by_either_name_of_the_parameter(name: str) -> None:
    async with Simulator("large", count=11) as simulator:
        path = f"{show_path(simulator, simulator.bookmarks[10]['name'])}/snapshots?order=asc"
        found = []
        for key in ("create_time", "version"):
            rows = (await get(simulator, f"{path}&{name}={key}")).json["snapshots"]
            found.append([row["version"] for row in rows])
        assert found == [["4.10.9", "4.10.10"], ["4.10.10", "4.10.9"]]  # versions are text


async def test_snapshots_of_an_instance_that_is_gone_are_not_found(fleet: Simulator) -> None:
    fleet.forget(fleet.instance_id("cart"))
    answer = await get(fleet, f"{show_path(fleet, 'cart')}/snapshots")
    assert (answer.status, answer.json["error_code"]) == (404, "SVCSTG.00100412")


async def test_an_environment_is_shown(fleet: Simulator) -> None:
    listed = (await get(fleet, f"{stage(fleet)}/environments")).json["environments"]
    for row in listed:
        assert (await get(fleet, f"{stage(fleet)}/environments/{row['id']}")).json == row
    answer = await get(fleet, f"{stage(fleet)}/environments/{NOBODY}")
    assert (answer.status, answer.json["error_code"]) == (404, "SVCSTG.00100411")


async def test_an_application_has_variables_for_each_environment(fleet: Simulator) -> None:
    path = f"{stage(fleet)}/applications/{SHOP}/configuration"
    every = (await get(fleet, path)).json["configuration"]
    assert len(every) == 2
    assert {row["application_id"] for row in every} == {SHOP}
    wanted = every[0]["environment_id"]
    (one,) = (await get(fleet, f"{path}?environment_id={wanted.upper()}")).json["configuration"]
    assert one == every[0]
    assert one["configuration"]["env"][0] == {"name": "TZ", "value": "Asia/Bangkok"}


@pytest.mark.parametrize(
    ("environment", "status", "code"),
    [(NOBODY, 404, "SVCSTG.00100411"), ("prod", 400, "SVCSTG.00100400")],
)
async def test_variables_of_an_environment_that_is_none_are_refused(
    fleet: Simulator, environment: str, status: int, code: str
) -> None:
    path = f"{stage(fleet)}/applications/{SHOP}/configuration?environment_id={environment}"
    answer = await get(fleet, path)
    assert (answer.status, answer.json["error_code"]) == (status, code)


async def test_another_project_is_empty(fleet: Simulator) -> None:
    path = f"/v2/{PROJECTS[1].id}/cas"
    for name in ("applications", "environments"):
        headers = signed(fleet, f"{path}/{name}", at=fleet.now())
        answer = await call(fleet, f"{path}/{name}", headers)
        assert answer.json == {"count": 0, name: []}
    headers = signed(fleet, f"{path}/applications/{SHOP}", at=fleet.now())
    answer = await call(fleet, f"{path}/applications/{SHOP}", headers)
    assert (answer.status, answer.json["error_code"]) == (404, "SVCSTG.00100403")


async def test_a_scenario_may_be_in_another_project_and_so_in_another_region() -> None:
    async with Simulator("seed", project="eu-west-101") as simulator:
        assert (simulator.region, simulator.project_id) == ("eu-west-101", PROJECTS[2].id)
        assert (await get(simulator, f"{stage(simulator)}/applications")).json["count"] == 1
        headers = {"X-Auth-Token": simulator.issue_token()}
        assert (await call(simulator, show_path(simulator, "test-micro"), headers)).status == 200
    with pytest.raises(KeyError):
        Simulator("seed", project="mars-1")


async def test_a_page_may_be_cut_short(fleet: Simulator) -> None:
    path = f"{stage(fleet)}/applications/{SHOP}/components/overviews"
    whole = (await get(fleet, path)).json
    fleet.cut_pages(3)
    found = []
    for offset in (0, 3, 6):
        page = (await get(fleet, f"{path}?limit=100&offset={offset}")).json
        assert page["count"] == whole["count"] == 7
        found += page["components"]
    assert found == whole["components"]
    assert len((await get(fleet, f"{path}?offset=1")).json["components"]) == 3
    fleet.cut_pages(5)
    assert len((await get(fleet, f"{path}?offset=1")).json["components"]) == 5
    fleet.cut_pages(None)
    assert (await get(fleet, path)).json == whole


async def test_v3_has_components_of_its_own_which_v2_does_not_know(fleet: Simulator) -> None:
    project = fleet.project_id
    listed = (await get(fleet, f"/v3/{project}/cas/components?limit=1&offset=0")).json
    assert (listed["count"], len(listed["components"])) == (3, 1)
    narrowed = (await get(fleet, f"/v3/{project}/cas/components?application_name=shop-core")).json
    assert {row["name"] for row in narrowed["components"]} == {"points", "vouchers"}
    in_v2 = (await get(fleet, f"{stage(fleet)}/applications/{SHOP}/components")).json
    assert not {row["id"] for row in in_v2["components"]} & {
        row["id"] for row in narrowed["components"]
    }


async def test_v3_has_no_other_call_here(fleet: Simulator) -> None:
    answer = await get(fleet, f"/v3/{fleet.project_id}/cas/applications")
    assert (answer.status, answer.json["error_code"]) == (404, "APIGW.0101")
