"""The lists that a discovery walks: paged to the end, whatever the server makes of a limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import BadRequest, Malformed
from sstui.servicestage.json_types import JSONObject
from tests.cases import every
from tests.servicestage.servers import PROJECT, Request, Source, answer, serving

BASE = f"/v2/{PROJECT}/cas"


def pages(key: str, total: int, largest: int = 100) -> Callable[[Request], bytes]:
    """A list of ``total`` rows; a limit above ``largest`` counts as ten, as the document says."""

    def handler(request: Request) -> bytes:
        query = parse_qs(urlsplit(request.target).query)
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        size = limit if limit <= largest else 10
        rows = [{"id": f"id-{n}"} for n in range(total)][offset : offset + size]
        return answer(200, {"count": total, key: rows})

    return handler


@every(
    ("call", "path", "key"),
    [
        (lambda client: client.list_applications(), "/applications", "applications"),
        (
            lambda client: client.list_instances("a", "c"),
            "/applications/a/components/c/instances",
            "instances",
        ),
        (
            lambda client: client.list_overviews("a"),
            "/applications/a/components/overviews",
            "components",
        ),
        (lambda client: client.list_environments(), "/environments", "environments"),
    ],
)
async def test_each_list_asks_its_path_and_answers_with_all_rows(
    call: Callable[[ServiceStage], Awaitable[list[JSONObject]]], path: str, key: str
) -> None:
    async with (
        serving(pages(key, 230)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        rows = await call(client)
    assert [row["id"] for row in rows] == [f"id-{n}" for n in range(230)]
    assert [request.target for request in server.requests] == [
        f"{BASE}{path}?limit=100&offset={offset}&order=asc&order_by=create_time"
        for offset in (0, 100, 200)
    ]


@every("total", [0, 1, 100, 101])
async def test_a_list_of_any_length_ends_where_its_count_says(total: int) -> None:
    async with (
        serving(pages("applications", total)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        assert len(await client.list_applications()) == total
    assert len(server.requests) == max(1, -(-total // 100))


async def test_a_server_that_makes_its_pages_shorter_is_asked_until_the_count_is_reached() -> None:
    async with (
        serving(pages("applications", 35, largest=50)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        assert len(await client.list_applications()) == 35
    assert len(server.requests) == 4


async def test_a_server_that_ignores_the_offset_does_not_hold_us() -> None:
    body = {
        "count": 1000,
        "applications": [{"id": "a"}, {"id": "b"}, "no row", {"id": []}, {"name": "c"}],
    }
    async with (
        serving(lambda request: answer(200, body)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        rows = await client.list_applications()
    assert rows[:2] == [{"id": "a"}, {"id": "b"}]
    assert len(server.requests) <= 3


@every("body", [{}, [], {"applications": None}, {"count": 3}])
async def test_an_answer_without_the_list_is_unusable(body: object) -> None:
    async with (
        serving(lambda request: answer(200, body)) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        with pytest.raises(Malformed, match="no list of applications"):
            await client.list_applications()


async def test_an_id_that_could_leave_the_path_is_refused_before_anything_is_asked() -> None:
    async with (
        serving(lambda request: answer()) as server,
        ServiceStage(region="r", credentials=Source(), endpoint=server.url) as client,
    ):
        for bad in ("../x", "a/b", "", "..", "a%2Fb", "ä"):
            with pytest.raises(BadRequest):
                await client.list_instances("a", bad)
    assert server.requests == []
