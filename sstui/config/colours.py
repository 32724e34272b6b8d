"""How many colours a terminal has, and a theme in as many.

Rich takes the nearest of 256, whatever that does to a text on its ground: muted on the cursor's
falls from 4.9 : 1 to 2.8. Here an ink only moves away from the ground under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from sstui.config.theme_style import Theme, ThemeStyle, without_colour

_STEPS = (0, 95, 135, 175, 215, 255)
_LOSS = 1.15  # the factor by which the light of a colour may be off the wrong way
_COLOURED = 40  # between the channels: what differs by less is taken for a grey


class Colours(IntEnum):
    """What a terminal says that it can draw."""

    NONE = 0
    FEW = 16
    MANY = 256
    ALL = 2**24


def colours_of(environ: Mapping[str, str]) -> Colours:
    """By ``COLORTERM`` and ``TERM``, as everywhere."""
    term = environ.get("TERM", "").lower()
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return Colours.ALL
    if term in ("dumb", "unknown"):
        return Colours.NONE
    return Colours.MANY if term.endswith(("256color", "kitty")) else Colours.FEW


def fitted(theme: Theme, colours: Colours, few: Theme) -> Theme:
    """``theme`` as such a terminal can draw it; ``few`` is the one that has the terminal's own
    sixteen, and stands in where there are no more."""
    if colours is Colours.NONE:
        return without_colour(theme)
    if colours is Colours.FEW:
        own = any(_is_own(style) for style in theme.styles.values())
        return Theme(theme.name, theme.dark, few.styles) if own else theme
    if colours is Colours.MANY:
        styles = {token: _in_256(style, theme.dark) for token, style in theme.styles.items()}
        return Theme(theme.name, theme.dark, styles)
    return theme


def _is_own(style: ThemeStyle) -> bool:
    return any(each and each.startswith("#") for each in (style.color, style.background))


class _Rgb(NamedTuple):
    red: int
    green: int
    blue: int

    @property
    def light(self) -> float:
        """Relative luminance (WCAG 2.1), 0 to 1."""
        r, g, b = map(_linear, self)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def distance(self, other: _Rgb) -> float:
        """Weighted for the eye: of equal steps, green is seen most and blue least."""
        r, g, b = (one - two for one, two in zip(self, other, strict=True))
        return 3 * r * r + 4 * g * g + 2 * b * b


def _linear(channel: int) -> float:
    share = channel / 255
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)


class _Shade(NamedTuple):
    """``written`` is what Rich turns into it: of the ramp of greys it takes the next darker one."""

    shown: _Rgb
    light: float
    written: str


@lru_cache(maxsize=1)
def _palette() -> Mapping[bool, tuple[_Shade, ...]]:
    """Colours (True) and greys that every terminal of 256 has alike; the first sixteen are the
    user's."""
    cube = (_Rgb(r, g, b) for r in _STEPS for g in _STEPS for b in _STEPS if not r == g == b)
    ramp = (_Rgb(v, v, v) for v in (0, *range(8, 239, 10), 255))
    return {
        True: tuple(_Shade(each, each.light, _hex(each)) for each in cube),
        False: tuple(
            _Shade(each, each.light, _hex(_Rgb(*[round(step * 10.2)] * 3)))
            for step, each in enumerate(ramp)
        ),
    }


def _hex(colour: _Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _in_256(style: ThemeStyle, dark: bool) -> ThemeStyle:
    ink, ground = _rgb(style.color), _rgb(style.background)
    ink_is_light = ink.light > ground.light if ink and ground else dark
    return replace(
        style,
        color=_nearest(ink, lighter=ink_is_light) if ink else style.color,
        background=_nearest(ground, lighter=not ink_is_light) if ground else style.background,
    )


def _rgb(colour: str | None) -> _Rgb | None:
    if colour is None or not colour.startswith("#"):
        return None
    return _Rgb(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@lru_cache(maxsize=1024)
def _nearest(wanted: _Rgb, *, lighter: bool) -> str:
    """Of those that are at least as light, or as dark; what has a colour keeps one, and may come a
    little nearer to its ground, lest several become alike."""
    is_coloured = max(wanted) - min(wanted) >= _COLOURED
    shades, loss = _palette()[is_coloured], _LOSS if is_coloured else 1.0
    light = wanted.light / loss if lighter else wanted.light * loss
    fit = [each for each in shades if (each.light >= light if lighter else each.light <= light)]
    return min(fit or shades, key=lambda each: wanted.distance(each.shown)).written
