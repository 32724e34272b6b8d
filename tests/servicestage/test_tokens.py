"""IAM v3: tokens for a password, project ids by name, and the pin of an account."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.credentials import AccessKey, Credentials, Password, ReadyToken
from sstui.servicestage.errors import (
    BadRequest,
    Malformed,
    NoCredentials,
    Unauthorized,
    Unreachable,
)
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.servicestage.servers import (
    KEY,
    PROJECT,
    Request,
    Server,
    Source,
    answer,
    listening,
    serving,
)

REF = InstanceRef("app", "comp", "inst")
USER = Password("ops", SecretStr("planted-password"), "acme")
START = datetime(2026, 1, 6, 12, 0, 0, tzinfo=UTC).timestamp()
ACCOUNT = "d0a1"


@dataclass
class Cloud:
    """One server that is IAM and ServiceStage at once, as they answer on a good day."""

    now: float = START
    life: float = 86_400.0
    tokens: list[str] = field(default_factory=list)
    refuse_tokens: set[str] = field(default_factory=set)
    projects: list[dict[str, str]] = field(
        default_factory=lambda: [{"id": PROJECT, "name": "ap-southeast-3", "domain_id": ACCOUNT}]
    )
    token_answer: bytes | None = None
    sent: int = 0

    def __call__(self, request: Request) -> bytes:
        if request.path == "/v3/auth/tokens":
            return self.token_answer or self.issue()
        if request.path == "/v3/projects":
            return answer(200, {"projects": self.projects})
        token = request.headers.get("x-auth-token", "")
        if token in self.refuse_tokens:
            return answer(401, {"error_code": "APIGW.0301", "error_msg": "token expired"})
        return answer()

    def issue(self) -> bytes:
        self.tokens.append(f"planted-token-{len(self.tokens) + 1}")
        token = {
            "expires_at": _iso(self.now + self.life),
            "issued_at": _iso(self.now),
            "project": {"id": PROJECT, "name": "ap-southeast-3", "domain": {"id": ACCOUNT}},
        }
        return answer(201, {"token": token}, {"X-Subject-Token": self.tokens[-1]})

    def count(self) -> None:
        self.sent += 1


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f000Z")


@asynccontextmanager
async def cloud(
    credentials: Credentials = USER,
    *,
    project_id: str | None = None,
    project_name: str | None = None,
    account_id: str | None = None,
    iam_path: str = "",
) -> AsyncIterator[tuple[Cloud, Server, ServiceStage, Source]]:
    it, source = Cloud(), Source(credentials)
    async with (
        serving(it) as server,
        ServiceStage(
            region="ap-southeast-3",
            credentials=source,
            endpoint=server.url,
            iam_endpoint=server.url + iam_path,
            project_id=project_id,
            project_name=project_name,
            account_id=account_id,
            now=lambda: it.now,
            on_request=it.count,
        ) as client,
    ):
        yield it, server, client, source


def sent(server: Server) -> list[str]:
    return [f"{request.method} {request.path}" for request in server.requests]


SHOW = f"GET /v2/{PROJECT}/cas/applications/app/components/comp/instances/inst"
TOKEN = "POST /v3/auth/tokens"


async def test_a_password_becomes_a_token_that_is_used_and_kept() -> None:
    async with cloud() as (it, server, client, _):
        await client.show_instance(REF)
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, SHOW]
    assert server.requests[0].target == "/v3/auth/tokens?nocatalog=true"
    assert server.requests[0].headers["content-type"] == "application/json;charset=utf8"
    assert "x-auth-token" not in server.requests[0].headers
    assert server.requests[1].headers["x-auth-token"] == "planted-token-1"
    assert "authorization" not in server.requests[1].headers
    assert it.sent == 3


async def test_without_a_project_id_the_token_is_scoped_by_region_name_and_account() -> None:
    async with cloud() as (_, server, client, _):
        await client.show_instance(REF)
        assert client.facts().project_id == PROJECT
        assert client.facts().guessable  # a person may have chosen the password
    assert json.loads(server.requests[0].body) == {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {
                    "user": {
                        "name": "ops",
                        "password": "planted-password",
                        "domain": {"name": "acme"},
                    }
                },
            },
            "scope": {"project": {"name": "ap-southeast-3", "domain": {"name": "acme"}}},
        }
    }


@every(
    ("given", "credentials", "scope"),
    [
        ({"project_id": PROJECT}, USER, {"id": PROJECT}),
        ({}, replace(USER, project_id=PROJECT), {"id": PROJECT}),
        (
            {"project_name": "ap-southeast-3_team"},
            USER,
            {"name": "ap-southeast-3_team", "domain": {"name": "acme"}},
        ),
        (
            {},
            replace(USER, project_name="ap-southeast-3_own"),
            {"name": "ap-southeast-3_own", "domain": {"name": "acme"}},
        ),
    ],
)
async def test_the_scope_is_the_project_that_was_named(
    given: dict[str, str], credentials: Password, scope: object
) -> None:
    async with cloud(credentials, **given) as (_, server, client, _):
        await client.show_instance(REF)
    assert json.loads(server.requests[0].body)["auth"]["scope"] == {"project": scope}


async def test_an_iam_endpoint_may_be_written_with_v3() -> None:
    async with cloud(iam_path="/v3/") as (_, server, client, _):
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW]


async def test_the_auth_url_of_the_environment_is_iam() -> None:
    it = Cloud()
    async with serving(it) as iam, serving(it) as api:
        source = Source(replace(USER, auth_url=f"{iam.url}/v3"))
        async with ServiceStage(region="r", credentials=source, endpoint=api.url) as client:
            await client.show_instance(REF)
    assert sent(iam) == [TOKEN]
    assert sent(api) == [SHOW]


async def test_a_token_is_renewed_before_it_expires() -> None:
    async with cloud() as (it, server, client, _):
        await client.show_instance(REF)
        it.now += it.life - 301
        await client.show_instance(REF)
        it.now += 2
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, SHOW, TOKEN, SHOW]


async def test_the_life_of_a_token_is_counted_on_our_clock_however_wrong_it_is() -> None:
    async with cloud() as (it, server, client, _):
        it.token_answer = it.issue()
        it.now += 10 * 86_400  # ten days ahead of IAM's
        await client.show_instance(REF)
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, SHOW]


async def test_a_short_token_is_used_for_nine_tenths_of_its_life() -> None:
    async with cloud() as (it, server, client, _):
        it.life = 100.0
        await client.show_instance(REF)
        it.now += 89
        await client.show_instance(REF)
        it.now += 2
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, SHOW, TOKEN, SHOW]


async def test_a_refused_token_is_renewed_once_and_the_call_repeated() -> None:
    async with cloud() as (it, server, client, source):
        await client.show_instance(REF)
        it.refuse_tokens.add("planted-token-1")
        assert (await client.show_instance(REF)).instance.status == "RUNNING"
    assert sent(server) == [TOKEN, SHOW, SHOW, TOKEN, SHOW]
    assert source.refused == []
    assert it.sent == 5


async def test_four_calls_with_a_refused_token_renew_it_once() -> None:
    async with cloud() as (it, server, client, _):
        await client.show_instance(REF)
        it.refuse_tokens.add("planted-token-1")
        await asyncio.gather(*(client.show_instance(REF) for _ in range(4)))
    assert sent(server).count(TOKEN) == 2


async def test_a_renewed_token_that_is_refused_too_refuses_the_credentials() -> None:
    async with cloud() as (it, server, client, source):
        await client.show_instance(REF)
        it.refuse_tokens |= {"planted-token-1", "planted-token-2"}
        with pytest.raises(Unauthorized):
            await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, SHOW, TOKEN, SHOW]
    assert source.refused == [USER]


async def test_a_token_just_fetched_and_refused_is_not_fetched_again() -> None:
    async with cloud() as (it, server, client, source):
        it.refuse_tokens.add("planted-token-1")
        with pytest.raises(Unauthorized):
            await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW]
    assert source.refused == [USER]


async def test_iam_refusing_the_password_is_one_request_and_says_so() -> None:
    async with cloud() as (it, server, client, source):
        error = {"error": {"code": 401, "message": "wrong password", "title": "Unauthorized"}}
        it.token_answer = answer(401, error, {"X-IAM-Trace-Id": "trace-1"})
        with pytest.raises(Unauthorized) as caught:
            await client.show_instance(REF)
    assert sent(server) == [TOKEN]
    assert source.refused == [USER]
    assert caught.value.cause == "user or password refused"
    assert caught.value.request_id == "trace-1"
    assert "wrong password" in str(caught.value)


async def test_iam_refusing_the_request_names_what_to_check() -> None:
    async with cloud() as (it, _, client, _):
        it.token_answer = answer(400, {"error": {"code": 400, "message": "bad", "title": "Bad"}})
        with pytest.raises(BadRequest) as caught:
            await client.show_instance(REF)
    assert "domain" in caught.value.remedy
    assert caught.value.from_iam


@every(
    "reply",
    [
        answer(201, {"token": {}}),
        answer(201, "<html>", {"X-Subject-Token": "t"}),
        answer(200, [1], {"X-Subject-Token": "t"}),
    ],
)
async def test_an_answer_of_iam_that_is_no_token_is_unusable(reply: bytes) -> None:
    async with cloud() as (it, server, client, _):
        it.token_answer = reply
        with pytest.raises(Malformed):
            await client.show_instance(REF)
    assert sent(server) == [TOKEN]


@every("expires", [None, "soon", "2026-01-07T12:00:00", 5])
async def test_a_token_whose_end_cannot_be_read_is_used_until_it_is_refused(
    expires: object,
) -> None:
    async with cloud() as (it, server, client, _):
        body = {"token": {"expires_at": expires, "project": {"id": PROJECT}}}
        it.token_answer = answer(201, body, {"X-Subject-Token": "t"})
        await client.show_instance(REF)
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, SHOW]


async def test_a_ready_token_is_sent_as_it_is_and_never_renewed() -> None:
    token = ReadyToken(SecretStr("planted-ready"), project_id=PROJECT)
    async with cloud(token) as (it, server, client, source):
        await client.show_instance(REF)
        it.refuse_tokens.add("planted-ready")
        with pytest.raises(Unauthorized) as caught:
            await client.show_instance(REF)
    assert sent(server) == [SHOW, SHOW]
    assert server.requests[0].headers["x-auth-token"] == "planted-ready"
    assert source.refused == [token]
    assert caught.value.expired


async def test_the_project_of_a_key_is_looked_up_by_name_once() -> None:
    key = replace(KEY, project_id=None, domain_id=ACCOUNT)
    async with cloud(key) as (_, server, client, _):
        await client.show_instance(REF)
        await client.show_instance(REF)
    assert sent(server) == ["GET /v3/projects", SHOW, SHOW]
    lookup, show, _ = server.requests
    assert lookup.target == "/v3/projects?name=ap-southeast-3"
    assert "x-domain-id" in lookup.headers["authorization"]
    assert "x-project-id" not in lookup.headers
    assert "x-project-id" in show.headers["authorization"]


async def test_a_project_name_is_encoded_in_the_query_as_it_is_signed() -> None:
    name = "ap-southeast-3_my proj/a~b*c"
    async with cloud(replace(KEY, project_id=None), project_name=name) as (it, server, client, _):
        it.projects = [{"id": PROJECT, "name": name}]
        await client.show_instance(REF)
    assert server.requests[0].target == ("/v3/projects?name=ap-southeast-3_my%20proj%2Fa~b%2Ac")


@every(
    ("projects", "words"),
    [
        ([], "IAM knows no project 'ap-southeast-3'"),
        (
            [{"id": "p1", "name": "ap-southeast-3"}, {"id": "p2", "name": "ap-southeast-3"}],
            "IAM knows 2 times project 'ap-southeast-3': p1, p2",
        ),
        ([{"id": "../x", "name": "ap-southeast-3"}], "is no project id"),
    ],
)
async def test_a_project_that_cannot_be_told_is_said_and_nothing_is_asked_of_it(
    projects: list[dict[str, str]], words: str
) -> None:
    async with cloud(replace(KEY, project_id=None)) as (it, server, client, _):
        it.projects = projects
        with pytest.raises(NoCredentials) as caught:
            await client.show_instance(REF)
    assert words in str(caught.value)
    assert sent(server) == ["GET /v3/projects"]


async def test_the_pin_of_an_account_is_checked_before_the_first_look() -> None:
    async with cloud(account_id="other") as (_, server, client, _):
        with pytest.raises(NoCredentials, match="account_id of the profile is other"):
            await client.show_instance(REF)
    assert sent(server) == [TOKEN]
    async with cloud(KEY, account_id="other") as (_, server, client, _):
        with pytest.raises(NoCredentials, match="are of d0a1"):
            await client.show_instance(REF)
    assert sent(server) == ["GET /v3/projects"]


async def test_the_pin_of_the_right_account_costs_a_key_one_lookup() -> None:
    async with cloud(KEY, account_id=ACCOUNT) as (_, server, client, _):
        await client.show_instance(REF)
        await client.show_instance(REF)
    assert sent(server) == ["GET /v3/projects", SHOW, SHOW]


async def test_new_credentials_start_anew_with_token_and_project() -> None:
    async with cloud() as (_, server, client, source):
        await client.show_instance(REF)
        source.credentials = replace(USER, password=SecretStr("planted-new"))
        await client.show_instance(REF)
    assert sent(server) == [TOKEN, SHOW, TOKEN, SHOW]


async def test_credentials_have_changed_when_others_than_the_refused_are_there() -> None:
    async with cloud() as (it, server, client, source):
        assert not await client.credentials_changed()
        it.refuse_tokens.add("planted-token-1")
        with pytest.raises(Unauthorized):
            await client.show_instance(REF)
        before = len(server.requests)
        assert not await client.credentials_changed()
        source.credentials = None
        assert not await client.credentials_changed()
        source.credentials = replace(USER, password=SecretStr("planted-new"))
        assert await client.credentials_changed()
        assert len(server.requests) == before
        await client.show_instance(REF)
        assert not await client.credentials_changed()


async def test_credentials_that_appear_where_there_were_none_are_a_change() -> None:
    async with cloud() as (it, server, client, source):
        source.credentials = None
        with pytest.raises(NoCredentials):
            await client.show_instance(REF)
        assert it.sent == 0
        assert server.requests == []
        source.credentials = KEY
        assert await client.credentials_changed()


async def test_a_temporary_key_sends_its_token_signed_and_says_when_it_ends() -> None:
    end = datetime(2026, 1, 6, 11, 0, tzinfo=UTC)
    key = replace(KEY, security_token=SecretStr("STSplanted=="), expires=end)
    async with cloud(key) as (_, server, client, _):
        await client.show_instance(REF)
        assert client.facts().expires == end.timestamp()
    assert server.requests[0].headers["x-security-token"] == "STSplanted=="
    assert "x-security-token" in server.requests[0].headers["authorization"]


async def test_a_refused_temporary_key_past_its_end_is_expired() -> None:
    end = datetime(2026, 1, 6, 11, 0, tzinfo=UTC)
    source = Source(replace(KEY, expires=end))
    refusal = answer(401, {"error_code": "APIGW.0301", "error_msg": "unknown key"})
    async with (
        serving(lambda request: refusal) as server,
        ServiceStage(
            region="r", credentials=source, endpoint=server.url, now=lambda: START
        ) as client,
    ):
        with pytest.raises(Unauthorized) as caught:
            await client.show_instance(REF)
    assert caught.value.expired


@every(
    "credentials",
    [
        ReadyToken(SecretStr("planted\r\nX-Evil: 1"), PROJECT),
        ReadyToken(SecretStr(""), PROJECT),
        AccessKey("AK", SecretStr(""), project_id=PROJECT),
        AccessKey("AK\n", SecretStr("planted"), project_id=PROJECT),
        AccessKey("AK", SecretStr("planted"), SecretStr("plantéd"), project_id=PROJECT),
        Password("ops", SecretStr(""), "acme"),
    ],
)
async def test_credentials_that_no_header_can_carry_are_named_without_their_value(
    credentials: Credentials,
) -> None:
    async with cloud(credentials) as (_, server, client, _):
        with pytest.raises(NoCredentials) as caught:
            await client.show_instance(REF)
    assert server.requests == []
    assert "plant" not in str(caught.value)


async def test_a_hanging_iam_ends_with_the_time_of_the_whole_call() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass

    async with (
        serving(Cloud()) as api,
        listening(hang) as port,
        ServiceStage(
            region="r",
            credentials=Source(USER),
            endpoint=api.url,
            iam_endpoint=f"http://127.0.0.1:{port}",
            timeout=0.2,
        ) as client,
    ):
        with pytest.raises(Unreachable):
            await client.show_instance(REF)
    assert api.requests == []
