"""Each documented call answers in the documented shape."""

from __future__ import annotations

import asyncio
import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from sstui.simulator.listing import page
from sstui.simulator.server import Simulator
from tests.simulator.caller import call, get, show_path, stage

EXAMPLE = (Path(__file__).parents[1] / "data" / "show-instance.example.json").read_bytes()


async def test_seed_serves_the_documents_example_to_the_letter(seed: Simulator) -> None:
    answer = await get(seed, show_path(seed, "test-micro"))
    assert answer.status == 200
    assert answer.body == EXAMPLE


async def test_an_answer_has_date_request_id_and_content_type(seed: Simulator) -> None:
    answer = await get(seed, show_path(seed, "test-micro"))
    assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - seed.now()) < 30
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    assert answer.headers["content-type"] == "application/json"


async def test_the_ids_of_a_path_may_be_upper_case(seed: Simulator) -> None:
    path = show_path(seed, "test-micro")
    head, _, instance = path.rpartition("/")
    assert (await get(seed, f"{head}/{instance.upper()}")).body == EXAMPLE


async def test_one_connection_serves_many_calls(seed: Simulator) -> None:
    reader, writer = await asyncio.open_connection(seed.host, seed.port)
    for _ in range(3):
        writer.write(
            f"GET {show_path(seed, 'test-micro')} HTTP/1.1\r\nHost: x\r\n"
            f"X-Auth-Token: {seed.issue_token()}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert await reader.readexactly(len(EXAMPLE)) == EXAMPLE
    assert seed.accepted == 1
    writer.close()
    await writer.wait_closed()


async def test_applications_components_and_environments_are_listed(fleet: Simulator) -> None:
    applications = (await get(fleet, f"{stage(fleet)}/applications")).json
    assert applications["count"] == 4
    assert {a["project_id"] for a in applications["applications"]} == {fleet.project_id}
    total = 0
    for application in applications["applications"]:
        base = f"{stage(fleet)}/applications/{application['id']}"
        shown = (await get(fleet, base)).json
        components = (await get(fleet, f"{base}/components")).json
        assert shown["component_count"] == components["count"] == len(components["components"])
        assert shown["unified_model"] is None
        total += components["count"]
    assert total == 24
    environments = (await get(fleet, f"{stage(fleet)}/environments")).json
    assert {e["deploy_mode"] for e in environments["environments"]} == {
        "container",
        "virtualmachine",
    }


async def test_a_component_is_shown_with_its_pipelines(fleet: Simulator) -> None:
    path = show_path(fleet, "orders-prod").split("/instances")[0]
    shown = (await get(fleet, path)).json
    assert shown["name"] == "orders"
    assert shown["pipeline_ids"] == []


async def test_the_list_of_instances_names_what_is_above_and_leaves_configuration_out(
    fleet: Simulator,
) -> None:
    path = show_path(fleet, "orders-prod").rpartition("/")[0]
    listed = (await get(fleet, path)).json
    (row,) = listed["instances"]
    assert listed["count"] == 1
    assert row["id"] == fleet.instance_id("orders-prod")
    assert (row["application_name"], row["component_name"], row["environment_name"]) == (
        "shop-core",
        "orders",
        "prod-eu",
    )
    assert not {"configuration", "refer_resources", "flavor_id", "description"} & row.keys()


async def test_overviews_call_id_and_name_of_an_instance_otherwise(fleet: Simulator) -> None:
    path = show_path(fleet, "orders-prod").split("/components")[0] + "/components/overviews"
    listed = (await get(fleet, path)).json
    nested = [row for component in listed["components"] for row in component["instances"]]
    shown = (await get(fleet, show_path(fleet, "orders-prod"))).json
    row = next(r for r in nested if r["instance_id"] == shown["id"])
    assert row["instance_name"] == shown["name"]
    assert not {"id", "name", "environment_name"} & row.keys()
    assert row["configuration"] == shown["configuration"]
    assert len(nested) == 7


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("order_by=name&order=asc", ["data-platform-数据平台", "edge", "shop-core", "storefront"]),
        ("order_by=name&order=asc&limit=2&offset=1", ["edge", "shop-core"]),
        ("order_by=name&limit=1", ["storefront"]),
        ("limit=0", []),
        ("limit=2&offset=4", []),
        ("order_by=nonsense&order=asc&limit=1", ["shop-core"]),
    ],
)
async def test_lists_are_sorted_and_paged(fleet: Simulator, query: str, names: list[str]) -> None:
    listed = (await get(fleet, f"{stage(fleet)}/applications?{query}")).json
    assert listed["count"] == 4
    assert [row["name"] for row in listed["applications"]] == names


@pytest.mark.parametrize("limit", ["101", "-1", "many"])
def test_a_limit_out_of_range_is_treated_as_ten(limit: str) -> None:
    rows = [{"create_time": n} for n in range(30)]
    assert len(page("rows", list(rows), {"limit": limit})["rows"]) == 10
    assert len(page("rows", list(rows), {})["rows"]) == 30


NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (r"instances/[^/]+$|instances/" + NOBODY, 404, "SVCSTG.00100412"),
        (r"components/[^/]+/instances/[^/]+$|components/" + NOBODY + "/instances", 404,
         "SVCSTG.00100404"),
        (r"applications/[^/]+|applications/" + NOBODY, 404, "SVCSTG.00100403"),
        (r"instances/[^/]+$|instances/orders", 400, "SVCSTG.00100400"),
        (r"/v2/[^/]+|/v2/my-project", 400, "SVCSTG.00100400"),
    ],
)  # fmt: skip
async def test_what_is_not_there_or_no_id_is_told_in_servicestages_shape(
    seed: Simulator, change: str, status: int, code: str
) -> None:
    pattern, _, replacement = change.rpartition("|")
    answer = await get(seed, re.sub(pattern, replacement, show_path(seed, "test-micro")))
    assert answer.status == status
    assert answer.json.keys() == {"error_code", "error_msg"}
    assert answer.json["error_code"] == code


async def test_an_instance_under_another_component_is_not_found(fleet: Simulator) -> None:
    orders, ledger = show_path(fleet, "orders-prod"), show_path(fleet, "ledger-prod")
    mixed = orders.rpartition("/")[0] + "/" + ledger.rpartition("/")[2]
    answer = await get(fleet, mixed)
    assert (answer.status, answer.json["error_code"]) == (404, "SVCSTG.00100412")


@pytest.mark.parametrize("path", ["/", "/v2/x", "/v2/p/cas/unheard-of"])
async def test_an_unknown_path_is_the_gateways_404(seed: Simulator, path: str) -> None:
    answer = await call(seed, path)
    assert answer.status == 404
    assert answer.json["error_code"] == "APIGW.0101"
    assert answer.json["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
async def test_a_call_that_would_change_something_is_refused_and_recorded(
    seed: Simulator, method: str
) -> None:
    path = show_path(seed, "test-micro")
    answer = await call(seed, f"{path}/action", method=method, body=b'{"action": "stop"}')
    assert answer.status == 405
    assert seed.requests[-1].method == method
    assert json.loads(seed.requests[-1].body) == {"action": "stop"}


async def test_requests_are_recorded_as_they_came(seed: Simulator) -> None:
    await call(seed, f"{stage(seed)}/applications?limit=1", {"User-Agent": "probe/1"})
    (request,) = seed.requests
    assert (request.method, request.path) == ("GET", f"{stage(seed)}/applications")
    assert request.query == "limit=1"
    assert request.headers["user-agent"] == "probe/1"
    assert abs(request.at - seed.now()) < 30


async def test_what_is_no_http_is_answered_with_400(seed: Simulator) -> None:
    for nonsense in (b"hello\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n"):
        reader, writer = await asyncio.open_connection(seed.host, seed.port)
        writer.write(nonsense)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"APIGW.0201" in answer
        writer.close()
        await writer.wait_closed()
