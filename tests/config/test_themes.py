"""Themes: five are shipped, the user's own stand beside them, a broken one is one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color

from sstui.config.paths import Paths
from sstui.config.theme_style import TOKENS, Theme, ThemeStyle, parse_style, without_colour
from sstui.config.themes import load_themes, theme_names
from sstui.view.text import Span
from tests.cases import every

SHIPPED = ["sstui-dark", "sstui-light", "colour-blind-safe", "high-contrast", "terminal"]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.from_environ({"SSTUI_HOME": str(tmp_path)})
    paths.themes_dir.mkdir(parents=True)
    return paths


def own(paths: Paths, name: str, text: str) -> None:
    (paths.themes_dir / f"{name}.toml").write_text(text, encoding="utf-8")


def said(paths: Paths) -> list[str]:
    themes, problems = load_themes(paths)
    assert list(themes)[:5] == SHIPPED
    return [str(problem).removeprefix(f"{paths.themes_dir}/") for problem in problems]


def test_five_themes_are_shipped_and_sound_the_default_first(paths: Paths) -> None:
    themes, problems = load_themes(paths)
    assert problems == []
    assert list(themes) == SHIPPED
    assert [theme.name for theme in themes.values()] == SHIPPED
    assert [theme.dark for theme in themes.values()] == [True, False, True, True, True]
    for theme in themes.values():
        assert set(theme.styles) == set(TOKENS)


def test_every_token_that_a_span_may_name_is_a_token_of_themes() -> None:
    documented = (Span.__doc__ or "").replace("``", " ").replace("(", " ").replace(")", " ").split()
    for token in TOKENS:
        if not token.startswith("ground"):
            assert token in documented or token in ("cursor-unfocused", "notice"), token


def test_colours_are_names_that_rich_and_textual_know(paths: Paths) -> None:
    for theme in load_themes(paths)[0].values():
        for style in theme.styles.values():
            assert Style(color=style.color, bgcolor=style.background) is not None
            for colour in (style.color, style.background):
                if colour is not None and not colour.startswith("#"):
                    assert Color.parse(f"ansi_{colour}").ansi is not None


def test_the_terminal_theme_sets_no_colour_of_its_own(paths: Paths) -> None:
    terminal = load_themes(paths)[0]["terminal"]
    for style in terminal.styles.values():
        assert not f"{style.color}{style.background}".count("#")
    assert terminal.style("muted") == ThemeStyle("default", dim=True)
    assert terminal.style("bad") == ThemeStyle("bright_red", bold=True)
    assert terminal.style("cursor") == ThemeStyle("default", "default", reverse=True)
    assert terminal.style("fill-bad") == ThemeStyle("bright_white", "red")
    assert terminal.style("tint-bad") == ThemeStyle()


def test_without_colour_only_weight_and_reverse_are_left(paths: Paths) -> None:
    for theme in load_themes(paths)[0].values():
        plain = without_colour(theme)
        assert (plain.name, plain.dark) == (theme.name, theme.dark)
        for token in TOKENS:
            style = plain.style(token)
            assert {style.color, style.background} <= {None, "default"}, token
        for token in ("cursor", "fill-bad", "fill-degraded", "fill-unknown"):
            assert plain.style(token).reverse, token
        assert plain.style("muted").dim
        assert plain.style("off").dim
        assert plain.style("bad").bold


def test_a_style_is_written_as_a_person_would() -> None:
    assert parse_style("#FFFFFF on #c4303c bold") == ThemeStyle("#ffffff", "#c4303c", bold=True)
    assert parse_style("on bright_red") == ThemeStyle(background="bright_red")
    assert parse_style("default dim underline") == ThemeStyle("default", dim=True, underline=True)
    assert parse_style("") == ThemeStyle()


@every("text", ["#fff", "pink", "on", "#ffffff on", "red blue", "on red blue"])
def test_a_style_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no colour|too many"):
        parse_style(text)


def test_a_user_changes_some_tokens_of_a_theme(paths: Paths) -> None:
    own(paths, "mine", 'base = "sstui-light"\n[style]\nbad = "#ff0000 bold"\n')
    own(paths, "again", 'base = "mine"\ndark = true\n')
    themes, problems = load_themes(paths)
    assert problems == []
    assert list(themes) == [*SHIPPED, "again", "mine"] or list(themes) == [
        *SHIPPED, "mine", "again"
    ]  # fmt: skip
    mine, light = themes["mine"], themes["sstui-light"]
    assert mine.style("bad") == ThemeStyle("#ff0000", bold=True)
    assert mine.style("ok") == light.style("ok")
    assert mine.dark is False
    assert themes["again"] == Theme("again", True, mine.styles)
    assert "mine" in theme_names(paths)


def test_a_user_may_build_upon_a_shipped_theme_under_its_own_name(paths: Paths) -> None:
    own(paths, "sstui-dark", 'base = "sstui-dark"\n[style]\nok = "#00ff00"\n')
    themes, problems = load_themes(paths)
    assert problems == []
    assert themes["sstui-dark"].style("ok").color == "#00ff00"
    assert list(themes) == SHIPPED


def test_each_mistake_is_one_line_and_the_other_themes_load(paths: Paths) -> None:
    own(paths, "a", 'base = "sstui-dark"\n[style]\nbda = "#ffffff"\nok = "pink"\nbad = 3\n')
    own(paths, "b", 'base = "sstui-drak"\n')
    own(paths, "c", 'drak = true\nbase = "sstui-dark"\n')
    own(paths, "d", "[style\n")
    own(paths, "e", 'base = "sstui-dark"\ndark = "yes"\nstyle = 3\n')
    own(paths, "sound", 'base = "sstui-dark"\n')
    form = "write [COLOUR] [on COLOUR] [bold] [dim] [reverse] [underline]"
    assert said(paths) == [
        "d.toml:1: not TOML: Expected ']' at the end of a table declaration; correct that line",
        "a.toml:3: style.bda: unknown token; did you mean bad?",
        f"a.toml:4: style.ok: no colour: 'pink'; {form}",
        f"a.toml:5: style.bad: not a text; {form}",
        "b.toml:1: base: no such theme: 'sstui-drak'; did you mean sstui-dark?",
        "c.toml:1: drak: unknown key; did you mean dark?",
        "e.toml:3: style: not a table; write [style] above the tokens",
        "e.toml:2: dark: not true or false; write true or false",
    ]
    assert "sound" in load_themes(paths)[0]


def test_missing_tokens_are_named(paths: Paths) -> None:
    own(paths, "bare", 'dark = true\n[style]\ntext = "#ffffff"\n')
    (line,) = said(paths)
    assert line.startswith("bare.toml:2: style: missing: strong, muted, accent, ")
    assert line.endswith('add them, or base = "sstui-dark"')


def test_themes_that_build_upon_each_other_are_reported(paths: Paths) -> None:
    own(paths, "one", 'base = "two"\n')
    own(paths, "two", 'base = "one"\n')
    assert len(said(paths)) == 2
