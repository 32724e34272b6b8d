"""From the view's style tokens to Rich styles and Textual's own theme."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.theme import Theme as TextualTheme

from sstui.config.theme_style import Theme, ThemeStyle
from sstui.view.text import Line, line_cells

_GROUNDS = ("fill-", "tint-", "hit", "cursor", "notice", "ground")
_ATTRIBUTES = {"bold", "dim", "underline", "reverse", "strike"}
_PROFILE = "profile-"  # before the colour that the user gave a profile


class Palette:
    """The styles of one theme; ``surface`` is the ground under a whole line."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._styles: dict[tuple[str, str], Style] = {}

    def style(self, tokens: str, surface: str = "ground") -> Style:
        """The Rich style of a span's tokens on a surface."""
        key = (tokens, surface)
        found = self._styles.get(key)
        if found is None:
            found = self._styles[key] = self._build(tokens, surface)
        return found

    def strip(self, line: Line, surface: str = "ground") -> Strip:
        """``line`` as Textual draws it."""
        style = self.style
        segments = [Segment(span.text, style(span.style, surface)) for span in line if span.text]
        return Strip(segments, line_cells(line))

    def _build(self, tokens: str, surface: str) -> Style:
        words = tokens.split()
        grounds = [word for word in words if word.startswith(_GROUNDS)]
        inks = [word for word in words if word not in _ATTRIBUTES and word not in grounds]
        style = Style()
        for token in (surface, *(inks or ["text"]), *grounds):  # a fill brings its own ink: last
            style += self._of(token)
        return style + Style(
            bold="bold" in words or None,
            dim="dim" in words or None,
            underline="underline" in words or None,
            reverse="reverse" in words or None,
            strike="strike" in words or None,
        )

    def _of(self, token: str) -> Style:
        if not token.startswith(_PROFILE):
            return _rich(self.theme.style(token))
        has_colours = self.theme.style("bad").color != self.theme.style("text").color
        return Style(color=token.removeprefix(_PROFILE)) if has_colours else Style()


def _rich(style: ThemeStyle) -> Style:
    return Style(
        color=style.color,
        bgcolor=style.background,
        bold=style.bold or None,
        dim=style.dim or None,
        reverse=style.reverse or None,
        underline=style.underline or None,
    )


def textual_theme(theme: Theme) -> TextualTheme:
    """The same theme for the few widgets that are Textual's own: inputs and the palette."""

    def ink(token: str) -> str:
        return _named(theme.style(token).color)

    def ground(token: str) -> str:
        return _named(theme.style(token).background)

    plain = ground("ground") == "ansi_default"
    cursor = "ansi_bright_black" if plain else ground("cursor")
    return TextualTheme(
        name=f"sstui:{theme.name}",
        primary=ink("accent"),
        secondary=ink("muted"),
        warning=ink("degraded"),
        error=ink("bad"),
        success=ink("ok"),
        accent=ink("accent"),
        foreground=ink("text"),
        background=ground("ground"),
        surface=ground("ground-prompt"),
        panel=ground("ground-prompt"),
        boost=ground("ground-prompt"),
        dark=theme.dark,
        ansi=plain,
        variables={
            "ansi-background": "ansi_black" if theme.dark else "ansi_white",
            "ansi-foreground": "ansi_white" if theme.dark else "ansi_black",
            "ground-list": ground("ground-list"),
            "ground-bar": ground("ground-bar"),
            "ground-prompt": ground("ground-prompt"),
            "ink-accent": ink("accent"),
            "ink-muted": ink("muted"),
            "block-cursor-background": cursor,
            "block-cursor-foreground": ink("text"),
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": cursor,
            "block-cursor-blurred-foreground": ink("text"),
            "block-hover-background": cursor,
            "input-cursor-background": ink("text"),
            "input-cursor-foreground": ground("ground") if not plain else "ansi_black",
            "input-cursor-text-style": "reverse" if plain else "none",
            "input-selection-background": cursor,
            "border": ink("accent"),
            "border-blurred": ground("ground-prompt"),
            "scrollbar": ground("ground-prompt"),
            "scrollbar-background": ground("ground-prompt"),
        },
    )


def _named(colour: str | None) -> str:
    """A colour as Textual's style sheets write it."""
    if colour is None or not colour.startswith("#"):
        return f"ansi_{colour or 'default'}"
    return colour
