"""Our own signs: certain in width where that is asked for, and never mistaken for one another."""

from __future__ import annotations

import unicodedata

from sstui.insight.records import Health
from sstui.view.signs import ASCII, NARROW, SIGNS, UNICODE, Signs
from sstui.view.text import cells
from tests.cases import every

CERTAIN = {"N", "Na", "H"}
ONE_CELL = {"bad", "degraded", "unknown", "moving", "off", "ok", "gone", "unseen", "cursor"}


def characters(signs: Signs) -> str:
    return "".join(signs)


def test_every_sign_of_the_narrow_set_has_one_certain_width() -> None:
    doubtful = {
        character
        for character in characters(NARROW)
        if unicodedata.east_asian_width(character) not in CERTAIN
    }
    assert doubtful == set()


def test_the_ascii_set_is_ascii() -> None:
    assert characters(ASCII).isascii()


@every("signs", SIGNS.values())
def test_no_two_states_share_a_sign(signs: Signs) -> None:
    states = [signs.health(health) for health in Health] + [signs.gone, signs.unseen]
    assert len(set(states)) == len(states)


@every("signs", SIGNS.values())
def test_what_stands_in_a_column_is_one_cell(signs: Signs) -> None:
    assert {name: cells(getattr(signs, name)) for name in ONE_CELL} == dict.fromkeys(ONE_CELL, 1)


@every("signs", SIGNS.values())
def test_the_strip_has_six_different_cells(signs: Signs) -> None:
    assert len(set(signs.strip)) == 6
    assert signs.not_known == signs.strip[5]


def test_the_unicode_set_is_the_one_of_the_pictures() -> None:
    assert "".join(UNICODE.health(health) for health in Health) == "●↻◐✗○?"
