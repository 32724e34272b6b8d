"""IAM v3: tokens by password, projects, the account, and its own shape of errors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sstui.simulator.server import Simulator
from tests.simulator.caller import Got, call, show_path, signed

JSON = {"Content-Type": "application/json;charset=utf8"}


def password_request(simulator: Simulator, scope: Any, **changes: str) -> bytes:
    given = {"name": simulator.user, "password": simulator.password, "domain": simulator.domain}
    given.update(changes)
    user = {**given, "domain": {"name": given["domain"]}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return json.dumps({"auth": {"identity": identity, "scope": scope}}).encode()


def project_scope(simulator: Simulator) -> Any:
    return {"project": {"name": simulator.region, "domain": {"name": simulator.domain}}}


async def ask(simulator: Simulator, body: bytes) -> Got:
    return await call(simulator, "/v3/auth/tokens?nocatalog=true", JSON, method="POST", body=body)


def assert_iam_error(answer: Got, status: int, title: str) -> None:
    assert answer.status == status
    assert answer.json.keys() == {"error"}
    assert answer.json["error"].keys() == {"code", "message", "title"}
    assert (answer.json["error"]["code"], answer.json["error"]["title"]) == (status, title)


async def test_a_password_buys_a_token_of_a_project_for_a_day(seed: Simulator) -> None:
    answer = await ask(seed, password_request(seed, project_scope(seed)))
    assert answer.status == 201
    token = answer.json["token"]
    assert token["project"]["id"] == seed.project_id
    assert token["project"]["name"] == seed.region
    assert token["user"]["name"] == seed.user
    assert token["user"]["domain"]["name"] == seed.domain
    expires = datetime.strptime(token["expires_at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert abs(expires.timestamp() - seed.now() - 24 * 3600) < 30
    headers = {"X-Auth-Token": answer.headers["x-subject-token"]}
    assert (await call(seed, show_path(seed, "test-micro"), headers)).status == 200


async def test_a_project_may_be_named_by_its_id_alone(seed: Simulator) -> None:
    answer = await ask(seed, password_request(seed, {"project": {"id": seed.project_id}}))
    assert answer.json["token"]["project"]["name"] == seed.region


async def test_a_token_may_be_one_of_the_whole_account(seed: Simulator) -> None:
    answer = await ask(seed, password_request(seed, {"domain": {"name": seed.domain}}))
    assert answer.json["token"]["domain"]["name"] == seed.domain
    assert "project" not in answer.json["token"]


async def test_a_project_by_name_without_its_domain_is_a_bad_request(seed: Simulator) -> None:
    answer = await ask(seed, password_request(seed, {"project": {"name": seed.region}}))
    assert_iam_error(answer, 400, "Bad Request")
    assert "domain" in answer.json["error"]["message"]


@pytest.mark.parametrize("wrong", ["name", "password", "domain"])
async def test_a_wrong_name_password_or_domain_is_refused(seed: Simulator, wrong: str) -> None:
    body = password_request(seed, project_scope(seed), **{wrong: "nobody"})
    assert_iam_error(await ask(seed, body), 401, "Unauthorized")


async def test_an_unknown_project_is_refused(seed: Simulator) -> None:
    scope = {"project": {"name": "moon-1", "domain": {"name": seed.domain}}}
    assert_iam_error(await ask(seed, password_request(seed, scope)), 401, "Unauthorized")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"auth": {}}', b'{"auth": {"identity": 1}}'])
async def test_another_body_is_a_bad_request(seed: Simulator, body: bytes) -> None:
    assert_iam_error(await ask(seed, body), 400, "Bad Request")


async def test_projects_are_found_by_name_with_a_signature(seed: Simulator) -> None:
    path = f"/v3/projects?name={seed.region}"
    found = await call(seed, path, signed(seed, path, at=seed.now()))
    (project,) = found.json["projects"]
    assert project["id"] == seed.project_id
    assert project["enabled"] is True
    path = "/v3/projects?name=moon-1"
    assert (await call(seed, path, signed(seed, path, at=seed.now()))).json["projects"] == []


async def test_the_callers_projects_and_account_are_listed(seed: Simulator) -> None:
    headers = {"X-Auth-Token": seed.issue_token()}
    projects = (await call(seed, "/v3/auth/projects", headers)).json["projects"]
    assert [p["name"] for p in projects] == [
        "ap-southeast-3",
        "ap-southeast-3_sandbox",
        "eu-west-101",
    ]
    (domain,) = (await call(seed, "/v3/auth/domains", headers)).json["domains"]
    assert domain["name"] == seed.domain
    assert {p["domain_id"] for p in projects} == {domain["id"]}


async def test_a_token_may_be_asked_what_it_stands_for(seed: Simulator) -> None:
    made = await ask(seed, password_request(seed, project_scope(seed)))
    token = made.headers["x-subject-token"]
    headers = {"X-Auth-Token": token, "X-Subject-Token": token}
    answer = await call(seed, "/v3/auth/tokens?nocatalog=true", headers)
    assert answer.status == 200
    assert answer.json == made.json
    assert answer.headers["x-subject-token"] == token


@pytest.mark.parametrize("subject", ["", "nonsense", "run out"])
async def test_a_token_that_is_none_or_has_run_out_is_not_found(
    seed: Simulator, subject: str
) -> None:
    text = seed.issue_token(lifetime=-1.0) if subject == "run out" else subject
    headers = {"X-Auth-Token": seed.issue_token(), "X-Subject-Token": text}
    assert_iam_error(await call(seed, "/v3/auth/tokens", headers), 404, "Not Found")


async def test_nobody_without_a_token_may_ask_of_one(seed: Simulator) -> None:
    headers = {"X-Auth-Token": "nonsense", "X-Subject-Token": seed.issue_token()}
    assert_iam_error(await call(seed, "/v3/auth/tokens", headers), 401, "Unauthorized")


async def test_a_bad_token_is_refused_in_iams_own_shape(seed: Simulator) -> None:
    answer = await call(seed, "/v3/auth/projects", {"X-Auth-Token": "nonsense"})
    assert_iam_error(answer, 401, "Unauthorized")
