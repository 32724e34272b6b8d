"""The page of profiles says what is missing, and what to do (issue 4 §2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from sstui.monitor.state import Fleet
from sstui.view.profiles import profile_lines
from sstui.view.signs import UNICODE
from sstui.view.text import text_of
from tests.view.fleets import account


def page(lacking: str) -> list[str]:
    fleet = Fleet(accounts=(replace(account(), lacking=lacking),))
    lines = profile_lines(fleet, width=100, signs=UNICODE, tz=UTC)
    return [text_of(line).strip() for line in lines]


def test_a_permission_that_is_missing_is_named_once_with_what_follows() -> None:
    (told,) = [line for line in page("servicestage:app:list") if "servicestage:app:list" in line]
    assert told.startswith("overviews")
    assert "each instance is asked by itself" in told
    assert not any("overviews" in line for line in page(""))
