"""An overview's instances are those of the documented call, in its words (servicestage.md §1.4)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic import SecretStr

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.credentials import AccessKey
from sstui.servicestage.errors import Forbidden
from sstui.servicestage.json_types import JSONObject
from sstui.servicestage.models import parse_instance
from sstui.servicestage.overviews import OverviewReader, amended
from sstui.servicestage.refs import InstanceRef, lowered
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from tests.servicestage.servers import EXAMPLE, Request, Source, answer, serving


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator("fleet", speed=0) as running:
        yield running


def client_of(simulator: Simulator, on_request: Callable[[], None] | None = None) -> ServiceStage:
    key = AccessKey(
        simulator.access_key, SecretStr(simulator.secret_key), project_id=simulator.project_id
    )
    return ServiceStage(
        region=simulator.region,
        credentials=Source(key),
        endpoint=simulator.endpoint,
        on_request=on_request,
    )


def refs_of(simulator: Simulator) -> list[InstanceRef]:
    return [
        InstanceRef(each["application"], each["component"], each["instance"])
        for each in simulator.bookmarks
    ]


def component(*instances: Any, identifier: str = "c") -> Any:
    return {"id": identifier, "name": "orders", "instances": list(instances)}


def nested(status: str = "RUNNING", **more: Any) -> dict[str, Any]:
    return {"instance_id": "i", "instance_name": "n", **more, "status_detail": {"status": status}}


async def test_an_overview_tells_what_the_documented_call_tells(simulator: Simulator) -> None:
    async with client_of(simulator) as client:
        for ref in refs_of(simulator):
            overview = await client.show_overview(ref.application)
            told = overview.answers[lowered(ref)]
            documented = await client.show_instance(ref)
            assert told.overview
            assert told.body == b""
            assert not documented.overview
            differing = {
                name
                for name in type(told.instance).model_fields
                if getattr(told.instance, name) != getattr(documented.instance, name)
            }
            assert differing == set()
            assert overview.pages == 1


async def test_what_did_not_change_is_the_same_object(simulator: Simulator) -> None:
    ref, other = refs_of(simulator)[:2]
    async with client_of(simulator) as client:
        first = (await client.show_overview(ref.application)).answers
        simulator.set_status(ref.instance, status="DOWN")
        second = (await client.show_overview(ref.application)).answers
    assert second[lowered(other)].instance is first[lowered(other)].instance
    assert second[lowered(ref)].instance.status == "DOWN"


@pytest.mark.parametrize("rows", [1, 3])
async def test_pages_that_are_cut_short_are_followed_to_the_end_each_one_charged(
    simulator: Simulator, rows: int
) -> None:
    ref = refs_of(simulator)[0]
    sent: list[None] = []
    async with client_of(simulator, on_request=lambda: sent.append(None)) as client:
        whole = (await client.show_overview(ref.application)).answers
        assert len(sent) == 1
        simulator.cut_pages(rows)
        cut = await client.show_overview(ref.application)
    assert set(cut.answers) == set(whole)
    assert cut.pages == len(sent) - 1 == -(-len(whole) // rows)


async def test_a_missing_permission_is_named_for_each_kind_of_call(simulator: Simulator) -> None:
    ref = refs_of(simulator)[0]
    body = b'{"error_code":"APIGW.0302","error_msg":"denied","request_id":"r"}'
    async with client_of(simulator) as client:
        simulator.fault(Fault.STATUS, status=403, body=body)
        with pytest.raises(Forbidden) as listed:
            await client.show_overview(ref.application)
        with pytest.raises(Forbidden) as shown:
            await client.show_instance(ref)
    assert listed.value.permission == "servicestage:app:list"
    assert "servicestage:app:list" in listed.value.remedy
    assert shown.value.permission == "servicestage:app:get"


async def test_a_403_that_is_not_about_a_permission_names_none() -> None:
    body = {"error_code": "APIGW.0401", "error_msg": "no", "request_id": "r"}

    def refuse(request: Request) -> bytes:
        return answer(403, body)

    async with (
        serving(refuse) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        with pytest.raises(Forbidden) as refused:
            await client.show_overview("a")
    assert refused.value.permission == ""
    assert "IP address" in refused.value.remedy


def test_an_instance_whose_status_cannot_be_read_is_left_out() -> None:
    rows = [
        component(nested(), {"instance_id": "j", "status_detail": {}}, "no row", {}),
        {"id": "empty", "instances": None},
        {"id": 7, "instances": [nested()]},
        {"instances": [nested()]},
    ]
    assert set(OverviewReader().read("A", rows)) == {InstanceRef("a", "c", "i")}


def test_fields_of_the_overview_s_own_are_left_out() -> None:
    row = component(nested(environment_name="prod", description="text", component_name="orders"))
    (told,) = OverviewReader().read("a", [row]).values()
    assert (told.id, told.name, told.description) == ("i", "n", "text")
    assert told.model_extra == {}


def test_what_an_overview_does_not_carry_stays_and_what_it_nulls_is_gone() -> None:
    known = parse_instance(json.loads(EXAMPLE) | {"description": "kept", "unknown": 1})
    assert known.flavor_id
    told = parse_instance({"version": "9", "flavor_id": None, "status_detail": {"status": "DOWN"}})
    both = amended(known, told)
    assert (both.status, both.version, both.flavor_id) == ("DOWN", "9", None)
    assert (both.description, both.model_extra) == ("kept", {"unknown": 1})
    assert both.configuration is known.configuration
    assert both.status_detail.replica == known.status_detail.replica
    assert both.model_fields_set == known.model_fields_set
    assert known.status != "DOWN"


def test_an_overview_that_tells_nothing_new_leaves_the_very_object() -> None:
    known = parse_instance(json.loads(EXAMPLE))
    document = {k: v for k, v in json.loads(EXAMPLE).items() if k != "description"}
    assert amended(known, parse_instance(document)) is known


def test_a_field_that_could_not_be_read_is_a_problem_until_it_is_told_anew() -> None:
    good: JSONObject = {"status_detail": {"status": "RUNNING"}}
    known = parse_instance({**good, "version": 3, "artifacts": []})
    told = amended(known, parse_instance({**good, "version": "3"}))
    assert [problem.path for problem in told.problems] == ["artifacts"]
    worse = amended(told, parse_instance({**good, "create_time": "never"}))
    assert [problem.path for problem in worse.problems] == ["artifacts", "create_time"]
