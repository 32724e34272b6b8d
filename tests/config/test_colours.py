"""The same themes in 256 colours, in 16 and in none: what is measured is what Rich then writes."""

from __future__ import annotations

from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color, ColorSystem

from sstui.config.colours import Colours, colours_of, fitted
from sstui.config.theme_style import DEFAULT_THEME, GROUND_TOKENS, TERMINAL_THEME, without_colour
from tests.cases import every
from tests.config.test_theme_contrast import COLOURED, INKS, PLACES, THEMES, contrast

FEW = THEMES[TERMINAL_THEME]


@every(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "tmux-256color", "COLORTERM": "truecolor"}, Colours.ALL),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, Colours.ALL),
        ({"TERM": "xterm-kitty"}, Colours.MANY),
        ({"TERM": "linux"}, Colours.FEW),
        ({"TERM": "screen"}, Colours.FEW),
        ({}, Colours.FEW),
        ({"TERM": "dumb"}, Colours.NONE),
    ],
)
def test_the_terminal_says_how_many_it_has(environ: dict[str, str], colours: Colours) -> None:
    assert colours_of(environ) is colours


def written(colour: str | None) -> str:
    """What the terminal shows of it."""
    assert colour is not None
    number = Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number
    assert number is not None
    assert number >= 16
    return "#{:02x}{:02x}{:02x}".format(*EIGHT_BIT_PALETTE[number])


@every("name", COLOURED)
def test_in_256_colours_every_text_can_be_read_on_every_ground(name: str) -> None:
    theme = fitted(THEMES[name], Colours.MANY, FEW)
    pairs = [
        (theme.style(ink).color, theme.style(place).background) for ink in INKS for place in PLACES
    ]
    styles = (theme.style(token) for token in GROUND_TOKENS)
    pairs += [(each.color, each.background) for each in styles if each.color and each.background]
    assert min(contrast(written(ink), written(ground)) for ink, ground in pairs) >= 4.5
    assert len({written(theme.style(token).color) for token in ("ok", "degraded", "bad")}) == 3
    assert written(theme.style("cursor").background) != written(theme.style("ground").background)


@every("name", COLOURED)
def test_in_sixteen_colours_they_are_the_terminals_own(name: str) -> None:
    theme = fitted(THEMES[name], Colours.FEW, FEW)
    assert theme.styles == FEW.styles
    assert (theme.name, theme.dark) == (name, THEMES[name].dark)


def test_a_theme_of_the_terminals_colours_is_the_same_everywhere() -> None:
    for colours in (Colours.FEW, Colours.MANY, Colours.ALL):
        assert fitted(FEW, colours, FEW) == FEW


def test_with_all_colours_a_theme_is_as_written_and_with_none_it_has_none() -> None:
    dark = THEMES[DEFAULT_THEME]
    assert fitted(dark, Colours.ALL, FEW) is dark
    assert fitted(dark, Colours.NONE, FEW) == without_colour(dark)
