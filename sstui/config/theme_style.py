"""How each token of a theme looks, with colours and without, and how that is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

DEFAULT_THEME = "sstui-dark"
TERMINAL_THEME = "terminal"  # the terminal's own sixteen colours

TEXT_TOKENS = (
    "text", "strong", "muted", "accent", "string",
    "ok", "moving", "degraded", "bad", "off", "unknown", "rule",
)  # fmt: skip
GROUND_TOKENS = (
    "fill-bad", "fill-degraded", "fill-unknown",
    "tint-bad", "tint-degraded", "tint-moving", "tint-unknown",
    "hit", "cursor", "cursor-unfocused", "notice",
)  # fmt: skip
SURFACES = ("ground", "ground-list", "ground-bar", "ground-prompt")
TOKENS = (*TEXT_TOKENS, *GROUND_TOKENS, *SURFACES)

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
COLOUR_NAMES = frozenset({"default", *_ANSI, *(f"bright_{name}" for name in _ANSI)})
_HEX = re.compile(r"#[0-9a-f]{6}")
_FLAGS = ("bold", "dim", "reverse", "underline")
STYLE_FORM = "write [COLOUR] [on COLOUR] [bold] [dim] [reverse] [underline]"


@dataclass(frozen=True, slots=True)
class ThemeStyle:
    """The look of one token.

    ``color`` and ``background`` are ``#rrggbb``, one of `COLOUR_NAMES` (``default`` and the
    terminal's sixteen; Rich takes them as they are, Textual as ``ansi_`` + name), or None: what
    is there already stays. A ground that has a ``color`` overrules the colour of the text on it.
    """

    color: str | None = None
    background: str | None = None
    bold: bool = False
    dim: bool = False
    reverse: bool = False
    underline: bool = False


class Theme(NamedTuple):
    """``styles`` has every token of `TOKENS`."""

    name: str
    dark: bool
    styles: Mapping[str, ThemeStyle]

    def style(self, token: str) -> ThemeStyle:
        """How ``token`` looks. Raises KeyError for a word that is no token."""
        return self.styles[token]


def is_colour(word: str) -> bool:
    return word in COLOUR_NAMES or _HEX.fullmatch(word) is not None


def parse_style(text: str) -> ThemeStyle:
    """``"#ffffff on #c4303c bold"`` as a style. Raises ValueError, which says what is wrong."""
    color: str | None = None
    background: str | None = None
    flags: set[str] = set()
    words = iter(text.lower().split())
    for word in words:
        if word in _FLAGS:
            flags.add(word)
        elif word == "on" and background is None:
            background = _colour(next(words, ""))
        elif color is None and background is None:
            color = _colour(word)
        else:
            raise ValueError(f"{word!r} is one word too many")
    return ThemeStyle(color, background, **{flag: flag in flags for flag in _FLAGS})


def _colour(word: str) -> str:
    if not is_colour(word):
        raise ValueError(f"no colour: {word!r}")
    return word


def without_colour(theme: Theme) -> Theme:
    """``theme`` for NO_COLOR: default colours, bold, dim, underline and reverse alone."""
    return Theme(theme.name, theme.dark, {token: _PLAIN.get(token, _NOTHING) for token in TOKENS})


_NOTHING = ThemeStyle()
_DIM = ThemeStyle("default", dim=True)
_BOLD = ThemeStyle("default", bold=True)
_DEFAULT = ThemeStyle("default")
_FILL = ThemeStyle("default", "default", bold=True, reverse=True)
_PLAIN = {
    "text": _DEFAULT,
    "strong": _BOLD,
    "muted": _DIM,
    "accent": _BOLD,
    "string": _DEFAULT,
    "ok": _DEFAULT,
    "moving": _DEFAULT,
    "degraded": _DEFAULT,
    "bad": _BOLD,
    "off": _DIM,
    "unknown": _DEFAULT,
    "rule": _DIM,
    "fill-bad": _FILL,
    "fill-degraded": _FILL,
    "fill-unknown": _FILL,
    "hit": ThemeStyle(bold=True, underline=True),
    "cursor": ThemeStyle("default", "default", reverse=True),
    "cursor-unfocused": ThemeStyle(bold=True),
    "ground": ThemeStyle(background="default"),
    "ground-list": ThemeStyle(background="default"),
    "ground-bar": ThemeStyle(background="default"),
    "ground-prompt": ThemeStyle(background="default"),
}
