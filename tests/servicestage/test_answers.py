"""What each HTTP answer becomes: real sockets, one exception each, in an operator's words."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from sstui.servicestage.answers import AnswerReader
from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import (
    BadRequest,
    Forbidden,
    Malformed,
    Missing,
    NotFound,
    Rejected,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unavailable,
)
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.reply import Reply
from sstui.servicestage.source import Answer
from tests.cases import every
from tests.servicestage.servers import (
    EXAMPLE,
    KEY,
    Source,
    answer,
    listening,
    read_request,
    serving,
)

REF = InstanceRef(
    "4f6b1b6c-2d8e-4a3f-9a54-0b7b6a6f2c11",
    "6b1d7a5e-9d0d-4f5c-8c2b-3f6c8a0b9e22",
    "11eddb33-140b-4e51-b1e2-6ec265373ca3",
)
NOON = datetime(2026, 1, 6, 12, 0, 0, tzinfo=UTC)
DATE = "Tue, 06 Jan 2026 12:00:00 GMT"


async def look(
    reply: bytes | None,
    *,
    source: Source | None = None,
    now: float = NOON.timestamp(),
    max_body: int = 8 * 1024 * 1024,
) -> Answer:
    async with (
        serving(lambda request: reply) as server,
        ServiceStage(
            region="ap-southeast-3",
            credentials=source or Source(),
            endpoint=server.url,
            now=lambda: now,
            max_body=max_body,
        ) as client,
    ):
        return await client.show_instance(REF)


async def refused(
    reply: bytes, source: Source | None = None, now: float = NOON.timestamp()
) -> ServiceStageError:
    with pytest.raises(ServiceStageError) as caught:
        await look(reply, source=source, now=now)
    error = caught.value
    assert len(error.cause) <= 60
    assert error.remedy.endswith(".")
    assert "\n" not in str(error)
    assert str(error).isprintable()
    return error


def error_body(code: str, text: str = "what happened") -> dict[str, str]:
    return {"error_code": code, "error_msg": text}


async def test_a_good_answer_is_the_instance_and_the_body_as_received() -> None:
    reply = answer(headers={"Date": DATE, "X-Request-Id": "r-1"})
    result = await look(reply)
    assert result.instance.name == "test-micro-test-env-7iafjk"
    assert result.instance.status == "RUNNING"
    assert result.body == EXAMPLE
    assert result.date == NOON
    assert result.request_id == "r-1"


async def test_the_documented_request_is_sent_and_nothing_more() -> None:
    async with (
        serving(lambda request: answer()) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        await client.show_instance(REF)
    (request,) = server.requests
    assert request.method == "GET"
    assert request.target == (
        f"/v2/{KEY.project_id}/cas/applications/{REF.application}"
        f"/components/{REF.component}/instances/{REF.instance}"
    )
    assert request.headers["content-type"] == "application/json;charset=utf8"
    assert request.headers["user-agent"].startswith("sstui/")
    assert request.headers["x-project-id"] == KEY.project_id
    assert "x-project-id" in request.headers["authorization"]
    assert "cookie" not in request.headers


async def test_cookies_of_the_service_are_not_sent_back() -> None:
    reply = answer(headers={"Set-Cookie": "HWWAFSESID=planted; path=/"})
    async with (
        serving(lambda request: reply) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        await client.show_instance(REF)
        await client.show_instance(REF)
    assert all("cookie" not in request.headers for request in server.requests)
    assert server.connections == 1


@every(
    ("status", "body", "kind", "words"),
    [
        (400, error_body("SVCSTG.00100400"), BadRequest, "an id is invalid"),
        (400, error_body("APIGW.0106"), BadRequest, "gateway refused"),
        (402, b"", BadRequest, "refused"),
        (403, error_body("APIGW.0302"), Forbidden, "no permission"),
        (403, error_body("APIGW.0802"), Forbidden, "may not use the region"),
        (403, error_body("SVCSTG.00100999"), Forbidden, "no permission"),
        (404, error_body("SVCSTG.00100412"), NotFound, "instance not found"),
        (405, b"", BadRequest, "refused"),
        (429, error_body("APIGW.0308"), Throttled, "throttled"),
        (500, error_body("SVCSTG.00100500"), Unavailable, "error in ServiceStage"),
        (502, "<html>Bad Gateway</html>", Unavailable, "bad gateway"),
        (503, b"", Unavailable, "unavailable"),
        (504, error_body("APIG.0201"), Unavailable, "gateway"),
        (599, b"", Unavailable, "error at the API"),
    ],
)
async def test_each_status_is_one_exception(
    status: int, body: object, kind: type[Rejected], words: str
) -> None:
    error = await refused(answer(status, body, {"Date": DATE, "X-Request-Id": "r-2"}))
    assert type(error) is kind
    assert error.status == status
    assert words in error.cause
    assert error.host.startswith("127.0.0.1")
    assert error.request_id == "r-2"
    assert error.date == NOON


@every(
    ("body", "code", "text"),
    [
        (error_body("SVCSTG.00100400", "bad id"), "SVCSTG.00100400", "bad id"),
        ({"errorCode": "SVCSTG.1", "errorMessage": "x", "errorMsg": "bad"}, "SVCSTG.1", "bad"),
        ({"code": "X.1", "message": "flat"}, "X.1", "flat"),
        ({"outer": {"inner": error_body("X.2", "nested")}}, "X.2", "nested"),
        ({"error": {"code": 400, "message": "keystone", "title": "Bad"}}, None, "keystone"),
        ("plain words", None, "plain words"),
        ("<html><h1>No</h1></html>", None, "HTML"),
        (b"", None, "refused"),
        (b'{"error_code": "SVCSTG.0', None, "error_code"),
        ([1, 2], None, "[1, 2]"),
        ("[" * 20_000, None, "[[["),
        (b"\xff\xfe\x00", None, "400"),
    ],
)
async def test_error_bodies_of_every_shape_are_read(
    body: object, code: str | None, text: str
) -> None:
    error = await refused(answer(400, body))
    assert error.code == code
    assert text in str(error)


async def test_the_request_id_may_stand_in_the_body() -> None:
    error = await refused(answer(404, {**error_body("APIGW.0101"), "request_id": "r-3"}))
    assert error.request_id == "r-3"


@every(
    ("code", "what"),
    [
        ("SVCSTG.00100412", Missing.INSTANCE),
        ("SVCSTG.00100404", Missing.COMPONENT),
        ("SVCSTG.00100403", Missing.APPLICATION),
        ("SVCSTG.00100429", Missing.OTHER),
        ("SVCSTG.00100411", Missing.OTHER),
        ("APIGW.0101", Missing.ENDPOINT),
        ("APIG.0101", Missing.ENDPOINT),
        ("OTHER.00100412", Missing.OTHER),
    ],
)
async def test_only_three_codes_of_a_404_can_mean_that_the_instance_is_gone(
    code: str, what: Missing
) -> None:
    error = await refused(answer(404, error_body(code)))
    assert isinstance(error, NotFound)
    assert error.what is what


async def test_a_404_without_a_code_says_nothing_about_the_instance() -> None:
    error = await refused(answer(404, "<html>not here</html>"))
    assert isinstance(error, NotFound)
    assert error.what is Missing.OTHER


@every("code", ["SVCSTG.00100403", "SVCSTG.00100404", "SVCSTG.00100429"])
async def test_a_code_that_ends_like_a_status_is_not_taken_for_one(code: str) -> None:
    assert type(await refused(answer(400, error_body(code)))) is BadRequest


@every("code", ["APIGW.0301", "APIG.0301", "APIGW.0307"])
async def test_a_401_of_the_gateway_refuses_the_credentials(code: str) -> None:
    source = Source()
    error = await refused(answer(401, error_body(code, "Incorrect signature")), source)
    assert isinstance(error, Unauthorized)
    assert source.refused == [KEY]


@every("body", [error_body("SVCSTG.00100401"), "<html>login</html>", b""])
async def test_any_other_401_does_not_concern_the_credentials(body: object) -> None:
    source = Source()
    error = await refused(answer(401, body), source)
    assert type(error) is BadRequest
    assert source.refused == []
    assert "neither the gateway's nor IAM's" in error.remedy


@every(
    ("offset", "words"),
    [(20 * 60.0, "this clock is 20 min ahead"), (-5 * 3600.0, "this clock is 5 h behind")],
)
async def test_a_wrong_clock_is_named_as_the_cause_of_a_refused_signature(
    offset: float, words: str
) -> None:
    reply = answer(401, error_body("APIGW.0301", "signature expired"), {"Date": DATE})
    error = await refused(reply, now=NOON.timestamp() + offset)
    assert isinstance(error, Unauthorized)
    assert error.cause == words
    assert words in str(error)
    assert error.skew == pytest.approx(offset)
    assert not error.expired


async def test_a_clock_that_is_a_little_wrong_is_mentioned_only() -> None:
    reply = answer(401, error_body("APIGW.0301"), {"Date": DATE})
    error = await refused(reply, now=NOON.timestamp() + 400)
    assert error.cause == "credentials refused"
    assert "this clock is 7 min ahead" in error.remedy


async def test_expired_credentials_are_said_to_be_expired() -> None:
    error = await refused(answer(401, error_body("APIGW.0301", "token expired"), {"Date": DATE}))
    assert isinstance(error, Unauthorized)
    assert error.expired
    assert error.cause == "credentials expired"


@every("text", ["too many failed attempts", "AK access failed to reach the limit,forbidden"])
async def test_a_locked_key_is_said_to_be_locked(text: str) -> None:
    error = await refused(answer(401, error_body("APIGW.0301", text)))
    assert error.cause == "access key locked"


@every("headers", [{}, {"Date": DATE}])
async def test_an_old_signature_is_a_matter_of_the_clock_and_not_of_the_credentials(
    headers: dict[str, str],
) -> None:
    text = "signature expired, signature time:20260106T114501Z"
    reply = answer(401, error_body("APIGW.0301", text), headers)
    error = await refused(reply, now=NOON.timestamp() - 899)
    assert isinstance(error, Unauthorized)
    assert not error.expired
    assert "clock" in error.cause
    assert "Set the clock" in error.remedy


@every("status", [502, 504])
async def test_a_gateway_whose_backend_did_not_answer_blames_neither_endpoint_nor_proxy(
    status: int,
) -> None:
    error = await refused(answer(status, error_body("APIGW.0201", "backend timeout")))
    assert "endpoint" not in error.remedy
    assert "the fault is the cloud's" in error.remedy


@every("status", [429, 503])
@every(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("Tue, 06 Jan 2026 12:02:00 GMT", 120.0),
        ("Tue, 06 Jan 2026 11:00:00 GMT", 0.0),
        ("999999999", 86_400.0),
        ("-3", None),
        ("soon", None),
        ("", None),
    ],
)
async def test_retry_after_is_seconds_or_a_date_of_the_servers_clock(
    status: int, header: str, seconds: float | None
) -> None:
    reply = answer(status, b"", {"Date": DATE, "Retry-After": header})
    error = await refused(reply, now=NOON.timestamp() + 3000)
    assert isinstance(error, Throttled | Unavailable)
    assert error.retry_after == seconds


@every("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_named_and_not_followed(status: int) -> None:
    where = "https://login.corp.example/?back=1"
    async with (
        serving(lambda request: answer(status, b"", {"Location": where})) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        with pytest.raises(Rejected) as caught:
            await client.show_instance(REF)
    assert type(caught.value) is Rejected
    assert caught.value.cause == "redirected to login.corp.example"
    assert "not followed" in str(caught.value)
    assert len(server.requests) == 1


@every(
    ("body", "words"),
    [
        (b"", "the answer is empty"),
        (b"  \n", "the answer is empty"),
        (b"<!DOCTYPE html><html>log in</html>", "the answer is an HTML page, not JSON"),
        (b"<?xml version='1.0'?><a/>", "the answer is a page of markup"),
        (EXAMPLE[:700], "the answer was cut short"),
        (b'{"status_detail": {"status": "RUNN', "the answer was cut short"),
        (b"hello", "the answer is not JSON"),
        (b'{"a": 1} trailing', "the answer is not JSON"),
        (b"[1]", "the body is an array, not an object"),
        (b"null", "the body is null, not an object"),
        (b"{}", "the body has no status_detail.status"),
        (b'{"status_detail": {"status": 3}}', "the body has no status_detail.status"),
        (b"[" * 10_000 + b"]" * 10_000, "the answer is nested too deeply to be read"),
        (b'{"n": ' + b"9" * 5000 + b"}", "the answer has a number that cannot be read"),
    ],
)
async def test_a_200_that_is_no_instance_is_said_in_words(body: bytes, words: str) -> None:
    error = await refused(answer(200, body))
    assert isinstance(error, Malformed)
    assert error.cause == words
    assert error.body == body[:65_536]
    assert words in str(error)


@every("status", [201, 204])
async def test_another_2xx_without_a_body_is_unusable(status: int) -> None:
    reply = answer(status, b"") if status == 201 else b"HTTP/1.1 204 No Content\r\n\r\n"
    assert isinstance(await refused(reply), Malformed)


async def test_a_connection_that_ends_inside_the_body_is_an_answer_cut_short() -> None:
    error = await cut_short(answer(200, EXAMPLE[:500], length=5000))
    assert isinstance(error, Malformed)
    assert error.cause == "the answer was cut short"
    assert error.body == EXAMPLE[:500]


async def cut_short(reply: bytes) -> ServiceStageError:
    """Sends the bytes and hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(reply)
        await writer.drain()

    async with listening(talk) as port:
        endpoint = f"http://127.0.0.1:{port}"
        async with ServiceStage(region="r", credentials=Source(), endpoint=endpoint) as client:
            with pytest.raises(ServiceStageError) as caught:
                await client.show_instance(REF)
    return caught.value


async def test_an_error_whose_body_is_cut_short_keeps_its_status() -> None:
    error = await cut_short(answer(503, b'{"error_code"', length=900))
    assert isinstance(error, Unavailable)


@every(
    ("name", "packed"),
    [
        ("gzip", gzip.compress(EXAMPLE)),
        ("deflate", zlib.compress(EXAMPLE)),
        ("deflate", zlib.compress(EXAMPLE)[2:-4]),
        ("identity", EXAMPLE),
    ],
)
async def test_a_compressed_answer_is_read(name: str, packed: bytes) -> None:
    result = await look(answer(200, packed, {"Content-Encoding": name}))
    assert result.body == EXAMPLE


@every(
    ("headers", "body", "words"),
    [
        ({"Content-Encoding": "br"}, EXAMPLE, "compressed in a way that was not asked for"),
        ({"Content-Encoding": "gzip"}, b"\x1f\x8bnot", "compression is broken"),
        ({"Content-Encoding": "gzip"}, gzip.compress(EXAMPLE)[:200], "cut short"),
    ],
)
async def test_a_compression_that_cannot_be_undone_is_unusable(
    headers: Mapping[str, str], body: bytes, words: str
) -> None:
    error = await refused(answer(200, body, headers))
    assert isinstance(error, Malformed)
    assert words in error.cause


async def test_a_body_beyond_the_bound_is_refused_and_its_rest_not_read() -> None:
    body = json.dumps({"status_detail": {"status": "RUNNING"}, "description": "x" * 4000})
    assert (await look(answer(200, body), max_body=len(body))).instance.status == "RUNNING"
    with pytest.raises(Malformed, match="larger than"):
        await look(answer(200, body), max_body=len(body) - 1)


async def test_a_zip_bomb_is_stopped_at_the_bound() -> None:
    bomb = gzip.compress(b" " * 16 * 1024 * 1024, compresslevel=1)
    error = await refused(answer(200, bomb, {"Content-Encoding": "gzip"}))
    assert error.cause == "the answer is larger than 8 MiB"


async def test_what_the_api_says_is_shown_harmless_and_short() -> None:
    nasty = "\x1b[31mred\x07 \u202eevil\u2066 [b]x[/b]\nnext " + "long " * 400
    error = await refused(answer(400, error_body("X\x1b.1", nasty)))
    text = str(error)
    assert text.isprintable()
    assert "[b]x[/b]" in text
    assert len(text) < 450


async def test_a_secret_that_the_gateway_echoes_is_blanked() -> None:
    echo = (
        "verify aksk signature fail, canonicalRequest:GET|/v2/|x-security-token:STSTOKEN==|"
        "x-auth-token: abc|SKplanted-secret-key|host"
    )
    error = await refused(answer(401, error_body("APIGW.0301", echo)))
    assert "STSTOKEN" not in str(error)
    assert "abc" not in str(error)
    assert "SKplanted" not in str(error)
    assert "canonicalRequest" in str(error)


async def test_a_body_that_came_again_is_the_instance_that_was_read_and_another_is_not() -> None:
    bodies = [EXAMPLE, EXAMPLE, EXAMPLE.replace(b"RUNNING", b"STOPPED")]
    replies = iter([answer(body=json.loads(body)) for body in bodies])
    async with (
        serving(lambda request: next(replies)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        first, again, other = [await client.show_instance(REF) for _ in bodies]
    assert again.instance is first.instance
    assert other.instance.status == "STOPPED"


class Searches:
    """A finder of modules that finds none, and keeps which were looked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        self.names.append(name)


async def test_a_second_look_searches_for_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    searches = Searches()
    async with (
        serving(lambda request: answer()) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        await client.show_instance(REF)
        monkeypatch.setattr(sys, "meta_path", [searches, *sys.meta_path])
        await client.show_instance(REF)
    assert searches.names == []


def test_of_more_answers_than_are_kept_the_one_asked_for_longest_ago_is_read_anew() -> None:
    reader = AnswerReader(most=2)
    reply = Reply("host", 200, {}, EXAMPLE, NOON.timestamp())
    watched, second, third = (InstanceRef("a", "c", name) for name in ("1", "2", "3"))
    first = reader.read(watched, reply).instance
    dropped = reader.read(second, reply).instance
    assert reader.read(watched, reply).instance is first
    reader.read(third, reply)
    assert reader.read(watched, reply).instance is first
    assert reader.read(second, reply).instance is not dropped
