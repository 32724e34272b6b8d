"""The view's style tokens become colours of the theme."""

from __future__ import annotations

from rich.color import Color

from sstui.config.theme_style import TOKENS, Theme, ThemeStyle, without_colour
from sstui.tui.palette import Palette
from tests.cases import every

THEME = Theme(
    "two colours",
    True,
    {**dict.fromkeys(TOKENS, ThemeStyle("#ffffff")), "bad": ThemeStyle("#ff0000")},
)


@every("colour", ["red", "bright_blue", "#c03030", "default"])
def test_a_profile_has_the_colour_that_the_user_gave_it(colour: str) -> None:
    style = Palette(THEME).style(f"profile-{colour}", "ground-bar")
    assert style.color == Color.parse(colour)


def test_without_colours_it_has_the_colour_of_the_text() -> None:
    plain = Palette(without_colour(THEME))
    assert plain.style("profile-red", "ground-bar").color in {None, plain.style("").color}
