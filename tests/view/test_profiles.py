"""The page of profiles: how each answers, as whom we ask, what we may still ask."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sstui.monitor.state import Link
from sstui.servicestage.errors import Unauthorized
from sstui.view.profiles import profile_lines
from sstui.view.signs import UNICODE
from sstui.view.text import line_cells, text_of
from tests.view.fleets import NOW, WALL, account, the_fleet


def page(**facts: Any) -> list[str]:
    fleet = the_fleet(accounts=(account(**facts),))
    lines = profile_lines(fleet, width=100, signs=UNICODE, tz=UTC)
    assert all(line_cells(line) <= 100 for line in lines)
    return [" ".join(text_of(line).split()) for line in lines]


def test_it_says_who_asks_where_until_when_and_how_much_is_left() -> None:
    lines = page(
        link=Link.OK,
        host="api.example.com",
        vendor_host=False,
        region="ap-southeast-3",
        project_id="p1",
        identity="AKEX…",
        source="environment",
        expires=WALL + 7200,
        used=41,
        limit=120,
        skew=-3.0,
    )
    text = "\n".join(lines)
    assert "endpoint api.example.com · not the vendor's address" in text
    assert "project region ap-southeast-3 · p1" in text
    assert "as AKEX…" in text
    assert "2h left" in text
    assert "budget 41 of 120 requests in five minutes" in text
    assert "clock 3s behind the API's" in text


def test_a_refusal_comes_with_its_remedy_and_the_next_try() -> None:
    error = Unauthorized("the key is unknown", cause="wrong key", remedy="Renew it.", status=401)
    text = "\n".join(page(link=Link.REFUSED, error=error, tries=2, next_try=NOW + 60))
    assert "why the key is unknown · 2 tries" in text
    assert "do Renew it." in text
    assert "next try in 1m" in text


def test_it_says_which_process_looks() -> None:
    assert "looks made by this sstui, for all of this machine" in "\n".join(page(leader=True))
    told = "\n".join(page(leader=False, leader_pid=4711))
    assert "looks made by the sstui with pid 4711; this one follows it" in told
