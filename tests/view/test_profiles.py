"""The page of profiles says what is missing, and what to do (issue 4 §2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

from sstui.monitor.state import Fleet, Link
from sstui.servicestage.errors import Unauthorized
from sstui.view.profiles import profile_lines
from sstui.view.signs import UNICODE
from sstui.view.text import Span, text_of
from sstui.view.vitals import profile_name
from tests.cases import every
from tests.view.fleets import account


def page(lacking: str = "", width: int = 100, **changes: Any) -> list[str]:
    fleet = Fleet(accounts=(replace(account(), lacking=lacking, **changes),))
    lines = profile_lines(fleet, width=width, signs=UNICODE, tz=UTC)
    return [text_of(line).strip() for line in lines]


def test_a_permission_that_is_missing_is_named_once_with_what_follows() -> None:
    (told,) = [line for line in page("servicestage:app:list") if "servicestage:app:list" in line]
    assert told.startswith("overviews")
    assert "each instance is asked by itself" in told
    assert not any("overviews" in line for line in page(""))


@every("width", [58, 78])
def test_why_and_what_to_do_are_never_cut(width: int) -> None:
    why = "127.0.0.1:44273 answered 401 Unauthorized: APIGW.0301 Incorrect IAM authentication"
    remedy = "Set the clock of this machine: beyond 15 min every signature is refused."
    error = Unauthorized(why, cause="keys refused", remedy=remedy, status=401)
    said = " ".join(" ".join(page(width=width, link=Link.REFUSED, error=error)).split())
    assert f"why {why} do {remedy}" in said


def test_who_shares_nothing_looks_for_nobody_else() -> None:
    alone = "shared.db cannot be used: this process takes a quarter of the request budget"
    said = " ".join(" ".join(page(leader=True, alone=alone)).split())
    assert f"looks made by this sstui; {alone}" in said
    assert "made by this sstui, for all of this machine" in " ".join(page(leader=True))


def test_a_protected_one_looks_as_in_head_and_bar() -> None:
    guarded = account(color="red", protected=True)
    fleet = Fleet(accounts=(guarded,))
    title = profile_lines(fleet, width=100, signs=UNICODE, tz=UTC)[0]
    sign, _, protected = profile_name(guarded, UNICODE)
    assert title[:2] == (sign, Span("prod", "strong bold"))
    assert Span(protected.text.strip(), protected.style) in title
