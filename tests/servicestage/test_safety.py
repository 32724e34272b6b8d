"""What may never happen: a request that writes, a secret in a text, a needless import."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import SecretStr

from sstui.servicestage.auth import KeyAuth, TokenAuth
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.credentials import AccessKey, Credentials, Password, ReadyToken
from sstui.servicestage.errors import BadRequest, ServiceStageError, Unreachable
from sstui.servicestage.refs import InstanceRef
from tests.cases import every
from tests.loaded import loaded_by
from tests.servicestage.servers import KEY, PROJECT, Request, Source, answer, serving
from tests.support import until

REF = InstanceRef("app", "comp", "inst")
TEMPORARY = replace(KEY, security_token=SecretStr("STSplanted-security-token"))
READY = ReadyToken(SecretStr("planted-ready-token"), PROJECT)
USER = Password("ops", SecretStr("planted-password"), "acme", PROJECT)


def test_a_cold_module_loads_neither_httpx_nor_pydantic_and_the_client_no_command_line() -> None:
    cold = ("signing", "refs", "errors", "regions")
    dear = ("httpx", "pydantic", "asyncio", "ssl", "rich", "pygments", "click")
    imports = [f"import sstui.servicestage.{name}" for name in (*cold, "client")]
    *found, client = loaded_by(imports, dear)
    assert [each for each in zip(cold, found, strict=True) if each[1]] == []
    assert client == {"httpx", "pydantic", "asyncio", "ssl"}


@every(
    ("method", "path"),
    [
        ("POST", "/v2/p/cas/applications/a/components/c/instances/i/action"),
        ("PUT", "/v2/p/cas/applications/a/components/c/instances/i"),
        ("DELETE", "/v2/p/cas/applications/a"),
        ("PATCH", "/v3/auth/tokens"),
        ("POST", "/v3/auth/tokens/x"),
        ("POST", "/x/v3/auth/tokens"),
        ("get", "/v3/projects"),
    ],
)
async def test_nothing_but_a_get_and_the_token_call_can_leave(method: str, path: str) -> None:
    async with (
        serving(lambda request: answer()) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        with pytest.raises(PermissionError, match="sstui only reads"):
            await client._request(method, server.url, path)
    assert server.connections == 0


@every(
    "ref",
    [
        InstanceRef("../../v3", "c", "i"),
        InstanceRef("a", "..", "i"),
        InstanceRef("a", "c", "i?x=1"),
        InstanceRef("a", "c", "i#x"),
        InstanceRef("a", "c", ""),
        InstanceRef("a", "c", "i\r\nX: 1"),
        InstanceRef("a", "c", "%2e%2e"),
    ],
)
async def test_path_parameters_are_checked_before_any_request(ref: InstanceRef) -> None:
    calls: list[None] = []
    async with (
        serving(lambda request: answer()) as server,
        ServiceStage(
            region="r",
            credentials=Source(USER),
            endpoint=server.url,
            iam_endpoint=server.url,
            on_request=lambda: calls.append(None),
        ) as client,
    ):
        with pytest.raises(BadRequest, match=r"is no .* id"):
            await client.show_instance(ref)
    assert server.connections == 0
    assert calls == []


async def test_every_request_that_leaves_is_counted_before_it_leaves() -> None:
    order: list[str] = []

    def handler(request: Request) -> bytes:
        order.append("arrived")
        return answer(500, b"")

    async with (
        serving(handler) as server,
        ServiceStage(
            region="r",
            credentials=Source(),
            endpoint=server.url,
            on_request=lambda: order.append("counted"),
        ) as client,
    ):
        with pytest.raises(ServiceStageError):
            await client.show_instance(REF)
    assert order == ["counted", "arrived"]


def said(error: BaseException) -> str:
    """All that a log, a crash report or a debugger could print of an error."""
    parts = [str(error), repr(error), *traceback.format_exception(error)]
    below: BaseException | None = error
    while below is not None:
        parts += [repr(vars(below)) if hasattr(below, "__dict__") else "", repr(below.args)]
        below = below.__cause__ or below.__context__
    return "\n".join(parts)


@every("credentials", [KEY, TEMPORARY, READY, USER])
@every("status", [200, 400, 401, 403, 404, 429, 500, 302])
async def test_no_secret_is_in_any_text_of_ours(
    credentials: Credentials, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The server even sends the secrets back, in its error and in the headers."""
    caplog.set_level(logging.DEBUG)
    held = [getattr(credentials, name, None) for name in ("secret_key", "token", "password")]
    secrets = [secret.get_secret_value() for secret in held if secret is not None]
    assert secrets

    def handler(request: Request) -> bytes:
        if request.path == "/v3/auth/tokens":
            body = {"token": {"project": {"id": PROJECT}}}
            return answer(201, body, {"X-Subject-Token": "planted-subject-token"})
        echo = f"{request.headers} {' '.join(secrets)}"
        error = {"error_code": "APIGW.0301", "error_msg": echo}
        said_back = error if status != 200 else "<html>log in</html>"
        return answer(status, said_back, {"X-Subject-Token": "planted-subject-token"})

    texts = [repr(credentials), repr(Source(credentials).credentials)]
    async with (
        serving(handler) as server,
        ServiceStage(
            region="r",
            credentials=Source(credentials),
            endpoint=server.url,
            iam_endpoint=server.url,
        ) as client,
    ):
        with pytest.raises(ServiceStageError) as caught:
            await client.show_instance(REF)
        texts += [repr(client), str(client), repr(client._account), repr(client.facts())]
    texts += [said(caught.value), caplog.text]
    for text in texts:
        assert "planted" not in text
        if isinstance(credentials, AccessKey):
            assert credentials.access_key not in text


async def test_an_unreachable_host_tells_no_secret_either() -> None:
    async with ServiceStage(
        region="r", credentials=Source(TEMPORARY), endpoint="http://127.0.0.1:1"
    ) as client:
        with pytest.raises(Unreachable) as caught:
            await client.show_instance(REF)
    assert "planted" not in said(caught.value)


@every(
    "make",
    [
        lambda: KeyAuth(TEMPORARY, project_id=None, now=lambda: 0.0),
        lambda: TokenAuth(SecretStr("planted")),
    ],
)
def test_an_authentication_shows_no_secret(make: Callable[[], object]) -> None:
    assert "planted" not in repr(make())


async def test_a_signature_is_made_anew_for_each_request_from_the_clock_given() -> None:
    now = 1_767_225_845.0
    async with (
        serving(lambda request: answer()) as server,
        ServiceStage(
            region="r", credentials=Source(), endpoint=server.url, now=lambda: now
        ) as client,
    ):
        await client.show_instance(REF)
        now += 61
        await client.show_instance(REF)
    first, second = (request.headers for request in server.requests)
    assert (first["x-sdk-date"], second["x-sdk-date"]) == ("20260101T000405Z", "20260101T000506Z")
    assert first["authorization"] != second["authorization"]


async def test_facts_are_known_without_asking_anybody() -> None:
    client = ServiceStage(
        region="cn-north-4", credentials=Source(), project_id="given", now=lambda: 1000.0
    )
    facts = client.facts()
    assert facts.host == "servicestage.cn-north-4.myhuaweicloud.com"
    assert facts.vendor_host
    assert facts.region == "cn-north-4"
    assert facts.project_id == "given"
    assert facts.origin == "a test"
    assert facts.identity == ""
    assert facts.skew is None
    await client.aclose()


async def test_facts_tell_whose_the_credentials_are_and_how_wrong_our_clock_is() -> None:
    date = {"Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
    async with (
        serving(lambda request: answer(500, b"", date)) as server,
        ServiceStage(
            region="r", credentials=Source(), endpoint=server.url, now=lambda: 1_767_225_000.0
        ) as client,
    ):
        with pytest.raises(ServiceStageError):
            await client.show_instance(REF)
        facts = client.facts()
    assert facts.identity == "AKEX"
    assert facts.project_id == PROJECT
    assert not facts.vendor_host
    assert facts.skew == -600.0
    assert not facts.guessable  # a secret access key is 40 random characters


async def test_the_client_is_closed_with_its_connections() -> None:
    async with serving(lambda request: answer()) as server:
        async with ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client:
            await client.show_instance(REF)
            assert server.open == 1
        await until(lambda: server.open == 0)


async def test_what_an_instance_says_is_in_no_repr() -> None:
    body = {"status_detail": {"status": "RUNNING"}, "configuration": {"env": "planted-value"}}
    async with (
        serving(lambda request: answer(body=body)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        told = await client.show_instance(REF)
    assert b"planted-value" in told.body
    assert "planted-value" not in repr(told)


def test_nothing_heavy_is_made_before_the_first_call() -> None:
    client = ServiceStage(region="cn-north-4", credentials=Source())
    assert client._transport._open == {}
    assert logging.getLogger("httpcore").level == logging.INFO
