"""The colours of SCREENS §3 keep what they promise, for every eye.

Contrast: WCAG 2.1. Colour blindness: Machado, Oliveira, Fernandes 2009 (severity 1.0), in linear
RGB. Distance: CIE76 in CIELAB, D65.
"""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest

from sstui.config.paths import Paths
from sstui.config.theme_style import GROUND_TOKENS, SURFACES, TEXT_TOKENS, Theme
from sstui.config.themes import load_themes
from tests.cases import every

Triple = tuple[float, float, float]
THEMES = load_themes(Paths.from_environ({"SSTUI_HOME": "/nowhere"}))[0]
COLOURED = ["sstui-dark", "sstui-light", "colour-blind-safe", "high-contrast"]
PLACES = (*SURFACES, "cursor", "cursor-unfocused")
INKS = tuple(token for token in TEXT_TOKENS if token != "rule")
HEALTH = ("ok", "moving", "degraded", "bad", "off", "unknown")
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)


def linear(colour: str) -> Triple:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return r, g, b


def luminance(colour: str) -> float:
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(rows: tuple[Triple, Triple, Triple], v: Triple) -> Triple:
    x, y, z = (row[0] * v[0] + row[1] * v[1] + row[2] * v[2] for row in rows)
    return x, y, z


def lab(rgb: Triple) -> Triple:
    clipped = tuple(min(max(channel, 0.0), 1.0) for channel in rgb)
    xyz = mixed(
        (
            (0.4124564, 0.3575761, 0.1804375),
            (0.2126729, 0.7151522, 0.0721750),
            (0.0193339, 0.1191920, 0.9503041),
        ),
        (clipped[0], clipped[1], clipped[2]),
    )
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        t ** (1 / 3) if (t := value / w) > 216 / 24389 else (24389 / 27 * t + 16) / 116
        for value, w in zip(xyz, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ink(theme: Theme, token: str) -> str:
    colour = theme.style(token).color
    assert colour is not None
    return colour


def ground(theme: Theme, token: str) -> str:
    colour = theme.style(token).background
    assert colour is not None
    return colour


@every("name", COLOURED)
@every("token", INKS)
def test_text_is_readable_on_every_ground_that_it_may_stand_on(name: str, token: str) -> None:
    theme = THEMES[name]
    lowest = min(contrast(ink(theme, token), ground(theme, place)) for place in PLACES)
    assert lowest >= (7.0 if name == "high-contrast" and token != "bad" else 4.65)


# The least contrast of each row of the table, in its order of themes.
@every(
    ("token", "figures"),
    [
        ("text", (9.7, 11.3, 9.8, 13.0)),
        ("strong", (13.2, 15.5, 12.9, 13.0)),
        ("muted", (4.8, 4.8, 4.8, 7.8)),
        ("accent", (6.7, 5.6, 8.6, 8.1)),
        ("string", (7.1, 5.4, 6.9, 13.0)),
        ("ok", (5.3, 4.7, 4.7, 10.0)),
        ("moving", (6.5, 5.3, 12.1, 10.6)),
        ("degraded", (7.1, 5.2, 9.5, 9.2)),
        ("bad", (5.3, 5.3, 5.3, 5.7)),
        ("off", (4.8, 4.8, 4.8, 7.8)),
        ("unknown", (6.1, 5.7, 5.3, 7.1)),
    ],
)
def test_the_figures_of_the_table(token: str, figures: tuple[float, ...]) -> None:
    found = [
        min(contrast(ink(THEMES[name], token), ground(THEMES[name], place)) for place in PLACES)
        for name in COLOURED
    ]
    assert found == pytest.approx(figures, abs=0.06)


@every("name", COLOURED)
@every("health", ["bad", "degraded", "unknown"])
def test_a_fill_brings_its_own_ink(name: str, health: str) -> None:
    theme, fill = THEMES[name], f"fill-{health}"
    assert contrast(ink(theme, fill), ground(theme, fill)) >= 5.3


@every("name", COLOURED)
@every("health", ["bad", "degraded", "moving", "unknown"])
def test_a_tinted_cell_keeps_its_health_readable(name: str, health: str) -> None:
    theme = THEMES[name]
    assert contrast(ink(theme, health), ground(theme, f"tint-{health}")) >= 5.3


@every("name", COLOURED)
@every("token", ["text", "strong", "string"])
def test_a_search_hit_is_readable(name: str, token: str) -> None:
    theme = THEMES[name]
    assert contrast(ink(theme, token), ground(theme, "hit")) >= 4.6


@every("name", COLOURED)
def test_a_notice_is_readable(name: str) -> None:
    theme = THEMES[name]
    assert min(contrast(ink(theme, token), ground(theme, "notice")) for token in INKS) >= 4.5


@every("eye", [DEUTERANOPIA, PROTANOPIA])
def test_the_colour_blind_safe_theme_tells_every_pair_of_health_apart(
    eye: tuple[Triple, Triple, Triple],
) -> None:
    theme = THEMES["colour-blind-safe"]
    seen = {health: lab(mixed(eye, linear(ink(theme, health)))) for health in HEALTH}
    pairs = {(a, b): dist(seen[a], seen[b]) for a, b in combinations(HEALTH, 2)}
    assert min(pairs.values()) >= 16, pairs


def test_every_ground_is_seen_against_what_it_stands_on() -> None:
    for name in COLOURED:
        for token in GROUND_TOKENS:
            assert ground(THEMES[name], token) != ground(THEMES[name], "ground")
