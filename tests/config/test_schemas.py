"""The JSON Schemas and the program agree on what is taken and on what is refused."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sstui.config.paths import Paths
from sstui.config.schemas import SCHEMAS
from sstui.config.settings import load_settings
from sstui.config.settings_text import first_file
from sstui.config.theme_style import parse_style
from sstui.config.themes import load_themes, shipped_themes_dir
from tests.cases import every
from tests.config import test_settings, test_watchlist_reading

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
# What only `config validate` can know: the names of other files, and the machine's time zones.
BEYOND = re.compile(r"no such (theme|profile)|no time zone")


def mistakes(schema: str, text: str) -> list[str]:
    """What the schema says against a file."""
    validator = Draft202012Validator(SCHEMAS[schema]())
    return [error.message for error in validator.iter_errors(tomllib.loads(text))]


def dig(schema: str, *way: str) -> dict[str, object]:
    """A part of a schema."""
    part: object = SCHEMAS[schema]()
    for name in way:
        assert isinstance(part, dict)
        part = part[name]
    assert isinstance(part, dict)
    return part


def uncommented(text: str) -> str:
    """As the file itself says: without the # right before a key or a table."""
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


@every("name", SCHEMAS)
def test_each_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name]())


def test_the_examples_of_the_readme_are_valid() -> None:
    assert EXAMPLES
    for text in EXAMPLES:
        schema = "watchlist" if "[[instance]]" in text else "config"
        assert mistakes(schema, text) == []


def test_every_shipped_theme_is_valid() -> None:
    themes = sorted(shipped_themes_dir().glob("*.toml"))
    assert len(themes) == 5
    for path in themes:
        assert mistakes("theme", path.read_text(encoding="utf-8")) == []


def test_what_the_contract_shows_is_valid() -> None:
    assert mistakes("config", test_settings.CONTRACT) == []
    assert mistakes("watchlist", test_watchlist_reading.CONTRACT) == []


@every(
    "text",
    [
        *(text for text, said in test_settings.MISTAKES if not BEYOND.search(said or "")),
        *test_settings.SECRETS,
        *(f"[profiles.x]\n{text}\n" for text, _ in test_settings.UNUSABLE_PROFILES),
    ],
)
def test_settings_that_are_refused_are_refused_by_both(text: str) -> None:
    assert mistakes("config", text)


@every("text", [text for text, _ in test_watchlist_reading.MISTAKES])
def test_a_watch_list_that_is_refused_is_refused_by_both(text: str) -> None:
    assert mistakes("watchlist", text)


def test_a_query_is_taken_and_refused_by_the_schema_too() -> None:
    query = '[[query]]\nname = "payments"\napplication = "a"\n'
    assert mistakes("watchlist", f'{query}environment = "e"\ninterval = "30s"\n') == []
    for fault in ('instance = "i"', 'interval = "0.5s"', 'environment = "../e"', 'group = "x"'):
        assert mistakes("watchlist", f"{query}{fault}\n"), fault
    assert mistakes("watchlist", '[[query]]\nname = "x"\n')


@every(
    "theme",
    [
        'base = "sstui-dark"\n[style]\nbda = "#ffffff"',
        'base = "sstui-dark"\n[style]\nok = "pink"',
        'base = "sstui-dark"\n[style]\nok = "red blue"',
        'base = "sstui-dark"\n[style]\nbad = 3',
        'drak = true\nbase = "sstui-dark"',
        'base = "sstui-dark"\ndark = "yes"',
        'base = "sstui-dark"\nstyle = 3',
        'dark = true\n[style]\ntext = "#ffffff"',
    ],
)
def test_a_theme_that_is_refused_is_refused_by_both(tmp_path: Path, theme: str) -> None:
    paths = Paths.from_environ({"SSTUI_HOME": str(tmp_path)})
    paths.themes_dir.mkdir(parents=True, exist_ok=True)
    (paths.themes_dir / "mine.toml").write_text(theme)
    assert load_themes(paths)[1]
    assert mistakes("theme", theme)


@every("style", ["", "bold", "#FFFFFF on #c4303c bold", "on bright_red", "dim default underline"])
def test_a_style_that_is_taken_is_taken_by_both(style: str) -> None:
    parse_style(style)
    assert mistakes("theme", f'base = "x"\n[style]\nok = "{style}"') == []


@pytest.mark.parametrize("text", [first_file(), uncommented(first_file())])
def test_the_first_file_is_valid_as_it_is_and_uncommented(tmp_path: Path, text: str) -> None:
    paths = Paths.from_environ({"SSTUI_HOME": str(tmp_path)})
    paths.config_dir.mkdir()
    paths.config_file.write_text(text, encoding="utf-8")
    load_settings(paths, {}, {})
    assert mistakes("config", text) == []


def test_the_first_file_has_every_key() -> None:
    table = tomllib.loads(uncommented(first_file()))
    assert set(table) == set(dig("config", "properties"))
    for name in ("poll", "history", "hooks"):
        assert set(table[name]) == set(dig("config", "properties", name, "properties"))
    profile = ("config", "properties", "profiles", "additionalProperties", "properties")
    assert set().union(*table["profiles"].values()) == set(dig(*profile))
